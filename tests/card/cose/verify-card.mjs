// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a COSE library that others keep (@auth0/cose) says of our cards: it verifies the signature of each with nothing but the issuer's public key,
// and none of which one bit was altered. It is given what docs/card-format.md calls the signed message; opening sealed cards is beyond it
// (it knows no ChaCha20/Poly1305), and read-card-libraries.py does that.
//
//   node verify-card.mjs VECTORS.ini      prints TAP

import { readFileSync } from "node:fs";
import { Sign1 } from "@auth0/cose";

const CARDS_WITH_ALTERED_BITS = 3; // of all bits

function sections (text)
{
  const found = new Map();
  let fields = null;
  for (const line of text.split("\n")) {
    const heading = /^\[(.*)\]$/.exec(line);
    const at = line.indexOf("=");
    if (heading)
      found.set(heading[1], fields = {});
    else if (at > 0 && fields)
      fields[line.slice(0, at)] = line.slice(at + 1);
  }
  return found;
}

const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));

/* The stream of a genuine message; throws for any other. What the library does not look at is looked at here: the tag and the header that
 * nobody signed, which are always these bytes. */
async function verify (message, key)
{
  const signed = Sign1.decode(message.slice(1)); // without its tag, 18
  if (message[0] !== 0xd2 || message[16] !== 0xa0 || signed.unprotectedHeaders.size !== 0)
    throw new Error("another form");
  await signed.verify(key);
  return signed.payload;
}

async function refused (message, key)
{
  try {
    await verify(message, key);
    return false;
  } catch {
    return true;
  }
}

const vectors = sections(readFileSync(process.argv[2], "utf8"));
const x = Buffer.from(vectors.get("keys")["sign-public"], "hex").toString("base64url");
const key = await crypto.subtle.importKey("jwk", { kty: "OKP", crv: "Ed25519", x }, "Ed25519", true, ["verify"]);
let n = 0, failed = 0, bits = 0;

for (const [name, card] of vectors) {
  if (name === "keys")
    continue;
  n++;
  let why = "";
  const message = bytes(card.signed);
  try {
    if (Buffer.from(await verify(message, key)).toString("hex") !== card.stream)
      why = "another stream";
  } catch (error) {
    why = String(error);
  }
  for (let bit = 0; n <= CARDS_WITH_ALTERED_BITS && bit < 8 * message.length; bit++) {
    const copy = message.slice();
    copy[bit >> 3] ^= 1 << (bit & 7);
    bits++;
    if (!await refused(copy, key))
      why += ` bit ${bit} was altered, and it still verifies;`;
  }
  failed += why !== "";
  console.log(`${why ? "not ok" : "ok"} ${n} ${name}${why ? `\n# ${why}` : ""}`);
}
console.log(`# ${bits} altered bits tried\n1..${n}`);
process.exitCode = failed > 0 || n === 0 || bits === 0 ? 1 : 0;

// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the tests of the phone's page share: the cards of the document, and somebody who knows their keys.

import { readFileSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { encode, equalBytes, joinBytes } from "../../phone/cbor.js";
import { kidOf } from "../../phone/cose.js";
import { dictionaryId } from "../../phone/stream.js";

const ROOT = pathToFileURL(process.env.G_TEST_SRCDIR + "/../"); // of the tree

export const read = (path) => readFileSync(new URL(path, ROOT));
export const list = (path) => readdirSync(new URL(path, ROOT)).sort();
export const hex = (text) => Uint8Array.from(Buffer.from(text, "hex"));

/** A map with unsigned keys, in CBOR; the page itself writes none. */
export const map = (...pairs) => joinBytes([0xa0 | pairs.length], ...pairs.flatMap(([key, value]) => [[key], encode(value)]));

/** The groups of vectors.ini. @returns {Map<string, Object<string, string>>} */
export function groups() {
  const all = new Map();
  let group = null;
  for (const line of read("tests/data/card/vectors.ini").toString("utf-8").split("\n")) {
    if (line.startsWith("[")) {
      group = {};
      all.set(line.slice(1, -1), group);
    } else if (group !== null && line.includes("=")) {
      const at = line.indexOf("=");
      group[line.slice(0, at)] = line.slice(at + 1);
    }
  }
  return all;
}

export const KEYS = groups().get("keys");
export const CARDS = [...groups()].filter(([name]) => name !== "keys").map(([, card]) => card);

export const DICTIONARIES = new Map(
  list("data/card")
    .filter((name) => name.startsWith("dictionary-"))
    .map((name) => {
      const bytes = Uint8Array.from(read(`data/card/${name}`));
      return [dictionaryId(bytes), bytes];
    }),
);

/** Knows the device that signed the cards, and opens them; more of it as asked. */
export function trust(more = {}) {
  const signPublic = hex(KEYS["sign-public"]);
  return {
    dictionaries: DICTIONARIES,
    cardKeys: [{ publicKey: hex(KEYS["card-public"]), secretKey: hex(KEYS["card-secret"]) }],
    findIssuer: (kid) => (equalBytes(kid, kidOf(signPublic)) ? { signPublic, revoked: false } : null),
    findCard: () => null,
    ...more,
  };
}

// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is to be thought of a scanned text: docs/card-format.md, "Verdicts", as src/card/tsn-card-verdict.c does it. The layers are taken
// off one after the other, the first that does not come off decides, and the content is given whenever it can be read.

import { decodeBase45 } from "./base45.js";
import { readContent } from "./content.js";
import { CoseFault, isFor, kindOf, openSealed, readSealed, readSigned, verifySigned } from "./cose.js";
import { unpack } from "./stream.js";

const TEXT_MAX = 8192; // the largest symbol holds 4296 characters

/**
 * What a reader knows.
 * @typedef {object} Trust
 * @property {Map<number, Uint8Array>} dictionaries by dictionaryId()
 * @property {{publicKey: Uint8Array, secretKey: Uint8Array|null}[]} cardKeys without secretKey: it is locked
 * @property {function(Uint8Array): ?{signPublic: Uint8Array, revoked: boolean}} findIssuer by the key id of a card
 * @property {function(string): ?{replacedOn: ?Date}} findCard what the register says of a serial; null: not in it
 */

/**
 * @typedef {object} Reading
 * @property {string} verdict as in docs/card-format.md
 * @property {boolean} sealed
 * @property {?object} card readContent()
 * @property {?Date} replacedOn of a card that a newer one replaces, when known
 */

/** @returns {{bytes: Uint8Array}|{verdict: string}} */
function strip(text) {
  const upper = text.slice(0, TEXT_MAX + 8).replace(/[\r\n\t]+$/, "").replace(/[a-z]/g, (letter) => letter.toUpperCase());
  const prefix = /^TSN([0-9]+):/.exec(upper);
  if (upper.length > TEXT_MAX || prefix === null) {
    return { verdict: "not_ours" };
  }
  if (prefix[0] !== "TSN1:") {
    return { verdict: "future_format" };
  }
  try {
    return { bytes: decodeBase45(upper.slice(prefix[0].length)) };
  } catch {
    return { verdict: "damaged" };
  }
}

/** @returns {{message: Uint8Array}|{verdict: string}} */
function unseal(bytes, trust) {
  const sealed = readSealed(bytes);
  const key = trust.cardKeys.find((one) => isFor(sealed, one.publicKey));
  if (key === undefined) {
    return { verdict: "sealed_for_others" };
  }
  if (key.secretKey === null) {
    return { verdict: "locked" };
  }
  const message = openSealed(sealed, key.secretKey);
  return message !== null ? { message } : { verdict: "bad_signature" };
}

/** A genuine card by what is known of its issuer and its serial. */
function standing(card, issuer, trust) {
  const known = card.serial !== undefined ? trust.findCard(card.serial) : null;
  if (issuer.revoked && known === null) {
    return { verdict: "issuer_revoked", replacedOn: null };
  }
  const replacedOn = known !== null ? known.replacedOn : null;
  return { verdict: replacedOn !== null ? "genuine_superseded" : "genuine", replacedOn };
}

function judge(bytes, sealed, trust) {
  const message = readSigned(bytes);
  const issuer = trust.findIssuer(message.kid);
  const altered = issuer !== null && !verifySigned(message, issuer.signPublic);
  const unpacked = unpack(message.payload, trust.dictionaries);
  const card = unpacked.content !== undefined ? readContent(unpacked.content) : null;
  const reading = { sealed, card, replacedOn: null };
  if (altered) {
    return { ...reading, verdict: "bad_signature" };
  }
  if (card === null) {
    return { ...reading, verdict: unpacked.fault ?? "damaged" };
  }
  return issuer === null ? { ...reading, verdict: "unknown_issuer" } : { ...reading, ...standing(card, issuer, trust) };
}

/**
 * Never throws: there is a verdict for every text.
 * @param {string} text
 * @param {Trust} trust
 * @returns {Reading}
 */
export function readCard(text, trust) {
  const nothing = { sealed: false, card: null, replacedOn: null };
  let sealed = false;
  try {
    const stripped = strip(text);
    if (stripped.verdict !== undefined) {
      return { ...nothing, verdict: stripped.verdict };
    }
    sealed = kindOf(stripped.bytes) === "encrypt";
    const opened = sealed ? unseal(stripped.bytes, trust) : { message: stripped.bytes };
    return opened.verdict !== undefined ? { ...nothing, sealed, verdict: opened.verdict } : judge(opened.message, sealed, trust);
  } catch (error) {
    if (error instanceof CoseFault) {
      return { ...nothing, sealed, verdict: error.fault };
    }
    throw error;
  }
}

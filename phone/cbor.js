// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// CBOR in the deterministic form of RFC 8949 section 4.2.1, and nothing else: what was signed has one form only.

import { Tag, decode as decodeItem, decodeSequence as decodeItems, encode as encodeItem } from "cbor2";

const STRICT = {
  cde: true, // shortest heads, definite lengths, keys rising
  ignoreGlobalTags: true,
  maxDepth: 16,
  preferMap: true,
  rejectFloats: true,
  rejectSimple: true,
  rejectUndefined: true,
};

/** An item with a tag before it: { tag, contents }. */
export { Tag };

/**
 * One item that is all there is: arrays, Maps, Uint8Arrays, strings, numbers (above 2^53 a BigInt), Tags.
 * @throws {Error} what is no CBOR of this form
 */
export const decode = (bytes) => decodeItem(bytes, STRICT);

/** Items one after the other (RFC 8742). @returns {any[]} as decode() and @throws as it does */
export const decodeSequence = (bytes) => [...decodeItems(bytes, STRICT)];

/** @returns {Uint8Array} */
export const encode = (value) => encodeItem(value, { cde: true });

/** Whether two pieces of bytes are the same. */
export function equalBytes(left, right) {
  return left instanceof Uint8Array && right instanceof Uint8Array && left.length === right.length && left.every((byte, i) => byte === right[i]);
}

/** All of them one after the other. */
export function joinBytes(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

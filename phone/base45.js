// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Base45 (RFC 9285), as docs/card-format.md wants it: each message has exactly one text.

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/**
 * @param {string} text
 * @returns {Uint8Array}
 * @throws {RangeError} what is no Base45
 */
export function decodeBase45(text) {
  if (text.length % 3 === 1) {
    throw new RangeError("a last group of one character");
  }
  const bytes = [];
  for (let at = 0; at < text.length; at += 3) {
    const group = [...text.slice(at, at + 3)].map((character) => DIGITS.indexOf(character));
    const value = group.reduce((sum, digit, place) => sum + digit * 45 ** place, 0);
    if (group.includes(-1) || value >= 256 ** (group.length - 1)) {
      throw new RangeError("no Base45");
    }
    bytes.push(...(group.length === 3 ? [value >> 8, value & 255] : [value]));
  }
  return Uint8Array.from(bytes);
}

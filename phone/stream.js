// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The stream of docs/card-format.md: zlib with a preset dictionary that the stream names.

import { Inflate } from "pako";

const CONTENT_MAX = 16 * 1024;
const HAS_DICTIONARY = 0x20;

/** A dictionary by the name that a stream has for it: the Adler-32 of its bytes. */
export function dictionaryId(bytes) {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

/**
 * @param {Uint8Array} stream
 * @param {Map<number, Uint8Array>} dictionaries by dictionaryId()
 * @returns {{content: Uint8Array}|{fault: "damaged"|"future_format"}}
 */
export function unpack(stream, dictionaries) {
  const id = stream.length >= 6 && stream[1] & HAS_DICTIONARY ? new DataView(stream.buffer, stream.byteOffset).getUint32(2) : null;
  if (stream.length > CONTENT_MAX) {
    return { fault: "damaged" };
  }
  if (id !== null && !dictionaries.has(id) && (stream[0] * 256 + stream[1]) % 31 === 0) {
    return { fault: "future_format" };
  }
  try {
    const pieces = [];
    const inflate = new Inflate({ chunkSize: CONTENT_MAX, dictionary: id !== null ? dictionaries.get(id) : undefined });
    let ended = false;
    inflate.onData = (piece) => {
      pieces.push(piece);
      if (pieces.length > 1) {
        throw new RangeError("too much");
      }
    };
    inflate.onEnd = (status) => {
      ended = status === 0;
    };
    inflate.push(stream, true);
    return ended && inflate.strm.avail_in === 0 && pieces.length === 1 ? { content: pieces[0] } : { fault: "damaged" };
  } catch {
    return { fault: "damaged" };
  }
}

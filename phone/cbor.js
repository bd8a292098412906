// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// CBOR in the deterministic form of RFC 8949 section 4.2.1, and nothing else: shortest heads, definite lengths, keys rising, no
// floats. Whatever was signed has one form only, so a reader that is strict needs no library, and depth and sizes are bounded here.

const DEPTH_MAX = 16;

/** An item with a tag before it. */
export class Tagged {
  constructor(tag, value) {
    this.tag = tag;
    this.value = value;
  }
}

class Reader {
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
  }

  take(size) {
    if (size > this.bytes.length - this.at) {
      throw new RangeError("it breaks off");
    }
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  /** The number of a head; above 2^53 a BigInt. */
  number(minor) {
    if (minor < 24) {
      return minor;
    }
    if (minor > 27) {
      throw new RangeError("no definite length");
    }
    const size = 1 << (minor - 24);
    const value = this.take(size).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    if (value < (size === 1 ? 24n : 1n << BigInt(4 * size))) {
      throw new RangeError("not the shortest head");
    }
    return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
  }

  /** As many as there can be: each item takes a byte. */
  count(n) {
    if (n > this.bytes.length - this.at) {
      throw new RangeError("it breaks off");
    }
    return n;
  }

  map(n, depth) {
    const pairs = new Map();
    let last = null;
    for (let i = 0; i < n; i++) {
      const start = this.at;
      const key = this.item(depth);
      const raw = this.bytes.subarray(start, this.at);
      if (last !== null && compareBytes(last, raw) >= 0) {
        throw new RangeError("keys do not rise");
      }
      last = raw;
      pairs.set(key, this.item(depth));
    }
    return pairs;
  }

  item(depth) {
    if (depth > DEPTH_MAX) {
      throw new RangeError("too deep");
    }
    const head = this.take(1)[0];
    const major = head >> 5;
    const minor = head & 31;
    if (major === 7) {
      if (minor < 20 || minor > 22) {
        throw new RangeError("no simple value that we know");
      }
      return [false, true, null][minor - 20];
    }
    const n = this.number(minor);
    switch (major) {
      case 0:
        return n;
      case 1:
        return typeof n === "bigint" ? -1n - n : -1 - n;
      case 2:
        return this.take(n);
      case 3:
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.take(n));
      case 4:
        return Array.from({ length: this.count(n) }, () => this.item(depth + 1));
      case 5:
        return this.map(this.count(n), depth + 1);
      default:
        return new Tagged(n, this.item(depth + 1));
    }
  }
}

/** @returns {number} below, at or above 0, as memcmp() */
export function compareBytes(left, right) {
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] !== right[i]) {
      return left[i] - right[i];
    }
  }
  return left.length - right.length;
}

/** Whether two pieces of bytes are the same. */
export function equalBytes(left, right) {
  return left instanceof Uint8Array && right instanceof Uint8Array && compareBytes(left, right) === 0;
}

/**
 * The first item of a sequence (RFC 8742).
 * @param {Uint8Array} bytes
 * @returns {[any, number]} the item, and where the next begins
 * @throws {RangeError|TypeError} what is no CBOR of this form
 */
export function decodeFirst(bytes, at = 0) {
  const reader = new Reader(bytes, at);
  return [reader.item(0), reader.at];
}

/** One item that is all there is: arrays, Maps, Uint8Arrays, strings, numbers, Tagged. */
export function decode(bytes) {
  const [item, end] = decodeFirst(bytes);
  if (end !== bytes.length) {
    throw new RangeError("something follows");
  }
  return item;
}

function head(major, n) {
  if (n < 24) {
    return [(major << 5) | n];
  }
  const size = n < 0x100 ? 1 : n < 0x10000 ? 2 : n < 0x100000000 ? 4 : 8;
  const digits = BigInt(n).toString(16).padStart(2 * size, "0").match(/../g).map((byte) => parseInt(byte, 16));
  return [(major << 5) | (24 + Math.log2(size)), ...digits];
}

/**
 * Numbers without a fraction, strings, Uint8Arrays, arrays, null.
 * @returns {Uint8Array}
 */
export function encode(value) {
  if (value === null) {
    return Uint8Array.of(0xf6);
  }
  if (typeof value === "number") {
    return Uint8Array.from(value < 0 ? head(1, -1 - value) : head(0, value));
  }
  if (value instanceof Uint8Array) {
    return joinBytes(head(2, value.length), value);
  }
  if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    return joinBytes(head(3, bytes.length), bytes);
  }
  return joinBytes(head(4, value.length), ...value.map(encode));
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

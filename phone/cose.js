// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The two COSE messages of docs/card-format.md, "Seal" and "Signature": read, verified, opened.

import { chacha20poly1305 } from "@noble/ciphers/chacha";
import { ed25519, x25519 } from "@noble/curves/ed25519";
import { hkdf } from "@noble/hashes/hkdf";
import { sha256 } from "@noble/hashes/sha2";
import { Tag, decode, encode, equalBytes } from "./cbor.js";

const SIGN1 = 18;
const ENCRYPT = 96;
const KID_SIZE = 8;
const NONCE_SIZE = 12;
const KEY_SIZE = 32;
const SIGNATURE_SIZE = 64;
const PROTECTED_ENCRYPT = Uint8Array.of(0xa1, 0x01, 0x18, 0x18); // {1: 24}
const PROTECTED_RECIPIENT = Uint8Array.of(0xa1, 0x01, 0x38, 0x18); // {1: -25}
const NOBODY = [null, null, null];
const KDF_CONTEXT = encode([24, NOBODY, NOBODY, [256, PROTECTED_RECIPIENT]]);
const ASSOCIATED = encode(["Encrypt", PROTECTED_ENCRYPT, new Uint8Array()]);

/** Why something is not of our form: @fault is "damaged" or, whole CBOR of another form, "future_format". */
export class CoseFault extends Error {
  constructor(fault) {
    super(fault);
    this.fault = fault;
  }
}

function parse(bytes) {
  try {
    return decode(bytes);
  } catch {
    throw new CoseFault("damaged");
  }
}

function hasSize(value, size) {
  return value instanceof Uint8Array && value.length === size;
}

/** Whether a Map has just these keys. */
function hasKeys(map, ...keys) {
  return map instanceof Map && map.size === keys.length && keys.every((key) => map.has(key));
}

function isArray(value, size) {
  return Array.isArray(value) && value.length === size;
}

/** @returns {"sign1"|"encrypt"} */
export function kindOf(bytes) {
  const item = parse(bytes);
  if (!(item instanceof Tag) || (item.tag !== SIGN1 && item.tag !== ENCRYPT)) {
    throw new CoseFault("future_format");
  }
  return item.tag === SIGN1 ? "sign1" : "encrypt";
}

/** The first 8 bytes of the SHA-256 of a device's public key. */
export function kidOf(signPublic) {
  return sha256(signPublic).subarray(0, KID_SIZE);
}

function readProtected(bytes) {
  try {
    const header = decode(bytes);
    return hasKeys(header, 1, 4) && header.get(1) === -8 && hasSize(header.get(4), KID_SIZE) ? header.get(4) : null;
  } catch {
    return null;
  }
}

/** @returns {{protected: Uint8Array, kid: Uint8Array, payload: Uint8Array, signature: Uint8Array}} nothing is verified yet */
export function readSigned(bytes) {
  return signedOf(parse(bytes));
}

/** The same of an item that was read before. */
export function signedOf(item) {
  const value = item instanceof Tag && item.tag === SIGN1 ? item.contents : null;
  if (!isArray(value, 4) || !(value[0] instanceof Uint8Array) || !hasKeys(value[1]) || !(value[2] instanceof Uint8Array)) {
    throw new CoseFault("future_format");
  }
  const kid = readProtected(value[0]);
  if (kid === null || !hasSize(value[3], SIGNATURE_SIZE)) {
    throw new CoseFault("future_format");
  }
  return { protected: value[0], kid, payload: value[2], signature: value[3] };
}

/** Whether the owner of @signPublic signed @bytes: strictly as RFC 8032. */
export function verifyBytes(bytes, signature, signPublic) {
  try {
    return ed25519.verify(signature, bytes, signPublic, { zip215: false });
  } catch {
    return false;
  }
}

/** Whether the owner of @signPublic signed a message of readSigned(). */
export function verifySigned(message, signPublic) {
  const bytes = encode(["Signature1", message.protected, new Uint8Array(), message.payload]);
  return verifyBytes(bytes, message.signature, signPublic);
}

/** @returns {{nonce: Uint8Array, ciphertext: Uint8Array, ephemeral: Uint8Array}} */
export function readSealed(bytes) {
  const item = parse(bytes);
  const value = item instanceof Tag && item.tag === ENCRYPT ? item.contents : null;
  const to = isArray(value, 4) && isArray(value[3], 1) && isArray(value[3][0], 3) ? value[3][0] : null;
  const key = to !== null && hasKeys(to[1], -1) ? to[1].get(-1) : null;
  const good =
    to !== null &&
    equalBytes(value[0], PROTECTED_ENCRYPT) &&
    hasKeys(value[1], 5) &&
    hasSize(value[1].get(5), NONCE_SIZE) &&
    value[2] instanceof Uint8Array &&
    equalBytes(to[0], PROTECTED_RECIPIENT) &&
    hasKeys(key, 1, -1, -2) &&
    key.get(1) === 1 &&
    key.get(-1) === 4 &&
    hasSize(key.get(-2), KEY_SIZE) &&
    hasSize(to[2], 0);
  if (!good) {
    throw new CoseFault("future_format");
  }
  const ephemeral = key.get(-2);
  if (ephemeral[KEY_SIZE - 1] & 0x80) {
    throw new CoseFault("damaged"); // X25519 ignores that bit, so two keys would open the same card
  }
  return { nonce: value[1].get(5), ciphertext: value[2], ephemeral };
}

/** Whether a message of readSealed() is for the owner of @publicKey. */
export function isFor(message, publicKey) {
  return equalBytes(message.nonce, sha256(publicKey).subarray(0, NONCE_SIZE));
}

/** @returns {Uint8Array|null} what was sealed; null: it was altered */
export function openSealed(message, secretKey) {
  try {
    const key = hkdf(sha256, x25519.getSharedSecret(secretKey, message.ephemeral), undefined, KDF_CONTEXT, KEY_SIZE);
    return chacha20poly1305(key, message.nonce, ASSOCIATED).decrypt(message.ciphertext);
  } catch {
    return null;
  }
}

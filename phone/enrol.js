// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How a phone becomes a device of its municipality: docs/sync-protocol.md and docs/security.md, "Enrolment", the new device's half. The
// server carries what is sealed and signed here and can read none of it.

import { xchacha20poly1305 } from "@noble/ciphers/chacha";
import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa";
import { ed25519, x25519 } from "@noble/curves/ed25519";
import { blake2b } from "@noble/hashes/blake2";
import { hkdf } from "@noble/hashes/hkdf";
import { sha256 } from "@noble/hashes/sha2";
import { decode, encode, equalBytes, joinBytes } from "./cbor.js";
import { verifyBytes } from "./cose.js";

const PREFIX = "tsunagi-join:";
const ROLES = ["desk", "reception", "kiosk", "ems"];
/** As in certificates. */
export const ROLE_EMS = 4;
const CARD = 0; // the compartment of a card key
const GRANT_MAX = 16384;
const BOX_OVERHEAD = 48; // an ephemeral key and a tag
const LABEL_MAX = 60;

const ascii = (text) => new TextEncoder().encode(text + "\0");
const REQUEST = ascii("tsunagi enrolment 1");

/** Why an enrolment does not go on: @why is "line", "role", "used", "old", "revoked" or "forged". */
export class EnrolFault extends Error {
  constructor(why) {
    super(why);
    this.why = why;
  }
}

/**
 * @typedef {object} Invitation
 * @property {number} role from 1, as in certificates
 * @property {Uint8Array} root the municipality's public key
 * @property {Uint8Array} secret
 * @property {Uint8Array} commitment
 */

/** @typedef {{id: Uint8Array, signSecret: Uint8Array, boxSecret: Uint8Array}} Device */

export const isInvitation = (text) => text.trim().startsWith(PREFIX);

function base64url(text, size) {
  const standard = /^[A-Za-z0-9_-]*$/.test(text) ? atob(text.replace(/-/g, "+").replace(/_/g, "/")) : "";
  if (standard.length !== size) {
    throw new EnrolFault("line");
  }
  return Uint8Array.from(standard, (character) => character.charCodeAt(0));
}

/** @param {string} line @returns {Invitation} */
export function parseInvitation(line) {
  const parts = line.trim().split("#");
  const role = ROLES.indexOf(parts[2]) + 1;
  if (!isInvitation(line) || line.length > 1024 || parts.length !== 6 || role === 0) {
    throw new EnrolFault("line");
  }
  if (role !== ROLE_EMS) {
    throw new EnrolFault("role");
  }
  try {
    return { role, root: base64url(parts[3], 32), secret: base64url(parts[4], 16), commitment: base64url(parts[5], 16) };
  } catch {
    throw new EnrolFault("line");
  }
}

/** Keys that nobody else ever has. @returns {Device} */
export function makeDevice() {
  const id = crypto.getRandomValues(new Uint8Array(16));
  id[6] = (id[6] & 0x0f) | 0x40; // a UUID of version 4
  id[8] = (id[8] & 0x3f) | 0x80;
  return { id, signSecret: crypto.getRandomValues(new Uint8Array(32)), boxSecret: crypto.getRandomValues(new Uint8Array(32)) };
}

/** Whether the coordinator's device would take it: printable, at most 60 characters. */
export function isLabel(text) {
  return text.trim() !== "" && [...text].length <= LABEL_MAX && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text);
}

/**
 * @param {Invitation} invitation
 * @param {Device} device
 * @returns {Uint8Array} what the coordinator's device opens
 */
export function makeRequest(invitation, device, label) {
  const signPublic = ed25519.getPublicKey(device.signSecret);
  const statement = encode([1, device.id, signPublic, x25519.getPublicKey(device.boxSecret), label]);
  const signature = ed25519.sign(joinBytes(REQUEST, invitation.root, statement), device.signSecret);
  const key = hkdf(sha256, invitation.secret, undefined, ascii("tsunagi request key 1"), 32);
  const nonce = crypto.getRandomValues(new Uint8Array(24));
  const associated = joinBytes(REQUEST, invitation.root, Uint8Array.of(invitation.role));
  return joinBytes(nonce, xchacha20poly1305(key, nonce, associated).encrypt(encode([statement, signature])));
}

/** The body of POST /v1/enrol. */
export function askBody(invitation, request) {
  return encode([invitation.root, hkdf(sha256, invitation.secret, undefined, ascii("tsunagi ticket 1"), 16), request]);
}

/** @returns {{nonce: ?Uint8Array, grant: ?Uint8Array}} */
export function readState(bytes) {
  const parts = decode(bytes);
  const optional = (part) => part === null || part instanceof Uint8Array;
  if (!Array.isArray(parts) || parts.length !== 2 || !parts.every(optional)) {
    throw new EnrolFault("forged");
  }
  return { nonce: parts[0], grant: parts[1] };
}

/** The six digits that people compare. */
export function codeOf(invitation, request, nonce) {
  if (!equalBytes(blake2b(nonce, { dkLen: 16 }), invitation.commitment)) {
    throw new EnrolFault("forged");
  }
  const digest = sha256(joinBytes(ascii("tsunagi enrolment code 1"), invitation.root, nonce, request));
  const number = new DataView(digest.buffer, digest.byteOffset).getBigUint64(0) % 1000000n;
  return String(number).padStart(6, "0");
}

/** crypto_box_seal_open() of libsodium. */
function openBox(sealed, secret) {
  const ephemeral = sealed.subarray(0, 32);
  const shared = x25519.getSharedSecret(secret, ephemeral);
  const words = (bytes) => new Uint32Array(Uint8Array.from(bytes).buffer);
  const key = new Uint32Array(8);
  hsalsa(words(new TextEncoder().encode("expand 32-byte k")), words(shared), new Uint32Array(4), key);
  const nonce = blake2b(joinBytes(ephemeral, x25519.getPublicKey(secret)), { dkLen: 24 });
  return xsalsa20poly1305(new Uint8Array(key.buffer), nonce).decrypt(sealed.subarray(32));
}

/** A certificate of this device, by the root. */
function isCertified(certificate, invitation, device) {
  const [statement, signature] = decode(certificate);
  if (!verifyBytes(joinBytes(ascii("tsunagi certificate 1"), statement), signature, invitation.root)) {
    return false;
  }
  const says = decode(statement);
  return (
    says.get(1) === 1 &&
    equalBytes(says.get(2), device.id) &&
    says.get(3) === invitation.role &&
    equalBytes(says.get(4), ed25519.getPublicKey(device.signSecret)) &&
    equalBytes(says.get(5), x25519.getPublicKey(device.boxSecret))
  );
}

/** All card keys that were granted, each private half beside the public one that it makes. */
function cardKeys(granted) {
  const secrets = decode(granted.get(5));
  const keys = (secrets.get(6) ?? []).filter(([, compartment]) => compartment === CARD).map(([, , secretKey]) => secretKey);
  if (secrets.get(4) !== undefined) {
    keys.push(secrets.get(4));
  }
  return keys.map((secretKey) => ({ publicKey: x25519.getPublicKey(secretKey), secretKey }));
}

/**
 * @param {{root: Uint8Array, role: number}} invitation
 * @returns {{cardKeys: {publicKey: Uint8Array, secretKey: Uint8Array}[], serverId: ?Uint8Array}} what the coordinator handed over; a
 *   grant of new keys says nothing of the server
 * @throws {EnrolFault} forged
 */
export function openGrant(grant, invitation, device) {
  try {
    const [sealed, signature] = decode(grant);
    if (grant.length > GRANT_MAX || sealed.length <= BOX_OVERHEAD) {
      throw new EnrolFault("forged");
    }
    if (!verifyBytes(joinBytes(ascii("tsunagi grant 1"), device.id, sealed), signature, invitation.root)) {
      throw new EnrolFault("forged");
    }
    const granted = decode(openBox(sealed, device.boxSecret));
    if (granted.get(1) !== 1 || !isCertified(granted.get(2), invitation, device)) {
      throw new EnrolFault("forged");
    }
    const keys = cardKeys(granted);
    const serverId = granted.has(7) ? decode(granted.get(7))[0] : null;
    if (!keys.some((key) => equalBytes(key.publicKey, granted.get(3))) || (serverId !== null && serverId.length !== 16)) {
      throw new EnrolFault("forged");
    }
    return { cardKeys: keys, serverId };
  } catch {
    throw new EnrolFault("forged");
  }
}

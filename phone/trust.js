// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Whom to believe without a network: docs/card-format.md, "Trust file". A file is a sequence of statements, each signed by a
// coordinator's device; it counts as a whole, for the root of this phone's own municipality, or not at all.

import { Tag, decode, decodeSequence, equalBytes, joinBytes } from "./cbor.js";
import { kidOf, signedOf, verifyBytes, verifySigned } from "./cose.js";

export const FILE_MAX = 8 * 1024 * 1024;
const FORMAT = "tsunagi trust 1";
const DESK = 1;
const SERIAL_SIZE = 8;
const DAYS_MAX = 2932896; // 9999-12-31

function refuse(why) {
  throw new RangeError(why);
}

const isBytes = (value, size) => value instanceof Uint8Array && (size === undefined || value.length === size);
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();

/** Pieces of 8 bytes in one string of bytes. */
function* serials(bytes) {
  if (!isBytes(bytes) || bytes.length % SERIAL_SIZE !== 0) {
    refuse("serials");
  }
  for (let at = 0; at < bytes.length; at += SERIAL_SIZE) {
    yield hex(bytes.subarray(at, at + SERIAL_SIZE));
  }
}

/** A day in days since 1970. */
function dayOf(value) {
  if (!Number.isInteger(value) || Math.abs(value) > DAYS_MAX) {
    refuse("day");
  }
  return new Date(value * 86400000);
}

/** The device of a coordinator that a certificate of this root names. */
function signerOf(certificate, root) {
  const [statement, signature] = decode(certificate);
  if (!verifyBytes(joinBytes(new TextEncoder().encode("tsunagi certificate 1\0"), statement), signature, root)) {
    refuse("certificate");
  }
  const says = decode(statement);
  if (says.get(1) !== 1 || !isBytes(says.get(2), 16) || says.get(3) !== DESK || !isBytes(says.get(4), 32)) {
    refuse("not a coordinator");
  }
  return { device: hex(says.get(2)), signPublic: says.get(4) };
}

/** What is known of one municipality. */
export class TrustFile {
  series = 0;
  number = 0;
  madeMs = 0;
  municipality = "";
  #root;
  #issuers = new Map(); // device => {kid, signPublic, revoked}
  #replaced = new Map(); // serial => day
  #kept = new Set(); // serials

  /** @param {Uint8Array} root @param {?TrustFile} before whose revoked devices stay so */
  constructor(root, before = null) {
    this.#root = root;
    before?.#issuers.forEach((issuer, device) => issuer.revoked && this.#issuers.set(device, issuer));
  }

  #take(item) {
    const message = signedOf(item instanceof Tag ? item : null);
    const parts = decode(message.payload);
    const [format, root, municipality, series, number, madeMs, certificate, issuers, replaced, kept] = Array.isArray(parts) ? parts : [];
    if (format !== FORMAT || parts.length !== 10 || !equalBytes(root, this.#root) || !/^[0-9]{6}$/.test(municipality)) {
      refuse("statement");
    }
    if (![series, number, madeMs].every(isCount) || (this.number !== 0 && series !== this.series) || number !== this.number + 1) {
      refuse("order");
    }
    const signer = signerOf(certificate, this.#root);
    if (!verifySigned(message, signer.signPublic) || this.#issuers.get(signer.device)?.revoked) {
      refuse("signature");
    }
    for (const [device, signPublic, revoked] of issuers) {
      if (!isBytes(device, 16) || !isBytes(signPublic, 32) || !isCount(revoked)) {
        refuse("issuer");
      }
      this.#issuers.set(hex(device), { kid: kidOf(signPublic), signPublic, revoked: revoked !== 0 });
    }
    for (const [day, list] of replaced) {
      for (const serial of serials(list)) {
        this.#replaced.set(serial, dayOf(day));
      }
    }
    for (const serial of serials(kept)) {
      this.#kept.add(serial);
    }
    Object.assign(this, { series, number, municipality, madeMs: Math.max(this.madeMs, madeMs) });
  }

  /**
   * @param {Uint8Array} bytes
   * @param {Uint8Array} root that the phone was enrolled with
   * @param {?TrustFile} before what is known so far
   * @returns {TrustFile} the newer of both
   * @throws {Error} forged, damaged, of another municipality
   */
  static read(bytes, root, before = null) {
    if (bytes.length === 0 || bytes.length > FILE_MAX) {
      refuse("size");
    }
    const file = new TrustFile(root, before);
    decodeSequence(bytes).forEach((item) => file.#take(item));
    return before !== null && (file.series < before.series || (file.series === before.series && file.number <= before.number)) ? before : file;
  }

  /** As readCard() asks. */
  findIssuer(kid) {
    for (const issuer of this.#issuers.values()) {
      if (equalBytes(issuer.kid, kid)) {
        return issuer;
      }
    }
    return null;
  }

  findCard(serial) {
    return this.#replaced.has(serial) || this.#kept.has(serial) ? { replacedOn: this.#replaced.get(serial) ?? null } : null;
  }
}

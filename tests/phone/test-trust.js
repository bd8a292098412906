// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a trust file must be. (That it is read as the coordinator's device writes it is proved by scenario-ems-page.)

import { ed25519, x25519 } from "@noble/curves/ed25519";
import assert from "node:assert/strict";
import { test } from "node:test";
import { encode, joinBytes } from "../../phone/cbor.js";
import { kidOf } from "../../phone/cose.js";
import { TrustFile } from "../../phone/trust.js";
import { hex, list, map, read } from "./vectors.js";

const same = (byte, size) => new Uint8Array(size).fill(byte);
const text = (words) => new TextEncoder().encode(words);
const rootSecret = same(7, 32);
const root = ed25519.getPublicKey(rootSecret);
const deskSecret = same(11, 32);
const deskPublic = ed25519.getPublicKey(deskSecret);
const deskId = same(12, 16);

function certify({ role = 1, signer = rootSecret } = {}) {
  const statement = map([1, 1], [2, deskId], [3, role], [4, deskPublic], [5, x25519.getPublicKey(same(13, 32))], [6, 0]);
  return encode([statement, ed25519.sign(joinBytes(text("tsunagi certificate 1\0"), statement), signer)]);
}

/** A statement; parts of it as asked. */
function statement({ series = 5, number = 1, made = 1000, issuers = [], replaced = [], kept = new Uint8Array(), certificate = certify(), of = root, format = "tsunagi trust 1", secret = deskSecret } = {}) {
  const payload = encode([format, of, "112119", series, number, made, certificate, issuers, replaced, kept]);
  const header = joinBytes([0xa2, 0x01, 0x27, 0x04], encode(kidOf(deskPublic)));
  const signature = ed25519.sign(encode(["Signature1", header, new Uint8Array(), payload]), secret);
  return joinBytes([0xd2, 0x84], encode(header), [0xa0], encode(payload), encode(signature));
}

const DAY = Date.UTC(2026, 10, 1) / 86400000; // 1 November
const kiosk = same(21, 32);
const serial = "0102030405060708";
const first = statement({ issuers: [[deskId, deskPublic, 0], [same(22, 16), kiosk, 99]], replaced: [[DAY, hex(serial)]], kept: same(9, 16) });

test("issuers, replaced cards, cards of revoked devices", () => {
  const file = TrustFile.read(joinBytes(first, statement({ number: 2, made: 2000, replaced: [[DAY + 1, same(3, 8)]] })), root);
  assert.equal(file.madeMs, 2000);
  assert.equal(file.municipality, "112119");
  assert.deepEqual(file.findIssuer(kidOf(deskPublic)).signPublic, deskPublic);
  assert.equal(file.findIssuer(kidOf(kiosk)).revoked, true);
  assert.equal(file.findIssuer(same(0, 8)), null);
  assert.equal(file.findCard(serial).replacedOn.toISOString().slice(0, 10), "2026-11-01");
  assert.equal(file.findCard("0303030303030303").replacedOn.toISOString().slice(0, 10), "2026-11-02");
  assert.equal(file.findCard("0909090909090909").replacedOn, null);
  assert.equal(file.findCard("0000000000000000"), null);
});

test("the newest that was seen is kept", () => {
  const old = TrustFile.read(first, root);
  const newer = TrustFile.read(statement({ series: 6 }), root, old);
  assert.equal(newer.findCard(serial), null);
  assert.equal(newer.findIssuer(kidOf(kiosk)).revoked, true, "who was shut out stays so");
  assert.equal(TrustFile.read(first, root, newer), newer);
  assert.equal(TrustFile.read(first, root, old), old);
});

test("what is not of this municipality's coordinators is refused", () => {
  const revoked = TrustFile.read(statement({ issuers: [[deskId, deskPublic, 1]] }), root);
  const bad = {
    empty: new Uint8Array(),
    "another root": statement({ of: same(1, 32) }),
    "a kiosk's": statement({ certificate: certify({ role: 3 }) }),
    "a certificate of nobody": statement({ certificate: certify({ signer: same(1, 32) }) }),
    "signed by another": statement({ secret: same(1, 32) }),
    "a newer version": statement({ format: "tsunagi trust 2" }),
    "a gap": joinBytes(first, statement({ number: 3 })),
    "not from the beginning": statement({ number: 2 }),
    "two in one": joinBytes(first, statement({ series: 6, number: 2 })),
    "half a serial": statement({ kept: same(1, 7) }),
    "broken off": first.subarray(0, -1),
    "something behind": joinBytes(first, [0]),
  };
  for (const [why, bytes] of Object.entries(bad)) {
    assert.throws(() => TrustFile.read(bytes, root), undefined, why);
  }
  assert.throws(() => TrustFile.read(statement({ series: 9 }), root, revoked), undefined, "a revoked coordinator's");
  for (let at = 0; at < first.length; at++) {
    const altered = Uint8Array.from(first);
    altered[at] ^= 1 << (at & 7);
    assert.throws(() => TrustFile.read(altered, root), undefined, String(at));
  }
});

test("malformed files are refused, whatever they are", () => {
  for (const name of list("tests/data/fuzz/trust-file")) {
    const seed = Uint8Array.from(read(`tests/data/fuzz/trust-file/${name}`));
    for (let at = 0; at <= seed.length; at += 7) {
      assert.throws(() => TrustFile.read(seed.subarray(0, at), root), undefined, name);
    }
  }
});

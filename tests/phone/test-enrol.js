// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the new device must refuse. (That it agrees with the coordinator's half is proved with tsunagictl by scenario-ems-page.)

import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa";
import { ed25519, x25519 } from "@noble/curves/ed25519";
import { blake2b } from "@noble/hashes/blake2";
import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { test } from "node:test";
import { encode, joinBytes } from "../../phone/cbor.js";
import { codeOf, isLabel, makeDevice, makeRequest, openGrant, parseInvitation, readState } from "../../phone/enrol.js";
import { isWeakPin } from "../../phone/pin.js";
import { waitFor } from "../../phone/keys.js";
import { readGrants } from "../../phone/server.js";
import { hex, map, read } from "./vectors.js";

globalThis.crypto ??= webcrypto; // node 18

const text = (words) => new TextEncoder().encode(words + "\0");
const same = (byte, size) => new Uint8Array(size).fill(byte);
const base64url = (bytes) => Buffer.from(bytes).toString("base64url");
const rootSecret = same(7, 32);
const root = ed25519.getPublicKey(rootSecret);
const nonce = same(9, 32);
const line = (role) => ["tsunagi-join:host:8443", base64url(same(1, 32)), role, base64url(root), base64url(same(2, 16)), base64url(blake2b(nonce, { dkLen: 16 }))].join("#");

function sealTo(publicKey, bytes) {
  const secret = same(5, 32);
  const ephemeral = x25519.getPublicKey(secret);
  const words = (data) => new Uint32Array(Uint8Array.from(data).buffer);
  const key = new Uint32Array(8);
  hsalsa(words(Buffer.from("expand 32-byte k")), words(x25519.getSharedSecret(secret, publicKey)), new Uint32Array(4), key);
  const once = blake2b(joinBytes(ephemeral, publicKey), { dkLen: 24 });
  return joinBytes(ephemeral, xsalsa20poly1305(new Uint8Array(key.buffer), once).encrypt(bytes));
}

/** What a coordinator hands over to @device; parts of it as asked. */
function grantFor(device, { role = 4, signer = rootSecret, id = device.id, cardSecret = same(101, 32), cardPublic = x25519.getPublicKey(same(101, 32)) } = {}) {
  const statement = map([1, 1], [2, id], [3, role], [4, ed25519.getPublicKey(device.signSecret)], [5, x25519.getPublicKey(device.boxSecret)], [6, 0]);
  const certificate = encode([statement, ed25519.sign(joinBytes(text("tsunagi certificate 1"), statement), signer)]);
  const secrets = map([4, cardSecret], [6, [[2, 0, same(102, 32)], [2, 1, same(103, 32)]]]);
  const granted = map([1, 1], [2, certificate], [3, cardPublic], [4, []], [5, secrets], [7, encode([same(3, 16), same(4, 32)])]);
  const sealed = sealTo(x25519.getPublicKey(device.boxSecret), granted);
  return encode([sealed, ed25519.sign(joinBytes(text("tsunagi grant 1"), device.id, sealed), signer)]);
}

const why = (expected) => (error) => error.why === expected;

test("the line of an invitation", () => {
  const invitation = parseInvitation(` ${line("ems")}\n`);
  assert.equal(invitation.role, 4);
  assert.deepEqual(invitation.root, root);
  for (const role of ["desk", "reception", "kiosk"]) {
    assert.throws(() => parseInvitation(line(role)), why("role"));
  }
  const good = line("ems");
  for (const bad of ["", "x", good.slice(1), good.slice(0, -2), good + "#", good + "A".repeat(2000), line("doctor"), good.replace(/#[^#]+$/, "#*")]) {
    assert.throws(() => parseInvitation(bad), why("line"), bad);
  }
});

test("a code needs the nonce that was promised", () => {
  const invitation = parseInvitation(line("ems"));
  const request = makeRequest(invitation, makeDevice(), "救急1");
  assert.ok(request.length <= 512);
  assert.match(codeOf(invitation, request, nonce), /^[0-9]{6}$/);
  assert.throws(() => codeOf(invitation, request, same(8, 32)), why("forged"));
});

test("a grant is the root's, for this device, with its keys", () => {
  const invitation = parseInvitation(line("ems"));
  const device = makeDevice();
  const { cardKeys, serverId } = openGrant(grantFor(device), invitation, device);
  assert.deepEqual(cardKeys.map((key) => key.secretKey[0]), [102, 101]);
  assert.deepEqual(serverId, same(3, 16));
  const forgeries = [
    grantFor(makeDevice()),
    grantFor(device, { signer: same(6, 32) }),
    grantFor(device, { role: 3 }),
    grantFor(device, { id: same(1, 16) }),
    grantFor(device, { cardSecret: same(100, 32) }),
    new Uint8Array(),
    encode([null, null]),
  ];
  forgeries.forEach((forgery, i) => assert.throws(() => openGrant(forgery, invitation, device), why("forged"), String(i)));
  const grant = grantFor(device);
  for (let at = 0; at < grant.length; at++) {
    const altered = Uint8Array.from(grant);
    altered[at] ^= 1 << (at & 7);
    assert.throws(() => openGrant(altered, invitation, device), why("forged"), String(at));
  }
});

test("grants of new keys are found among the patches of a bucket", () => {
  const id = same(1, 16);
  const patch = (kind, record, ...open) => joinBytes([0x89], ...[1, kind, record, 5, id, null].map(encode), map(...open), map(), encode([]));
  const grant = same(2, 100);
  const patches = [patch(20, id, [10, grant], [11, 2]), patch(20, id, [1, "救急1"]), patch(20, same(3, 16), [10, grant]), patch(1, id, [10, grant])];
  const erased = joinBytes([0x89], ...[1, 20, id, 5, id, null].map(encode), [0xf5], map(), encode([]));
  const page = joinBytes(encode(7), encode([[id, id, id], [patches[0], [9, patches[1]], patches[2]]]), encode([[], [patches[3], erased, [9, patches[0]]]]));
  assert.deepEqual(readGrants(page, id), { next: 7, grants: [grant, grant] });
  assert.deepEqual(readGrants(encode(0), id), { next: 0, grants: [] });
  for (let size = 0; size < page.length; size++) {
    let grants = [];
    try {
      ({ grants } = readGrants(page.subarray(0, size), id));
    } catch {
      // Refused, and what came before it, too.
    }
    assert.ok(grants.length <= 2);
  }
});

test("what a server says of it", () => {
  assert.deepEqual(readState(hex("82f6f6")), { nonce: null, grant: null });
  for (const bad of ["81f6", "820000", "a0", "82f6f600", ""]) {
    assert.throws(() => readState(hex(bad)), undefined, bad);
  }
});

test("names and PINs", () => {
  assert.ok(isLabel("救急1　電話"));
  for (const label of ["", " ", "a\nb", "\u200b", "x".repeat(61)]) {
    assert.ok(!isLabel(label), label);
  }
  for (const line of read("tests/data/pins.txt").toString("utf-8").trimEnd().split("\n")) {
    const [pin, verdict] = line.split(" ");
    assert.equal(isWeakPin(pin), verdict === "weak", pin);
  }
  for (const pin of ["", "aaaaaaaa", "abcdef", "kyukyu"]) {
    assert.ok(isWeakPin(pin), pin);
  }
  assert.ok(!isWeakPin("kawano"));
});

test("wrong PINs slow down", () => {
  assert.equal(waitFor(undefined, 0), 0);
  assert.equal(waitFor({ count: 2, at: 1000 }, 1000), 0);
  assert.equal(waitFor({ count: 3, at: 1000 }, 1000), 1000);
  assert.equal(waitFor({ count: 6, at: 1000 }, 1000), 8000);
  assert.equal(waitFor({ count: 99, at: 1000 }, 1000), 300000);
  assert.equal(waitFor({ count: 4, at: 1000 }, 1500), 1500);
  assert.equal(waitFor({ count: 4, at: 1000000 }, 0), 2000);
  assert.equal(waitFor({ count: 4, at: 0 }, 1000000), 0);
});

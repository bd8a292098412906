// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeBase45 } from "../../phone/base45.js";
import { readCard } from "../../phone/card.js";
import { decode } from "../../phone/cbor.js";
import { readContent } from "../../phone/content.js";
import { unpack } from "../../phone/stream.js";
import { CARDS, DICTIONARIES, hex, list, read, trust } from "./vectors.js";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

function base45(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const two = at + 1 < bytes.length;
    let value = two ? bytes[at] * 256 + bytes[at + 1] : bytes[at];
    for (let i = 0; i < (two ? 3 : 2); i++) {
      text += DIGITS[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

const VERDICTS = [
  "genuine", "genuine_superseded", "issuer_revoked", "unknown_issuer", "bad_signature", "damaged", "sealed_for_others", "locked",
  "future_format", "not_ours",
];

test("every card of the document is genuine, byte for byte", () => {
  assert.ok(CARDS.length >= 5);
  for (const card of CARDS) {
    const content = unpack(hex(card.stream), DICTIONARIES).content;
    assert.equal(Buffer.from(content).toString("hex"), card.content);
    const reading = readCard(card.text, trust());
    assert.equal(reading.verdict, "genuine");
    assert.equal(reading.card.name, card.name);
    assert.deepEqual(reading.card, readContent(hex(card.content)));
    // As a hand scanner types it.
    assert.equal(readCard(card.text.toLowerCase() + "\r\n", trust()).verdict, "genuine");
  }
});

test("what is in a card comes out in words", () => {
  const { card } = readCard(CARDS[0].text, trust());
  assert.match(card.serial, /^[0-9A-F]{16}$/);
  assert.match(card.municipality, /^[0-9]{6}$/);
  assert.match(card.contacts[0].phone, /^0[0-9]+-[0-9]+-[0-9]+$/);
  assert.ok(card.written instanceof Date);
  assert.equal(readContent(hex("a10b814500ec2363a9")).phones[0], "0495-21-7781"); // of the document
  assert.equal(readContent(hex("a102192bcb")).municipality, "112119");
});

test("the other verdicts", () => {
  const sealed = CARDS[0].text;
  const revoked = (kid) => ({ ...trust().findIssuer(kid), revoked: true });
  const day = new Date(0);
  const verdict = (more, text = sealed) => readCard(text, trust(more)).verdict;
  assert.equal(verdict({ findIssuer: () => null }), "unknown_issuer");
  assert.equal(verdict({ findIssuer: revoked }), "issuer_revoked");
  assert.equal(verdict({ findIssuer: revoked, findCard: () => ({ replacedOn: null }) }), "genuine");
  assert.equal(verdict({ findCard: () => ({ replacedOn: day }) }), "genuine_superseded");
  assert.equal(readCard(sealed, trust({ findCard: () => ({ replacedOn: day }) })).replacedOn, day);
  assert.equal(verdict({ cardKeys: [] }), "sealed_for_others");
  assert.equal(verdict({ cardKeys: [{ ...trust().cardKeys[0], secretKey: null }] }), "locked");
  assert.equal(verdict({ dictionaries: new Map() }), "future_format");
  assert.equal(verdict({}, "TSN2:ABC"), "future_format");
  assert.equal(verdict({}, "TSN1:"), "damaged");
  assert.equal(verdict({}, "TSN1:#"), "damaged");
  assert.equal(verdict({}, "TSN:ABC"), "not_ours");
  assert.equal(verdict({}, "TSN1:" + "A".repeat(9000)), "not_ours");
  assert.equal(verdict({}, "https://example.org/"), "not_ours");
  assert.equal(verdict({}, ""), "not_ours");
  const signed = readCard("TSN1:" + base45(hex(CARDS[0].signed)), trust({ cardKeys: [] }));
  assert.equal(signed.verdict, "genuine");
  assert.equal(signed.sealed, false);
});

test("no altered bit is taken", () => {
  // Every bit of an open card; of sealed ones, whose seal covers all alike, one bit of every byte.
  const check = (bytes, bits) => {
    for (let bit = 0; bit < bytes.length * 8; bit += bits) {
      const altered = Uint8Array.from(bytes);
      altered[bit >> 3] ^= 1 << ((bit + (bit >> 3)) & 7);
      const { verdict } = readCard("TSN1:" + base45(altered), trust());
      assert.ok(!verdict.startsWith("genuine"), `bit ${bit}: ${verdict}`);
    }
  };
  check(hex(CARDS.reduce((least, card) => (card.signed.length < least.length ? card.signed : least), CARDS[0].signed)), 1);
  check(decodeBase45(CARDS[0].text.slice(5)), 8);
});

test("malformed codes get a verdict, whatever they are", () => {
  const seeds = list("tests/data/fuzz/card-decode").map((name) => read(`tests/data/fuzz/card-decode/${name}`));
  let seed = 1;
  const random = (n) => {
    seed = (seed * 48271) % 2147483647;
    return seed % n;
  };
  for (const raw of seeds) {
    for (let round = 0; round < 200; round++) {
      const bytes = Uint8Array.from(raw.subarray(0, round % 10 === 9 ? random(raw.length) : raw.length));
      for (let i = 0; round > 0 && i < 1 + random(4) && bytes.length > 0; i++) {
        bytes[random(bytes.length)] = random(256);
      }
      for (const text of [Buffer.from(bytes).toString("latin1"), "TSN1:" + base45(bytes)]) {
        const { verdict } = readCard(text, trust());
        assert.ok(VERDICTS.includes(verdict));
      }
      unpack(bytes, DICTIONARIES);
      readContent(bytes);
    }
  }
});

test("CBOR is read in one form only, and bounded", () => {
  for (const text of ["1800", "190001", "1a00000001", "5f", "9f", "bf", "f7", "f97e00", "1c", "ff", "a2010002", "a201000100", "0000", "61ff", "9affffffff", "5b7fffffffffffffff"]) {
    assert.throws(() => decode(hex(text)), undefined, text);
  }
  assert.throws(() => decode(hex("81".repeat(100) + "00")));
  assert.equal(decode(hex("1bffffffffffffffff")), 18446744073709551615n);
});

test("a stream that unpacks without end is refused", async () => {
  const { deflateSync } = await import("node:zlib");
  assert.deepEqual(unpack(deflateSync(Buffer.alloc(1 << 20)), DICTIONARIES), { fault: "damaged" });
  assert.equal(unpack(deflateSync(Buffer.alloc(16384)), DICTIONARIES).content.length, 16384);
  assert.deepEqual(unpack(Buffer.concat([deflateSync(Buffer.from("x")), Buffer.of(0)]), DICTIONARIES), { fault: "damaged" });
  assert.deepEqual(unpack(deflateSync(Buffer.from("x")).subarray(0, -1), DICTIONARIES), { fault: "damaged" });
});

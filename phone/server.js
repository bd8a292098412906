// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a phone asks the server that gave out this page: docs/sync-protocol.md. Never while a card is read, and nothing about cards.

import { ed25519 } from "@noble/curves/ed25519";
import { sha256 } from "@noble/hashes/sha2";
import { decode, decodeSequence, equalBytes, joinBytes } from "./cbor.js";
import { EnrolFault, askBody, readState } from "./enrol.js";

const FAULTS = { 403: "revoked", 409: "used", 410: "old" };
const KIND_DEVICE = 20; // of src/model/tsn-kinds.def
const FIELD_GRANT = 10;
const PAGES_MAX = 16;

const text = (words) => new TextEncoder().encode(words + "\0");

/** @typedef {{device: import("./enrol.js").Device, serverId: Uint8Array}} Own */

/**
 * Asks for admission once.
 * @returns {Promise<{nonce: ?Uint8Array, grant: ?Uint8Array}|null>} null: it did not answer; again later
 * @throws {EnrolFault} why it never will
 */
export async function ask(invitation, request) {
  let answer;
  let bytes;
  try {
    const headers = { "Content-Type": "application/cbor-seq" };
    answer = await fetch("/v1/enrol", { method: "POST", headers, body: askBody(invitation, request), cache: "no-store" });
    bytes = new Uint8Array(await answer.arrayBuffer());
  } catch {
    return null;
  }
  if (FAULTS[answer.status] !== undefined) {
    throw new EnrolFault(FAULTS[answer.status]);
  }
  return answer.ok ? readState(bytes) : null;
}

/** The header of a request without a body: "Requests". @param {Own} own */
export function authorize({ device, serverId }, method, path, time) {
  const message = joinBytes(text("tsunagi request 1"), serverId, text(time), text(method), text(path), sha256(new Uint8Array()));
  const signature = btoa(String.fromCharCode(...ed25519.sign(message, device.signSecret)));
  const id = Array.from(device.id, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `Tsunagi ${id}.${time}.${signature.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")}`;
}

/**
 * As this device, by the server's time.
 * @returns {Promise<?Uint8Array>} null: there is no network, or it failed
 * @throws {EnrolFault} "revoked"
 */
async function get(own, path) {
  let answer;
  let bytes;
  try {
    const time = await (await fetch("/v1/time", { cache: "no-store" })).text();
    answer = await fetch(path, { cache: "no-store", headers: { Authorization: authorize(own, "GET", path, time) } });
    bytes = new Uint8Array(await answer.arrayBuffer());
  } catch {
    return null;
  }
  if (answer.status === 403) {
    throw new EnrolFault("revoked");
  }
  return answer.ok ? bytes : null;
}

/** The trust file, if one was made after @afterMs. @returns {Promise<?Uint8Array>} */
export async function fetchTrust(own, afterMs) {
  const bytes = await get(own, `/v1/trust?after=${afterMs}`);
  return bytes !== null && bytes.length > 0 ? bytes : null;
}

/** The grants in the patches of a page of a bucket that are of one device's record; who wrote them does not matter, the root signed. */
export function readGrants(bytes, id) {
  const [next, ...parcels] = decodeSequence(bytes);
  const grants = [];
  for (const [, entries] of parcels) {
    for (const entry of entries) {
      const [format, kind, record, , , , open] = decode(entry instanceof Uint8Array ? entry : entry[1]);
      const grant = open instanceof Map ? open.get(FIELD_GRANT) : undefined;
      if (format === 1 && kind === KIND_DEVICE && equalBytes(record, id) && grant instanceof Uint8Array) {
        grants.push(grant);
      }
    }
  }
  return { next, grants };
}

/** What the office has granted this device since: security.md, "New keys". @returns {Promise<Uint8Array[]>} */
export async function fetchGrants(own) {
  const { id } = own.device;
  const all = [];
  let after = 0;
  for (let page = 0; page < PAGES_MAX; page++) {
    const bytes = await get(own, `/v1/bucket?kind=${KIND_DEVICE}&bucket=${sha256(id)[0]}&after=${after}`);
    if (bytes === null) {
      break;
    }
    try {
      const { next, grants } = readGrants(bytes, id);
      all.push(...grants);
      after = next;
    } catch {
      break; // of a newer version, or damaged
    }
    if (after === 0) {
      break;
    }
  }
  return all;
}

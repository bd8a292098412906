// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The phone as a device of its municipality: from nothing over waiting for the coordinator to card keys that a PIN opens.

import { decode, encode } from "./cbor.js";
import { ask, codeOf, fetchTrust, makeDevice, makeRequest, openGrant, parseInvitation } from "./enrol.js";
import { askToKeep, forget, load, save, seal, unseal, waitFor } from "./keys.js";
import { TrustFile } from "./trust.js";

/** @param {import("./enrol.js").Device} device */
const pack = (device, cardKeys) =>
  encode([device.id, device.signSecret, device.boxSecret, cardKeys.map(({ publicKey, secretKey }) => [publicKey, secretKey])]);

function unpack(bytes) {
  const [id, signSecret, boxSecret, keys] = decode(bytes);
  return { device: { id, signSecret, boxSecret }, cardKeys: keys.map(([publicKey, secretKey]) => ({ publicKey, secretKey })) };
}

export class PhoneDevice {
  #kept = null; // what lies in the browser; null: nothing
  #open = null; // unpack(), while it is unlocked
  #pin = null; // while it waits: what is granted is sealed under it

  /** @type {?TrustFile} whom to believe, as of its madeMs */
  trust = null;

  async load() {
    this.#kept = (await load("device")) ?? null;
    const bytes = await load("trust");
    try {
      this.trust = bytes !== undefined && this.state === "enrolled" ? TrustFile.read(bytes, this.#kept.root) : null;
    } catch {
      this.trust = null; // of a newer version, or damaged: fetched anew
    }
  }

  /** @returns {"none"|"joining"|"enrolled"} */
  get state() {
    return this.#kept?.state ?? "none";
  }

  get locked() {
    return this.#kept !== null && this.#open === null;
  }

  /** As readCard() wants them. */
  get cardKeys() {
    return this.#open?.cardKeys ?? (this.#kept?.cardPublics ?? []).map((publicKey) => ({ publicKey, secretKey: null }));
  }

  /**
   * Begins to join with an invitation.
   * @throws {import("./enrol.js").EnrolFault} the line is none for a phone
   */
  async begin(line, label, pin) {
    const invitation = parseInvitation(line);
    const device = makeDevice();
    const kept = { state: "joining", line: line.trim(), request: makeRequest(invitation, device, label), cardPublics: [] };
    kept.sealed = await seal(pack(device, []), pin);
    await askToKeep();
    await save("device", kept);
    this.#kept = kept;
    this.#open = { device, cardKeys: [] };
    this.#pin = pin;
  }

  /**
   * One question to the server, while it waits.
   * @returns {Promise<{code: ?string, done: boolean}>} code: null: nobody has seen the request yet
   * @throws {import("./enrol.js").EnrolFault}
   */
  async poll() {
    const kept = this.#kept;
    const invitation = parseInvitation(kept.line);
    const state = await ask(invitation, kept.request);
    if (state === null || kept !== this.#kept || this.#open === null) {
      return { code: null, done: false };
    }
    if (state.grant !== null) {
      await this.#take(openGrant(state.grant, invitation, this.#open.device), invitation);
      return { code: null, done: true };
    }
    return { code: state.nonce !== null ? codeOf(invitation, kept.request, state.nonce) : null, done: false };
  }

  async #take({ cardKeys, serverId }, invitation) {
    const { device } = this.#open;
    const sealed = await seal(pack(device, cardKeys), this.#pin);
    const kept = { state: "enrolled", root: invitation.root, serverId, cardPublics: cardKeys.map((key) => key.publicKey), sealed };
    await save("device", kept);
    this.#kept = kept;
    this.#open = { device, cardKeys };
    this.#pin = null;
  }

  /** How long to wait before the next PIN, in ms. */
  async wait() {
    return waitFor(await load("tries"), Date.now());
  }

  /** @returns {Promise<boolean>} whether it was the right one */
  async unlock(pin) {
    const bytes = await unseal(this.#kept.sealed, pin);
    if (bytes === null) {
      return false;
    }
    this.#open = unpack(bytes);
    this.#pin = this.state === "joining" ? pin : null;
    return true;
  }

  /**
   * Gets the newest trust file, where there is a network. An older one, or one that nobody of the municipality signed, changes nothing.
   * @returns {Promise<boolean>} whether there was a newer one
   * @throws {import("./enrol.js").EnrolFault} revoked
   */
  async refreshTrust() {
    if (this.state !== "enrolled" || this.#open === null) {
      return false;
    }
    const { root, serverId } = this.#kept;
    const bytes = await fetchTrust({ device: this.#open.device, serverId }, this.trust?.madeMs ?? 0);
    if (bytes === null || this.state !== "enrolled") {
      return false;
    }
    try {
      const newer = TrustFile.read(bytes, root, this.trust);
      if (newer === this.trust) {
        return false;
      }
      await save("trust", bytes);
      this.trust = newer;
      return true;
    } catch {
      return false;
    }
  }

  lock() {
    this.#open = null;
    this.#pin = null;
  }

  async forget() {
    await forget();
    this.lock();
    this.#kept = null;
    this.trust = null;
  }
}

// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The phone as a device of its municipality: from nothing over waiting for the coordinator to card keys that a PIN opens.

import { decode, encode, equalBytes } from "./cbor.js";
import { EnrolFault, ROLE_EMS, codeOf, makeDevice, makeRequest, openGrant, parseInvitation } from "./enrol.js";
import { askToKeep, forget, load, newPinKey, save, seal, unseal, waitFor } from "./keys.js";
import { ask, fetchGrants, fetchTrust } from "./server.js";
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
  #open = null; // unpack() and the key of the PIN, while it is unlocked

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
    const pinKey = await newPinKey(pin);
    kept.sealed = await seal(pack(device, []), pinKey);
    await askToKeep();
    await save("device", kept);
    this.#kept = kept;
    this.#open = { device, cardKeys: [], pinKey };
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
      const { cardKeys, serverId } = openGrant(state.grant, invitation, this.#open.device);
      if (serverId === null) {
        throw new EnrolFault("forged");
      }
      await this.#keep({ root: invitation.root, serverId }, cardKeys);
      return { code: null, done: true };
    }
    return { code: state.nonce !== null ? codeOf(invitation, kept.request, state.nonce) : null, done: false };
  }

  async #keep({ root, serverId }, cardKeys) {
    const { device, pinKey } = this.#open;
    const sealed = await seal(pack(device, cardKeys), pinKey);
    const kept = { state: "enrolled", root, serverId, cardPublics: cardKeys.map((key) => key.publicKey), sealed };
    await save("device", kept);
    this.#kept = kept;
    this.#open = { device, cardKeys, pinKey };
  }

  /** How long to wait before the next PIN, in ms. */
  async wait() {
    return waitFor(await load("tries"), Date.now());
  }

  /** @returns {Promise<boolean>} whether it was the right one */
  async unlock(pin) {
    const unsealed = await unseal(this.#kept.sealed, pin);
    if (unsealed === null) {
      return false;
    }
    this.#open = { ...unpack(unsealed.bytes), pinKey: unsealed.pinKey };
    return true;
  }

  /**
   * Gets the newest trust file and new card keys, where there is a network. What is older, or not signed by whom it should be, changes
   * nothing.
   * @returns {Promise<boolean>} whether there was something new
   * @throws {import("./enrol.js").EnrolFault} revoked
   */
  async refresh() {
    if (this.state !== "enrolled" || this.#open === null) {
      return false;
    }
    const own = { device: this.#open.device, serverId: this.#kept.serverId };
    const trusted = await this.#takeTrust(await fetchTrust(own, this.trust?.madeMs ?? 0));
    const granted = await this.#takeGrants(await fetchGrants(own));
    return trusted || granted;
  }

  /** Of all that was granted the keys are united, none is ever dropped. */
  async #takeGrants(grants) {
    if (this.state !== "enrolled" || this.#open === null) {
      return false;
    }
    const all = [...this.#open.cardKeys];
    for (const grant of grants) {
      try {
        const { cardKeys } = openGrant(grant, { root: this.#kept.root, role: ROLE_EMS }, this.#open.device);
        all.push(...cardKeys.filter((key) => !all.some((known) => equalBytes(known.publicKey, key.publicKey))));
      } catch {
        continue; // not for this phone
      }
    }
    if (all.length === this.#open.cardKeys.length) {
      return false;
    }
    await this.#keep(this.#kept, all);
    return true;
  }

  async #takeTrust(bytes) {
    if (bytes === null || this.state !== "enrolled") {
      return false;
    }
    const { root } = this.#kept;
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
  }

  async forget() {
    await forget();
    this.lock();
    this.#kept = null;
    this.trust = null;
  }
}

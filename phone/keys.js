// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a phone keeps: who it is, whose cards it may read, and its keys under a PIN. They lie in IndexedDB twice wrapped: by a key out of
// the PIN (PBKDF2), and around that by a key that the browser made and gives out to nobody. docs/security.md says what that is worth.

const DATABASE = "tsunagi-ems";
const STORE = "kept";
const ROUNDS = 1000000;
const FREE_TRIES = 3;
const WAIT_MAX_MS = 300000;

export const PIN_MIN = 6;

function promise(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function open() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return promise(request);
}

async function inStore(mode, work) {
  const database = await open();
  try {
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const result = await promise(work(transaction.objectStore(STORE)));
    await done;
    return result;
  } finally {
    database.close();
  }
}

/** @param {"device"|"wrap"|"tries"|"trust"} name */
export const load = (name) => inStore("readonly", (store) => store.get(name));
export const save = (name, value) => inStore("readwrite", (store) => store.put(value, name));

/** Nothing is left of what the phone was told; what reads open cards stays. */
export const forget = () => inStore("readwrite", (store) => store.clear());

/** Whether the browser may throw it away when it needs room: asked once, and no matter if refused. */
export async function askToKeep() {
  await navigator.storage?.persist?.();
}

async function wrapKey() {
  let key = await load("wrap");
  if (key === undefined) {
    key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await save("wrap", key);
  }
  return key;
}

async function pinKey(pin, salt, rounds) {
  // The state of the input method does not matter.
  const bytes = new TextEncoder().encode(pin.normalize("NFKC"));
  const base = await crypto.subtle.importKey("raw", bytes, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

async function encrypt(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, bytes: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes)) };
}

async function decrypt(key, sealed) {
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.bytes));
}

/** A PIN as a key, which stays in memory while the phone is unlocked. @returns {Promise<{salt: Uint8Array, rounds: number, key: CryptoKey}>} */
export async function newPinKey(pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, rounds: ROUNDS, key: await pinKey(pin, salt, ROUNDS) };
}

/** Seals @bytes under newPinKey(). @returns {Promise<object>} for save() and unseal() */
export async function seal(bytes, { salt, rounds, key }) {
  const inner = await encrypt(key, bytes);
  return { salt, rounds, iv: inner.iv, outer: await encrypt(await wrapKey(), inner.bytes) };
}

/** How long to wait before the next try of a PIN, in ms. @param {?{count: number, at: number}} tries */
export function waitFor(tries, now) {
  if (!tries || tries.count < FREE_TRIES) {
    return 0;
  }
  const wait = Math.min(WAIT_MAX_MS, 1000 * 2 ** (tries.count - FREE_TRIES));
  return Math.max(0, Math.min(wait, tries.at + wait - now)); // a clock set back starts the wait anew
}

/**
 * Counted before it is tried, so that nothing is gained by cutting the program off.
 * @returns {Promise<?{bytes: Uint8Array, pinKey: object}>} null: a wrong PIN; pinKey: as newPinKey()
 */
export async function unseal(sealed, pin) {
  const tries = await load("tries");
  await save("tries", { count: (tries?.count ?? 0) + 1, at: Date.now() });
  try {
    const inner = { iv: sealed.iv, bytes: await decrypt(await wrapKey(), sealed.outer) };
    const key = await pinKey(pin, sealed.salt, sealed.rounds);
    const bytes = await decrypt(key, inner);
    await save("tries", { count: 0, at: 0 });
    return { bytes, pinKey: { salt: sealed.salt, rounds: sealed.rounds, key } };
  } catch {
    return null;
  }
}

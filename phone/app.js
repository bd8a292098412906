// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The page: what is pressed, and what is shown then. A card stays in memory as long as it is shown, and nowhere else.

/* global DICTIONARIES */

import { readCard } from "./card.js";
import { PhoneDevice } from "./device.js";
import { isInvitation } from "./enrol.js";
import { Joining } from "./joining.js";
import { Camera, Decoder, readPhoto } from "./pictures.js";
import { $, say, showScreen, translate } from "./screens.js";
import { dictionaryId } from "./stream.js";
import { verdictInWords } from "./verdict.js";
import { cardInWords } from "./view.js";
import { t, today } from "./words.js";

const WIPE_MS = 60000; // hidden: the card is wiped
const LOCK_MS = 30 * 60000; // hidden: the keys are locked

translate();

const device = new PhoneDevice();
const trust = {
  dictionaries: new Map(),
  cardKeys: [],
  findIssuer: (kid) => device.trust?.findIssuer(kid) ?? null,
  findCard: (serial) => device.trust?.findCard(serial) ?? null,
};
const joining = new Joining(device, () => (trust.cardKeys = device.cardKeys));
const decoder = new Decoder();
const camera = new Camera($("preview"));
let wake = null;
let hiddenSince = null;

// --- The screen stays on --------------------------------------------------------------------------------------------------------

async function keepAwake() {
  try {
    wake ??= await navigator.wakeLock.request("screen");
    wake.addEventListener("release", () => (wake = null), { once: true });
  } catch {
    wake = null; // it goes dark as the phone is set
  }
}

function letSleep() {
  wake?.release();
  wake = null;
}

// --- A card ---------------------------------------------------------------------------------------------------------------------

function show(text) {
  const reading = readCard(text, trust);
  if (reading.verdict === "locked") {
    joining.askPinFor(() => show(text));
    return;
  }
  const words = verdictInWords(reading, device.trust, trust.cardKeys.length > 0);
  const title = document.createElement("strong");
  title.textContent = words.title;
  $("verdict").className = words.grade;
  $("verdict").dataset.verdict = reading.verdict;
  const known = document.createElement("small");
  known.textContent = words.known;
  $("verdict").replaceChildren(title, words.advice, known);
  $("card").replaceChildren(...(reading.card !== null ? cardInWords(reading.card, today()) : []));
  say("");
  showScreen("result");
  $("verdict").focus();
  keepAwake();
}

/** Nothing of the card is left. */
function wipe() {
  $("card").replaceChildren();
  $("verdict").replaceChildren();
  delete $("verdict").dataset.verdict;
  $("photo").value = "";
  if (!$("result").hidden) {
    showScreen("scan");
  }
}

/** Whatever begins as a card of some version; another code in the picture may be of the shop. */
const isCard = (text) => /^TSN[0-9]+:/i.test(text);

function isOurs(text) {
  return isCard(text) || isInvitation(text);
}

function take(text) {
  if (isInvitation(text)) {
    joining.invite(text);
  } else {
    show(text);
  }
}

// --- Camera and photo -----------------------------------------------------------------------------------------------------------

function showFinder(shown) {
  $("finder").hidden = !shown;
  $("camera").hidden = shown;
  $("light").hidden = !shown || !camera.hasLight;
}

function stopCamera() {
  camera.stop();
  showFinder(false);
}

async function startCamera() {
  say("");
  try {
    await camera.start();
  } catch {
    stopCamera();
    say(t("The camera cannot be used. Allow it in the browser's settings, or choose a photo."));
    return;
  }
  showFinder(true);
  keepAwake();
  try {
    await camera.watch(decoder, (text) => {
      if (isOurs(text)) {
        take(text);
      }
      return isOurs(text);
    });
  } catch {
    say(t("The page is not ready yet; connect once and open it again."));
  }
  stopCamera();
}

async function readFile(file) {
  stopCamera();
  say(t("Reading the photo…"));
  let texts;
  try {
    texts = await readPhoto(decoder, file);
  } catch (error) {
    const isPicture = !(error instanceof DOMException);
    say(isPicture ? t("The page is not ready yet; connect once and open it again.") : t("This file is no picture that can be read."));
    return;
  }
  if (texts.length > 0) {
    say("");
    take(texts.find(isOurs) ?? texts[0]);
  } else {
    say(t("There is no code in this photo that can be read. Take it closer, in better light, without shadow."));
  }
}

// --- Life -----------------------------------------------------------------------------------------------------------------------

function noteHidden() {
  if (document.hidden) {
    hiddenSince = Date.now();
    stopCamera();
    setTimeout(wipeIfHidden, WIPE_MS);
    setTimeout(wipeIfHidden, LOCK_MS);
  } else {
    wipeIfHidden();
    hiddenSince = null;
    if (!$("result").hidden) {
      keepAwake();
    }
  }
}

function wipeIfHidden() {
  const hidden = hiddenSince !== null ? Date.now() - hiddenSince : 0;
  if (hidden >= WIPE_MS) {
    wipe();
  }
  if (hidden >= LOCK_MS && device.state === "enrolled" && !device.locked) {
    joining.lock();
  }
}

async function loadDictionaries() {
  for (const name of DICTIONARIES) {
    const bytes = new Uint8Array(await (await fetch(name)).arrayBuffer());
    trust.dictionaries.set(dictionaryId(bytes), bytes);
  }
}

async function store() {
  $("stored").textContent = t("Not stored yet: open it once more with a network");
  await navigator.serviceWorker.register("service-worker.js");
  await navigator.serviceWorker.ready;
  $("stored").textContent = t("Works without a network");
  document.body.dataset.stored = "yes";
}

$("camera").addEventListener("click", startCamera);
$("stop").addEventListener("click", stopCamera);
$("light").addEventListener("click", () => {
  const on = $("light").getAttribute("aria-pressed") !== "true";
  $("light").setAttribute("aria-pressed", String(on));
  camera.setLight(on);
});
$("photo").addEventListener("change", () => {
  if ($("photo").files.length > 0) {
    readFile($("photo").files[0]);
  }
});
$("next").addEventListener("click", () => {
  wipe();
  letSleep();
  $("camera").focus();
});
document.addEventListener("visibilitychange", noteHidden);
window.addEventListener("pagehide", wipe);
async function begin() {
  await device.load();
  joining.show();
  if (device.locked) {
    joining.askPin();
  }
}

window.addEventListener("online", () => joining.refresh());
begin().catch(() => {}); // a browser that keeps nothing reads open cards
loadDictionaries().catch(() => say(t("The page is not ready yet; connect once and open it again.")));
store().catch(() => {});

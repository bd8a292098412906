// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The page: what is pressed, and what is shown then. A card stays in memory as long as it is shown, and nowhere else.

/* global DICTIONARIES */

import { readCard } from "./card.js";
import { Camera, Decoder, readPhoto } from "./pictures.js";
import { dictionaryId } from "./stream.js";
import { verdictInWords } from "./verdict.js";
import { cardInWords } from "./view.js";
import { chooseLanguage, setLanguage, t, today } from "./words.js";

const HIDDEN_MS = 60000;

const $ = (id) => document.getElementById(id);
const trust = { dictionaries: new Map(), cardKeys: [], findIssuer: () => null, findCard: () => null };
const decoder = new Decoder();
const camera = new Camera($("preview"));
let wake = null;
let hiddenSince = null;

// --- Words ----------------------------------------------------------------------------------------------------------------------

function say(message) {
  $("message").textContent = message;
}

function translate() {
  const language = chooseLanguage(navigator.languages);
  setLanguage(language);
  document.documentElement.lang = language;
  document.title = t("Read a contact card");
  for (const node of document.querySelectorAll("[data-words]")) {
    node.textContent = t(node.dataset.words);
  }
}

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
  const words = verdictInWords(reading, trust.cardKeys.length > 0);
  const title = document.createElement("strong");
  title.textContent = words.title;
  $("verdict").className = words.grade;
  $("verdict").dataset.verdict = reading.verdict;
  $("verdict").replaceChildren(title, words.advice);
  $("card").replaceChildren(...(reading.card !== null ? cardInWords(reading.card, today()) : []));
  say("");
  $("scan").hidden = true;
  $("result").hidden = false;
  window.scrollTo(0, 0);
  $("verdict").focus();
  keepAwake();
}

/** Nothing of the card is left. */
function wipe() {
  $("card").replaceChildren();
  $("verdict").replaceChildren();
  delete $("verdict").dataset.verdict;
  $("photo").value = "";
  $("result").hidden = true;
  $("scan").hidden = false;
}

/** Whatever begins as a card of some version; another code in the picture may be of the shop. */
const isCard = (text) => /^TSN[0-9]+:/i.test(text);

function take(texts) {
  show(texts.find(isCard) ?? texts[0]);
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
      if (isCard(text)) {
        show(text);
      }
      return isCard(text);
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
    take(texts);
  } else {
    say(t("There is no code in this photo that can be read. Take it closer, in better light, without shadow."));
  }
}

// --- Life -----------------------------------------------------------------------------------------------------------------------

function noteHidden() {
  if (document.hidden) {
    hiddenSince = Date.now();
    stopCamera();
    setTimeout(wipeIfHidden, HIDDEN_MS);
  } else {
    wipeIfHidden();
    hiddenSince = null;
    if (!$("result").hidden) {
      keepAwake();
    }
  }
}

function wipeIfHidden() {
  if (hiddenSince !== null && Date.now() - hiddenSince >= HIDDEN_MS) {
    wipe();
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

translate();
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
loadDictionaries().catch(() => say(t("The page is not ready yet; connect once and open it again.")));
store().catch(() => {});

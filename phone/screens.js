// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The screens of the page, one at a time, and its language.

import { chooseLanguage, setLanguage, t } from "./words.js";

export const $ = (id) => document.getElementById(id);

const SCREENS = ["scan", "result", "enrol", "waiting", "unlock"];

/** @param {"scan"|"result"|"enrol"|"waiting"|"unlock"} name */
export function showScreen(name) {
  SCREENS.forEach((screen) => ($(screen).hidden = screen !== name));
  window.scrollTo(0, 0);
}

/** A line under the heading of the first screen. */
export function say(message) {
  $("message").textContent = message;
}

/** What is wrong, on a screen that asks for something. */
export function complain(screen, message) {
  $(screen).querySelector(".problem").textContent = message;
}

export function translate() {
  const language = chooseLanguage(navigator.languages);
  setLanguage(language);
  document.documentElement.lang = language;
  document.title = t("Read a contact card");
  for (const node of document.querySelectorAll("[data-words]")) {
    node.textContent = t(node.dataset.words);
  }
}

// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a PIN must be: the rule of src/vault/tsn-passphrase.h, with letters allowed. tests/data/pins.txt holds both to it.

import { PIN_MIN } from "./keys.js";

const SURPRISES = 4;

function isDay(digits, at) {
  const [month, day] = [Number(digits.slice(at, at + 2)), Number(digits.slice(at + 2, at + 4))];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** 850312, 031285, 198503, 19850312 */
function isDate(digits) {
  if (digits.length === 8) {
    return isDay(digits, 4);
  }
  return digits.length === 6 && (isDay(digits, 2) || isDay(digits, 0) || /^(19|20)..(0[1-9]|1[0-2])$/.test(digits));
}

/** How many characters at @at go on in even steps. */
function rowLength(codes, at) {
  let n = 1;
  while (at + n < codes.length && codes[at + n] - codes[at + n - 1] === codes[at + 1] - codes[at]) {
    n++;
  }
  return n >= 3 ? n : 1;
}

function isExpected(codes, at) {
  return (at > 0 && Math.abs(codes[at] - codes[at - 1]) <= 1) || (at > 1 && codes[at] === codes[at - 2]) || (at > 2 && codes[at] === codes[at - 3]);
}

export function isWeakPin(pin) {
  const text = pin.normalize("NFKC");
  const codes = [...text].map((character) => character.codePointAt(0));
  if (codes.length < PIN_MIN || (/^[0-9]+$/.test(text) && isDate(text))) {
    return true;
  }
  let surprises = 0;
  for (let at = 0, n; at < codes.length; at += n) {
    n = rowLength(codes, at);
    surprises += n > 1 || !isExpected(codes, at) ? 1 : 0;
  }
  return surprises < SURPRISES;
}

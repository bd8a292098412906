// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a card says: CBOR with integer keys (docs/card-format.md, "Content") to an object with names. A field that we know with another
// type is refused, what we do not know is passed over.

import { decode } from "./cbor.js";

const TEXT_MAX = 1024; // bytes of one text
const REPEAT_FACTOR = 4; // a newer version may have longer lists
const PLACES_MAX = 64; // of an entry
const DAYS_MAX = 3000000;
// The places of the hyphens, by the low three bits of a packed number.
const PHONE_GROUPS = [[3, 4, 4], [4, 2, 4], [3, 3, 4], [2, 4, 4], [4, 3, 3], [5, 1, 4], [10], [11]];

function refuse(why) {
  throw new RangeError(why);
}

function text(value) {
  return typeof value === "string" && new TextEncoder().encode(value).length <= TEXT_MAX ? value : refuse("text");
}

function phone(value) {
  if (typeof value === "string") {
    return text(value);
  }
  if (!(value instanceof Uint8Array) || value.length !== 5) {
    refuse("phone");
  }
  const packed = value.reduce((sum, byte) => sum * 256 + byte, 0);
  const groups = PHONE_GROUPS[packed % 8];
  const size = groups.reduce((sum, group) => sum + group, 0);
  let digits = String(Math.floor(packed / 8)).padStart(size, "0");
  if (digits.length > size || digits[0] !== "0") {
    refuse("phone");
  }
  return groups
    .map((group) => {
      const part = digits.slice(0, group);
      digits = digits.slice(group);
      return part;
    })
    .join("-");
}

/** @returns {Date} midnight UTC */
function day(value) {
  return Number.isInteger(value) && Math.abs(value) <= DAYS_MAX ? new Date(value * 86400000) : refuse("day");
}

function number(most) {
  return (value) => (Number.isInteger(value) && value >= 1 && value <= most ? value : refuse("number"));
}

const code = number(65535);

function flag(value) {
  return value === true ? true : refuse("flag");
}

function serial(value) {
  if (!(value instanceof Uint8Array) || value.length !== 8) {
    refuse("serial");
  }
  return [...value].map((byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
}

function postcode(value) {
  return Number.isInteger(value) && value >= 0 && value <= 9999999 ? String(value).padStart(7, "0") : refuse("postcode");
}

/** With the check digit of 全国地方公共団体コード. */
function municipality(value) {
  if (!Number.isInteger(value) || value < 0 || value > 99999) {
    refuse("municipality");
  }
  const five = String(value).padStart(5, "0");
  const sum = [...five].reduce((total, digit, place) => total + Number(digit) * (6 - place), 0);
  return five + String((11 - (sum % 11)) % 10);
}

function list(item, repeat) {
  return (value) =>
    Array.isArray(value) && value.length >= 1 && value.length <= REPEAT_FACTOR * repeat ? value.map(item) : refuse("list");
}

/** An array whose places have names; null: not said. */
function entry(...places) {
  return (value) => {
    if (!Array.isArray(value) || value.length > PLACES_MAX) {
      refuse("entry");
    }
    const out = {};
    places.forEach(([name, type], place) => {
      if (place < value.length && value[place] !== null) {
        out[name] = type(value[place]);
      }
    });
    return out;
  };
}

const contact = entry(
  ["name", text],
  ["phone", phone],
  ["relation", code],
  ["kana", text],
  ["phone2", phone],
  ["livesTogether", flag],
  ["proxy", flag],
  ["relationText", text],
);
const doctor = entry(["institution", text], ["phone", phone], ["department", text], ["doctor", text], ["main", flag]);
const place = entry(["name", text], ["phone", phone], ["person", text], ["mobile", phone]);

/** By their keys in the map; the names are those of src/card/tsn-card-fields.def. */
const FIELDS = new Map([
  [1, ["serial", serial]],
  [2, ["municipality", municipality]],
  [3, ["written", day]],
  [4, ["review", day]],
  [5, ["name", text]],
  [6, ["kana", text]],
  [7, ["birthDate", day]],
  [8, ["sex", code]],
  [9, ["postcode", postcode]],
  [10, ["address", text]],
  [11, ["phones", list(phone, 2)]],
  [12, ["contacts", list(contact, 5)]],
  [13, ["doctors", list(doctor, 3)]],
  [14, ["allergy", code]],
  [15, ["allergies", list(text, 5)]],
  [16, ["conditions", list(text, 5)]],
  [17, ["medicines", list(text, 10)]],
  [18, ["seeNotebook", flag]],
  [19, ["needs", list(code, 12)]],
  [20, ["message", text]],
  [21, ["wishes", place]],
  [22, ["careManager", place]],
  [23, ["nurse", place]],
  [24, ["pharmacies", list(place, 2)]],
  [25, ["dentist", place]],
  [26, ["supportCentre", place]],
  [27, ["commissioner", place]],
  [28, ["building", text]],
  [29, ["bloodType", code]],
  [30, ["issueNumber", number(0xffffffff)]],
  [31, ["layout", code]],
  [32, ["supersedes", serial]],
  [33, ["partial", flag]],
  [34, ["rh", code]],
  [35, ["condition", code]],
  [36, ["medicine", code]],
]);

/**
 * @param {Uint8Array} bytes
 * @returns {object|null} null: no content of a card
 */
export function readContent(bytes) {
  try {
    const map = decode(bytes);
    if (!(map instanceof Map)) {
      return null;
    }
    const card = {};
    for (const [key, value] of map) {
      if (typeof key !== "number" || key < 0) {
        return null;
      }
      const field = FIELDS.get(key);
      if (field !== undefined) {
        card[field[0]] = field[1](value);
      }
    }
    return card;
  } catch {
    return null;
  }
}

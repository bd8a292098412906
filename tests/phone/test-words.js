// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

import assert from "node:assert/strict";
import { test } from "node:test";
import { TABLES, agoInWords, chooseLanguage, dayInWords, setLanguage } from "../../phone/words.js";
import { list, read } from "./vectors.js";

const day = (text) => new Date(`${text}T00:00:00Z`);

test("the words are those of the app", () => {
  const po = read("po/ja.po").toString("utf-8").replace(/"\n"/g, "");
  for (const [english, japanese] of Object.entries(TABLES.APP)) {
    const id = english.replace(/"/g, '\\"');
    const at = [`\nmsgid "${id}"\nmsgstr "${japanese}"\n`, `msgstr[0] "${japanese}"\n`];
    const plural = po.includes(`\nmsgid "${id}"\nmsgid_plural `) && po.includes(at[1]);
    assert.ok(po.includes(at[0]) || plural, english);
  }
});

test("the lists are those of the model", () => {
  const codes = read("src/model/tsn-codes.def").toString("utf-8");
  for (const [name, labels] of Object.entries(TABLES.CODES)) {
    const lines = [...codes.matchAll(new RegExp(`^CODE \\(${name.toUpperCase()}, \\w+, \\w+, (\\d+), N_ \\("(.*)"\\)\\)$`, "gm"))];
    assert.deepEqual(labels, lines.map((line) => line[2]), name);
    lines.forEach((line, place) => assert.equal(Number(line[1]), place + 1));
  }
});

test("every message that the page uses has its Japanese, and none is left over", () => {
  const used = new Set(Object.values(TABLES.CODES).flat());
  for (const name of list("phone").filter((file) => /\.(js|html)$/.test(file) && file !== "words.js")) {
    const source = read(`phone/${name}`).toString("utf-8");
    for (const [, message] of source.matchAll(/(?:\btn?\(|data-words=|N_\()\s*"((?:[^"\\]|\\.)*)"/g)) {
      used.add(message);
    }
  }
  const own = read("phone/words.js").toString("utf-8");
  for (const [, message] of own.matchAll(/\btn?\("((?:[^"\\]|\\.)*)"/g)) {
    used.add(message);
  }
  const known = new Set([...Object.keys(TABLES.APP), ...Object.keys(TABLES.OWN)]);
  assert.deepEqual([...used].filter((message) => !known.has(message)), []);
  assert.deepEqual([...known].filter((message) => !used.has(message)), []);
});

test("days and ages as the app says them", () => {
  setLanguage("ja");
  assert.equal(dayInWords(day("1940-03-02")), "1940年（昭和15年）3月2日");
  assert.equal(dayInWords(day("2019-05-01")), "2019年（令和元年）5月1日");
  const cases = [
    ["2026-11-23", "今日", "today"],
    ["2026-11-22", "1日前", "1 day ago"],
    ["2026-10-23", "1か月前", "1 month ago"],
    ["2025-11-24", "11か月前", "11 months ago"],
    ["2025-11-23", "1年前", "1 year ago"],
    ["2024-09-23", "2年2か月前", "2 years and 2 months ago"],
  ];
  for (const [then, japanese, english] of cases) {
    setLanguage("ja");
    assert.equal(agoInWords(day(then), day("2026-11-23")), japanese);
    setLanguage("en");
    assert.equal(agoInWords(day(then), day("2026-11-23")), english);
  }
  assert.equal(dayInWords(day("1940-03-02")), "2 March 1940");
});

test("Japanese first", () => {
  assert.equal(chooseLanguage(["en-GB", "ja"]), "en");
  assert.equal(chooseLanguage(["fr", "ja-JP", "en"]), "ja");
  assert.equal(chooseLanguage([]), "ja");
});

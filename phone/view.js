// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a card says, as a crew reads it: what to watch for first, then whom to call; where wishes are recorded, doctor and nurse before
// everything (they alone may say what they are). Blank is not "none". Everything is set as text, never as HTML.

import { agoInWords, codeInWords, dayInWords, monthsBetween, t, tn } from "./words.js";

const OLD_MONTHS = 12;

function element(name, text, className) {
  const node = document.createElement(name);
  if (text !== undefined) {
    node.textContent = text;
  }
  if (className !== undefined) {
    node.className = className;
  }
  return node;
}

const join = (...parts) => parts.filter((part) => part).join("　");
const list = (items) => items.join(t(", "));

function section(title, className) {
  const node = element("section", undefined, className);
  if (title) {
    node.append(element("h2", title));
  }
  return node;
}

function add(node, text, className) {
  if (text) {
    node.append(element("p", text, className));
  }
}

// --- Whom to call ---------------------------------------------------------------------------------------------------------------

function addCall(node, role, who, note, ...phones) {
  const call = element("div", undefined, "call");
  add(call, role, "dim");
  add(call, who, "large");
  add(call, note);
  for (const phone of phones.filter((one) => one)) {
    const link = element("a", phone);
    link.href = "tel:" + phone.replace(/[^0-9+*#]/g, "");
    link.setAttribute("aria-label", t("%s, telephone %s", who || role, phone));
    call.append(link);
  }
  node.append(call);
}

function addDoctor(node, doctor) {
  const who = join(doctor.institution, doctor.department, doctor.doctor);
  addCall(node, t("Family doctor"), who, doctor.main ? t("Knows the person best") : "", doctor.phone);
}

function addPlace(node, role, place) {
  addCall(node, role, join(place.name, place.person), "", place.phone, place.mobile);
}

function addDoctors(node, card) {
  for (const doctor of card.doctors ?? []) {
    addDoctor(node, doctor);
  }
  if (card.nurse) {
    addPlace(node, t("Visiting nurse (24 h)"), card.nurse);
  }
}

/** An empty place means the first doctor, who comes first anyway. */
function wishes(card) {
  if (!card.wishes) {
    return null;
  }
  const node = section(t("Wishes of the person are recorded"));
  const named = card.wishes.name || card.wishes.phone;
  add(node, t("What they are is not on the card. Confirm with:"), "large");
  if (named) {
    addPlace(node, "", card.wishes);
  } else if (!card.doctors) {
    add(node, t("The family doctor"), "large");
  }
  addDoctors(node, card);
  return node;
}

function firstCalls(card) {
  if (card.wishes || (!card.doctors && !card.nurse)) {
    return null;
  }
  const node = section(t("Call first"));
  addDoctors(node, card);
  return node;
}

function contacts(card) {
  if (!card.contacts) {
    return null;
  }
  const node = section(t("Emergency contacts, in the order of calling"));
  card.contacts.forEach((contact, place) => {
    const relation = contact.relationText ?? (contact.relation ? codeInWords("relation", contact.relation) : "");
    const note = join(
      contact.kana,
      contact.livesTogether ? t("Lives together") : "",
      contact.proxy ? t("★ Tells what the person wants; no legal representative") : "",
    );
    addCall(node, "", join(String(place + 1), contact.name, relation), note, contact.phone, contact.phone2);
  });
  return node;
}

function others(card) {
  const places = [
    [t("Care manager"), card.careManager],
    ...(card.pharmacies ?? []).map((pharmacy) => [t("Pharmacies"), pharmacy]),
    [t("Family dentist"), card.dentist],
    [t("Community support centre"), card.supportCentre],
    [t("Welfare commissioner"), card.commissioner],
  ].filter(([, place]) => place);
  if (places.length === 0) {
    return null;
  }
  const node = section(t("Care and daily life"));
  places.forEach(([role, place]) => addPlace(node, role, place));
  return node;
}

function ownPhones(card) {
  if (!card.phones) {
    return null;
  }
  const node = section();
  addCall(node, "", t("The person's own telephone"), "", ...card.phones);
  return node;
}

// --- What to watch for ----------------------------------------------------------------------------------------------------------

function person(card, today) {
  const node = section();
  const sex = card.sex ? codeInWords("sex", card.sex) : "";
  const years = card.birthDate ? Math.floor(monthsBetween(card.birthDate, today) / 12) : -1;
  const age = years >= 0 ? tn("%d year old", "%d years old", years) : "";
  add(node, card.name ? card.kana : "", "dim");
  add(node, card.name ?? card.kana, "name");
  add(node, join(card.birthDate ? dayInWords(card.birthDate) : "", age, sex), "large");
  add(node, join(card.address, card.building));
  return node;
}

function age(card, today) {
  if (!card.written) {
    return null;
  }
  const old = monthsBetween(card.written, today) >= OLD_MONTHS;
  const node = section(t("Written on"), old ? "alarming" : undefined);
  add(node, dayInWords(card.written), "large");
  add(node, agoInWords(card.written, today), "large");
  if (old) {
    add(node, t("More than a year old: details may have changed."));
  } else if (card.review && card.review < today) {
    add(node, t("It was to be reviewed by now; details may have changed."));
  }
  if (card.partial) {
    add(node, t("Not everything fitted into the code; the person may have told more."));
  }
  return node;
}

function allergies(card) {
  const node = section(t("Allergies and side effects"), card.allergy === 2 ? "alarming" : undefined);
  const words = {
    1: () => t("None (the person was asked)"),
    2: () => t("Yes: %s", card.allergies ? list(card.allergies) : t("which is not written")),
    3: () => t("Not known (the person was asked)"),
  };
  add(node, (words[card.allergy] ?? (() => t("Not written: this does not mean that there are none")))(), "large");
  return node;
}

/** Of what is not listed. */
function presence(code) {
  const words = {
    1: () => t("None (the person was asked)"),
    2: () => t("There are some: which is not written"),
    3: () => t("Not known (the person was asked)"),
  };
  return words[code]?.() ?? "";
}

function texts(title, words, more) {
  if (!words && !more) {
    return null;
  }
  const node = section(title);
  add(node, words, "large");
  add(node, more);
  return node;
}

const needs = (card) => texts(t("Devices and needs"), card.needs ? list(card.needs.map((need) => codeInWords("need", need))) : "");
const conditions = (card) =>
  texts(t("Conditions and history"), card.conditions ? list(card.conditions) : presence(card.condition));
const medicines = (card) =>
  texts(
    t("Medicines"),
    card.medicines ? list(card.medicines) : presence(card.medicine),
    card.seeNotebook ? t("See the medicine notebook") : "",
  );
const message = (card) => texts(t("Message to the crew"), card.message);
const blood = (card) =>
  texts(
    t("Blood type, as the person says"),
    join(card.bloodType ? codeInWords("blood_type", card.bloodType) : "", card.rh ? codeInWords("rh", card.rh) : ""),
  );

function origin(card) {
  return element("p", t("Card %s, municipality %s", card.serial ?? "", card.municipality ?? ""), "dim");
}

/**
 * @param {object} card readContent()
 * @param {Date} today midnight UTC
 * @returns {Node[]}
 */
export function cardInWords(card, today) {
  const order = [
    person, age, wishes, allergies, needs, conditions, medicines, message, firstCalls, contacts, blood, ownPhones, others, origin,
  ];
  return order.map((part) => part(card, today)).filter((node) => node !== null);
}

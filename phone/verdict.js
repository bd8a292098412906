// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A verdict as people read it: by colour, by a sign and in words, since a crew reads it in the dark, in a hurry, or without seeing red
// from green.

import { agoInWords, dayInWords, t, today } from "./words.js";

const N_ = (message) => message;

const VERDICTS = {
  genuine: ["good", N_("Genuine and current"), N_("Signed by a device of ours, and nobody has changed it.")],
  genuine_superseded: [
    "doubtful",
    N_("Genuine, but a newer card was issued"),
    N_("Ask for the newer card; this one may say what is not true any more."),
  ],
  issuer_revoked: [
    "bad",
    N_("Signed by a device that was revoked later"),
    N_("The device was lost or withdrawn. Do not rely on what it says; ask the person or the office."),
  ],
  unknown_issuer: [
    "doubtful",
    N_("Issued by a device that is not known here"),
    N_("Nobody here can say who wrote it. It may be of another municipality; confirm by telephone."),
  ],
  bad_signature: [
    "bad",
    N_("Altered: the signature does not fit"),
    N_("Somebody has changed it, or it is a copy with mistakes. Do not rely on what it says."),
  ],
  damaged: [
    "bad",
    N_("Damaged: it cannot be read"),
    N_("Clean the card, take a sharper picture, and scan again. The face says the most important."),
  ],
  sealed_for_others: [
    "doubtful",
    N_("Sealed for another area"),
    N_("It cannot be opened here; read the face. If it is of this area, its key is new: lock this phone, and unlock it with a network."),
  ],
  locked: ["doubtful", N_("Sealed for us: unlock and scan again"), N_("Unlock this device, then scan again.")],
  future_format: [
    "doubtful",
    N_("Made by a newer version"),
    N_("Open this page with a network to bring it up to date. Until then, read what is printed on the face."),
  ],
  not_ours: ["doubtful", N_("Not a contact card"), N_("Look for the large code on the contact card.")],
};

const SIGNS = { good: "✓", doubtful: "!", bad: "✕" };

/**
 * @param {import("./card.js").Reading} reading
 * @param {?import("./trust.js").TrustFile} trust
 * @param {boolean} enrolled
 * @returns {{grade: string, title: string, advice: string, known: string}} known: as of when, where the verdict hangs on it
 */
export function verdictInWords(reading, trust, enrolled) {
  const [grade, title, advice] = VERDICTS[reading.verdict];
  if (reading.verdict === "sealed_for_others" && !enrolled) {
    return {
      grade,
      title: `${SIGNS[grade]} ${t("The card is sealed")}`,
      advice: t("This phone is not enrolled, so it cannot open it. What is printed on the face can be read."),
      known: "",
    };
  }
  const newer = reading.replacedOn !== null ? t("The newer one was issued on %s.", dayInWords(reading.replacedOn)) : "";
  const made = trust !== null && reading.card !== null ? today(new Date(trust.madeMs)) : null;
  const known = made !== null ? t("As far as was known on %s, %s.", dayInWords(made), agoInWords(made, today())) : "";
  return { grade, title: `${SIGNS[grade]} ${t(title)}`, advice: [newer, t(advice)].filter((part) => part).join(t(" ")), known };
}

// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Every message of the page, in English as it stands in the code and in Japanese. Those that the app has, too, are the same there:
// tests/phone/test-words.js compares them with po/ja.po, and the lists with src/model/tsn-codes.def.

const APP = {
  "Genuine and current": "正規の最新のカード",
  "Genuine, but a newer card was issued": "正規のカードですが、新しいカードが発行されています",
  "Signed by a device that was revoked later": "署名は正しいが、発行した端末は後に失効しました",
  "Issued by a device that is not known here": "発行した端末を確認できません（登録がありません）",
  "Altered: the signature does not fit": "改ざんのおそれがあります（署名が一致しません）",
  "Damaged: it cannot be read": "破損していて読み取れません",
  "Sealed for us: unlock and scan again": "ロックを解除すると読めます。解除して、もう一度読み取ってください",
  "Not a contact card": "連絡先カードではありません",
  "Signed by a device of ours, and nobody has changed it.": "このシステムの端末が署名したもので、書き換えられていません。",
  "Ask for the newer card; this one may say what is not true any more.": "新しいカードを確認してください。このカードの内容は古い可能性があります。",
  "The device was lost or withdrawn. Do not rely on what it says; ask the person or the office.": "発行した端末は紛失または使用停止になっています。内容を信用せず、ご本人か担当課に確認してください。",
  "Nobody here can say who wrote it. It may be of another municipality; confirm by telephone.": "発行元を確かめられません。ほかの自治体のカードかもしれません。電話で確認してください。",
  "Somebody has changed it, or it is a copy with mistakes. Do not rely on what it says.": "書き換えられたか、誤って複製されたものです。内容を信用しないでください。",
  "Clean the card, take a sharper picture, and scan again. The face says the most important.": "カードの汚れを拭き、鮮明に撮り直して読み取ってください。大切な内容は券面にも書いてあります。",
  "Unlock this device, then scan again.": "この端末のロックを解除してから、もう一度読み取ってください。",
  "Look for the large code on the contact card.": "連絡先カードの大きなコードを読み取ってください。",
  "in the future: this device's clock or the card is wrong": "未来の日付です。端末の時計かカードの日付が誤っています",
  "today": "今日",
  "%s and %s ago": "%s%s前",
  "%s, telephone %s": "%s、電話 %s",
  "Family doctor": "かかりつけ医",
  "Knows the person best": "本人を最もよく知る人",
  "Written on": "記入日",
  "It was to be reviewed by now; details may have changed.": "見直しの時期を過ぎています。内容が変わっているかもしれません。",
  "Not everything fitted into the code; the person may have told more.": "コードに入りきらなかった内容があります。",
  "Call first": "最初に電話する先",
  "Visiting nurse (24 h)": "訪問看護（24時間）",
  "Wishes of the person are recorded": "本人の意向の記録があります",
  "What they are is not on the card. Confirm with:": "内容はカードにありません。必ず次の方に確認してください。",
  "The family doctor": "かかりつけ医",
  ", ": "、",
  "Allergies and side effects": "アレルギー・副作用",
  "None (the person was asked)": "なし（本人に確認済み）",
  "Yes: %s": "あり：%s",
  "which is not written": "内容の記載なし",
  "Not known (the person was asked)": "不明（本人に確認済み）",
  "Not written: this does not mean that there are none": "未記入（「なし」という意味ではありません）",
  "There are some: which is not written": "あり（内容の記載なし）",
  "Lives together": "同居",
  "★ Tells what the person wants; no legal representative": "★本人の気持ちを代わりに伝える人（法的権限を持つ代理人ではありません）",
  "Emergency contacts, in the order of calling": "緊急連絡先（電話する順）",
  "Blood type, as the person says": "血液型（本人の申告）",
  "Care and daily life": "介護と暮らし",
  "The person's own telephone": "本人の電話",
  "%d day ago": "%d日前",
  "%d month ago": "%dか月前",
  "%d year ago": "%d年前",
  "%d year": "%d年",
  "%d month": "%dか月",
  "%d year old": "%d歳",
  "Male": "男性",
  "Female": "女性",
  "Prefer not to say": "回答しない",
  "Spouse": "配偶者",
  "Son": "息子",
  "Daughter": "娘",
  "Child's spouse": "子の配偶者",
  "Parent": "親",
  "Brother or sister": "きょうだい",
  "Grandchild": "孫",
  "Nephew or niece": "おい・めい",
  "Other relative": "その他の親族",
  "Partner": "パートナー",
  "Friend": "友人",
  "Neighbour": "近所の人",
  "Guardian of adult": "成年後見人等",
  "Professional carer": "医療・介護従事者",
  "Other": "その他",
  "A": "A型",
  "B": "B型",
  "O": "O型",
  "AB": "AB型",
  "Not known": "不明",
  "Rh positive": "Rh＋",
  "Rh negative": "Rh－",
  "Pacemaker": "ペースメーカー",
  "Implanted defibrillator": "植込み型除細動器",
  "Dialysis": "透析",
  "Home oxygen": "在宅酸素",
  "Home ventilator": "人工呼吸器",
  "Tracheostomy": "気管切開",
  "Feeding tube": "経管栄養",
  "Stoma": "ストーマ",
  "Urinary catheter": "尿道カテーテル",
  "Takes blood thinners": "抗凝固薬を服用",
  "Hearing aid": "補聴器",
  "Hard of hearing": "耳が聞こえにくい",
  "Hard of seeing": "目が見えにくい",
  "Dementia": "認知症",
  "Difficulty speaking": "言葉が出にくい",
  "Needs an interpreter": "通訳が必要",
  "Wheelchair": "車いす",
  "Conditions and history": "持病・既往歴",
  "Medicines": "服薬",
  "See the medicine notebook": "お薬手帳を参照",
  "Devices and needs": "医療機器・要配慮",
  "Message to the crew": "救急隊への伝言",
  "Care manager": "ケアマネジャー",
  "Pharmacies": "かかりつけ薬局",
  "Family dentist": "かかりつけ歯科医",
  "Community support centre": "地域包括支援センター",
  "Welfare commissioner": "民生委員",
};

const OWN = {
  " ": "",
  "Read a contact card": "連絡先カードを読む",
  "For ambulance crews. What is read stays on this phone.": "救急隊用。読み取った内容は、この電話機の外に出ません。",
  "Read with the camera": "カメラで読む",
  "Choose a photo": "写真を選ぶ",
  "Stop the camera": "カメラを止める",
  "Light": "ライト",
  "Hold the large code of the card into the picture.": "カードの大きなコードを画面に入れてください。",
  "Reading the photo…": "写真を読み取っています…",
  "There is no code in this photo that can be read. Take it closer, in better light, without shadow.":
    "この写真からコードを読み取れません。明るい場所で、影を入れず、近くから撮り直してください。",
  "This file is no picture that can be read.": "この画像は開けません。",
  "The camera cannot be used. Allow it in the browser's settings, or choose a photo.":
    "カメラを使えません。ブラウザーの設定で許可するか、写真を選んでください。",
  "The page is not ready yet; connect once and open it again.": "準備ができていません。一度、通信できる場所で開き直してください。",
  "Works without a network": "通信なしで使えます",
  "Not stored yet: open it once more with a network": "まだ保存されていません。通信できる場所で、もう一度開いてください",
  "Next card": "次のカード",
  "Sealed for another area": "ほかの地域のカードです",
  "It cannot be opened here; read the face. If it is of this area, its key is new: lock this phone, and unlock it with a network.":
    "この電話機では開けません。券面の記載を読んでください。この地域のカードなら、鍵が変わっています。通信できる場所でロックし、解除し直してください。",
  "The card is sealed": "封をしたカードです",
  "This phone is not enrolled, so it cannot open it. What is printed on the face can be read.":
    "この電話機は登録されていないため、開けません。券面の記載を読んでください。",
  "This phone is not enrolled: it reads open cards, and says that a card is sealed.":
    "この電話機は登録されていません。封をしていないカードだけを読めます。",
  "Enrolled and unlocked: it reads sealed cards, too.": "登録済みです。封をしたカードも読めます。",
  "Enrolled and locked: sealed cards are read after the PIN.": "登録済みです。封をしたカードは、PINを入れると読めます。",
  "Waiting for the office's approval.": "事務局の承認を待っています。",
  "Register of cards and devices: of %s, %s.": "カードと端末の登録情報：%s（%s）",
  "There is no register of cards and devices yet; it comes when this phone is unlocked with a network.":
    "カードと端末の登録情報がまだありません。通信できる場所でロックを解除すると届きます。",
  "As far as was known on %s, %s.": "%s（%s）の登録情報によります。",
  "Enrol this phone": "この電話機を登録する",
  "At the office's device: Devices, Invite, for an ambulance. Read the code that it shows with the camera here, or paste its line.":
    "事務局の端末の「端末」で、救急隊用の招待を作ってもらいます。表示されたコードを、この画面のカメラで読むか、招待の行を貼り付けてください。",
  "Line of the invitation": "招待の行",
  "Go on": "次へ",
  "Lock": "ロックする",
  "Unlock": "ロックを解除",
  "PIN": "PIN",
  "Read without unlocking": "解除せずに読む",
  "Forget everything on this phone": "この電話機の登録をすべて消す",
  "Forget the keys and the enrolment? The office has to enrol this phone again.":
    "鍵と登録を消しますか。もう一度使うには、事務局での登録が必要です。",
  "Everything is forgotten.": "すべて消しました。",
  "Name of this phone for the office, not of a person": "事務局での、この電話機の呼び名（個人名は入れない）",
  "Ambulance 1, phone": "救急1　電話",
  "New PIN: six digits or more, letters too": "新しいPIN（6文字以上。英字も使えます）",
  "The same again": "もう一度",
  "Enrol": "登録を申し込む",
  "Back": "戻る",
  "Tell the office this number": "この番号を事務局に伝えてください",
  "Somebody there types it in. Keep this page open; it goes on by itself.":
    "事務局の端末に番号を入れてもらいます。このページを開いたまま、お待ちください。",
  "Give up": "やめる",
  "Waiting for the office…": "事務局の応答を待っています…",
  "The phone is enrolled.": "登録しました。",
  "The two PINs differ.": "2つのPINが違います。",
  "The PIN is too short or too simple.": "PINが短すぎるか、単純すぎます。",
  "This name cannot be used.": "この呼び名は使えません。",
  "This is no invitation.": "招待の行ではありません。",
  "The invitation is for another kind of device; ask for one for an ambulance.":
    "ほかの種類の端末の招待です。救急隊用の招待を作ってもらってください。",
  "The invitation is too old. Ask for a new one.": "招待の期限が切れています。新しい招待を作ってもらってください。",
  "Another device has used this invitation. Ask for a new one, and tell the office.":
    "ほかの端末がこの招待を使いました。事務局に知らせて、新しい招待を作ってもらってください。",
  "The office has shut this phone out.": "この電話機は、事務局が使用停止にしました。",
  "The answer is not from the office. Ask for a new invitation, and tell the office.":
    "事務局からの応答ではありません。事務局に知らせて、新しい招待を作ってもらってください。",
  "Wrong PIN.": "PINが違います。",
  "Too many tries. Wait %d s.": "回数が多すぎます。%d秒お待ちください。",
  "Making the keys…": "鍵を作っています…",
  "Made by a newer version": "新しい版で作られたカードです",
  "Open this page with a network to bring it up to date. Until then, read what is printed on the face.":
    "通信できる場所でこのページを開くと更新されます。それまでは、券面の記載を読んでください。",
  "The newer one was issued on %s.": "新しいカードは%sに発行されています。",
  "More than a year old: details may have changed.": "1年以上前の記載です。内容が変わっているかもしれません。",
  "Card %s, municipality %s": "カード番号 %s　発行 %s",
  "Third-party notices": "第三者ソフトウェアの表示",
};

const JAPANESE = { ...APP, ...OWN };

/** The code lists that a card uses, in the order of their numbers. */
const CODES = {
  sex: ["Male", "Female", "Prefer not to say"],
  relation: [
    "Spouse", "Son", "Daughter", "Child's spouse", "Parent", "Brother or sister", "Grandchild", "Nephew or niece", "Other relative",
    "Partner", "Friend", "Neighbour", "Guardian of adult", "Professional carer", "Other",
  ],
  blood_type: ["A", "B", "O", "AB", "Not known"],
  rh: ["Rh positive", "Rh negative", "Not known"],
  need: [
    "Pacemaker", "Implanted defibrillator", "Dialysis", "Home oxygen", "Home ventilator", "Tracheostomy", "Feeding tube", "Stoma",
    "Urinary catheter", "Takes blood thinners", "Hearing aid", "Hard of hearing", "Hard of seeing", "Dementia",
    "Difficulty speaking", "Needs an interpreter", "Wheelchair",
  ],
};

/** "ja" or "en": which of them the browser asks for first; Japanese when neither. */
export function chooseLanguage(languages) {
  const known = languages.map((language) => language.slice(0, 2).toLowerCase()).find((language) => language === "ja" || language === "en");
  return known ?? "ja";
}

let language = "ja";

export function setLanguage(chosen) {
  language = chosen;
}

/** @message in the reader's language, each %s and %d replaced by the next of @values. */
export function t(message, ...values) {
  const words = language === "ja" ? (JAPANESE[message] ?? message) : message;
  let next = 0;
  return words.replace(/%[sd]/g, () => String(values[next++]));
}

/** The same of something counted: in English with another form for more than one. */
export function tn(one, many, n) {
  return t(language === "ja" || n === 1 ? one : many, n);
}

/** A code of a card in words; one that is not known by its number. */
export function codeInWords(list, code) {
  const label = CODES[list][code - 1];
  return label !== undefined ? t(label) : String(code);
}

/** 1940年（昭和15年）3月2日, or 2 March 1940. @date: midnight UTC */
export function dayInWords(date) {
  if (language !== "ja") {
    return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(date);
  }
  const era = new Intl.DateTimeFormat("ja-JP-u-ca-japanese", { era: "long", year: "numeric", timeZone: "UTC" }).format(date);
  return `${date.getUTCFullYear()}年（${era}）${date.getUTCMonth() + 1}月${date.getUTCDate()}日`;
}

/** Whole months from one day to another. */
export function monthsBetween(then, today) {
  const months = (today.getUTCFullYear() - then.getUTCFullYear()) * 12 + today.getUTCMonth() - then.getUTCMonth();
  return today.getUTCDate() < then.getUTCDate() ? months - 1 : months;
}

/** How long ago a day is, as tsn_words_ago() says it. */
export function agoInWords(then, today) {
  const days = Math.round((today - then) / 86400000);
  const months = monthsBetween(then, today);
  if (days < 0) {
    return t("in the future: this device's clock or the card is wrong");
  }
  if (days === 0) {
    return t("today");
  }
  if (months < 1) {
    return tn("%d day ago", "%d days ago", days);
  }
  if (months < 12) {
    return tn("%d month ago", "%d months ago", months);
  }
  const years = Math.floor(months / 12);
  if (months % 12 === 0) {
    return tn("%d year ago", "%d years ago", years);
  }
  return t("%s and %s ago", tn("%d year", "%d years", years), tn("%d month", "%d months", months % 12));
}

/** What the day is here, as midnight UTC. */
export function today(now = new Date()) {
  return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()));
}

/** For tests. */
export const TABLES = { APP, OWN, CODES };

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is handed over of a card: the sheet, read back from its PDF in Japanese, and the FHIR document. Prints TAP.

usage: test-handover.py HANDOVER-SAMPLES NAMES-FOLDER SCHEMA
"""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unicodedata

SILENT = "カードに記載なし"


def plain(text):
    """Without layout, and with the radicals and the like that some fonts' tables give back for kanji."""
    return unicodedata.normalize("NFKC", "".join(text.split()))


class Samples:
    def __init__(self, folder):
        self.folder = folder

    def names(self):
        return sorted(name[:-4] for name in os.listdir(self.folder) if name.endswith(".pdf"))

    def path(self, name):
        return os.path.join(self.folder, name)

    def pages(self, name):
        command = ["pdftotext", "-raw", self.path(name + ".pdf"), "-"]
        text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
        return [plain(page) for page in text.split("\f")[:-1]]

    def bundle(self, name):
        with open(self.path(name + ".json"), encoding="utf-8") as file:
            return json.load(file)

    def of_type(self, name, kind):
        return [entry["resource"] for entry in self.bundle(name)["entry"] if entry["resource"]["resourceType"] == kind]


def has(text, *parts):
    for part in parts:
        assert plain(part) in text, "missing: " + part


def has_not(text, *parts):
    for part in parts:
        assert plain(part) not in text, "should not be there: " + part


def in_order(text, *parts):
    places = [text.find(plain(part)) for part in parts]
    assert -1 not in places and places == sorted(places), list(zip(parts, places))


def codes(concept):
    return [coding["code"] for coding in concept.get("coding", [])]


# --- The sheet -------------------------------------------------------------------------------------------------------------------


def test_sheet(samples):
    pages = samples.pages("full")
    assert len(pages) == 2, len(pages)
    in_order(
        pages[0], "連絡先カードの内容（医療機関への引継ぎ）", "正規の最新のカード", "記入日：2025年（令和7年）9月1日（2か月前）", "髙橋花子", "タカハシ ハナコ",
        "1940年（昭和15年）3月2日 85歳 女性", "〒367-0053", "コーポ<ひまわり> & 201", "最初に電話する先", "本庄内科医院", "0495-22-1111",
        "訪問看護ステーションひかり", "本人の意向の記録があります。内容はカードにありません。必ず次に確認してください：本庄内科医院",
        "注意すること", "ペニシリン、そば", "ペースメーカー", "耳元でゆっくり", "高血圧", "アムロジピン", "お薬手帳", "周りの人", "1. 佐藤陽子", "娘",
        "090-1234-5678", "代理人ではありません", "2. 隣の田中さん", "向かいの家", "ケアプランあおぞら", "読み取りの記録",
        "0123456789ABCDEF", "2025年（令和7年）11月28日 12:20", "児玉郡市広域消防本部", "本庄救急1", "本庄市中央1-2-3 自宅", "引き継いだ人",
    )
    has(pages[0], "記載がないことは「なし」ではなく")


def test_admission_form(samples):
    page = samples.pages("full")[1]
    in_order(
        page, "入院時情報提供書", "居宅介護支援事業所", "ケアプランあおぞら", "ケアマネジャー氏名", "木村恵", "１．利用者（患者）基本情報", "患者氏名", "髙橋花子",
        "２．家族構成／連絡先", "佐藤陽子", "３．本人／家族の意向", "必ず次に確認", "７．身体・生活機能", "移動" + SILENT, "聴力耳が聞こえにくい", "疾患歴高血圧 認知症",
        "医療処", "ペースメーカー", "８．お薬", "内服薬アムロジピン", "ペニシリン", "お薬手帳", "９．かかりつけ医", "かかりつけ医機関名本庄内科医院 内科",
        "電話番号0495-22-1111", "医師名山本一",
    )


def test_silence_is_not_none(samples):
    first = samples.pages("silent")[0]
    in_order(first, "改ざん", "記入日：2023年", "記入から12か月を過ぎています", "髙橋花子")
    has(first, "アレルギー・副作用" + SILENT, "医療機器・要配慮" + SILENT, "持病・既往歴" + SILENT, "服薬" + SILENT, "緊急連絡先" + SILENT)
    none, unknown = samples.pages("none")[0], samples.pages("unknown")[0]
    for part in ("アレルギー・副作用", "持病・既往歴", "服薬"):
        has(none, part + "なし（本人に確認済み）")
        has(unknown, part + "不明（本人に確認済み）")


def test_one_page_unless_at_all_limits(samples):
    for name in samples.names():
        n = len(samples.pages(name))
        limit = 4 if name.startswith("drawn") and int(name.split("-")[1]) % 5 == 2 else 2
        assert n <= limit, (name, n)


def test_newer_card(samples):
    has(samples.pages("newer")[0], "新しいカード", "2025年（令和7年）10月1日")


def test_nothing_leaves_the_page(samples):
    for name in samples.names():
        lines = subprocess.run(["pdftotext", "-bbox", samples.path(name + ".pdf"), "-"], capture_output=True, encoding="utf-8", check=True)
        width = height = 0
        for line in lines.stdout.splitlines():
            numbers = [float(n) for n in re.findall(r'="([\d.]+)"', line)]
            if "<page" in line:
                width, height = numbers
            elif "<word" in line:
                left, top, right, bottom = numbers
                assert 30 < left < right < width - 30 and 30 < top < bottom < height - 30, (name, line)


# --- FHIR ------------------------------------------------------------------------------------------------------------------------


def test_published_schema(samples):
    import jsonschema

    with open(sys.argv[3], encoding="utf-8") as file:
        validator = jsonschema.Draft6Validator(json.load(file))
    for name in samples.names():
        errors = [error for error in validator.iter_errors(samples.bundle(name))]
        assert not errors, (name, [(list(error.path), error.message[:200]) for error in errors[:3]])
    wrong = samples.bundle("full")
    wrong["entry"][1]["resource"]["birthDate"] = "昭和15年"
    assert not validator.is_valid(wrong), "the schema lets anything through"


def references(value):
    if isinstance(value, dict):
        found = [value["reference"]] if isinstance(value.get("reference"), str) else []
        return found + [item for key in value for item in references(value[key])]
    return [found for item in value for found in references(item)] if isinstance(value, list) else []


def test_document(samples):
    """What the schema does not know: the rules of a document, and that each reference leads somewhere."""
    for name in samples.names():
        bundle = samples.bundle(name)
        urls = [entry["fullUrl"] for entry in bundle["entry"]]
        assert len(urls) == len(set(urls)) and all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", url) for url in urls), name
        assert set(references(bundle)) <= set(urls), name
        assert bundle["type"] == "document" and bundle["entry"][0]["resource"]["resourceType"] == "Composition"
        assert bundle["timestamp"] == "2025-11-28T12:20:00+09:00" and bundle["identifier"]["system"] == "urn:ietf:rfc:3986"
        reached, wanted = set(), [urls[0]]
        while wanted:
            at = wanted.pop()
            if at not in reached:
                reached.add(at)
                wanted += references(bundle["entry"][urls.index(at)]["resource"])
        assert reached == set(urls), (name, "not reached from the composition")
        for section in bundle["entry"][0]["resource"]["section"]:
            assert section["text"]["status"] == "generated" and not ("entry" in section and "emptyReason" in section), (name, section)


def test_same_card_same_ids(samples):
    assert samples.bundle("full") == samples.bundle("again")
    assert [e["fullUrl"] for e in samples.bundle("full")["entry"]] == [e["fullUrl"] for e in samples.bundle("newer")["entry"]]
    assert not {e["fullUrl"] for e in samples.bundle("full")["entry"]} & {e["fullUrl"] for e in samples.bundle("none")["entry"]}


def test_patient(samples):
    (patient,) = samples.of_type("full", "Patient")
    written, read = patient["name"]
    assert written["extension"][0]["valueCode"] == "IDE" and read["extension"][0]["valueCode"] == "SYL"
    assert written["family"] == "髙橋" and written["given"] == ["花子"] and read["text"] == "タカハシ ハナコ"
    assert patient["gender"] == "female" and patient["birthDate"] == "1940-03-02"
    assert patient["address"][0]["line"] == ["埼玉県本庄市中央1-2-3", "コーポ<ひまわり> & 201"] and patient["address"][0]["postalCode"] == "367-0053"
    assert len(patient["generalPractitioner"]) == 2
    (silent,) = samples.of_type("silent", "Patient")
    assert set(silent) == {"resourceType", "meta", "name"}, silent


def test_contacts(samples):
    daughter, neighbour = samples.of_type("full", "RelatedPerson")
    assert codes(daughter["relationship"][0]) == ["DAUC"] and [t["value"] for t in daughter["telecom"]] == ["090-1234-5678", "03-1234-5678"]
    assert "代理人ではありません" in daughter["relationship"][1]["text"] and not codes(daughter["relationship"][1])
    assert [r["text"] for r in neighbour["relationship"]] == ["向かいの家", "同居"]
    assert "family" not in neighbour["name"][0]


def test_lists(samples):
    allergies = samples.of_type("full", "AllergyIntolerance")
    assert [a["code"] for a in allergies] == [{"text": "ペニシリン"}, {"text": "そば"}]
    assert all(codes(a["verificationStatus"]) == ["unconfirmed"] for a in allergies + samples.of_type("full", "Condition"))
    (medicine,) = samples.of_type("full", "MedicationStatement")
    assert medicine["medicationCodeableConcept"] == {"text": "アムロジピン 5mg 朝1回"} and medicine["dateAsserted"] == "2025-09-01"


def test_none_and_unknown_and_silent(samples):
    for name, found in (
        ("none", ["no-known-allergies", "no-known-problems", "no-known-medications"]),
        ("unknown", ["no-allergy-info", "no-problem-info", "no-medication-info"]),
        ("silent", []),
    ):
        resources = [r for kind in ("AllergyIntolerance", "Condition", "MedicationStatement") for r in samples.of_type(name, kind)]
        assert [codes(r.get("code") or r["medicationCodeableConcept"])[0] for r in resources] == found, name
    sections = samples.of_type("silent", "Composition")[0]["section"]
    assert sum(codes(s["emptyReason"]) == ["unavailable"] for s in sections if "emptyReason" in s) == 5


def test_needs(samples):
    devices = [d["type"]["text"] for d in samples.of_type("full", "Device") if "patient" in d]
    assert devices == ["ペースメーカー"], devices
    assert [f["code"]["text"] for f in samples.of_type("full", "Flag")] == ["耳が聞こえにくい", "認知症", "耳元でゆっくり話してください"]


def test_wishes_are_nothing_to_act_on(samples):
    (consent,) = samples.of_type("full", "Consent")
    assert consent["status"] == "draft" and codes(consent["scope"]) == ["adr"] and "provision" not in consent
    assert "本庄内科医院" in consent["organization"][0]["display"] and "必ず次に確認" in consent["policyRule"]["text"]
    assert not samples.of_type("none", "Consent")


def test_confidence_stays_with_each_resource(samples):
    for name, label in (("full", None), ("newer", "UNCERTREL"), ("unknown", "UNCERTREL"), ("silent", "UNRELIABLE")):
        for entry in samples.bundle(name)["entry"]:
            meta = entry["resource"].get("meta")
            assert (meta["security"][0]["code"] if meta else None) == label, (name, entry)


def test_for_the_owner_only(samples):
    for name in ("full.pdf", "full.json"):
        assert stat.S_IMODE(os.stat(samples.path(name)).st_mode) == 0o600, name


def main():
    if shutil.which("pdftotext") is None:
        print("1..0 # SKIP pdftotext is not installed")
        return 0
    tests = [(name, function) for name, function in globals().items() if name.startswith("test_")]
    failed = 0
    print("1..%d" % len(tests))
    with tempfile.TemporaryDirectory(prefix="tsn-handover-") as folder:
        subprocess.run([sys.argv[1], sys.argv[2], folder], check=True)
        samples = Samples(folder)
        for number, (name, function) in enumerate(tests, 1):
            try:
                function(samples)
                print("ok %d - %s" % (number, name[5:]), flush=True)
            except Exception as error:  # one broken test must not hide the others
                failed += 1
                print("not ok %d - %s" % (number, name[5:]))
                print("# %s: %s" % (type(error).__name__, str(error).replace("\n", "\n# ")), flush=True)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())

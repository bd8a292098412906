#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on paper, read back from the PDFs in Japanese. Prints TAP.

usage: test-paper-texts.py PAPER-SAMPLES
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata

MM = 72 / 25.4
LONG_NAME = "長" * 58 + "終端"
GUESTS = ["外山幸", "加藤学", "髙橋花子", "渡邉󠄁一郎", "ナマエナシヨシコ"]
SECRETS = GUESTS + ["長長長", "カナリア", "7KQ2M", "みんなで話そう", "本庄市"]
STATEMENT = "%s時点の気持ちです。いつでも変えられます。法的な指示書ではありません。"


def plain(text):
    """Without layout, and with the radicals and the like that some fonts' tables give back for kanji."""
    return unicodedata.normalize("NFKC", "".join(text.split()))


class Papers:
    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name + ".pdf")

    def pages(self, name):
        command = ["pdftotext", "-raw", self.path(name), "-"]
        text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
        return [plain(page) for page in text.split("\f")[:-1]]

    def text(self, name):
        return "".join(self.pages(name))

    def names(self):
        return sorted(name[:-4] for name in os.listdir(self.folder))


def has(text, *parts):
    for part in parts:
        assert plain(part) in text, "missing: " + part


def has_not(text, *parts):
    for part in parts:
        assert plain(part) not in text, "should not be there: " + part


def in_order(text, *parts):
    places = [text.find(plain(part)) for part in parts]
    assert -1 not in places and places == sorted(places), list(zip(parts, places))


def test_sign_in(papers):
    pages = papers.pages("sign-in")
    assert len(pages) == 2, len(pages)
    has(pages[0], "受付名簿", "みんなで話そう人生会議", "2025年（令和7年）11月28日（金）13:30～15:00")
    has(pages[0], "市民活動交流センター　多目的ホール", "本庄市　高齢者福祉課", "裁断処分", "1 / 2ページ")
    has(pages[1], "受付名簿　みんなで話そう人生会議", "ふりがな", "署名", "2 / 2ページ")
    has(pages[0], LONG_NAME, "Jean-Christophe", "オンライン参加（この名簿には含みません）：1名")
    has_not("".join(pages), "取消光", "遠方勝")


def test_order_of_readings(papers):
    readings = ["ガイヤマ", "カトウ", "ジャン", "タカハシ", "ナガナガ", "ナマエナシ", "ワタナベ", "キャンセル待ち", "マチイ", "当日参加"]
    in_order(papers.text("sign-in"), *readings)


def test_pages_of_a_long_table(papers):
    """Each page has the head and whole rows; every row is there, once and in order."""
    for name, head in (("sign-in-full", "番号ふりがな氏名受付署名"), ("attendance-full", "番号ふりがな氏名参加状況時刻")):
        pages = papers.pages(name)
        assert len(pages) > 5, len(pages)
        for page in pages:
            has(page, head, "/ %dページ" % len(pages))
        text = "".join(pages)
        assert sorted(int(n) for n in re.findall(r"山田第(\d+)番", text)) == list(range(1, 201))
        readings = re.findall(r"ヤマダ[カガ]ズ[コオ]", text)
        assert len(readings) == 200 and readings == sorted(readings, key=lambda r: (r.replace("ガ", "カ"), r)), readings


def test_nothing_leaves_the_page(papers):
    for name in papers.names():
        command = ["pdftotext", "-bbox", papers.path(name), "-"]
        margin = 12 * MM if not name.startswith("labels") else 2 * MM
        width = height = 0
        for line in subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.splitlines():
            numbers = [float(n) for n in re.findall(r'="([\d.]+)"', line)]
            if "<page" in line:
                width, height = numbers
            elif "<word" in line:
                left, top, right, bottom = numbers
                assert margin < left < right < width - margin and margin < top < bottom < height - margin, (name, line)


def test_nobody(papers):
    has(papers.text("sign-in-nobody"), "会場参加の申込みはありません。", "裁断処分")
    has(papers.text("attendance-nobody"), "氏名での申込み・来場はありません。")
    has(papers.text("labels-nobody"), "会場参加の申込みはありません。")


def test_attendance(papers):
    text = papers.text("attendance")
    has(text, "出席者一覧", "来場415", "人数カウント（氏名なし）", "1,234", "上の数には含みません")
    has(text, "申込済み404", "取消101", "12:20", LONG_NAME, "取消光")
    has(text, "（氏名なし）来場12:20")  # erased, and still counted


def test_labels(papers):
    for name in ("labels-10", "labels-24", "labels-roll"):
        text = papers.text(name)
        has(text, *GUESTS, LONG_NAME, "みんなで話そう人生会議")
        has_not(text, "待井", "遠方", "取消光")


def test_conversation(papers):
    pages = papers.pages("conversation")
    for page in pages:
        has(page, STATEMENT % "2025年11月1日")
    for page in pages[1:]:
        has(page, "人生会議（ACP）の記録　髙橋カナリア太郎")
    text = "".join(pages)
    in_order(text, "ご本人の言葉", "眠るように逝けたらいい", "周りの人の考え（ご本人の言葉ではありません）", "できることは全部してほしい")
    has(text, "心肺蘇生まだ考えたくない", "人工呼吸器未聴取", "透析未記入", "胃ろう希望しない", "最期の場所の希望迷っている")
    has(text, "佐藤　陽子　娘　090-1234-5678", "法律上の代理人ではなく")
    assert text.count("いつもの布団で") == 60
    has_not(text, "撤回", "12か月を過ぎて", "この後")


def test_not_now_is_an_answer(papers):
    text = papers.text("conversation-silent")
    has(text, "今は考えたくない", "この話し合いでは、記入はありません。", "この後、2025年11月1日にも話し合いをしています。")
    has_not(text, "未記入", "未聴取", "周りの人の考え")


def test_withdrawn_and_old(papers):
    first = papers.pages("conversation-withdrawn")[0]
    in_order(first, "この記録は2025年10月20日に撤回されました。", "気持ちが変わったため", "この後、2025年11月1日", "12か月を過ぎています", "ご本人の言葉")


def test_recovery(papers):
    pages = papers.pages("recovery")
    assert len(pages) == 1
    has(pages[0], "7KQ2M", "9F3XA", "TT0V8", "BC4DE", "1HJ6N", "PQ5RS", "WXYZ2", "3456A")
    has(pages[0], "本庄市", "金庫", "撮影", "保管者")


def test_erasure(papers):
    pages = papers.pages("erasure")
    assert len(pages) == 1
    has(pages[0], "消去証明書", "個人情報の保護に関する法律", "00000000-0000-0000-0000-000000000000", "消去した記録の件数12", "窓口")
    has(pages[0], "2025年（令和7年）11月28日 12:20", "残るもの", "確認者")


def test_metadata(papers):
    """The title says what kind of paper it is; nothing else is said of anybody."""
    for name in papers.names():
        info = subprocess.run(["pdfinfo", papers.path(name)], capture_output=True, encoding="utf-8", check=True).stdout
        assert "Title:" in info and "Author:" not in info and "Subject:" not in info, info
        has_not(plain(info), *SECRETS)


def test_fonts_are_embedded(papers):
    for name in papers.names():
        lines = subprocess.run(["pdffonts", papers.path(name)], capture_output=True, encoding="utf-8", check=True).stdout.splitlines()[2:]
        assert lines and all(line[52:].split()[-5] == "yes" for line in lines), lines


def main():
    if shutil.which("pdftotext") is None:
        print("1..0 # SKIP pdftotext is not installed")
        return 0
    tests = [(name, function) for name, function in globals().items() if name.startswith("test_")]
    failed = 0
    print("1..%d" % len(tests))
    with tempfile.TemporaryDirectory(prefix="tsn-papers-") as folder:
        subprocess.run([sys.argv[1], folder], check=True)
        papers = Papers(folder)
        for number, (name, function) in enumerate(tests, 1):
            try:
                function(papers)
                print("ok %d - %s" % (number, name[5:]), flush=True)
            except Exception as error:  # one broken test must not hide the others
                failed += 1
                print("not ok %d - %s" % (number, name[5:]))
                print("# %s: %s" % (type(error).__name__, str(error).replace("\n", "\n# ")), flush=True)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())

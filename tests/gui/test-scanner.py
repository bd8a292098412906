#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real keys: hands type kana, a hand scanner types cards, and neither is taken for the other. usage: test-scanner.py BUILD_FOLDER"""

import datetime
import sys

import tap
from desk import Desk, wait_until
from stage import altered, code_of
from town import PASSPHRASE, Town

BUILD = sys.argv[1]


def attendance(name):
    """The participations of the person of that name, oldest first."""
    (person,) = [person["id"] for person in town.ctl("person", "find", name)]
    return [one for one in town.ctl("attendance", "list", "--where", f"event={event}") if one["person"] == person]


def test_typed_kana():
    app.wait("人を探す", role="text box")
    app.type("たけださとこ\n")
    app.wait(contains="受付しました　竹田　智子", role="alert")
    assert [one["status"] for one in attendance("タケダサトコ")] == ["arrived"]


def test_scanner():
    app.scan(code_of(town, "ムライタカシ"))
    app.wait(contains="受付しました　村井", role="alert")
    assert app.wait("人を探す", role="text box").text == ""
    assert [one["status"] for one in attendance("ムライタカシ")] == ["arrived"]


def test_altered_card():
    app.scan(altered(code_of(town, "カサイマイ")))
    app.wait(contains="受付できませんでした", role="alert")
    assert attendance("カサイマイ") == []


def test_typed_walk_in():
    app.key("ctrl+n")
    app.wait("ふりがな", role="text box")
    app.type("みほんはなこ\t")
    app.type("みほん　はなこ\tS15.3.2\t0495001234\t09000001234")
    app.key("ctrl+Return")  # without leaving the field
    app.wait(contains="受付しました　みほん　はなこ", role="alert")
    (person,) = town.ctl("person", "find", "ミホンハナコ")
    assert (person["birth_date"], person["phone_home"].replace("-", "")) == ("1940-03-02", "0495001234"), person
    assert person["phone_mobile"] == "090-0000-1234", person
    (one,) = attendance("ミホンハナコ")
    assert (one["status"], one["booking"]) == ("arrived", "walk_in"), one


def test_scanner_on_another_page():
    app.show("医療・介護施設")
    app.wait(contains="検索", role="search box")
    app.scan(code_of(town, "ツジユカ"))
    app.wait("正規の最新のカード", role="alert")
    app.wait("辻　優花", role="label")


def test_typed_quickly():
    """A roll over the keys is faster than some scanners, and no Enter ends it."""
    app.show("受付")
    entry = app.wait("人を探す", role="text box")
    entry.set_text("しか")
    app.key("ctrl+a")
    app.type("abcdefgh", delay=20)
    wait_until(lambda: entry.text == "abcdefgh", "what was typed")
    entry.set_text("")


def test_fast_tally():
    app.key("alt+h")
    app.wait(contains="1人減らす", role="button")
    app.type("7777", delay=25)
    app.wait("70代・女性：4", role="button")
    app.type("7788", delay=5)
    app.wait("70代・女性：6", role="button")
    app.wait("80代以上・女性：2", role="button")
    app.type("7", delay=200)
    app.wait("70代・女性：7", role="button")
    app.key("BackSpace")
    app.wait("70代・女性：6", role="button")


def test_scan_counts_nobody():
    app.scan("4777777777784")
    app.wait("連絡先カードではありません", role="alert")
    app.show("受付")
    app.key("alt+h")
    app.scan(code_of(town, "ハラグチショウイチ"))
    app.wait(contains="受付しました　原口", role="alert")
    app.key("alt+h")
    app.type("9", delay=200)
    app.wait("不明・女性：1", role="button")
    for words in ("70代・女性：6", "80代以上・女性：2", "40代・女性：0"):
        app.wait(words, role="button")


with Town(BUILD) as town, Desk(BUILD) as desk:
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))).date().isoformat()
    words = "--type acp_talk --state planned --registration named --capacity-onsite 40".split()
    event = town.ctl("event", "add", "--title", "みほん講話", "--date", today, *words)[0]["id"]
    app = desk.start(town.data)
    app.unlock(PASSPHRASE)

    tap.run(test_typed_kana, test_scanner, test_altered_card, test_typed_walk_in, test_scanner_on_another_page,
            test_typed_quickly, test_fast_tally, test_scan_counts_nobody)

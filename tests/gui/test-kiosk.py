#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A resident makes a card at the kiosk, from the welcome to the paper: by touch alone and by keys alone; gives up; goes away; and the staff
come in. usage: test-kiosk.py BUILD_FOLDER"""

import contextlib
import json
import os
import subprocess
import sys

import tap
from desk import Desk, wait_until
from kiosk import ANSWERS, Kiosk
from town import PASSPHRASE, Town

BUILD = sys.argv[1]
TEST_PAGE = "テストページを印刷しました。枠がカードの位置です。ものさしが50mmなら、拡大も縮小もされていません。コードはスマートフォンで読めます。"


@contextlib.contextmanager
def a_kiosk(**settings):
    with Desk(BUILD) as desk, Town(BUILD) as town:
        yield Kiosk(desk, town, {name.replace("_", "-"): value for name, value in settings.items()})


def people(town):
    return town.ctl("person", "list")


def assert_card(kiosk):
    """On paper is exactly what was said, in the code and in the records."""
    paper = wait_until(kiosk.printed, "the paper")[0]
    read = kiosk.town.ctl("scan", paper)[0]
    assert read["verdict"] == "genuine", read["verdict"]
    said = json.dumps(read["card"], ensure_ascii=False)
    for words in ("ミホン　ハナコ", "見本　花子", "見本　太郎", "みほん医院", "高血圧", "糖尿病", "耳が遠いです"):
        assert words in said, (words, said)
    assert any(person["kana"] == "ミホン　ハナコ" for person in people(kiosk.town)), "no record"


def journey(press_with):
    with a_kiosk() as kiosk:
        press = getattr(kiosk, press_with)
        press("はじめる")
        for question, answer in ANSWERS:
            kiosk.answer(question, answer, press)
        press("印刷する")
        kiosk.find("カードをお取りください")
        assert_card(kiosk)
        press("おわる")
        kiosk.find("はじめる", "button")
        press("はじめる")
        kiosk.find("お答えの使いみち")


def test_by_touch():
    journey("touch")


def test_by_keys():
    journey("press")


def test_giving_up():
    """Nothing is written, and the next one finds nothing."""
    with a_kiosk() as kiosk:
        before = len(people(kiosk.town))
        kiosk.touch("はじめる")
        for question, answer in ANSWERS[:7]:
            kiosk.answer(question, answer, kiosk.touch)
        kiosk.touch("やめる")
        kiosk.touch("すべて消してやめる")
        kiosk.touch("はじめる")
        for question, answer in ANSWERS[:5]:
            kiosk.answer(question, answer, kiosk.touch)
        entry = kiosk.find("お名前の読みかたは？", "text box")
        assert entry.text == "", "somebody else's name"
        assert len(people(kiosk.town)) == before and not kiosk.printed()


def test_no_consent():
    with a_kiosk() as kiosk:
        kiosk.touch("はじめる")
        kiosk.touch("つぎへ")
        kiosk.touch("いいえ、同意しません")
        kiosk.find("カードは作れません")
        kiosk.touch("すべて消してやめる")
        kiosk.find("はじめる", "button")


def test_readable():
    """Size, colours and language change under a page, and what was typed stays; the next one begins as ever."""
    with a_kiosk() as kiosk:
        kiosk.touch("はじめる")
        for question, answer in ANSWERS[:5]:
            kiosk.answer(question, answer, kiosk.touch)
        kiosk.find("お名前の読みかたは？", "text box").set_text("ミホン")
        for button in ("文字の大きさ", "文字の大きさ", "色を変える", "Language", "Tiếng Việt", "Cỡ chữ", "Màu sắc"):
            kiosk.touch(button)
        assert kiosk.find("Tên của quý vị đọc thế nào?", "text box").text == "ミホン"
        kiosk.touch("Dừng")
        kiosk.touch("Xóa hết và dừng")
        kiosk.find("はじめる", "button")


def test_idle():
    """After the warning a touch goes on; without one everything is wiped."""
    with a_kiosk(kiosk_idle_seconds="uint32 20") as kiosk:
        kiosk.touch("はじめる")
        for question, answer in ANSWERS[:5]:
            kiosk.answer(question, answer, kiosk.touch)
        kiosk.find("お名前の読みかたは？", "text box").set_text("ミホン")
        kiosk.touch("はい、続けます")
        assert kiosk.find("お名前の読みかたは？", "text box").text == "ミホン"
        kiosk.find("はい、続けます", "button")
        kiosk.find("はじめる", "button")
        visit = wait_until(lambda: kiosk.town.ctl("visit", "count"), "what is counted")[0]
        assert (visit["outcome"], visit["sort"], visit["count"]) == ("idle", "first", 1), visit


def test_printer_trouble():
    """The card is not lost, and not entered twice."""
    with a_kiosk() as kiosk:
        os.rename(kiosk.tray, kiosk.tray + "-away")
        kiosk.touch("はじめる")
        for question, answer in ANSWERS:
            kiosk.answer(question, answer, kiosk.touch)
        kiosk.touch("印刷する")
        kiosk.find("カードはまだ印刷されていません")
        os.rename(kiosk.tray + "-away", kiosk.tray)
        kiosk.touch("もう一度印刷する")
        kiosk.find("カードをお取りください")
        assert_card(kiosk)
        assert sum(person["kana"] == "ミホン　ハナコ" for person in people(kiosk.town)) == 1


def set_up_printer(kiosk):
    """Another card, the next place on its sheet, a page to try it."""
    kiosk.touch("プリンターと用紙")
    kiosk.touch("カード：名刺判（91×55 mm）")
    kiosk.touch("A4 10面")
    kiosk.touch("用紙の次の空き：1")
    kiosk.touch("7")
    kiosk.touch("テストページを印刷")
    kiosk.find(TEST_PAGE)
    paper = kiosk.printed()[0]
    page = paper[: -len(".pdf")]
    subprocess.run(["pdftoppm", "-r", "200", "-gray", "-png", "-singlefile", paper, page], check=True)
    read = subprocess.run(["ZXingReader", page + ".png"], check=True, capture_output=True, encoding="utf-8").stdout
    assert "つなぎのテストページです" in read, read
    kiosk.touch("完了")


def test_staff():
    """No way out but the staff's."""
    with a_kiosk() as kiosk:
        kiosk.app.key("alt+F4", "ctrl+q", "ctrl+w", "Escape", "F10", "Menu", "shift+F10")
        kiosk.app.settle()
        assert len(kiosk.app.windows()) == 1
        kiosk.find("はじめる", "button")
        kiosk.app.key("ctrl+alt+shift+s")
        entry = kiosk.find("パスフレーズ", "text box")
        entry.set_text("まちがい まちがい まちがい")
        kiosk.app.key("Return")
        wait_until(lambda: entry.has("sensitive"), "another try")
        entry.set_text(PASSPHRASE)
        kiosk.app.key("Return")
        set_up_printer(kiosk)
        kiosk.touch("キオスクを終わる")
        wait_until(lambda: kiosk.app.process.poll() is not None, "the end")
        assert kiosk.app.process.returncode == 0


tap.run(test_by_touch, test_by_keys, test_giving_up, test_no_consent, test_readable, test_idle, test_printer_trouble, test_staff)

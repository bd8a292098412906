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


# What is written by hand: as typed, and for a finger, of readings in pairs the word that is offered for it.
TYPED = {
    "How is your name read?": "みほん　はなこ", "How do you write your name?": "みほん　はなこ", "When were you born?": "1940-03-02",
    "Where do you live?": "ほんじょうし1-2-3", "Who should be called first in an emergency?": "みほん　たろう",
    "Who is your doctor?": "みほんいいん", "Which illness?": "こうけつあつ", "A message to the ambulance crew": "みみがとおいです",
}
TOUCHED = {
    **TYPED, "How do you write your name?": [("みほん", "見本"), "　", ("はなこ", "花子")], "When were you born?": ("Showa 昭和", 15, 3, 2),
    "Where do you live?": [("みほん", "見本"), "ちょう"], "Who should be called first in an emergency?": [("みほん", "見本"), "　", ("たろう", "太郎")],
    "Which illness?": [("こうけつあつ", "高血圧")],
}
LATIN = {"How do you write your name?": "mai anh", "Who should be called first in an emergency?": "lan", "Which illness?": "huyet ap",
         "A message to the ambulance crew": "xin"}


def plain_text(text):
    return text if isinstance(text, str) else "".join(part if isinstance(part, str) else part[1] for part in text)


def card_of(texts):
    """What the code says of somebody who answered this; what each card has of its own aside."""
    phone = {question: answer[""] for question, answer in ANSWERS if isinstance(answer, dict)}
    doctor = {"institution": texts["Who is your doctor?"], "phone": phone["What is the phone number there?"]}
    return {
        "kana": texts["How is your name read?"], "name": texts["How do you write your name?"], "birth_date": "1940-03-02", "phones": [phone["What is your phone number?"]],
        "postcode": "3670052", "address": texts["Where do you live?"], "conditions": texts["Which illness?"].split("、"), "see_notebook": True,
        "contacts": [{"name": texts["Who should be called first in an emergency?"], "phone": phone["What is the phone number of this person?"], "relation": "son"}],
        "doctors": [{**doctor, "main": True}], "allergy": "unknown", "message": texts["A message to the ambulance crew"],
        "wishes": {"name": doctor["institution"], "phone": doctor["phone"]},
    }


def assert_card(kiosk, card):
    """On paper is exactly what was said, in the code and in the records."""
    paper = wait_until(kiosk.printed, "the paper")[0]
    read = kiosk.town.ctl("scan", paper)[0]
    assert read["verdict"] == "genuine", read["verdict"]
    own = ("serial", "municipality", "written", "review", "issue_number", "layout")
    said = {name: value for name, value in read["card"].items() if name not in own}
    assert said == card, (said, card)
    assert any(person["kana"] == card["kana"] for person in people(kiosk.town)), "no record"


def journey(hand, language=None):
    """From the welcome to the paper, with nothing but a finger or nothing but keys."""
    with a_kiosk() as kiosk:
        press, texts = getattr(kiosk, hand), {**(TOUCHED if hand == "touch" else TYPED), **(LATIN if language else {})}
        written = {}

        def write(_, entry, text):
            before = entry.text
            text = texts.get(question, text)
            if hand == "press":
                kiosk.type(entry, text)
            elif isinstance(text, tuple):
                kiosk.pick(entry, *text)
            else:
                kiosk.write(entry, text)
            written[question] = entry.text
            assert isinstance(text, tuple) or entry.text == ("" if hand == "press" else before) + plain_text(text), entry.text

        if language:
            press("Language")
            press(language[1])
            kiosk.speak(language[0])
        press("Begin")
        for question, answer in ANSWERS:
            kiosk.answer(question, answer, press, write)
        press("Print")
        kiosk.find("Please take your card")
        assert_card(kiosk, card_of(written))
        press("Finish")
        kiosk.speak("ja")
        kiosk.find("Begin", "button")


def test_by_touch():
    journey("touch")


def test_by_keys():
    journey("press")


def test_by_touch_in_vietnamese():
    journey("touch", ("vi", "Tiếng Việt"))


def test_by_keys_in_vietnamese():
    journey("press", ("vi", "Tiếng Việt"))


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
    """After the warning a touch goes on. (What is wiped without one, at each step: tests/unit/ui/test-kiosk-screens.c, by its own clock.)"""
    with a_kiosk(kiosk_idle_seconds="uint32 20") as kiosk:
        kiosk.touch("はじめる")
        for question, answer in ANSWERS[:5]:
            kiosk.answer(question, answer, kiosk.touch)
        kiosk.find("お名前の読みかたは？", "text box").set_text("ミホン")
        kiosk.touch("はい、続けます")
        assert kiosk.find("お名前の読みかたは？", "text box").text == "ミホン"


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
        assert_card(kiosk, card_of({question: answer[""] for question, answer in ANSWERS if isinstance(answer, dict)}))
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


tap.run(test_by_touch, test_by_keys, test_by_touch_in_vietnamese, test_by_keys_in_vietnamese, test_giving_up, test_no_consent, test_readable, test_idle, test_printer_trouble, test_staff)

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A resident brings a card up to date: shows it, changes what has changed, and takes the new one. usage: test-kiosk-update.py BUILD_FOLDER"""

import contextlib
import os
import sys

import tap
from camera import Camera
from desk import Desk, wait_until
from kiosk import Kiosk, plainly
from stage import altered, code_of
from town import Town

BUILD = sys.argv[1]
REVIEW = "これでよろしいですか？"
PHONE = "080-0000-4321"


CONSENTS = (("お答えの使いみち", "つぎへ"), ("カードに印刷してよいですか？", "はい、同意します"),
            ("救急隊がカードを読んでよいですか？", "はい、同意します"), ("役所に控えを残してよいですか？", "いいえ、同意しません"))


@contextlib.contextmanager
def a_kiosk(with_camera=False):
    with Desk(BUILD) as desk, Town(BUILD) as town:
        code = code_of(town, "ムライタカシ")
        camera = Camera(BUILD, town.root) if with_camera else None
        yield Kiosk(desk, town, env=camera.env if camera else None), camera or code


def row(kiosk, question):
    """The button of the review that leads to a question."""

    def look():
        for window in kiosk.app.windows():
            for node in window.walk():
                with contextlib.suppress(Exception):
                    if node.role == "button" and plainly(node.name).startswith(plainly(question)):
                        return node.live()
        return None

    return wait_until(look, f"the row of {question!r}")


def test_update():
    with a_kiosk() as (kiosk, code):
        before = kiosk.town.ctl("scan", os.path.join(kiosk.town.root, "ムライタカシ.png"))[0]["card"]
        kiosk.touch("カードを持っています")
        kiosk.find("カードを見せてください")
        for bad, words in (("4777777777784", "これは連絡先カードではありません。"),
                           (altered(code), "このカードはここでは使えません。職員にお聞きになるか、新しいカードを作ってください。")):
            kiosk.app.scan(bad)
            kiosk.find(words)
        kiosk.app.scan(code)
        kiosk.find(REVIEW)
        assert before["kana"] in row(kiosk, "お名前の読みかたは？").name, "not filled in"
        row(kiosk, "お電話番号は？").act()
        kiosk.answer("お電話番号は？", {"": PHONE}, kiosk.touch)
        kiosk.find(REVIEW)
        assert PHONE in row(kiosk, "お電話番号は？").name, "not changed"
        kiosk.touch("つぎへ")
        for question, answer in CONSENTS:
            kiosk.answer(question, answer, kiosk.touch)
        kiosk.touch("印刷する")
        kiosk.find("カードをお取りください")
        after = kiosk.town.ctl("scan", wait_until(kiosk.printed, "the paper")[0])[0]
        assert after["verdict"] == "genuine", after["verdict"]
        card = after["card"]
        assert PHONE in card["phones"], card
        own = ("serial", "written", "review", "phones", "supersedes", "issue_number", "layout")
        assert {k: v for k, v in card.items() if k not in own} == {k: v for k, v in before.items() if k not in own}, (before, card)
        assert card["supersedes"] == before["serial"] and card["issue_number"] == before["issue_number"] + 1, card
        kiosk.touch("おわる")
        kiosk.touch("カードを持っています")
        kiosk.app.scan(code)  # the register knows by now
        kiosk.find("このカードは使われていません")
        kiosk.touch("やめる")
        kiosk.find("はじめる", "button")


def test_before_a_camera():
    """The old card is read from it; then the paper that has come out, which is not just any card."""
    with a_kiosk(with_camera=True) as (kiosk, camera):
        kiosk.touch("カードを持っています")
        kiosk.find("カードを見せてください")
        camera.see_file(os.path.join(kiosk.town.root, "ムライタカシ.png"))
        kiosk.find(REVIEW)
        kiosk.touch("つぎへ")
        for question, answer in CONSENTS:
            kiosk.answer(question, answer, kiosk.touch)
        kiosk.touch("印刷する")
        kiosk.find("This is another card. Hold the new one to the camera, or just take it.")
        camera.see_file(wait_until(kiosk.printed, "the paper")[0])
        kiosk.find("Your card can be read")
        kiosk.touch("おわる")
        kiosk.find("はじめる", "button")


tap.run(test_update, test_before_a_camera)

# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A resident at the kiosk: answers questions by what they say, by touch or by keys."""

import contextlib
import glob
import os

from gi.repository import GLib

from desk import wait_until
from town import PASSPHRASE

# What is answered to each question: a text for the entry with that name (or the question's own), or the name of a choice; None skips.
ANSWERS = [
    ("お答えの使いみち", "つぎへ"),
    ("カードに印刷してよいですか？", "はい、同意します"),
    ("救急隊がカードを読んでよいですか？", "はい、同意します"),
    ("役所に控えを残してよいですか？", "はい、同意します"),
    ("民生委員に見せてよいですか？", "いいえ、同意しません"),
    ("お名前の読みかたは？", {"": "ミホン　ハナコ"}),
    ("お名前の漢字は？", {"": "見本　花子"}),
    ("生年月日は？", {"": "昭和15年3月2日"}),
    ("お電話番号は？", {"": "0495-00-1234"}),
    ("郵便番号は？", {"": "3670052"}),
    ("ご住所は？", {"": "埼玉県本庄市見本町1-2-3"}),
    ("建物の名前と部屋は？", None),
    ("もしものとき、最初に連絡する人は？", {"": "見本　太郎"}),
    ("どのようなご関係ですか？", "息子"),
    ("この方の電話番号は？", {"": "090-0000-1234"}),
    ("2番目に連絡する人はいますか？", "いいえ"),
    ("かかりつけの医院・病院は？", {"": "みほん医院"}),
    ("そちらの電話番号は？", {"": "0495-00-5678"}),
    ("かかりつけの歯医者さんは？", None),
    ("かかりつけの薬局は？", None),
    ("ケアマネジャーはいますか？", None),
    ("持病はありますか？", "はい"),
    ("どのような病気ですか？", {"": "高血圧、糖尿病"}),
    ("お薬を飲んでいますか？", "はい。お薬手帳にあります"),
    ("アレルギーはありますか？", "わかりません"),
    ("望む医療や介護を、誰かに話していますか？", "はい"),
    ("誰が知っていますか？", "かかりつけの医師"),
    ("救急隊への伝言", {"": "耳が遠いです"}),
    ("このカードをどこで知りましたか？", "講話で"),
    ("これでよろしいですか？", "つぎへ"),
]
# Idleness is another test's affair.
PATIENT = {"kiosk-idle-seconds": "uint32 600"}


def plainly(text):
    """Without the blanks that Japanese has between words to be read easily."""
    return text.replace(" ", "")


class Kiosk:
    """The face of the kiosk on a desk, unlocked."""

    def __init__(self, desk, town, settings=None, env=None):
        self.desk, self.town = desk, town
        self.tray = os.path.join(town.root, "tray")
        os.makedirs(self.tray, exist_ok=True)
        self.app = desk.start(town.data, settings={"kiosk-printer": f"'{self.tray}'", **PATIENT, **(settings or {})}, env=env, options=["--kiosk"])
        self.app.wait("パスフレーズ", role="text box").set_text(PASSPHRASE)
        self.app.click("ロックを解除", role="button")
        self.find("はじめる", "button")

    @classmethod
    def watch(cls, app):
        """That of an app which shows it by itself."""
        kiosk = cls.__new__(cls)
        kiosk.app = app
        return kiosk

    def find(self, name, role=None, seconds=None):
        """What has that name, blanks aside."""

        def look():
            for window in self.app.windows():
                for node in window.walk():
                    with contextlib.suppress(GLib.Error):
                        if plainly(node.name) == plainly(name) and (role is None or node.role == role):
                            return node.live()
            return None

        return wait_until(look, f"{role or 'something'} named {name!r}", *([seconds] if seconds else []))

    def touch(self, name):
        """Presses a button as a finger does."""
        button = self.find(name, "button")
        self.app.settle()
        self.app.press(button)

    def has_focus(self, name):
        """Whether a button of that name has the focus; what is gone meanwhile has not."""
        with contextlib.suppress(GLib.Error):
            focused = self.app.focused()
            return focused is not None and focused.role == "button" and plainly(focused.name) == plainly(name)
        return False

    def press(self, name):
        """Presses a button as somebody does who has only keys: Tab until it has the focus."""
        self.find(name, "button")
        for _ in range(120):  # past the keys on the screen
            if self.has_focus(name):
                self.app.key("Return")
                return
            self.app.key("Tab")
            self.app.settle()
        raise AssertionError(f"no way by Tab to {name!r}")

    def answer(self, question, answer, press):
        self.find(question)
        if answer is None:
            press("とばす")
        elif isinstance(answer, str):
            press(answer)
        else:
            for name, text in answer.items():
                entry = self.find(name or question, "text box")
                entry.set_text(text)
                self.app.settle()
            press("つぎへ")

    def printed(self):
        """The files in the tray."""
        return sorted(glob.glob(os.path.join(self.tray, "*.pdf")))

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Setting up a municipality: the recovery key can't be skipped. usage: test-first-run.py BUILD_FOLDER"""

import os
import re
import subprocess
import sys

import tap
from desk import Desk, wait_until
from town import PASSPHRASE, Town

BUILD = sys.argv[1]


def is_active(app):
    """Whether keys go to the app's window: a widget has the focus before."""
    words = ["xdotool", "getactivewindow", "getwindowpid"]
    answer = subprocess.run(words, env=app.desk.env(), capture_output=True, text=True, check=False)
    return answer.stdout.strip() == str(app.process.pid)


def fill_in(app):
    """Up to the page with the key, by keyboard alone."""
    begin = app.wait("新しく始める", role="button")
    wait_until(lambda: begin.has("focused") and is_active(app), "the focus")
    app.key("Return")
    app.wait("次へ", role="button")
    app.type("みほんし")
    app.key("Return")
    app.type("112118")  # 本庄市 has 9 as its check digit
    app.wait(contains="検査数字が合いません")
    app.key("Return")
    app.wait(contains="検査数字が合いません")
    app.type("112119")  # what was wrong is selected
    app.wait(contains="112119")
    app.key("Return")
    app.wait("鍵を作る", role="button")
    app.set_text("新しいパスフレーズ", PASSPHRASE)
    app.set_text("確認のためもう一度", PASSPHRASE)
    app.click("鍵を作る", role="button")


def groups_of_key(app):
    frame = app.wait("回復用の鍵", role="group")
    return [node.name for node in frame.walk() if re.fullmatch(r"[0-9A-Z]{5}", node.name)]


def test_recovery_key_cannot_be_skipped():
    with Town(BUILD, empty=True) as town, Desk(BUILD) as desk:
        app = desk.start(town.data)
        fill_in(app)
        groups = wait_until(lambda: groups_of_key(app), "the key")
        assert len(groups) == 8, groups

        app.click("次へ", role="button")
        app.wait(contains="先に、印刷するかPDFとして保存してください", role="alert")
        app.key("ctrl+l")
        for keys in ("ctrl+w", "ctrl+q"):
            app.key(keys)
            app.wait("設定をやめる", role="button")
            app.key("Escape")
            app.gone("設定をやめる", role="button")

        app.click(contains="PDFとして保存", role="button")
        paper = os.path.join(town.root, "key.pdf")
        app.save_as(paper)
        text = subprocess.run(["pdftotext", paper, "-"], capture_output=True, check=True, encoding="utf-8").stdout
        assert all(group in text for group in groups), text

        def answer(wrong=False):
            """Types the two groups that are asked for."""
            for row in app.window().walk():
                asked = re.search(r"^(\d)番目の組", row.name) if row.role == "text box" else None
                if asked:
                    group = groups[int(asked.group(1)) - 1]
                    row.set_text("00000" if wrong else group.lower())

        app.click("次へ", role="button")
        app.wait("始める", role="button")
        answer(wrong=True)
        app.click("始める", role="button")
        app.wait(contains="紙と違います", role="alert")
        answer()
        app.click("始める", role="button")
        app.wait("ページ", role="list")
        assert app.close() == 0, app.messages()

        (municipality,) = town.ctl("municipality", "list")
        assert (municipality["name"], municipality["code"]) == ("みほんし", "112119"), municipality
        with open(town.secret, "w", encoding="utf-8") as stream:
            stream.write("-".join(groups) + "\n")
        assert town.ctl("municipality", "list", secret="--recovery-key-file") == [municipality]


def test_power_cut_while_the_key_is_shown():
    with Town(BUILD, empty=True) as town, Desk(BUILD) as desk:
        app = desk.start(town.data)
        app.wait("新しく始める", role="button")
        app.gone(contains="前回の設定は途中で終わり")
        fill_in(app)
        wait_until(lambda: groups_of_key(app), "the key")
        app.kill()
        assert not os.path.exists(town.data), "a municipality whose key nobody has"

        app = desk.start(town.data)
        app.wait(contains="前回の設定は途中で終わり", role="alert")
        fill_in(app)
        wait_until(lambda: groups_of_key(app), "the key")
        app.key("ctrl+q")
        app.click("設定をやめる", role="button")
        assert app.wait_end() == 0, app.messages()
        assert os.listdir(town.root) == ["passphrase"], os.listdir(town.root)


tap.run(test_recovery_key_cannot_be_skipped, test_power_cut_while_the_key_is_shown)

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Setting up a municipality: the recovery key can't be skipped. usage: test-first-run.py BUILD_FOLDER"""

import os
import subprocess
import sys

import tap
from desk import Desk, wait_until
from first_run import fill_in, groups_of_key, type_groups
from town import Town

BUILD = sys.argv[1]


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

        app.click("次へ", role="button")
        app.wait("始める", role="button")
        type_groups(app, ["00000"] * 8)
        app.click("始める", role="button")
        app.wait(contains="紙と違います", role="alert")
        type_groups(app, groups)
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

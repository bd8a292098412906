#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locking and unlocking the app. usage: test-shell.py BUILD_FOLDER"""

import sys

import tap
from desk import Desk
from town import PASSPHRASE, Town

BUILD = sys.argv[1]


def test_unlock_and_lock():
    with Town(BUILD) as town, Desk(BUILD, blink=True) as desk:
        app = desk.start(town.data)
        entry = app.wait("パスフレーズ", role="text box")
        entry.set_text("まちがった あいことば 1999")
        app.click("ロックを解除", role="button")
        app.wait(contains="違います", role="alert")
        entry.set_text(PASSPHRASE)
        app.key("Return")
        app.wait("ページ", role="list")
        app.key("ctrl+l")
        app.wait("ロックを解除", role="button")
        app.gone("ページ", role="list")
        assert app.wait("パスフレーズ", role="text box").text == ""
        app.key("ctrl+q")
        assert app.wait_end() == 0, app.messages()


tap.run(test_unlock_and_lock)

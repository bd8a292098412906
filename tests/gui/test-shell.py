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


def test_narrow():
    """Where the list of pages has no room it is hidden from readers, too, until it is asked for; it goes when a page was chosen."""
    with Town(BUILD) as town, Desk(BUILD, size=(800, 700)) as desk:
        app = desk.start(town.data)
        app.unlock(PASSPHRASE)
        app.gone("ページ", role="list")
        app.key("F9")
        app.press(app.wait("住民", role="list item"))
        app.wait("住民を探す（Ctrl+F）", role="search box")
        app.gone("ページ", role="list")


tap.run(test_unlock_and_lock, test_narrow)

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The device of an ambulance crew, by keys alone: it opens into its face, reads cards, and wipes them. usage: test-ems.py BUILD_FOLDER"""

import contextlib
import os
import sqlite3
import sys

import tap
from desk import Desk, wait_until
from server import Server
from stage import altered, code_of
from town import PASSPHRASE, Town

BUILD = sys.argv[1]
GENUINE, ALTERED = "正規の最新のカード", "改ざんのおそれがあります（署名が一致しません）"
LOOKING = "カメラの映像"


VALID, NOT_OURS, BAD_SIGNATURE, EMERGENCY = 1, 4, 6, 1


def scans():
    with contextlib.closing(sqlite3.connect(f"file:{crew.data}/tsunagi.db?mode=ro", uri=True)) as database:
        return sorted(database.execute("SELECT verdict, purpose FROM scan"))


def test_face():
    """The role chooses it: one page, and no list of others."""
    app.unlock(PASSPHRASE)
    app.wait(LOOKING)
    assert not any(node.name in ("ページの一覧を表示する", "住民") for node in app.window().walk())
    app.key("ctrl+1")
    app.wait(LOOKING)


def test_scanner():
    app.scan(code_of(town, "ムライタカシ"))
    app.wait(GENUINE)
    app.wait(contains="村井")
    app.key("space")
    app.wait(LOOKING)
    app.gone(contains="村井")


def test_file():
    code_of(town, "カサイマイ")
    app.key("ctrl+o")
    app.open_file(os.path.join(town.root, "カサイマイ.png"))
    app.wait(GENUINE)
    app.key("Escape")
    app.wait(LOOKING)
    app.gone(GENUINE)


def test_altered():
    app.scan(altered(code_of(town, "カサイマイ")))
    app.wait(ALTERED)
    app.key("Return")  # the large button has the focus
    app.wait(LOOKING)


def test_other_code():
    app.scan("https://www.example.jp/no-card-at-all")
    app.wait(contains="連絡先カードではありません")
    app.wait(LOOKING)


def test_trust_file():
    """From a stick: what it brings is said, and how old what is known is."""
    app.wait(contains="のカード：今日の情報")
    stick = os.path.join(town.root, "本庄市.tsntrust")
    town.ctl("trust", "export", stick)
    app.click(contains="信頼ファイル", role="button")
    app.open_file(stick)
    app.wait(contains="信頼ファイルを取り込みました")
    app.wait(contains="差し替えられたカードは0枚です")
    assert [one["municipality"] for one in crew.ctl("trust", "list")] == ["112119"]


def test_register():
    """Each reading, with its verdict."""
    expected = [(VALID, EMERGENCY), (VALID, EMERGENCY), (NOT_OURS, EMERGENCY), (BAD_SIGNATURE, EMERGENCY)]
    wait_until(lambda: scans() == expected, "four readings")


with Town(BUILD) as town, Server(town) as server, Desk(BUILD) as desk:
    town.ctl("server", "add", server.line)
    for reading in ("ムライタカシ", "カサイマイ"):
        code_of(town, reading)
    town.ctl("sync")
    with server.join(town, "ems", "救急1") as crew:
        crew.ctl("sync")
        app = desk.start(crew.data)
        tap.run(test_face, test_scanner, test_file, test_altered, test_other_code, test_trust_file, test_register)

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records carried on a stick between two devices, and the ledger of it. usage: test-bundles.py BUILD_FOLDER"""

import os
import shutil
import sys

import tap
from desk import Desk, wait_until
from server import Server
from town import PASSPHRASE, Town

BUILD = sys.argv[1]


def open_window(app):
    app.unlock(PASSPHRASE)
    app.key("ctrl+comma")
    app.click(contains="開く", role="button")
    app.wait(contains="USBに書き出す", role="button")


def close_windows(app):
    def look():
        app.key("Escape")
        app.settle()
        return len(app.windows()) == 1

    wait_until(look, "one window")


def take_in(app, path):
    app.click(contains="USBから取り込む", role="button")
    app.open_file(path)


def test_stick():
    """Out of one device and into the other; what was taken in before, cut off or no bundle is refused in one sentence."""
    with Town(BUILD) as town, Server(town) as server, Desk(BUILD) as desk:
        town.ctl("server", "add", server.line)
        town.ctl("sync")
        with server.join(town) as other:
            before = len(other.ctl("person", "list"))
            server.stop()
            town.ctl("event", "add", "--title", "つながらない網の講座", "--type", "lecture", "--date", "2026-12-01")
            stick = os.path.join(town.root, "stick.tsnb")
            app = desk.start(town.data)
            open_window(app)
            app.click(contains="USBに書き出す", role="button")
            app.wait(contains="どの媒体か", role="alert")
            app.set_text("媒体の番号または名前", "USB-12")
            app.set_text("承認番号（あれば）", "総務第34号")
            app.click(contains="USBに書き出す", role="button")
            app.save_as(stick)
            app.wait(contains="書き出しました")
            app.wait(contains="総務第34号")
            app.shot(os.path.join(BUILD, "shots/bundle-out.png"))
            table = os.path.join(town.root, "ledger.csv")
            app.click(contains="表にして書き出す", role="button")
            app.save_as(table)
            app.wait("台帳を書き出しました")
            close_windows(app)
            assert app.close() == 0, app.messages()
            with open(table, encoding="utf-8-sig") as stream:
                assert "USB-12" in stream.read()

            cut = os.path.join(town.root, "cut.tsnb")
            shutil.copy(stick, cut)
            os.truncate(cut, os.path.getsize(cut) - 100)
            app = desk.start(other.data)
            open_window(app)
            app.set_text("媒体の番号または名前", "USB-12")
            take_in(app, cut)
            app.wait(contains="途中で切れて", role="alert")
            take_in(app, stick)
            app.wait(contains="取り込みました")
            app.shot(os.path.join(BUILD, "shots/bundle-in.png"))
            take_in(app, stick)
            app.wait(contains="取り込み済みです")
            close_windows(app)
            app.show("催し")
            app.wait(contains="つながらない網の講座")
            assert app.close() == 0, app.messages()
            lines = [(line["direction"], line["medium"], line["carried_by"] != "") for line in other.ctl("transfer", "list")]
            assert lines == [("in", "USB-12", True)], lines
            assert len(other.ctl("person", "list")) == before


tap.run(test_stick)

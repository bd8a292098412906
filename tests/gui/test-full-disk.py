#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The disk is full in the middle of a day: it is said, nothing is lost, and all goes on when there is room. usage: test-full-disk.py BUILD_FOLDER"""

import datetime
import sys

import tap
from desk import Desk
from town import PASSPHRASE, Town

BUILD = sys.argv[1]
FULL = "ディスクに空きがない"


def begin(town, desk):
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))).date().isoformat()
    (event,) = town.ctl("event", "add", "--title", "みほん講話", "--date", today, "--type", "acp_talk", "--state", "planned")
    app = desk.start(town.data)
    app.unlock(PASSPHRASE)
    app.wait("人を探す", role="text box")
    return app, event["id"]


def arrived(town):
    return [one for one in town.ctl("attendance", "list") if one["status"] == "arrived"]


def test_check_in():
    with Town(BUILD, megabytes=16) as town, Desk(BUILD) as desk:
        app, event = begin(town, desk)
        town.fill_disk()
        for _ in range(2):
            app.type("たけださとこ\n")
            app.wait(contains=FULL, role="alert")
            app.key("Escape")
            app.gone(contains=FULL)
        town.free_disk()
        app.type("たけださとこ\n")
        app.wait(contains="受付しました　竹田", role="alert")

        town.fill_disk()
        app.key("ctrl+n")
        app.wait(contains="登録して受付する", role="button")
        app.type("みほんはなこ")
        app.key("ctrl+Return")
        app.wait(contains=FULL, role="alert")
        town.free_disk()
        app.key("ctrl+Return")
        app.wait(contains="受付しました　みほんはなこ", role="alert")

        app.key("alt+h")
        app.wait(contains="1人減らす", role="button")
        town.fill_disk()
        app.key("7")
        app.wait(contains=FULL)
        app.wait("70代・女性：0", role="button")
        town.free_disk()
        app.key("7")
        app.wait("70代・女性：1", role="button")

        assert app.close() == 0, app.messages()
        assert len(arrived(town)) == 2
        assert town.ctl("event", "counts", event)[0]["tally"] == 1
        town.ctl("check")


def test_bar():
    """It comes with the first refusal, and goes when there is room again."""
    with Town(BUILD, megabytes=260) as town, Desk(BUILD) as desk:
        app, _ = begin(town, desk)
        app.gone(contains="ディスクの空きが少なく", role="alert")
        town.fill_disk()
        app.type("たけださとこ\n")
        app.wait(contains=FULL, role="alert")
        app.wait(contains="ディスクの空きが少なく", role="alert", seconds=10)
        town.free_disk()
        app.gone(contains="ディスクの空きが少なく", role="alert", seconds=10)


tap.run(test_check_in, test_bar)

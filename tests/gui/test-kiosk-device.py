#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A computer that is a kiosk by its keys: let in by the app, there by itself, and with nothing left of who was there.
usage: test-kiosk-device.py BUILD_FOLDER"""

import os
import sys

import tap
from desk import Desk, wait_until
from kiosk import PATIENT, Kiosk
from server import Server
from town import PASSPHRASE, Town

BUILD = sys.argv[1]
STAFF, ANOTHER = "まどぐち の かかり の ことば 9", "つぎの とし の かかり の ことば 10"


def staff_page(kiosk, passphrase):
    kiosk.app.key("ctrl+alt+shift+s")
    entry = kiosk.find("パスフレーズ", "text box")
    entry.set_text(passphrase)
    kiosk.app.key("Return")
    return entry


def test_join():
    """By invitation as others, but for the passphrase: that is the staff's. The welcome comes by itself, then and at every start."""
    with Town(BUILD) as town, Town(BUILD, empty=True) as other, Server(town) as server, Desk(BUILD) as desk:
        town.ctl("server", "add", server.line)
        app = desk.start(other.data, settings=PATIENT)
        app.click("この端末を自治体に加える", role="button")
        app.set_text("招待の行", town.ctl("enrol", "--role", "kiosk")[0]["invitation"])
        app.set_text("この端末の名前", "ロビー")
        app.click("次へ", role="button")
        app.wait("職員用のパスフレーズ")
        app.shot(os.path.join(BUILD, "shots/join-kiosk.png"))
        app.set_text("新しいパスフレーズ", STAFF)
        app.set_text("確認のためもう一度", STAFF)
        app.click("参加を申し込む", role="button")
        device = wait_until(lambda: [one for one in town.ctl("device", "list") if one["state"] == "waiting"], "the new device")[0]
        code = wait_until(lambda: next((node.name for node in app.window().walk() if len(node.name) == 7 and node.name[:3].isdigit()), None), "the code")
        town.ctl("device", "approve", device["id"], "--code", code)
        kiosk = Kiosk.watch(app)
        kiosk.find("はじめる", "button")
        app.kill()

        kiosk = Kiosk.watch(desk.start(other.data, settings=PATIENT))
        kiosk.find("はじめる", "button")
        entry = staff_page(kiosk, PASSPHRASE)  # an operator's, at the desk
        wait_until(lambda: entry.has("sensitive") and entry.text == "", "another try")
        entry.set_text(STAFF)
        kiosk.app.key("Return")
        kiosk.find("サーバーへの送信待ち：0件")
        kiosk.app.shot(os.path.join(BUILD, "shots/kiosk-staff.png"))
        kiosk.find("新しいパスフレーズ", "text box").set_text(ANOTHER)
        kiosk.find("確認のためもう一度", "text box").set_text(ANOTHER)
        kiosk.press("パスフレーズを変える")
        kiosk.find("パスフレーズを変更しました")
        kiosk.press("キオスクに戻る")
        kiosk.find("はじめる", "button")
        staff_page(kiosk, ANOTHER)
        kiosk.press("キオスクを終わる")
        assert kiosk.app.wait_end() == 0, kiosk.app.messages()


tap.run(test_join)

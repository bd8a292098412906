#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A computer that is a kiosk by its keys: let in by the app, there by itself, and with nothing left of who was there.
usage: test-kiosk-device.py BUILD_FOLDER"""

import os
import sys

import tap
import traces
from desk import Desk, wait_until
from kiosk import ANSWERS, PATIENT, Kiosk
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
        kiosk.press("パスフレーズを変える")
        kiosk.find("新しいパスフレーズ", "text box").set_text(ANOTHER)
        kiosk.find("確認のためもう一度", "text box").set_text(ANOTHER)
        kiosk.press("パスフレーズを変える")
        kiosk.find("パスフレーズを変更しました")
        kiosk.press("戻る")
        kiosk.press("キオスクに戻る")
        kiosk.find("はじめる", "button")
        staff_page(kiosk, ANOTHER)
        kiosk.press("キオスクを終わる")
        assert kiosk.app.wait_end() == 0, kiosk.app.messages()


# What no program has in it by itself.
CANARIES = {
    "ミホン　ハナコ": "ゾウヤマ　キツネコ", "見本　花子": "象山　狐子", "0495-00-1234": "0495-98-7613", "見本　太郎": "豹田　鷹男",
    "090-0000-1234": "090-7391-8264", "みほん医院": "カワセミ坂医院", "0495-00-5678": "0495-61-8327", "高血圧、糖尿病": "カワウソ熱",
    "耳が遠いです": "ヤマネコを飼っています", "埼玉県本庄市見本町1-2-3": "埼玉県本庄市駱駝町7-31-6",
}


def answered_with(answer):
    return {name: CANARIES.get(text, text) for name, text in answer.items()} if isinstance(answer, dict) else answer


def has_come(town, kana):
    town.ctl("sync")
    return any(one["kana"] == kana for one in town.ctl("person", "list"))


def test_nothing_stays():
    """After "finish" neither the process nor a file has anything of what was entered; before it the same search finds it."""
    with Town(BUILD) as town, Server(town) as server, Desk(BUILD) as desk:
        town.ctl("server", "add", server.line)
        town.ctl("sync")
        with server.join(town, "kiosk", "ロビー") as other:
            tray = os.path.join(town.root, "tray")  # the paper: outside of what is searched
            os.makedirs(tray)
            kiosk = Kiosk.watch(desk.start(other.data, settings={"kiosk-printer": f"'{tray}'", **PATIENT}))
            kiosk.touch("はじめる")
            words = list(CANARIES.values())
            for question, answer in ANSWERS:
                kiosk.answer(question, answered_with(answer), kiosk.touch)
            kiosk.find("印刷する", "button")
            pid = kiosk.app.process.pid
            before = traces.in_memory(pid, words)
            kiosk.touch("印刷する")
            kiosk.find("カードをお取りください")
            kiosk.touch("おわる")
            kiosk.find("はじめる", "button")
            kiosk.app.settle()
            wait_until(lambda: has_come(town, "ゾウヤマ　キツネコ"), "the record")
            after = traces.in_memory(pid, words)
            assert set(before) == set(words), set(words) - set(before)
            assert not after, after
            files = traces.in_files([other.root, desk.folder, town.root + "/server"], words)
            assert not files, files
            kiosk.app.kill()


tap.run(test_join, test_nothing_stays)

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A new computer comes into a municipality that is there already: by invitation, or after all was lost. usage: test-joining.py BUILD_FOLDER"""

import os
import subprocess
import sys

import tap
from desk import Desk, wait_until
from first_run import is_active
from server import Server
from town import PASSPHRASE, Town

BUILD = sys.argv[1]
NEW = "あたらしい たんまつの あいことば 7"
PIN, CAMERA, ONCE_MORE = "748591", "カメラの映像", "もう一度入力してください"


def ask_to_be_let_in(app, line):
    """From the invitation to the six digits, by keyboard alone."""
    app.click("この端末を自治体に加える", role="button")
    app.set_text("招待の行", line)
    app.set_text("この端末の名前", "さくら公民館")
    app.wait(contains="127.0.0.1:")
    wait_until(lambda: is_active(app), "the window in front")
    app.key("Return")
    app.set_text("新しいパスフレーズ", NEW)
    app.set_text("確認のためもう一度", NEW)
    app.click("参加を申し込む", role="button")


def waiting(town):
    return wait_until(lambda: [one for one in town.ctl("device", "list") if one["state"] == "waiting"], "the new device")[0]


def code_shown(app):
    def look():
        labels = [node.name for node in app.window().walk() if node.role == "label"]
        return next((name for name in labels if name.replace(" ", "").isdigit() and len(name) == 7), None)

    return wait_until(look, "the code")


def people(town):
    return sorted(one["kana"] for one in town.ctl("person", "list"))


def has_people(app):
    app.wait("ページ", role="list")
    app.show("住民")
    app.row("竹田")


def test_wrong_invitations():
    """What is no invitation, one that somebody else has used, and a server that is not there: each is said, and nothing is made."""
    with Town(BUILD) as town, Town(BUILD, empty=True) as third, Town(BUILD, empty=True) as other, Server(town) as server, Desk(BUILD) as desk:
        town.ctl("server", "add", server.line)
        line = town.ctl("enrol", "--role", "desk")[0]["invitation"]
        taken = subprocess.Popen([os.path.join(BUILD, "src/ctl/tsunagictl"), "--data", third.data, "--passphrase-file", third.secret,
                                  "join", line, "--quick-passphrase"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        waiting(town)
        app = desk.start(other.data)
        app.click("この端末を自治体に加える", role="button")
        for wrong in ("これは招待ではない", server.line):
            app.set_text("招待の行", wrong)
            app.click("次へ", role="button")
            app.wait(contains="招待の行ではありません", role="alert")
        picture = os.path.join(other.root, "kiosk.png")
        town.ctl("enrol", "--role", "kiosk", "--output", picture)
        app.click(contains="写真を選ぶ", role="button")
        app.open_file(picture)
        app.wait(contains=f"127.0.0.1:{server.port}")
        app.click("次へ", role="button")
        app.wait("職員用のパスフレーズ")
        app.click("キャンセル", role="button")
        ask_to_be_let_in(app, line)
        app.wait(contains="別の端末がこの招待を使いました", role="alert")
        server.stop()
        app.set_text("招待の行", line)
        app.click("次へ", role="button")
        app.wait(contains="サーバーに接続できません", role="alert")
        app.click("キャンセル", role="button")
        app.wait("新しく始める", role="button")
        taken.kill()
        taken.wait()
        assert app.close() == 0, app.messages()
        assert not os.path.exists(other.data)


def test_join():
    """The digits are compared, and everybody is there, also when the computer was switched off while it waited."""
    with Town(BUILD) as town, Town(BUILD, empty=True) as other, Server(town) as server, Desk(BUILD) as desk:
        town.ctl("server", "add", server.line)
        town.ctl("sync")
        app = desk.start(other.data)
        ask_to_be_let_in(app, town.ctl("enrol", "--role", "desk")[0]["invitation"])
        device = waiting(town)["id"]
        code = code_shown(app)
        app.shot(os.path.join(BUILD, "shots/join-code.png"))
        assert app.close() == 0, app.messages()

        app = desk.start(other.data)
        app.wait(contains="承認を待っています", role="alert")
        app.click("この端末を自治体に加える", role="button")
        assert code_shown(app) == code
        town.ctl("device", "approve", device, "--code", code)
        app.wait("この端末は承認されました")
        app.set_text("パスフレーズ", "まちがい")
        app.click("続ける", role="button")
        app.wait(contains="違います", role="alert")
        app.set_text("パスフレーズ", NEW)
        app.click("続ける", role="button")
        has_people(app)
        app.wait(contains="最終同期", role="button")
        assert app.close() == 0, app.messages()
        with open(other.secret, "w", encoding="utf-8") as stream:
            stream.write(NEW + "\n")
        assert people(other) == people(town)
        assert not os.path.exists(other.data + ".joining")


def press_keys(app, digits):
    for digit in digits:
        app.click(digit, role="button")


def test_join_crew():
    """A crew chooses a PIN, on the keys of the screen; it is asked for at the next start and not before."""
    with Town(BUILD) as town, Town(BUILD, empty=True) as other, Server(town) as server, Desk(BUILD) as desk:
        town.ctl("server", "add", server.line)
        town.ctl("sync")
        app = desk.start(other.data)
        app.click("この端末を自治体に加える", role="button")
        app.set_text("招待の行", town.ctl("enrol", "--role", "ems")[0]["invitation"])
        app.set_text("この端末の名前", "救急1")
        app.click("次へ", role="button")
        app.set_text("新しい暗証番号", "850312")
        app.wait(contains="推測されやすい番号です")
        app.set_text("新しい暗証番号", "")
        app.press(app.wait("新しい暗証番号", role="text box"))
        press_keys(app, PIN[:3])
        app.wait(contains="あと3桁")
        press_keys(app, PIN[3:])
        app.wait(contains=ONCE_MORE)
        app.press(app.wait("確認のためもう一度", role="text box"))
        press_keys(app, PIN)
        app.gone(contains=ONCE_MORE)
        app.shot(os.path.join(BUILD, "shots/join-pin.png"))
        app.click("参加を申し込む", role="button")
        device = waiting(town)["id"]
        town.ctl("device", "approve", device, "--code", code_shown(app))
        app.wait(CAMERA)
        assert app.close() == 0, app.messages()

        app = desk.start(other.data)
        app.wait("暗証番号", role="text box")
        press_keys(app, PIN[:3])
        wait_until(lambda: len(app.wait("暗証番号", role="text box").text) == 3, "three digits")
        app.shot(os.path.join(BUILD, "shots/unlock-pin.png"))
        app.click("ロックを解除", role="button")
        app.wait("暗証番号が違います。", role="alert")
        press_keys(app, PIN)  # over what was wrong
        wait_until(lambda: len(app.wait("暗証番号", role="text box").text) == 6, "six digits")
        app.click("ロックを解除", role="button")
        app.wait(CAMERA)
        assert app.close() == 0, app.messages()


def test_recover():
    """The sheet from the safe and the server are enough."""
    with Town(BUILD) as town, Town(BUILD, empty=True) as other, Server(town) as server, Desk(BUILD) as desk:
        town.ctl("server", "add", server.line)
        town.ctl("sync")
        everybody = people(town)
        stranger = "006H8-M9SMW-85751-PT3N2-GA7SR-SADPT-RF8DE-VTQQ8"  # well formed, and of no municipality
        app = desk.start(other.data)
        app.click("すべての端末を失ったとき", role="button")
        app.click("次へ", role="button")
        app.wait(contains="サーバーが表示した行ではありません", role="alert")
        app.set_text("サーバーの行", server.line.rsplit("#", 1)[0])
        app.set_text("市区町村コード", town.ctl("municipality", "list")[0]["code"])
        app.set_text("回復用の鍵", town.recovery_key[:-1])
        app.click("次へ", role="button")
        app.wait(contains="入力の誤り", role="alert")
        app.set_text("回復用の鍵", stranger)
        app.click("次へ", role="button")
        app.set_text("この端末の名前", "新しい庁舎")
        app.set_text("新しいパスフレーズ", NEW)
        app.set_text("確認のためもう一度", NEW)
        app.click("取り戻す", role="button")
        app.wait(contains="取り出せるものはサーバーにありません", role="alert")
        app.set_text("回復用の鍵", town.recovery_key)
        app.click("次へ", role="button")
        app.click("取り戻す", role="button")
        app.wait("記録がそろいました")
        app.wait(contains="失効させてください")
        app.shot(os.path.join(BUILD, "shots/recovered.png"))
        app.click("始める", role="button")
        has_people(app)
        assert app.close() == 0, app.messages()
        with open(other.secret, "w", encoding="utf-8") as stream:
            stream.write(NEW + "\n")
        assert people(other) == everybody


tap.run(test_wrong_invitations, test_join, test_join_crew, test_recover)

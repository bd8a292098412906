#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several devices and a real server, seen from the app: the other device is driven by tsunagictl. usage: test-devices.py BUILD_FOLDER"""

import json
import os
import sqlite3
import sys

import tap
from desk import Desk, said_plainly, wait_until
from server import Server, begin_to_join
from town import PASSPHRASE, Town

BUILD = sys.argv[1]


def wait_for_focus(app, name):
    def look():
        focused = app.focused()
        return focused is not None and said_plainly(focused.name) == name

    wait_until(look, f"the focus on {name!r}")


def press_by_key(app, name):
    """Presses what has the focus. A button that is pressed through AT-SPI stays down for a quarter of a second and takes the keys that
    come meanwhile: Escape would go unheard."""
    wait_for_focus(app, name)
    app.key("Return")


def test_in_the_background():
    """What is written on one device comes to the page that is open on the other; without a network people go on, and are told."""
    with Town(BUILD) as town, Server(town) as server, Desk(BUILD) as desk:
        town.ctl("server", "add", server.line)
        town.ctl("sync")
        with server.join(town) as other:
            app = desk.start(town.data)
            app.unlock(PASSPHRASE)
            app.wait(contains="最終同期", role="button")
            app.show("催し")
            other.ctl("event", "add", "--title", "よその端末の講座", "--type", "lecture", "--date", "2026-12-01")
            other.ctl("sync")
            app.wait(contains="よその端末の講座")

            server.stop()
            town.ctl("event", "add", "--title", "つながらない日の講座", "--type", "lecture", "--date", "2026-12-02")
            app.wait(contains="つながりません", role="button")
            app.wait(contains="未送信 1件", role="button")
            app.shot(os.path.join(BUILD, "shots/sync-offline.png"))
            app.click(contains="つながりません", role="button")
            app.wait(contains="サーバーに接続できません")
            app.shot(os.path.join(BUILD, "shots/sync-popover.png"))
            server.start()
            press_by_key(app, "今すぐ同期")
            app.wait(contains="この端末の記録はすべてサーバーにあります")
            other.ctl("sync")
            assert "つながらない日の講座" in [event["title"] for event in other.ctl("event", "list")]
            app.key("Escape")
            app.gone("今すぐ同期", role="button")
            assert app.close() == 0, app.messages()


def test_refused():
    """What the server refuses is told with why and what to do, and can be sent again."""
    with Town(BUILD) as town, Server(town) as server, Desk(BUILD) as desk:
        town.ctl("server", "add", server.line)
        town.ctl("sync")
        server.stop()
        town.ctl("event", "add", "--title", "古いサーバーの講座", "--type", "lecture", "--date", "2026-12-01")
        with sqlite3.connect(os.path.join(town.data, "tsunagi.db")) as database:
            database.execute("UPDATE patch SET quarantine = 6 WHERE receipt IS NULL")  # as an old server has it
        database.close()
        server.start()
        app = desk.start(town.data)
        app.unlock(PASSPHRASE)
        app.wait(contains="同期を確認してください", role="button")
        app.click(contains="同期を確認してください", role="button")
        app.wait(contains="サーバーを更新してもらい")
        app.shot(os.path.join(BUILD, "shots/sync-refused.png"))
        app.key("Tab")
        press_by_key(app, "もう一度送る")
        app.wait(contains="この端末の記録はすべてサーバーにあります")
        app.gone("もう一度送る", role="button")
        assert town.ctl("status")[0]["refused"] == 0
        wait_for_focus(app, "今すぐ同期")
        app.key("Escape")
        app.gone("今すぐ同期", role="button")
        assert app.close() == 0, app.messages()


def test_register():
    """Where there is no server there is nothing to see of one; it is registered in the settings, and then syncs."""
    with Town(BUILD) as town, Server(town) as server, Desk(BUILD) as desk:
        app = desk.start(town.data)
        app.unlock(PASSPHRASE)
        app.gone(contains="同期", role="button")
        app.key("ctrl+comma")
        app.wait("サーバーなし")
        app.click(contains="登録する", role="button")
        app.set_text("サーバーの行", "これは行ではない")
        app.click("登録する", role="button")
        app.wait(contains="表示した行ではありません", role="alert")
        app.set_text("サーバーの行", server.line[:-4] + "zzzz")
        app.wait(contains=f"127.0.0.1:{server.port}")
        app.click("登録する", role="button")
        app.wait(contains="新しい行を", role="alert")
        app.set_text("サーバーの行", server.line)
        app.shot(os.path.join(BUILD, "shots/server-register.png"))
        app.click("登録する", role="button")
        app.wait(contains="今すぐ同期", role="button")
        app.wait(contains="この端末の記録はすべてサーバーにあります")
        app.shot(os.path.join(BUILD, "shots/server-settings.png"))
        assert town.ctl("status")[0]["waiting"] == 0
        app.key("Escape")
        app.wait(contains="最終同期", role="button")
        assert app.close() == 0, app.messages()


def test_invite():
    """A new device is let in by comparing its code; a wrong one is refused."""
    with Town(BUILD) as town, Town(BUILD, empty=True) as other, Server(town) as server, Desk(BUILD) as desk:
        town.ctl("server", "add", server.line)
        app = desk.start(town.data)
        app.unlock(PASSPHRASE)
        app.key("ctrl+comma")
        app.click(contains="招待する", role="button")
        app.wait("新しい端末の役割")
        app.click("招待する", role="button")
        line = app.wait(contains="tsunagi-join:", role="label").text
        app.shot(os.path.join(BUILD, "shots/invite-line.png"))
        joining = begin_to_join(other, line, "さくら公民館")
        app.wait(contains="「さくら公民館」が承認を待っています")
        app.set_text("新しい端末の6桁の数字", "12345")
        app.click("承認する", role="button")
        app.wait(contains="確認コードではありません", role="alert")
        code = json.loads(joining.stdout.readline())["code"]
        app.shot(os.path.join(BUILD, "shots/invite-code.png"))
        app.set_text("新しい端末の6桁の数字", f"{code[:3]} {code[3:]}")
        app.click("承認する", role="button")
        app.gone("新しい端末の6桁の数字")
        joining.communicate()
        assert joining.returncode == 0
        assert ("さくら公民館", "reception") in [(one.get("label"), one["role"]) for one in town.ctl("device", "list")]
        app.click(contains="一覧…", role="button")
        app.row("事務局のパソコン", "この端末", "最終同期")
        app.row("さくら公民館", "受付")
        app.key("Escape")
        app.key("Escape")
        assert app.close() == 0, app.messages()


def test_revoke():
    """A lost device is revoked with a reason; without the server nothing is done, and that is said."""
    with Town(BUILD) as town, Server(town) as server, Desk(BUILD) as desk:
        town.ctl("server", "add", server.line)
        with server.join(town, "reception") as lost:
            lost.ctl("sync")
            app = desk.start(town.data)
            app.unlock(PASSPHRASE)
            app.wait(contains="最終同期", role="button")
            app.key("ctrl+comma")
            app.click(contains="一覧…", role="button")
            app.click("「さくら公民館」を失効させる", role="button")
            button = app.wait("失効させる", role="button")
            assert not button.has("sensitive")
            server.stop()
            app.set_text("失効の理由", "紛失")
            app.click("失効させる", role="button")
            app.wait(contains="何も変わっていません", role="alert")
            server.start()
            assert "revoked" not in [one["state"] for one in town.ctl("device", "list")]
            app.click("失効させる", role="button")
            app.row("さくら公民館", "失効")
            app.gone("「さくら公民館」を失効させる", role="button")
            assert ("さくら公民館", "revoked") in [(one.get("label"), one["state"]) for one in town.ctl("device", "list")]
            lost.ctl("person", "add", "--name", "見本　花代", "--kana", "ミホン　ハナヨ")
            try:
                lost.ctl("sync")
            except AssertionError as refused:
                assert "shut out" in str(refused), refused
            else:
                raise AssertionError("the lost device is let in")
            app.key("Escape")
            app.key("Escape")
            assert app.close() == 0, app.messages()


tap.run(test_in_the_background, test_refused, test_register, test_invite, test_revoke)

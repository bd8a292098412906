#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeping the records: recovery key, backup and restore, locking, a broken folder; and settings. usage: test-keeping.py BUILD_FOLDER"""

import os
import sys

import tap
from desk import Desk, NotThere
from town import PASSPHRASE, Town

BUILD = sys.argv[1]
OTHER = "ゆうがたの かねが なる"


def leave_settings(app):
    """Escape, until it is heard: after a dialog the window manager needs a moment to give the focus back."""
    for _ in range(10):
        app.key("Escape")
        try:
            app.gone("見え方", seconds=2)
            return
        except NotThere:
            pass


def test_broken_folder():
    with Town(BUILD) as town, Desk(BUILD) as desk:
        vault = os.path.join(town.data, "vault")
        os.rename(vault, vault + ".away")
        app = desk.start(town.data)
        app.wait("記録を開けません")
        os.rename(vault + ".away", vault)
        app.click("もう一度試す", role="button")
        app.unlock(PASSPHRASE)
        assert app.close() == 0, app.messages()


def test_backup_and_restore():
    with Town(BUILD) as town, Desk(BUILD) as desk:
        backup = os.path.join(town.root, "a.tsnbackup")
        app = desk.start(town.data)
        app.unlock(PASSPHRASE)
        app.key("ctrl+comma")
        app.wait(contains="まだバックアップを作っていません")
        app.click(contains="作る", role="button")
        app.save_as(backup)
        app.wait(contains="前回:")
        app.click(contains="点検", role="button")
        app.wait(contains="異常はありません")
        leave_settings(app)
        assert app.close() == 0, app.messages()

        # On another computer, from the first page on.
        app = desk.start(os.path.join(town.root, "other"))
        app.click(contains="バックアップから復元する", role="button")
        app.open_file(backup)
        app.unlock(PASSPHRASE)
        assert app.close() == 0, app.messages()


def test_operators():
    with Town(BUILD) as town, Desk(BUILD) as desk:
        app = desk.start(town.data)
        app.unlock(PASSPHRASE)
        app.key("ctrl+comma")
        app.click("追加…", role="button")
        app.set_text("役職または窓口の名前", "第二窓口")
        app.set_text("新しいパスフレーズ", OTHER)
        app.set_text("確認のためもう一度", OTHER)
        app.click("追加", role="button")
        app.wait("第二窓口")
        app.gone("確認のためもう一度")
        leave_settings(app)
        app.key("ctrl+l")
        app.wait(contains="、第二窓口")
        app.unlock(OTHER)
        assert app.close() == 0, app.messages()


def test_wrong_old_passphrase():
    """Whoever mistypes it is not told of a recovery key."""
    with Town(BUILD) as town, Desk(BUILD) as desk:
        app = desk.start(town.data)
        app.unlock(PASSPHRASE)
        app.key("ctrl+comma")
        app.click(contains="パスフレーズを変える…", role="button")
        app.set_text("今までのパスフレーズ", "まちがった あいことば")
        app.set_text("新しいパスフレーズ", OTHER)
        app.set_text("確認のためもう一度", OTHER)
        app.click("変える", role="button")
        app.wait("今までのパスフレーズが違います", role="alert")
        leave_settings(app)
        assert app.close() == 0, app.messages()


def test_recovery_key():
    """The settings that were opened before the new passphrase was there show it as soon as it is."""
    with Town(BUILD) as town, Desk(BUILD) as desk:
        app = desk.start(town.data)
        app.click("パスフレーズを忘れたとき", role="button")
        app.set_text("紙に書かれた回復用の鍵", town.recovery_key.replace("-", " ").lower())
        app.set_text("役職または窓口の名前", "第二窓口")
        app.set_text("新しいパスフレーズ", OTHER)
        app.set_text("確認のためもう一度", OTHER)
        app.click("この鍵で開く", role="button")
        app.wait("ページ", role="list")
        app.key("ctrl+comma")
        app.wait("このパソコンを開ける人")
        app.wait("第二窓口", role="label")
        app.click(contains="事務局」を消す", role="button")
        app.click("消す", role="button")
        app.gone(contains="事務局」を消す")
        leave_settings(app)
        app.key("ctrl+l")
        app.unlock(OTHER)
        assert app.close() == 0, app.messages()


def test_language_at_once():
    with Town(BUILD) as town, Desk(BUILD) as desk:
        app = desk.start(town.data, settings={"language": "'en'"})
        desk.japanese = False
        app.unlock(PASSPHRASE)
        app.key("ctrl+comma")
        app.wait("Look of the app")
        app.key("Tab", "space")
        app.wait("日本語")
        app.key("Up", "Return")
        app.wait("見え方")
        app.wait("ページ", role="list")
        desk.japanese = True
        app.key("Escape")
        assert app.close() == 0, app.messages()


tap.run(test_broken_folder, test_backup_and_restore, test_operators, test_wrong_old_passphrase, test_recovery_key, test_language_at_once)

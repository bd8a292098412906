#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A field day from the first page to the backup in one window, with what goes wrong on such a day. usage: test-whole-day.py BUILD_FOLDER"""

import datetime
import os
import sys

import tap
from desk import Desk, wait_until
from first_run import fill_in, groups_of_key, type_groups
from stage import altered, code_on_paper
from town import PASSPHRASE, Town

BUILD = sys.argv[1]
TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))).date()
GOOD = ["みほん　はなこ,ミホン　ハナコ,S15.3.2,0495-00-1111", "みほん　じろう,ミホン　ジロウ,S20.1.5,0495-00-2222"]
BAD = "みほん　さぶろう,ミホン　サブロウ,昭和70年2月30日,0495-00-3333"
OWN_WORDS = "うちに　いたい"


def at_entry():
    focused = app.focused()
    return focused is not None and focused.role in ("text box", "text")


def guest(text, answer):
    """Somebody stands at the door; the keys go where they should without a click."""
    wait_until(at_entry, "the focus in the entry")
    app.type(text + "\n")
    app.wait(contains=answer, role="alert")


def stranger(text):
    """Somebody stands there whom nobody has heard of."""
    wait_until(at_entry, "the focus in the entry")
    app.type(text + "\n")
    app.wait(contains="登録して受付する", role="button")


def arrived():
    return [record for record in town.ctl("attendance", "list") if record["status"] == "arrived"]


def test_first_run():
    fill_in(app)
    groups = wait_until(lambda: groups_of_key(app), "the key")
    app.click(contains="PDFとして保存", role="button")
    app.save_as(os.path.join(town.root, "key.pdf"))
    app.click("次へ", role="button")
    app.wait("始める", role="button")
    type_groups(app, ["00000"] * 8)
    app.click("始める", role="button")
    app.wait(contains="紙と違います", role="alert")
    type_groups(app, groups)
    app.click("始める", role="button")
    app.wait("ページ", role="list")


def test_event():
    app.show("催し")
    app.key("ctrl+n")
    app.click("登録する", role="button")
    app.wait("必ず入力してください", role="label")  # nothing was said yet
    app.set_text("名称", "みほんのこうわ")
    app.pick(app.wait("種別", role="list item"), "人生会議（ACP）講話")
    app.click("登録する", role="button")
    app.row("みほんのこうわ", "日付未定")
    app.fill("日付", "きょう")
    app.wait(contains="日付として読めません", role="label")
    # On from row to row, as fast as one types: end, other day and directory are passed over.
    app.key("ctrl+a")
    app.type(f"R{TODAY.year - 2018}.{TODAY.month}.{TODAY.day}\t\t1330\t\t\t\t\tみほんほーる\n")
    app.wait("まだ決まっていないもの: 定員（会場）、講師", role="label")
    app.type("\t\t\t2\n")
    app.wait("まだ決まっていないもの: 講師", role="label")
    (event,) = town.ctl("event", "list")
    assert (event["date"], event["start_time"], event["venue"], event["capacity_onsite"]) == (TODAY.isoformat(), "13:30", "みほんほーる", 2), event


def sign_up(name, rows):
    table = os.path.join(town.root, name)
    with open(table, "w", encoding="utf-8") as stream:
        stream.write("\n".join(["氏名,ふりがな,生年月日,自宅電話", *rows]) + "\n")
    app.press(app.wait("この催しの名簿と印刷", role="button"))
    app.press(app.wait(contains="申込者を取り込む", role="menu item"))
    app.open_file(table)


def test_sign_ups():
    app.click("受付へ", role="button")
    app.wait("人を探す", role="text box")
    sign_up("wrong.csv", [GOOD[0], BAD])
    app.wait(contains="3行目、生年月日", role="label")
    app.key("Escape")
    app.gone(contains="3行目、生年月日")
    assert not town.ctl("person", "list")
    sign_up("right.csv", GOOD)
    app.click(contains="取り込む", role="button")
    wait_until(lambda: len(town.ctl("attendance", "list")) == 2, "the sign-ups")


def test_door():
    app.key("Escape")
    guest("みほんはなこ", "受付しました")
    guest("みほんはなこ", "受付済み")
    stranger("9999")
    app.key("Escape")
    app.gone(contains="登録して受付する")
    guest("2222", "受付しました")
    stranger("とうじつさんか")
    app.key("ctrl+Return")
    app.wait(contains="満員です", role="alert")
    app.key("alt+a")
    app.wait(contains="受付しました", role="alert")
    assert len(arrived()) == 3
    app.key("ctrl+z")
    app.wait(contains="取り消しました", role="alert")
    assert len(arrived()) == 2


def show_person():
    app.show("住民")
    app.key("ctrl+f")
    app.wait("住民を探す（Ctrl+F）", role="search box")
    app.type("みほんはなこ\n")
    app.wait("人生会議を記録", role="button")


def test_talk():
    show_person()
    app.click("人生会議を記録", role="button")
    app.click("記録する", role="button")
    app.wait(contains="まだ何も記入されていません", role="label")
    app.select(app.wait("本人の言葉（原文）", role="list item"))
    app.set_text("本人の言葉（原文）", OWN_WORDS)
    app.click("記録する", role="button")
    app.wait("会話を記録しました", role="label")
    app.gone("記録する", role="button")
    (talk,) = town.ctl("conversation", "list")
    assert talk["own_words"] == OWN_WORDS, talk


def test_card():
    app.click("カードを発行", role="button")
    app.wait(contains="まだ発行していません", role="status")
    app.click(contains="PDFとして保存", role="button")
    paper = os.path.join(town.root, "card.pdf")
    app.save_as(paper)
    app.wait(contains="発行済みです", role="status")
    code = code_on_paper(paper)
    app.show("カード読取り")
    app.wait(contains="ファイルを選ぶ", role="button")
    app.scan(altered(code))
    app.wait(contains="改ざんのおそれがあります", role="alert")
    app.scan(code)
    app.wait("正規の最新のカード", role="alert")


def test_evening():
    app.show("催し")
    app.click("実施済み", role="button")
    wait_until(lambda: town.ctl("event", "list")[0]["state"] == "held", "the event to be held")
    backup = os.path.join(town.root, "a.tsnbackup")
    app.key("ctrl+comma")
    app.click(contains="作る", role="button")
    app.save_as(backup)
    app.wait(contains="前回:")
    app.click("閉じる", role="button")
    app.gone("見え方")
    app.key("ctrl+l")
    wait_until(app.locked, "the lock")
    app.wait("パスフレーズ", role="text box").set_text("ちがう　あいことば　2026")
    app.key("Return")
    app.wait(contains="鍵が違います")
    app.unlock(PASSPHRASE)
    app.show("住民")
    assert app.close() == 0, app.messages()
    restored = Town(BUILD, empty=True)
    with restored:
        restored.ctl("restore", backup)
        for kind in ("event", "person", "attendance", "conversation", "card"):
            assert restored.ctl(kind, "list") == town.ctl(kind, "list"), kind


with Town(BUILD, empty=True) as town, Desk(BUILD) as desk:
    app = desk.start(town.data)
    tap.run(test_first_run, test_event, test_sign_ups, test_door, test_talk, test_card, test_evening)

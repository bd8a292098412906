#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The disk is full in the middle of each task: it is said once, nothing is lost, all goes on when there is room. usage: test-full-disk.py BUILD_FOLDER

What is written, and how, stands in TASKS.
"""

import datetime
import os
import sys
from collections import namedtuple

import tap
from desk import Desk, Node, wait_until
from town import PASSPHRASE, Town

BUILD = sys.argv[1]
FULL = "ディスクに空きがないため"
TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))).date().isoformat()

# A task: up to where something is to be written; what writes it; the name and text of the entry in which it then stands still (or None);
# what is said when it is written. An edit says it at its row and for all.
Task = namedtuple("Task", "name begin write stands written says", defaults=[1])


def plan(town):
    words = ["--title", "みほん講話", "--date", TODAY, "--type", "acp_talk", "--state", "planned"]
    return town.ctl("event", "add", *words)[0]["id"]


def show_person(page):
    app.show(page)
    app.key("ctrl+f")
    app.wait("住民を探す（Ctrl+F）", role="search box")
    app.type("つじゆか\n")
    app.wait("辻　優花", role="label")


def begin_event():
    app.show("催し")
    app.key("ctrl+n")
    app.set_text("名称", "あたらしい　こうわ")
    app.pick(app.wait("種別", role="list item"), "人生会議（ACP）講話")


def begin_conversation():
    app.click("人生会議を記録", role="button")
    app.wait("1 / 10", role="label")
    app.select(app.wait("本人の言葉（原文）", role="list item"))
    app.wait("8 / 10", role="label")
    app.set_text("本人の言葉（原文）", "うちに　いたい")


def begin_card():
    show_person("カード発行")
    app.wait(contains="まだ発行していません", role="status")


def save_card():
    app.click(contains="PDFとして保存", role="button")
    app.set_text("名前:", paper)
    app.click("保存", role="button")
    app.gone("名前:", role="text box")


def begin_walk_in():
    app.key("ctrl+n")
    app.wait(contains="登録して受付する", role="button")
    app.type("みほんはなこ")


def begin_tally():
    app.key("alt+h")
    app.wait("70代・女性：0", role="button")


TASKS = [
    Task("check in", lambda: app.wait("人を探す", role="text box"), lambda: look_for("たけださとこ"), None,
         lambda: app.wait(contains="受付しました　竹田", role="alert")),
    Task("walk in", begin_walk_in, lambda: app.key("ctrl+Return"), ("ふりがな", "みほんはなこ"),
         lambda: app.wait(contains="受付しました　みほんはなこ", role="alert")),
    Task("tally", begin_tally, lambda: app.key("7"), None, lambda: app.wait("70代・女性：1", role="button")),
    Task("event", begin_event, lambda: app.click("登録する", role="button"), ("名称", "あたらしい　こうわ"),
         lambda: app.wait(contains="まだ決まっていないもの", role="label")),
    Task("event edited", lambda: None, lambda: app.fill("テーマ", "みほん"), ("テーマ", "みほん"),
         lambda: wait_until(lambda: any(event.get("theme") for event in town.ctl("event", "list")), "the theme"), 2),
    Task("person edited", lambda: show_person("住民"), lambda: app.fill("旧姓・通称", "みほん"), ("旧姓・通称", "みほん"),
         lambda: wait_until(lambda: "みほん" in town.ctl("person", "find", "ツジユカ")[0].values(), "the edit"), 2),
    Task("conversation", begin_conversation, lambda: app.click("記録する", role="button"), ("本人の言葉（原文）", "うちに　いたい"),
         lambda: app.wait("会話を記録しました", role="label")),
    Task("card", begin_card, save_card, None, lambda: app.wait(contains="発行済みです", role="status")),
]


def look_for(text):
    app.wait("人を探す", role="text box").set_text(text)
    app.wait(contains="竹田", role="list item")
    app.key("Return")


def messages():
    return [node.live() for window in app.windows() for node in window.walk() if node.role == "label" and FULL in node.name]


def put_away():
    """Closes the message, so that the next one is not taken for it."""
    app.key("Escape")
    for message in messages():
        button = Node(message.bus, *message.get("org.a11y.atspi.Accessible", "Parent")).find(role="button")
        if button is not None:
            button.act()
    app.gone(contains=FULL)


def play(task):
    task.begin()
    town.fill_disk()
    task.write()
    app.wait(contains=FULL)
    assert len(messages()) == task.says, [message.name for message in messages()]
    if task.stands:
        name, text = task.stands
        assert app.wait(name, role="text box").text == text
    town.free_disk()
    task.write()
    task.written()
    if messages():
        put_away()


def test_nothing_is_lost():
    """Afterwards each is there once, and what failed left nothing behind."""
    assert app.close() == 0, app.messages()
    assert len([one for one in town.ctl("attendance", "list") if one["status"] == "arrived"]) == 2
    assert town.ctl("event", "counts", event)[0]["tally"] == 1
    assert len([one for one in town.ctl("event", "list") if one["title"] == "あたらしい　こうわ"]) == 1
    assert len(town.ctl("person", "find", "ミホンハナコ")) == 1
    assert [talk["own_words"] for talk in town.ctl("conversation", "list")] == ["うちに　いたい"]
    assert len(town.ctl("card", "list")) == 1 and os.path.getsize(paper) > 0
    town.ctl("check")


def test_bar():
    """It comes with the first refusal, and goes when there is room again."""
    with Town(BUILD, megabytes=260) as town:
        plan(town)
        app = desk.start(town.data)
        app.unlock(PASSPHRASE)
        app.show("受付")
        entry = app.wait("人を探す", role="text box")
        wait_until(lambda: entry.has("focused"), "the focus in the entry")
        app.gone(contains="ディスクの空きが少なく", role="alert")
        town.fill_disk()
        app.type("たけださとこ\n")
        app.wait(contains=FULL, role="alert")
        app.wait(contains="ディスクの空きが少なく", role="alert", seconds=10)
        town.free_disk()
        app.gone(contains="ディスクの空きが少なく", role="alert", seconds=10)
        app.kill()


def test_of(task):
    def test():
        play(task)

    test.__name__ = task.name
    return test


with Town(BUILD, megabytes=16) as town, Desk(BUILD) as desk:
    paper = os.path.join(town.root, "card.pdf")
    event = plan(town)
    app = desk.start(town.data)
    app.unlock(PASSPHRASE)
    tap.run(*[test_of(task) for task in TASKS], test_nothing_is_lost, test_bar)

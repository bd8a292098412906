#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person is found, edited, the edit taken back, everything erased. usage: test-people.py BUILD_FOLDER"""

import sys

import tap
from desk import Desk, wait_until
from town import PASSPHRASE, Town

BUILD = sys.argv[1]


def person():
    found = town.ctl("person", "find", "ツジユカ")
    return found[0] if found else None


def show_person():
    app.show("住民")
    app.key("ctrl+f")
    app.wait("住民を探す（Ctrl+F）", role="search box")
    app.type("つじゆか\n")
    app.wait("辻　優花", role="label")
    app.wait("人生会議を記録", role="button")
    app.settle()


def go_to(name):
    """By the Tab key, as hands do."""
    for _ in range(30):
        app.key("Tab")
        focused = app.focused()
        if focused is not None and focused.role == "text box" and focused.name == name:
            return
    raise AssertionError(f"Tab does not lead to {name}")


def test_fields_can_be_read_aloud():
    """A bare text has no Text interface in GTK 4.8, and a screen reader would say the labels only."""
    show_person()
    assert app.wait("氏名", role="text box").text == "辻　優花"
    assert app.wait("生年月日", role="text box").text != ""
    mute = [node.name for node in app.window().walk() if node.role == "text box" and "Text" not in node.interfaces]
    assert mute == [], mute


def test_edit_and_undo():
    show_person()
    before = person()
    go_to("旧姓・通称")
    app.type("みほん\t")
    wait_until(lambda: "みほん" in person().values(), "the change in the store")
    app.key("ctrl+z")
    wait_until(lambda: "みほん" not in person().values(), "the change taken back")
    assert person() == before


def test_no_undo_is_left_on_the_lock():
    for words in ("みほん", "てすと"):
        show_person()
        go_to("旧姓・通称")
        app.type(words + "\t")
        wait_until(lambda words=words: words in person().values(), "the change in the store")
    app.wait("元に戻す", role="button")
    app.key("ctrl+l")
    wait_until(app.locked, "the lock")
    app.gone("元に戻す", role="button")
    app.unlock(PASSPHRASE)


def test_keys_of_a_person_work_from_the_list_of_pages():
    """The focus goes there when the row that had it goes away."""
    show_person()
    (left, top), (x, y, width, height) = app.origin(app.window()), app.wait("住民", role="list item").box
    desk.xdotool("mousemove", str(left + x + width // 2), str(top + y + height // 2), "click", "1")
    wait_until(lambda: app.focused().role == "list item", "the focus on the row")
    app.key("ctrl+t")
    app.wait("記録する", role="button")
    app.key("Escape")
    app.gone("記録する", role="button")


def test_somebody_new():
    """Who was found before is not who is registered now; whom nobody found is. The list marks nobody else afterwards."""
    show_person()
    app.key("ctrl+n")
    kana = app.wait("ふりがな", role="text box")
    wait_until(lambda: kana.has("focused") or app.wait("氏名", role="text box").has("focused"), "the focus in the form")
    assert kana.text == ""
    app.click(contains="キャンセル", role="button")
    app.gone(contains="キャンセル", role="button")  # GTK clicks a quarter of a second later
    app.key("ctrl+f")
    app.type("みほんさとこ")
    search = app.wait("住民を探す（Ctrl+F）", role="search box")
    wait_until(lambda: search.text == "みほんさとこ", "what was typed")
    app.wait("0名見つかりました", role="label")
    app.wait("住民を選んでください", role="label")  # and not whoever was open before
    app.gone("辻　優花", role="label")
    app.key("ctrl+n")
    wait_until(lambda: app.wait("ふりがな", role="text box").text == "みほんさとこ", "the reading that nobody had")
    app.click(contains="登録する", role="button")
    row = app.row("みほんさとこ")
    assert search.text == ""
    assert not row.has("selected")


def test_erase():
    show_person()
    app.click("そのほかの操作", role="button")
    app.click(contains="この方の記録を消去", role="menu item")
    app.wait("この方の記録を消去しますか？", role="label")
    app.wait(contains="辻　優花 様", role="label")  # who that is, whatever the list shows
    app.key("Return")  # the focus is on the button that keeps them
    app.gone("この方の記録を消去しますか？", role="label")
    assert person() is not None
    app.click("そのほかの操作", role="button")
    app.click(contains="この方の記録を消去", role="menu item")
    app.click("消去", role="button")
    app.wait(contains="消去しました")
    assert person() is None
    app.gone("辻　優花", role="label")


with Town(BUILD) as town, Desk(BUILD) as desk:
    app = desk.start(town.data)
    app.unlock(PASSPHRASE)
    tap.run(test_fields_can_be_read_aloud, test_edit_and_undo, test_no_undo_is_left_on_the_lock,
            test_keys_of_a_person_work_from_the_list_of_pages,
            test_somebody_new, test_erase)

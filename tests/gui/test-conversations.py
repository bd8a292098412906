#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A conversation in which much is left for another day, read again, taken up again, withdrawn. usage: test-conversations.py BUILD_FOLDER"""

import sys

import tap
from desk import Desk, wait_until
from town import PASSPHRASE, Town

BUILD = sys.argv[1]
NOT_NOW = "今は話したくない・考えたくない"
REASON = "きもちが　かわった"
OWN_WORDS, FAMILY = "うちに　いたい", "びょういんが　あんしん"


def talks():
    """What was recorded, oldest first."""
    return sorted(town.ctl("conversation", "list"), key=lambda talk: talk["id"])


def show_person():
    app.show("住民")
    app.key("ctrl+f")
    app.wait("住民を探す（Ctrl+F）", role="search box")
    app.type("つじゆか\n")
    app.wait("辻　優花", role="label")


def begin():
    app.click("人生会議を記録", role="button")
    app.wait("1 / 10", role="label")


def go_to(topic, position):
    app.select(app.wait(topic, role="list item"))
    app.wait(f"{position} / 10", role="label")


def record():
    app.click("記録する", role="button")
    app.wait("会話を記録しました", role="label")
    app.gone("記録する", role="button")


def said():
    """The texts of the window in front, in the order in which they are read."""
    return [node.name for node in app.window().walk() if node.role == "label"]


def test_not_now():
    show_person()
    begin()
    app.click("記録する", role="button")
    app.wait(contains="まだ何も記入されていません", role="label")
    for topic, position in [("大切にしていること", 3), ("病気や治療のこと", 4), ("医療やケアについての気持ち", 7)]:
        go_to(topic, position)
        app.click(NOT_NOW, role="button")
    go_to("過ごしたい場所", 6)
    toggle = app.click(NOT_NOW, role="button")
    wait_until(lambda: toggle.has("pressed"), "that it is left")
    toggle.act()  # they do talk about it
    wait_until(lambda: not toggle.has("pressed"), "that it is not left")
    go_to("本人の言葉（原文）", 8)
    app.set_text("本人の言葉（原文）", OWN_WORDS)
    go_to("ご家族・支援者の考え", 9)
    app.set_text("家族等の意見", FAMILY)
    go_to("共有と次回", 10)
    app.set_text("次回見直し日", "R9.1.10")
    record()
    (talk,) = talks()
    assert sorted(talk["not_now"]) == ["care", "illness", "values"], talk
    assert (talk["own_words"], talk["family_opinion"], talk["next_review"]) == (OWN_WORDS, FAMILY, "2027-01-10"), talk


def test_it_stands_as_it_is():
    """On the person's page: to be read, word for word and apart from what others think, and not to be changed."""
    app.click(contains="人生会議 1", role="button")
    app.press(app.wait(contains="2026", role="list item"))
    app.wait(contains="法的な指示書ではありません", role="label")
    words = said()
    assert words.count("このときは、話したくない・考えたくないとのことでした") == 3, words
    own, family = words.index(OWN_WORDS), words.index(FAMILY)
    assert words[own - 1] == "本人の言葉（原文）" and words[family - 1] == "家族等の意見" and own < words.index("ご家族・支援者の考え") < family, words
    assert "2027年（令和9年）1月10日" in words, words
    assert app.window().find(role="text box") is None
    app.key("Escape")
    app.gone(contains="法的な指示書ではありません")


def test_the_next_time():
    """What was said before stands beside the new talk; nothing is lost unasked; "not today" is a record of its own."""
    begin()
    go_to("本人の言葉（原文）", 8)
    app.wait(OWN_WORDS, role="label")
    app.set_text("本人の言葉（原文）", "まちがい")
    app.key("Escape")
    app.click("キャンセル", role="button")
    app.gone("キャンセル", role="button")
    assert app.wait("本人の言葉（原文）", role="text box").text == "まちがい"
    app.key("Escape")
    app.click("記録せずに閉じる", role="button")
    app.gone("記録する", role="button")
    assert len(talks()) == 1
    begin()
    go_to("今日のご本人の様子", 2)
    app.click(contains="今は", role="button")
    app.click("このまま記録する", role="button")
    app.wait("会話を記録しました", role="label")
    app.gone("記録する", role="button")
    first, second = talks()
    assert first["own_words"] == OWN_WORDS and second["stance"] == "not_now" and second["previous"] == first["id"], second


def test_withdraw():
    app.show("人生会議")
    app.press(app.row("辻　優花", "今は"))
    app.click(contains="この記録を撤回", role="button")
    app.wait("撤回の理由", role="text box").set_text(REASON)
    app.click("撤回", role="button")
    app.wait(contains=REASON, role="label")
    app.gone(contains="この記録を撤回", role="button")
    assert any("本人がこの内容を撤回しました" in words and REASON in words for words in said())
    app.key("Escape")
    app.wait(contains="撤回", role="label")
    first, second = talks()
    assert second["withdrawn"] is True and "withdrawn" not in first, (first, second)
    assert second["withdrawn_note"] == REASON, second
    show_person()
    app.click(contains="履歴", role="button")
    app.row("撤回", REASON)


with Town(BUILD) as town, Desk(BUILD) as desk:
    app = desk.start(town.data)
    app.unlock(PASSPHRASE)
    tap.run(test_not_now, test_it_stands_as_it_is, test_the_next_time, test_withdraw)

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A morning at the door, by keyboard and scanner alone. usage: test-reception.py BUILD_FOLDER"""

import datetime
import sys

import tap
from desk import Desk, wait_until
from looks import nameless, shared_keys
from town import PASSPHRASE, Town

BUILD = sys.argv[1]
JAPAN = datetime.timezone(datetime.timedelta(hours=9))
ENTRY = "人を探す"


def begin(town, desk, capacity="40", title="今日の講話", more=(), settings=None):
    """Today's event, one person who will come, and the app at its door."""
    today = datetime.datetime.now(JAPAN).date().isoformat()
    town.ctl("event", "add", *more, "--title", title, "--type", "acp_talk", "--date", today, "--state", "planned",
             "--capacity-onsite", capacity)
    town.ctl("person", "add", "--name", "受付 花子", "--kana", "ウケツケ ハナコ", "--birth-date", "1940-03-02",
             "--phone-home", "0495-00-9876")
    app = desk.start(town.data, settings=settings)
    app.unlock(PASSPHRASE)
    app.wait(ENTRY, role="text box")
    wait_until(lambda: is_at_entry(app), "the focus in the entry")
    return app


def is_at_entry(app):
    focused = app.focused()
    return focused is not None and focused.role in ("text box", "text")


def look_for(app, text):
    app.wait(ENTRY, role="text box").set_text(text)


def arrived(town):
    return [record for record in town.ctl("attendance", "list") if record["status"] == "arrived"]


def test_check_in_and_undo():
    with Town(BUILD) as town, Desk(BUILD) as desk:
        app = begin(town, desk)
        look_for(app, "うけつけはなこ")
        app.wait(contains="末尾 9876", role="list item")
        app.key("Return")
        app.wait(contains="受付しました", role="alert")
        assert len(arrived(town)) == 1
        look_for(app, "9876")
        app.wait(contains="受付済み", role="list item")
        app.key("Return")
        app.wait(contains="受付済み", role="alert")
        app.key("ctrl+z")
        app.wait(contains="取り消しました", role="alert")
        assert not arrived(town)
        assert nameless(app.window()) == []


def test_walk_in():
    with Town(BUILD) as town, Desk(BUILD) as desk:
        app = begin(town, desk)
        look_for(app, "トウジツ サンカ")
        app.wait(contains="見つかりません", role="alert")
        app.key("Return")
        app.wait(contains="登録して受付する", role="button")
        assert nameless(app.window()) == []
        app.key("ctrl+Return")
        app.wait(contains="受付しました", role="alert")
        assert len(arrived(town)) == 1
        # Somebody like that is there now: it is said, and they are not written twice.
        people = len(town.ctl("person", "list"))
        look_for(app, "とうじつ さんか")
        app.key("ctrl+n")
        app.wait(contains="これは同じ人", role="button")
        assert shared_keys(app.window()) == []
        app.click(contains="これは同じ人", role="button")
        app.wait(contains="受付済み", role="alert")
        assert len(town.ctl("person", "list")) == people


def test_paper_between_guests():
    """After a list was looked at, the next guest is typed at once."""
    with Town(BUILD) as town, Desk(BUILD) as desk:
        app = begin(town, desk)
        app.press(app.wait("この催しの名簿と印刷", role="button"))
        app.press(app.wait(contains="受付名簿", role="menu item"))
        app.wait(contains="PDFとして保存", role="button")
        app.key("Escape")
        wait_until(lambda: is_at_entry(app), "the focus in the entry")
        app.type("9876\n")
        app.wait(contains="受付しました", role="alert")


def test_full():
    with Town(BUILD) as town, Desk(BUILD) as desk:
        app = begin(town, desk, capacity="0")
        look_for(app, "9876")
        app.wait(contains="末尾 9876", role="list item")
        app.key("Return")
        app.wait(contains="満員です", role="alert")
        assert not arrived(town)
        app.key("alt+a")
        app.wait(contains="受付しました", role="alert")
        assert len(arrived(town)) == 1


def test_tally():
    with Town(BUILD) as town, Desk(BUILD) as desk:
        app = begin(town, desk)
        app.key("alt+h")
        app.wait(contains="1人減らす", role="button")
        app.key("7", "7", "shift+8", "BackSpace", "ctrl+z")
        app.wait("80代以上・男性：1", role="button")  # undo gives back what was taken off
        app.key("BackSpace", "BackSpace", "alt+2")
        app.wait("80代以上・男性：0", role="button")
        app.wait("70代・女性：1", role="button")
        app.wait("20代・回答しない：1", role="button")  # and not the second page
        assert nameless(app.window()) == []


def test_long_title():
    """Also with large text everything stays in its line and inside the screen; the title is shortened, and whole for whoever asks."""
    title = "令和八年度　在宅医療・介護連携推進事業　市民講演会「もしものときのために、いま家族と話しておきたいこと」第三回"
    more = ["--venue", "市民活動交流センター　二階　多目的ホールＡ・Ｂ　控室三", "--method", "hybrid"]
    with Town(BUILD) as town, Desk(BUILD) as desk:
        app = begin(town, desk, title=title, more=more, settings={"text-scale": "2.0"})
        app.wait(title, role="label")
        look_for(app, "9876")
        app.wait(contains="末尾 9876", role="list item")
        app.key("Return")
        app.wait(contains="受付しました", role="alert")
        app.settle()
        assert app.window().box[2] <= desk.size[0]
        places = [app.wait(contains=name).box for name in ("人数集計", "オンライン", "この催しの名簿と印刷")]
        middles = [y + height / 2 for _, y, _, height in places]
        assert max(middles) - min(middles) < 10, places


def test_hiding():
    """Who shortens the time until the list hides does not wait for the old time to pass."""
    with Town(BUILD) as town, Desk(BUILD) as desk:
        app = begin(town, desk, settings={"hide-seconds": "uint32 600"})
        look_for(app, "9876")
        app.wait(contains="末尾 9876", role="list item")
        desk.change_settings({"hide-seconds": "uint32 10"})
        app.gone(contains="末尾 9876", seconds=30)
        assert app.wait(ENTRY, role="text box").text == ""


tap.run(test_check_in_and_undo, test_walk_in, test_paper_between_guests, test_full, test_tally, test_long_title, test_hiding)

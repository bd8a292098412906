#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An event from its plan to the day after it: what is missing, undo, another one like it, the door, held. usage: test-events.py BUILD_FOLDER"""

import datetime
import sys

import tap
from desk import Desk, wait_until
from town import PASSPHRASE, Town

BUILD = sys.argv[1]
TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))).date()
TALL = (1280, 3600)  # the whole form is in sight
OPEN, REPORT = "まだ決まっていないもの: ", "報告に足りないもの: "


def events(title="みほんのこうわ"):
    return [event for event in town.ctl("event", "list") if event["title"] == title]


def wareki(day):
    return f"R{day.year - 2018}.{day.month}.{day.day}"


def fiscal_year(day):
    return f"令和{day.year - 2018 - (day.month < 4)}年度"


def lists_year(year):
    chosen = app.wait("年度", role="combo box")
    wait_until(lambda: any(node.name == year for node in chosen.walk()), f"the filter to say {year}")


def test_plan():
    app.show("催し")
    app.key("ctrl+n")
    app.set_text("名称", "みほんのこうわ")
    app.click("登録する", role="button")
    app.wait("必ず入力してください", role="label")
    assert not events()
    app.pick(app.wait("種別", role="list item"), "人生会議（ACP）講話")
    app.click("登録する", role="button")
    missing = ["日付", "会場", "定員（会場）", "講師"]
    app.wait(OPEN + "、".join(missing), role="label")
    # Of no year yet, so it is in every one, before what has a date.
    app.row("みほんのこうわ", "日付未定")
    lists_year(fiscal_year(TODAY))
    for year in (fiscal_year(LAST_YEAR), "すべて"):
        app.pick(app.wait("年度", role="combo box"), year)
        app.row("きょねんの　こうざ")
        planned, past = app.row("みほんのこうわ", "日付未定"), app.row("きょねんの　こうざ")
        assert planned.box[1] < past.box[1], (planned.box, past.box)
    app.pick(app.wait("年度", role="combo box"), fiscal_year(TODAY))
    for name, text in [("日付", wareki(TODAY)), ("会場", "みほんほーる"), ("定員（会場）", "40"), ("その他の登壇者 1", "みほん　いしこ")]:
        app.wait(OPEN + "、".join(missing), role="label")
        app.fill(name, text, *["Return"] * (2 if name.endswith("1") else 1))  # after one line of a list comes the next
        missing.pop(0)
    app.gone(contains=OPEN)
    for item in ("（ア）", "（キ）", "（ク）"):
        app.click(contains=item, role="button")
    wait_until(lambda: len(events()[0].get("items", [])) == 3, "the items")
    (event,) = events()
    assert (event["date"], event["venue"], event["capacity_onsite"], event["state"]) == (
        TODAY.isoformat(), "みほんほーる", 40, "planned"), event


def test_undo():
    before = events()
    for undo in (lambda: app.click("元に戻す", role="button"), lambda: app.key("ctrl+z")):
        app.fill("会場", "べつの　かいじょう")
        app.wait("「会場」を変更しました", role="label")
        assert events()[0]["venue"] == "べつの　かいじょう"
        undo()
        wait_until(lambda: events() == before, "the venue taken back")
        app.gone("「会場」を変更しました")


def test_duplicate():
    (event,) = events()
    app.click("複製", role="button")
    app.wait("登録する", role="button")
    app.click("登録する", role="button")
    app.wait(OPEN + "日付", role="label")
    tomorrow = TODAY + datetime.timedelta(days=1)
    same_year = fiscal_year(tomorrow) == fiscal_year(TODAY)
    app.fill("日付", wareki(tomorrow if same_year else TODAY - datetime.timedelta(days=1)))
    app.gone(contains=OPEN)
    one, other = sorted(events(), key=lambda found: found["id"] != event["id"])
    assert one == event
    assert {**other, "id": one["id"], "date": one["date"]} == one, other


def look_for_lecturer(text):
    """Opens the picker of the event's lecturers and looks for one."""
    app.click("講師", role="button")
    app.wait("新しい講師…", role="button")
    wait_until(lambda: app.focused() is not None and app.focused().role == "search box", "the focus in the search")
    app.focused().set_text(text)


def test_a_new_lecturer_without_leaving_the_event():
    before = len(town.ctl("lecturer", "list"))
    look_for_lecturer("みほん　あたらしい")
    app.wait("見つかりません", role="label")
    app.click("新しい講師…", role="button")
    app.wait("新しい講師", role="window")
    assert app.wait("氏名", role="text box").text == "みほん　あたらしい"
    app.set_text("所属・役職", "みほんびょういん")
    app.click("保存", role="button")
    app.gone("新しい講師", role="window")
    app.wait("みほん　あたらしい", role="label")  # chosen
    lecturers = {one["name"]: one for one in town.ctl("lecturer", "list")}
    assert len(lecturers) == before + 1
    made = lecturers["みほん　あたらしい"]
    assert made["post"] == "みほんびょういん", made
    wait_until(lambda: any(event.get("lecturers") == [made["id"]] for event in events()), "the lecturer of the event")


def test_a_lecturer_is_seen_and_edited_on_the_page():
    app.show("講師")
    app.key("ctrl+f")
    wait_until(lambda: app.focused() is not None and app.focused().role == "search box", "the focus in the search")
    app.type("みほん")
    app.select(app.row("みほん　あたらしい"))
    app.fill("氏名", "みほん　なおした")
    app.row("みほん　なおした")
    app.show("催し")
    app.wait("みほん　なおした", role="label")  # and no longer as it was


def test_a_lecturer_of_the_past_is_not_offered():
    look_for_lecturer("なおした")
    app.row("みほん　なおした")
    app.key("Escape")
    app.show("講師")
    app.fill("終了した日", wareki(TODAY))
    wait_until(lambda: any(one.get("ended_on") == TODAY.isoformat() for one in town.ctl("lecturer", "list")), "the day")
    app.show("催し")
    look_for_lecturer("なおした")
    app.row("みほん　なおした")  # until the end of the day
    app.key("Escape")
    app.show("講師")
    app.fill("終了した日", wareki(TODAY - datetime.timedelta(days=1)))
    app.row("みほん　なおした", "終了")
    app.show("催し")
    app.wait("みほん　なおした", role="label")  # stays where they spoke
    look_for_lecturer("なおした")
    app.wait("見つかりません", role="label")
    app.key("Escape")


def test_from_the_door_to_held():
    app.press(app.row("みほんのこうわ", f"{TODAY.month}月{TODAY.day}日"))
    app.wait("受付へ", role="button")
    app.click("受付へ", role="button")
    entry = app.wait("人を探す", role="text box")
    wait_until(lambda: entry.has("focused"), "the focus in the entry")
    app.type("たけださとこ\n")
    app.wait(contains="受付しました　竹田", role="alert")
    app.show("催し")
    app.click("実施済み", role="button")
    # Who came was counted at the door: their number is not asked for.
    app.wait(REPORT + "計上する市区町村、場面、使用ツール", role="label")
    app.fill("計上する市区町村 1", "112119", "Return", "Return")
    app.click("看取り", role="button")
    app.wait(REPORT + "使用ツール", role="label")
    app.click("もしバナゲーム", role="button")
    app.gone(contains=REPORT)
    states = {event["date"]: event["state"] for event in events()}
    assert states.pop(TODAY.isoformat()) == "held", states
    assert list(states.values()) == ["planned"], states


def test_fiscal_years():
    years = app.wait("年度", role="combo box")
    app.gone(contains="きょねんの　こうざ")
    for year in (fiscal_year(LAST_YEAR), "すべて"):
        app.pick(years, year)
        app.wait("きょねんの　こうざ", role="label")
    app.pick(years, fiscal_year(TODAY))
    app.gone("きょねんの　こうざ", role="label")


def test_to_another_year():
    """What gets a date of another year is not lost from sight."""
    app.press(app.row("みほんのこうわ", "予定"))
    app.fill("日付", wareki(LAST_YEAR))
    for year, other in ((fiscal_year(LAST_YEAR), app.row), (fiscal_year(TODAY), lambda name: app.gone(name, role="label"))):
        lists_year(year)
        app.row("みほんのこうわ", "予定")
        other("きょねんの　こうざ")
        app.key("ctrl+z")


def test_nothing_yet():
    """A year without events is empty; what was looked for and is not there was not found."""
    app.pick(app.wait("年度", role="combo box"), fiscal_year(TODAY + datetime.timedelta(days=365)))
    app.wait("まだ催しがありません", role="label")
    app.key("ctrl+f")
    app.type("zzz\n")
    app.wait("見つかりません", role="label")
    app.key("Escape")


def test_buttons_of_a_draft():
    """Who goes through the page with a screen reader meets them only where they do something."""
    app.key("ctrl+n")
    app.wait("登録する", role="button")
    app.click("やめる", role="button")
    app.gone("登録する", role="button")
    app.gone("やめる", role="button")


LAST_YEAR = TODAY - datetime.timedelta(days=365)
with Town(BUILD) as town, Desk(BUILD, TALL) as desk:
    town.ctl("event", "add", "--title", "きょねんの　こうざ", "--type", "lecture", "--date", LAST_YEAR.isoformat(), "--state", "held")
    app = desk.start(town.data, settings={"window-size": str(TALL)})
    app.unlock(PASSPHRASE)
    tap.run(test_plan, test_undo, test_duplicate, test_a_new_lecturer_without_leaving_the_event,
            test_a_lecturer_is_seen_and_edited_on_the_page, test_a_lecturer_of_the_past_is_not_offered, test_from_the_door_to_held,
            test_fiscal_years, test_to_another_year, test_nothing_yet, test_buttons_of_a_draft)

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A card is issued, saved, read back from its paper, refused when altered, and puts a record right. usage: test-cards.py BUILD_FOLDER"""

import os
import sys

import tap
from desk import Desk, wait_until
from stage import altered, code_on_paper
from town import PASSPHRASE, Town

BUILD = sys.argv[1]
GENUINE, ALTERED = "正規の最新のカード", "改ざんのおそれがあります（署名が一致しません）"


def person():
    (found,) = town.ctl("person", "find", "ツジユカ")
    return found


def cards():
    return town.ctl("card", "list")


def save(name):
    app.click(contains="PDFとして保存", role="button")
    app.save_as(os.path.join(town.root, name))
    app.wait(contains="発行済みです", role="status")


def test_issue():
    app.show("カード発行")
    app.key("ctrl+f")
    app.wait("住民を探す（Ctrl+F）", role="search box")
    app.type("つじゆか\n")
    app.wait(contains="まだ発行していません", role="status")
    app.wait("印刷されるとおりのカード", role="image")
    app.wait("券面に入らず、コードだけに入る項目", role="label")
    assert not cards()
    save("card.pdf")
    (card,) = cards()
    assert (card["person"], card["printed_by"]) == (person()["id"], "staff"), card
    app.wait(contains=f"カード番号 {card['serial']}、第1版", role="status")
    save("again.pdf")  # the same card once more, not another one
    assert cards() == [card]


def test_read_back():
    app.show("カード読取り")
    app.wait(contains="ファイルを選ぶ", role="button")
    app.key("ctrl+o")
    app.open_file(os.path.join(town.root, "card.pdf"))
    app.wait(GENUINE, role="alert")
    app.wait("辻　優花", role="label")
    app.wait(contains=cards()[0]["serial"], role="label")


def test_altered():
    code = code_on_paper(os.path.join(town.root, "card.pdf"))
    app.scan(altered(code))
    app.wait(ALTERED, role="alert")
    app.gone(GENUINE, role="alert")
    app.scan(code)
    app.wait(GENUINE, role="alert")
    app.gone(ALTERED, role="alert")


def test_update_the_person():
    before = person()
    town.ctl("person", "edit", before["id"], "--phone-mobile", "", "--address", "まえのじゅうしょ")
    changed = person()
    app.click(contains="この内容で記録を更新", role="button")
    address, phone = (app.wait(contains=f"{name} {was} → {before[field]}", role="checkbox")
                      for name, was, field in [("住所", "まえのじゅうしょ", "address"), ("携帯電話", "記録なし", "phone_mobile")])
    # What would fill a gap is ticked, what would replace something is not.
    assert phone.has("checked") and not address.has("checked")
    app.press(address)
    wait_until(lambda: address.has("checked"), "the address to be ticked")
    app.click("更新する", role="button")
    app.wait("住民の記録を更新しました", role="label")
    assert person() == before
    app.click("元に戻す", role="button")
    wait_until(lambda: person() == changed, "the update taken back")


def test_the_next_card():
    """What changed makes another card; the one before is said to be an older one."""
    app.show("カード発行")
    app.wait(contains="まだ発行していません", role="status")
    save("next.pdf")
    assert len(cards()) == 2
    app.show("カード読取り")
    app.wait(contains="ファイルを選ぶ", role="button")
    for name, verdict in [("card.pdf", "新しいカードが発行されています"), ("next.pdf", GENUINE)]:
        app.scan(code_on_paper(os.path.join(town.root, name)))
        app.wait(contains=verdict, role="alert")


with Town(BUILD) as town, Desk(BUILD) as desk:
    app = desk.start(town.data)
    app.unlock(PASSPHRASE)
    tap.run(test_issue, test_read_back, test_altered, test_update_the_person, test_the_next_card)

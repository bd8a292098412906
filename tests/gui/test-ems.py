#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The device of an ambulance crew, by keys alone: it opens into its face, reads cards, and wipes them. usage: test-ems.py BUILD_FOLDER"""

import contextlib
import json
import os
import sqlite3
import stat
import subprocess
import sys

import jsonschema
import tap
from desk import Desk, wait_until
from server import Server
from stage import altered, code_of
from town import PASSPHRASE, Town

BUILD = sys.argv[1]
GENUINE, ALTERED = "正規の最新のカード", "改ざんのおそれがあります（署名が一致しません）"
FOR_OTHERS = "他の市区町村のカードか、この端末にはカードを読む権限がありません"
LOOKING = "カメラの映像"
SCHEMA = os.path.join(os.path.dirname(__file__), "../data/fhir/schema.json")


VALID, NOT_OURS, BAD_SIGNATURE, EMERGENCY = 1, 4, 6, 1


def scans():
    with contextlib.closing(sqlite3.connect(f"file:{crew.data}/tsunagi.db?mode=ro", uri=True)) as database:
        return sorted(database.execute("SELECT verdict, purpose FROM scan"))


def test_face():
    """The role chooses it: one page, and no list of others."""
    app.unlock(PASSPHRASE, "暗証番号")
    app.wait(LOOKING)
    assert not any(node.name in ("ページの一覧を表示する", "住民") for node in app.window().walk())
    app.key("ctrl+1")
    app.wait(LOOKING)


def test_scanner():
    app.scan(code_of(town, "ムライタカシ"))
    app.wait(GENUINE)
    app.wait(contains="村井")
    app.key("space")
    app.wait(LOOKING)
    app.gone(contains="村井")


def test_file():
    code_of(town, "カサイマイ")
    app.key("ctrl+o")
    app.open_file(os.path.join(town.root, "カサイマイ.png"))
    app.wait(GENUINE)


def test_sheet_for_the_hospital():
    """Of the card in sight, by keys: shown, and saved as PDF with a name that says nothing of the person."""
    app.key("alt+h")
    app.wait(contains="保存したPDFは暗号化されません")
    app.key("ctrl+s")
    assert "笠井" not in app.wait("名前:", role="text box").text
    app.save_as(os.path.join(town.root, "sheet.pdf"))
    app.wait("保存しました", role="label")
    app.gone("保存しました", role="label")  # as long as it is there, Escape is for it
    app.key("Escape")
    app.gone(contains="保存したPDFは暗号化されません")
    pages = subprocess.run(["pdftotext", "-raw", os.path.join(town.root, "sheet.pdf"), "-"], capture_output=True, encoding="utf-8", check=True)
    sheet, form, end = ("".join(page.split()) for page in pages.stdout.split("\f"))
    assert all(words in sheet for words in ("正規の", "笠井", "救急1", "最初に電話する先")), sheet
    assert "入院時情報提供" in form and "笠井" in form and not end, form


def test_file_for_the_hospital():
    """It is said before that anybody can read it; a folder that cannot be written is said, and another one chosen."""
    path = os.path.join(town.root, "bundle.json")
    app.key("alt+f")
    app.wait(contains="暗号化されません")
    app.key("Return")
    app.save_to("/sys/bundle.json")
    app.wait(contains="権限がありません", role="label")
    app.key("alt+f")
    app.wait(contains="暗号化されません")
    app.key("Return")
    assert app.wait("名前:", role="text box").text == "handover.json"
    app.save_as(path)
    app.wait("保存しました", role="label")
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    with open(path, encoding="utf-8") as stream, open(SCHEMA, encoding="utf-8") as schema:
        bundle = json.load(stream)
        jsonschema.Draft6Validator(json.load(schema)).validate(bundle)
    assert bundle["entry"][0]["resource"]["resourceType"] == "Composition"
    app.key("Escape")
    app.wait(LOOKING)
    app.gone(GENUINE)


def test_altered():
    app.scan(altered(code_of(town, "カサイマイ")))
    app.wait(ALTERED)
    app.key("Return")  # the large button has the focus
    app.wait(LOOKING)


def test_other_code():
    app.scan("https://www.example.jp/no-card-at-all")
    app.wait(contains="連絡先カードではありません")
    app.wait(LOOKING)


def test_trust_file():
    """From a stick: what it brings is said, and how old what is known is."""
    app.wait(contains="のカード：今日の情報")
    stick = os.path.join(town.root, "本庄市.tsntrust")
    town.ctl("trust", "export", stick)
    app.click(contains="信頼ファイル", role="button")
    app.open_file(stick)
    app.wait(contains="信頼ファイルを取り込みました")
    app.wait(contains="差し替えられたカードは0枚です")
    assert [one["municipality"] for one in crew.ctl("trust", "list")] == ["112119"]


def test_register():
    """Each reading, with its verdict."""
    expected = [(VALID, EMERGENCY), (VALID, EMERGENCY), (NOT_OURS, EMERGENCY), (BAD_SIGNATURE, EMERGENCY)]
    wait_until(lambda: scans() == expected, "four readings")


def test_neighbour():
    """The next town's cards are for others, until that has lent this device their keys: asked for here, and brought by its trust file."""
    request, stick = os.path.join(town.root, "救急1.tsncrew"), os.path.join(town.root, "となり町.tsntrust")
    ours = town.ctl("trust", "export", os.path.join(town.root, "本庄市.tsntrust"))[0]["fingerprint"]
    with Town(BUILD, empty=True) as other:
        other.ctl("init", "--name", "となり町", "--code", "113816", "--quick-passphrase")
        other.ctl("person", "add", "--kana", "トナリジロウ", "--name", "隣 次郎", "--birth-date", "S15.3.2")
        app.scan(code_of(other, "トナリジロウ"))
        app.wait(contains=FOR_OTHERS)
        app.gone(contains="隣 次郎")
        app.key("space")
        app.wait(LOOKING)

        app.key("ctrl+comma")
        app.wait(contains=ours)
        app.click(contains="頼む", role="button")
        assert app.wait("名前:", role="text box").text == "crew.tsncrew"
        app.save_as(request)
        app.wait(contains="隣の自治体のコーディネーターに渡してください", role="label")
        app.gone(contains="隣の自治体のコーディネーターに渡してください", role="label")
        app.key("Escape")
        app.wait(LOOKING)
        theirs = other.ctl("trust", "export", stick, "--lend", request, "--fingerprint", ours)[0]["fingerprint"]

        app.click(contains="信頼ファイル", role="button")
        app.open_file(stick)
        app.wait(contains=theirs)
        app.click(contains="同じだった", role="button")
        app.wait(contains="鍵も受け取りました")
        app.scan(code_of(other, "トナリジロウ"))
        app.wait(GENUINE)
        app.wait(contains="隣 次郎")
        app.key("space")
        app.wait(LOOKING)


def allow_without_pin(allowed):
    town.ctl("municipality", "edit", town.ctl("municipality", "list")[0]["id"], "--crew-without-pin", allowed)
    town.ctl("sync")


def vault_format():
    with open(os.path.join(crew.data, "vault"), "rb") as vault:
        return vault.read(3)[2]


def test_without_pin():
    """Where the municipality allows it, the keyring opens the device and nobody is asked, until it is taken back; without a keyring the PIN does."""
    keyring = {"SECRET_BACKEND": "file", "SECRET_FILE_TEST_PATH": os.path.join(crew.root, "keyring"), "SECRET_FILE_TEST_PASSWORD": "1"}
    no_keyring = dict(keyring, SECRET_FILE_TEST_PATH="/proc/none/keyring")

    def begin_again(env, allowed=None, revoked=False):
        global app
        assert app.close() == 0, app.messages()
        if allowed:
            allow_without_pin(allowed)
        if revoked:
            town.ctl("device", "revoke", next(one["id"] for one in town.ctl("device", "list") if one["label"] == "救急1"), "--note", "紛失")
            town.ctl("sync")
        app = desk.start(crew.data, env=env)

    begin_again(no_keyring, allowed="1")
    app.unlock(PASSPHRASE, "暗証番号")
    app.wait(contains="この端末のキーリングが使えません")
    begin_again(keyring)
    app.unlock(PASSPHRASE, "暗証番号")
    wait_until(lambda: vault_format() == 2, "a slot of the desktop")
    begin_again(keyring)
    app.wait(LOOKING)
    app.scan(code_of(town, "ムライタカシ"))
    app.wait(GENUINE)
    begin_again(no_keyring)
    app.wait(contains="この端末のキーリングが使えません")
    app.shot(os.path.join(BUILD, "shots/unlock-no-keyring.png"))
    begin_again(keyring, allowed="0")
    app.wait(LOOKING)
    wait_until(lambda: vault_format() == 1, "the slot to go")
    begin_again(keyring, allowed="1")
    app.unlock(PASSPHRASE, "暗証番号")
    wait_until(lambda: vault_format() == 2, "a slot of the desktop")
    begin_again(keyring, revoked=True)
    wait_until(lambda: vault_format() == 1, "the slot of a lost device to go")


with Town(BUILD) as town, Server(town) as server, Desk(BUILD) as desk:
    town.ctl("server", "add", server.line)
    for reading in ("ムライタカシ", "カサイマイ"):
        code_of(town, reading)
    town.ctl("sync")
    with server.join(town, "ems", "救急1") as crew:
        crew.ctl("sync")
        app = desk.start(crew.data)
        tap.run(
            test_face, test_scanner, test_file, test_sheet_for_the_hospital, test_file_for_the_hospital, test_altered, test_other_code,
            test_trust_file, test_register, test_neighbour, test_without_pin,
        )

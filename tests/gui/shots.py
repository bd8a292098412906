#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the app: every page, dialog, empty state and error, in both languages, light and dark, in two sizes.

usage: shots.py BUILD_FOLDER TARGET_FOLDER [--only NAME] [--quick | --guide]

Files are TARGET/SIZE-LANGUAGE-COLOURS/NAME.png. Whoever changes a screen looks at it. What is to be drawn stands in SCENES: a name and
a function that brings the app there, in the order in which they are played. --quick draws Japanese and light at 1280x800 alone; --guide
writes the scenes that the guide shows, small enough for git, to TARGET itself. The room needs an Avahi (tests/with-avahi.py).
"""

import argparse
import contextlib
import glob
import os
import sqlite3
import subprocess
import sys
import tempfile
import time

from gi.repository import GLib

from desk import Desk, wait_until
from server import Server, serve_room
from stage import Stage, afternoon, altered, code_in, code_of, furnish, japanese
from town import PASSPHRASE, Town

SIZES = [(1280, 800), (1920, 1080)]
SCENES = []
# Of the kiosk's, which ui-kiosk-screens has drawn beside the build, those that the guide shows.
KIOSK = ["welcome", "name", "staff"]
EMPTY, NEWCOMER, DEMO, BROKEN, CREW = "empty", "newcomer", "demo", "broken", "crew"
# What a crew looks at may be small.
TABLET = (800, 600)


def add(name, bring, folder=DEMO, guide=False, locked=False, plain=False):
    SCENES.append({"name": name, "bring": bring, "folder": folder, "guide": guide, "locked": locked, "plain": plain})


def scene(*args, **options):
    """Marks a function as a scene: on the demo municipality, an empty folder or a broken one; locked or not; one that the guide shows; a
    plain one, which needs nothing of furnish()."""

    def mark(function):
        add(function.__name__.replace("_", "-"), function, *args, **options)
        return function

    return mark


# -- An empty folder, up to the first day: each scene goes on where the last one ended --


@scene(EMPTY, plain=True)
def first_run(s):
    s.wait("Welcome to Tsunagi")


@scene(EMPTY, plain=True)
def first_run_unsound_backup(s):
    backup = os.path.join(s.town.root, "unsound.tsnbackup")
    with open(backup, "wb") as stream:
        stream.write(b"this is no backup" * 300)
    s.press("_Restore from a backup…")
    s.app.open_file(backup)
    s.wait("This is not a sound backup; take another one")


@scene(EMPTY, plain=True)
def first_run_wrong_code(s):
    s.press("_Begin for a new municipality")
    s.fill("Name of the municipality or association", "みほん市")
    s.fill("Municipality code", "112118")
    s.press("_Next")


@scene(EMPTY, guide=True, plain=True)
def first_run_municipality(s):
    s.app.gone(contains=s.said("This is not a sound backup; take another one"))
    s.fill("Municipality code", "11211")


@scene(EMPTY, plain=True)
def first_run_weak(s):
    s.press("_Next")
    s.fill("New passphrase", "12345678")
    s.press("_Make the keys")


@scene(EMPTY, guide=True, plain=True)
def first_run_passphrase(s):
    s.fill("New passphrase", PASSPHRASE)
    s.fill("The same once more", PASSPHRASE)


@scene(EMPTY, plain=True)
def first_run_key_unsaved(s):
    s.press("_Make the keys")
    s.wait("Put the recovery key in a safe place")
    labels = [node.name for node in s.all("label")]
    s.key = [labels[labels.index(str(number)) + 1] for number in range(1, 9)]
    s.press("_Next")


@scene(EMPTY, plain=True)
def first_run_key(s):
    s.press("_Save as PDF…")
    s.app.save_as(os.path.join(s.town.root, "key.pdf"))


@scene(EMPTY, guide=True, plain=True)
def first_run_check(s):
    s.press("_Next")
    s.wait("_Begin")
    s.app.gone(s.said("Saved"), role="label")
    for entry in list(s.all("text box")):
        entry.set_text(s.key[int("".join(filter(str.isdigit, entry.name))) - 1])


@scene(EMPTY)
def empty_reception(s):
    s.press("_Begin")
    s.app.wait(s.said("Show the list of pages"))
    s.show("Reception")


# The pages of a municipality where nothing is written yet.
for page, title in [("events", "Events"), ("people", "People"), ("conversations", "Conversations"), ("places", "Directory"),
                    ("lecturers", "Lecturers"),
                    ("cards", "Make cards"), ("scan", "Read a card")]:
    add(f"empty-{page}", lambda s, title=title: s.show(title), EMPTY)


# -- Another empty folder: a computer that comes into a municipality that is there already --


@scene(NEWCOMER, plain=True)
def join(s):
    s.press("_Add this computer to a municipality")


@scene(NEWCOMER, plain=True)
def join_wrong(s):
    s.press("_Next")
    s.app.wait(role="alert")


@scene(NEWCOMER, guide=True)
def join_line(s):
    s.other = s.around.enter_context(Town(s.town.build))
    server = s.around.enter_context(Server(s.other))
    s.other.ctl("server", "add", server.line)
    s.fill("Line of the invitation", s.other.ctl("enrol", "--role", "desk")[0]["invitation"])
    s.fill("Name of this computer", "さくら公民館")


@scene(NEWCOMER)
def join_waiting(s):
    s.press("_Next")
    s.fill("New passphrase", PASSPHRASE)
    s.fill("The same once more", PASSPHRASE)
    s.press("_Ask to be let in")
    s.wait("Waiting for the coordinator")


@scene(NEWCOMER, guide=True)
def join_code(s):
    wait_until(lambda: [one for one in s.other.ctl("device", "list") if one["state"] == "waiting"], "the newcomer")
    s.app.wait(contains=s.said("Read these six digits to the coordinator, who enters them there. Nobody else needs them."))


@scene(NEWCOMER, plain=True)
def recover(s):
    s.press("_Cancel")
    s.press("All devices were _lost")


# -- A folder that cannot be opened --


@scene(BROKEN, guide=True, locked=True)
def broken(s):
    s.app.settle()


# -- Locked --


@scene(locked=True, plain=True)
def unlock(s):
    s.wait("Locked")


@scene(locked=True, guide=True, plain=True)
def unlock_wrong(s):
    s.fill("Passphrase", "まちがった あいことば")
    s.press("_Unlock")
    s.app.wait(role="alert")


@scene(locked=True, guide=True, plain=True)
def unlock_recovery(s):
    s.press("_Forgotten the passphrase?")


# -- Reception --


@scene(guide=True, plain=True)
def reception(s):
    s.show("Reception")


@scene()
def reception_events(s):
    s.press("Event")


@scene(guide=True)
def reception_menu(s):
    s.press("Lists and papers of this event")


@scene(guide=True)
def reception_found(s):
    s.door("たけ", enter=False)


@scene(guide=True)
def reception_checked_in(s):
    s.door("おの けいこ")


@scene(guide=True)
def reception_already(s):
    s.door("たけだ さとこ")


@scene(guide=True)
def reception_undone(s):
    s.door("井口 彩香")
    s.app.key("ctrl+z")


@scene()
def reception_nobody(s):
    s.door("やまだ はなこ", enter=False)


@scene(guide=True)
def walk_in(s):
    s.door("やまだ はなこ")


@scene(guide=True)
def walk_in_similar(s):
    s.door("むらい たかし", enter=False)
    s.app.key("ctrl+n")
    s.wait("Somebody like that is registered. The same person?")


@scene()
def reception_card_altered(s):
    s.door("", enter=False)
    s.app.scan(altered(code_of(s.town, "タケダ")))
    s.wait("This card was altered. Look for the person by name.")


@scene()
def reception_card_arrived(s):
    s.app.scan(code_of(s.town, "タケダ"))
    s.app.gone(contains=s.said("This card was altered. Look for the person by name."))


@scene(guide=True)
def tally(s):
    s.press("_Head Count", role="tab")
    for key in "6 6 7 7 7 shift+7 shift+8 8 8 5 9 shift+6".split():
        s.app.key(key)
        time.sleep(0.2)  # or it would be a hand scanner


@scene(guide=True)
def reception_full(s):
    s.press("_Door", role="tab")
    s.press("Event")
    s.open_row("定員2名")
    s.door("むらい たかし")


@scene(guide=True)
def reception_hidden(s):
    s.press("Event")
    s.open_row("もしものとき")
    s.door("やまだ はなこ")
    s.set(**{"hide-seconds": "uint32 10"})
    s.app.key("Shift_L")  # the time runs from here
    s.app.wait(s.said("_Go on"), role="button", seconds=40)
    s.set(**{"hide-seconds": "uint32 600"})


@scene(guide=True, plain=True)
def sign_ups_faults(s):
    table = os.path.join(s.town.root, "more.csv")
    with open(table, "w", encoding="utf-8") as stream:
        stream.write("氏名,ふりがな,生年月日,自宅電話\n髙﨑　德子,タカサキ　トクコ,S12.4.1,0495-00-1111\n"
                     "見本　三郎,ミホン　サブロウ,昭和70年2月30日,0495-00-3333\n")
    s.show("Reception")
    s.press("Event")
    s.open_row("もしものとき")
    s.press("Lists and papers of this event")
    s.press("_Import Sign-Ups…", role="menu item")
    s.app.open_file(table)
    s.wait("What is in the file")


@scene(plain=True)
def sign_in_sheet(s):
    s.press("Lists and papers of this event")
    s.press("_Sign-In Sheet…", role="menu item")


# -- The other pages --


@scene(guide=True, plain=True)
def events(s):
    s.show("Events")
    s.choose("もしものとき")


@scene(guide=True)
def event_missing(s):
    s.choose("在宅医療って何")


@scene(guide=True, plain=True)
def event_new(s):
    s.app.key("ctrl+n")


@scene()
def events_nothing_found(s):
    s.press("_Discard")
    s.search("ありえない名前")


@scene(plain=True)
def people(s):
    s.show("People")


@scene(guide=True, plain=True)
def person(s):
    s.show("People")
    s.search("たけだ")
    s.app.key("Return")


for section in ["Contacts", "Health", "Consents", "Participation", "Conversations", "Cards", "History"]:
    add("person-" + section.lower(), lambda s, section=section: s.press(section, counted=True), plain=section in ("Contacts", "History"))


@scene(plain=True)
def contact_new(s):
    s.press("Contacts", counted=True)
    s.app.click(contains=s.said("Add a contact"), role="button")


@scene(plain=True)
def person_erase(s):
    s.press("More about this person")
    s.press("_Erase this person…", role="menu item")


@scene(guide=True, plain=True)
def conversation(s):
    s.press("New con_versation")
    s.wait("_Record it")


@scene()
def conversation_topic(s):
    s.press("New con_versation")
    s.wait("_Record it")
    s.choose(s.said("Care and treatment"))


@scene(plain=True)
def person_new(s):
    s.app.key("ctrl+n")


@scene(plain=True)
def people_nothing_found(s):
    s.search("ありえない名前")


@scene(plain=True)
def conversations(s):
    s.show("Conversations")


@scene(plain=True)
def conversation_sheet(s):
    person = s.town.ctl("person", "find", "タケダ")[0]["id"]
    s.town.ctl("conversation", "add", "--person", person, "--date", "2026-11-20", "--own-words", "さいごまで　うちに　いたい")
    s.app.key("F5")
    s.show("Conversations")
    s.app.press(s.app.row("竹田"))
    s.wait("_Withdraw this conversation…")


@scene(plain=True)
def conversation_paper(s):
    s.app.press(s.app.row("竹田"))
    s.press("_Print…")
    s.app.wait(s.said("_Save as PDF…"), role="button")


@scene(plain=True)
def conversation_withdraw(s):
    s.app.press(s.app.row("竹田"))
    s.press("_Withdraw this conversation…")


@scene(plain=True)
def cards(s):
    s.show("Make cards")


@scene(guide=True, plain=True)
def card(s):
    s.show("Make cards")
    s.search("たけだ")
    s.choose("竹田")
    time.sleep(2)


@scene()
def cards_lists(s):
    s.press("Cards _for a list…")


@scene(guide=True)
def cards_batch(s):
    s.show("Make cards")
    s.press("Cards _for a list…")
    s.open_row("もしものとき")
    time.sleep(2)


@scene(plain=True)
def cards_several(s):
    s.show("Make cards")
    s.search("")
    s.app.key("Down", "shift+Down", "shift+Down")
    s.app.wait(s.said("_Print…"), role="button")


@scene(plain=True)
def cards_saving(s):
    s.write()
    s.press("_Save as PDF…")
    s.app.save_to(os.path.join(s.town.root, "cards.pdf"))
    s.wait("Saving the cards")


@scene()
def cards_nothing_found(s):
    s.search("ありえない名前")


@scene(plain=True)
def scan(s):
    s.show("Read a card")


@scene(guide=True, plain=True)
def scan_genuine(s):
    s.show("Read a card")
    s.app.scan(code_of(s.town, "タケダ"))
    s.wait("_Next card")


@scene(plain=True)
def scan_update(s):
    s.app.scan(code_of(s.town, "タケダ"))
    s.wait("_Next card")
    s.press("_Update the person from this…")


@scene(plain=True)
def scan_update_differing(s):
    person = s.town.ctl("person", "find", "タケダ")[0]["id"]
    code = code_of(s.town, "タケダ")
    s.town.ctl("person", "edit", person, "--phone-mobile", "", "--address", "埼玉県本庄市本庄三丁目5番3号")
    s.app.scan(code)
    s.wait("_Next card")
    s.press("_Update the person from this…")


@scene(plain=True)
def scan_altered(s):
    s.app.scan(altered(code_of(s.town, "タケダ")))
    s.wait("Altered: the signature does not fit")


@scene()
def scan_no_card(s):
    s.app.key("Escape")
    s.app.gone(contains=s.said("Altered: the signature does not fit"))
    s.app.scan("https://www.example.jp/no-card-at-all")


@scene(plain=True)
def places(s):
    s.show("Directory")


@scene()
def place(s):
    s.choose("本庄")


@scene()
def places_nothing_found(s):
    s.search("ありえない名前")


@scene(plain=True)
def lecturers(s):
    s.show("Lecturers")


@scene(plain=True)
def lecturer(s):
    s.show("Lecturers")
    s.choose("見本　さくら")


@scene()
def lecturer_new(s):
    s.app.key("ctrl+n")


# -- The face of an ambulance crew --


@scene(CREW, guide=True, plain=True)
def ems(s):
    s.wait("_Paste")


@scene(CREW, guide=True, plain=True)
def ems_card(s):
    s.app.scan(code_of(s.town, "タケダ"))
    s.wait("_Next card")


@scene(CREW, plain=True)
def ems_wishes(s):
    person = s.town.ctl("person", "find", "タケダ")[0]["id"]
    s.town.ctl("person", "edit", person, "--wishes-recorded", "1")
    picture = os.path.join(s.town.root, "wishes.png")
    s.town.ctl("card", "qr", person, "--reissue", "changed", "--output", picture)
    s.app.key("Escape")
    s.app.scan(code_in(picture))
    s.wait("Wishes of the person are recorded")


@scene(CREW, plain=True)
def ems_altered(s):
    s.app.key("Escape")
    s.app.scan(altered(code_of(s.town, "タケダ")))
    s.wait("Altered: the signature does not fit")


@scene(CREW, plain=True)
def ems_other_code(s):
    s.app.key("Escape")
    s.app.scan("https://www.example.jp/no-card-at-all")
    s.app.wait(contains=s.said("Not a contact card"))


# -- Windows of the shell --


@scene(plain=True)
def menu(s):
    s.app.key("F10")
    s.app.wait(s.said("_Settings"), role="menu item")


@scene(guide=True, plain=True)
def settings(s):
    s.app.key("ctrl+comma")


# Windows that the settings open.
for name, words in [("operator-new", "_Add…"), ("passphrase", "_Change passphrase…"), ("municipality", "The municipality's data")]:
    add(name, lambda s, words=words: s.settings(words), plain=True)


@scene(plain=True)
def backup(s):
    s.settings("_Make…")
    s.app.save_as(os.path.join(s.town.root, "shown.tsnbackup"))
    s.wait("The backup was made. Keep it locked away.")


@scene(guide=True, plain=True)
def bundles(s):
    s.settings("Carrying records")
    s.fill("Number or label of the medium", "USB-12")
    s.fill("Number of the approval, if there is one", "総務第34号")
    s.press("_Write to USB…")
    s.app.save_as(os.path.join(s.town.root, "shown.tsnb"))
    s.app.wait(contains="SHA-256")


@scene(plain=True)
def devices_alone(s):
    s.settings("_List…")
    s.wait("This municipality has no other device yet. Once there is a server, a coordinator invites them in the settings.")


# Windows that have a key of their own.
for name, key, words in [("shortcuts", "ctrl+question", "Keyboard shortcuts"), ("help", "F1", "Nothing happens when I scan.")]:
    add(name, lambda s, key=key, words=words: (s.app.key(key), s.wait(words)), plain=True)


@scene(plain=True)
def about(s):
    s.app.key("F10")
    s.press("_About Tsunagi", role="menu item")


# -- With a server: the last, since the town has one from here on --


@scene(plain=True)
def server_register(s):
    s.server = s.around.enter_context(Server(s.town))
    s.settings("Re_gister…")
    s.fill("Line of the server", s.server.line)


@scene(guide=True, plain=True)
def devices(s):
    s.settings("Re_gister…")
    s.fill("Line of the server", s.server.line)
    s.press("_Register")
    s.app.wait(contains=s.said("_Sync now"), role="button")
    for role, name in (("desk", "地域包括支援センター　本庄西（児玉郡神川町・上里町の一部を含む）相談窓口"), ("reception", "さくら公民館"),
                       ("kiosk", "玄関のタブレット")):
        other = s.around.enter_context(s.server.join(s.town, role, name))
        if role == "desk":
            s.coordinator = other
        if role == "reception":
            other.ctl("person", "add", "--name", "見本　三郎", "--kana", "ミホン　サブロウ")
        other.ctl("sync")
        if role == "kiosk":
            s.town.ctl("device", "revoke", [one["id"] for one in s.town.ctl("device", "list") if one.get("label") == name][0], "--note", "紛失")
    s.town.ctl("sync")
    s.app.click(contains=s.said("_List…"), role="button")
    s.wait("Revoked")


@scene(guide=True, plain=True)
def device_revoke(s):
    s.settings("_List…")
    s.app.click(contains="さくら公民館", role="button")
    s.wait("New keys are made. All other devices take them by themselves when they sync next.")
    s.fill("Why it is revoked", "紛失")


@scene(plain=True)
def device_revoke_offline(s):
    s.server.stop()
    s.settings("_List…")
    s.app.click(contains="本庄西", role="button")
    s.fill("Why it is revoked", "紛失")
    s.press("_Revoke")
    s.app.wait(role="alert")


@scene(plain=True)
def sync_offline(s):
    s.bring_sidebar()
    s.app.click(contains=s.said("Synced %s").replace("%s", ""), role="button")
    s.press("_Sync now")
    s.app.wait(contains=s.said("No connection"), role="button")


if "TSN_TEST_AVAHI" in os.environ:

    @scene(guide=True)
    def sync_room(s):
        s.server.stop()
        s.around.enter_context(serve_room(s.coordinator))
        s.bring_sidebar()
        s.app.click(contains=s.said("No connection"), role="button")
        s.press("Connect with the other devices in this room", role="switch")
        s.wait("The server cannot be reached. The devices in this room share everything at once; it goes to the server by itself when there is "
               "internet again")


@scene(plain=True)
def sync_refused(s):
    with contextlib.closing(sqlite3.connect(os.path.join(s.town.data, "tsunagi.db"))) as database, database:
        for reason, kind in ((6, 1), (4, 9)):
            database.execute("UPDATE patch SET receipt = NULL, quarantine = ? WHERE seq IN (SELECT seq FROM patch WHERE kind = ? LIMIT 3)", (reason, kind))
    s.bring_sidebar()
    s.app.click(contains=s.said("Look at the sync"), role="button")
    s.app.wait(s.said("Send a_gain"), role="button")


# -- Drawing --


def prepare(town, folder):
    """Returns the data folder of that sort."""
    if folder == BROKEN:
        data = os.path.join(town.root, "broken")
        os.makedirs(data)
        for name in os.listdir(town.data):
            with open(os.path.join(town.data, name), "rb") as source, open(os.path.join(data, name), "wb") as target:
                target.write(b"this is no database" * 300 if name.endswith(".db") else source.read())
        return data
    return town.data if folder in (DEMO, CREW) else os.path.join(town.root, folder)


def visit(desk, town, settings=None, scenes=None, env=None):
    """Brings the app from scene to scene; yields name, app and None, or why it did not get there. Without @scenes it goes to the plain
    ones: what any town has."""
    settings = {"lock-minutes": "uint32 120", "hide-seconds": "uint32 600", **(settings or {})}
    if "TSN_TEST_AVAHI" in os.environ:
        env = {**(env or {}), "DBUS_SYSTEM_BUS_ADDRESS": os.environ["DBUS_SYSTEM_BUS_ADDRESS"]}
    chosen = [entry for entry in SCENES if entry["plain"]] if scenes is None else scenes
    for folder in (EMPTY, NEWCOMER, BROKEN, CREW, DEMO):
        here = [entry for entry in chosen if entry["folder"] == folder]
        if not here:
            continue
        app = desk.start(prepare(town, folder), settings=settings, env=env, options=["--ems"] if folder == CREW else [])
        stage = Stage(app, town)
        for entry in here:
            trouble = None
            try:
                if folder in (CREW, DEMO) and not entry["locked"]:
                    stage.open()
                    stage.calm()
                entry["bring"](stage)
                stage.rest()
            except (AssertionError, GLib.Error, AttributeError, LookupError) as reason:
                trouble = reason
            yield entry["name"], app, trouble
        app.kill()
        stage.around.close()


def draw(scenes, build, target, size, in_japanese, dark):
    """One variant: one desk, one town, one afternoon."""
    settings = {"appearance": "'dark'" if dark else "'light'", "window-size": f"({size[0]}, {size[1]})", "window-maximized": "true"}
    env = dict(afternoon(), **(japanese(build) if in_japanese else {}))
    missing = 0
    with Town(build, env=env) as town, Desk(build, size, in_japanese, compositor=True) as desk:
        furnish(town)
        for name, app, trouble in visit(desk, town, settings, scenes, afternoon()):
            if trouble is not None:
                missing += 1
                print(f"{target}: {name}: {type(trouble).__name__}: {str(trouble)[:200]}", file=sys.stderr)
            app.shot(os.path.join(target, name + ".png"))
    return missing


def shrink(source, target, *options):
    """Few colours, small enough for git."""
    subprocess.run(["convert", source, *options, "-resize", "1024x", "-dither", "None", "-colors", "64", "-strip",
                    "-define", "png:exclude-chunks=date,time", "png8:" + target], check=True)


def draw_guide(scenes, build, target):
    """The pictures of the guide. The first run is one story, which is played whole, and so is joining."""
    scenes = [entry for entry in scenes if entry["guide"] or entry["name"].startswith(("first-run", "join", "server-register"))]
    with tempfile.TemporaryDirectory() as folder:
        missing = draw(scenes, build, folder, SIZES[0], True, False)
        os.makedirs(target, exist_ok=True)
        for entry in scenes:
            if entry["guide"]:
                name = entry["name"] + ".png"
                shrink(os.path.join(folder, name), os.path.join(target, name), "-shave", "5x5")
    for name in KIOSK:
        for drawn in glob.glob(os.path.join(build, f"shots/kiosk-1280x800-1-ja/[0-9]*-{name}.png")):  # none with --only
            shrink(drawn, os.path.join(target, f"kiosk-{name}.png"))
    return missing


def main():
    parser = argparse.ArgumentParser(description="Draws every screen of the app to PNG.")
    parser.add_argument("build")
    parser.add_argument("target")
    parser.add_argument("--only", help="scenes whose names begin so, with commas between them")
    parser.add_argument("--quick", action="store_true", help="one variant instead of eight")
    parser.add_argument("--guide", action="store_true", help="the pictures of the guide")
    options = parser.parse_args()
    scenes = [entry for entry in SCENES if options.only is None or entry["name"].startswith(tuple(options.only.split(",")))]
    if options.guide:
        return 1 if draw_guide(scenes, options.build, options.target) else 0
    variants = [(size, ja, dark) for size in SIZES for ja in (True, False) for dark in (False, True)] + [(TABLET, True, False), (TABLET, True, True)]
    missing = 0
    for size, ja, dark in variants[:1] if options.quick else variants:
        here = [entry for entry in scenes if size != TABLET or entry["folder"] == CREW]
        name = f"{size[0]}x{size[1]}-{'ja' if ja else 'en'}-{'dark' if dark else 'light'}"
        missing += draw(here, options.build, os.path.join(options.target, name), size, ja, dark)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

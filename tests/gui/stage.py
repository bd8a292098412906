# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a scene of shots.py has at hand: the app, the town, and fingers that know the controls by their English names.

A name is looked up in the app's own catalogue, so that a scene draws both languages and outlives a better translation.
"""

import contextlib
import gettext
import glob
import os
import sqlite3
import subprocess
import time

from gi.repository import GLib

from desk import SECONDS, Node, NotThere, said_plainly, wait_until
from town import PASSPHRASE

ACCESSIBLE = "org.a11y.atspi.Accessible"
# The pictures show one afternoon: that of the demo's lecture, whenever they are taken.
AFTERNOON = "@2026-11-30 13:12:00"


def afternoon():
    """What makes a program believe that it is AFTERNOON."""
    found = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
    if not found:
        raise SystemExit("libfaketime is missing: ./dev shots installs it")
    return {"LD_PRELOAD": found[0], "FAKETIME": AFTERNOON, "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": "Asia/Tokyo"}


def japanese(build):
    """What makes tsunagictl speak Japanese."""
    return {"LC_ALL": "ja_JP.UTF-8", "LANGUAGE": "ja", "LOCPATH": os.path.join(os.path.abspath(build), "tests/locale")}


# Who signed up and comes in the scenes of the reception; and who is there already.
YET_TO_COME, THERE = ("イグチ", "オノ", "タケイ"), "タケダ"


class Stage:
    """One scene's app and town."""

    def __init__(self, app, town):
        self.app, self.town = app, town
        self.pages, self.writer = {}, None
        self.around = contextlib.ExitStack()  # what scenes have started: other towns, a server
        languages = ["ja" if app.desk.japanese else "en"]
        self.words = gettext.translation("tsunagi", os.path.join(town.build, "po"), languages, fallback=True)

    def said(self, words):
        """English words of the source, as the screen says them."""
        return said_plainly(self.words.gettext(words))

    def all(self, role=None):
        """Every node on the screen, the window in front first."""
        for window in reversed(self.app.windows()):
            for node in window.walk():
                with contextlib.suppress(GLib.Error):
                    if role is None or node.role == role:
                        yield node

    def press(self, name, role="button", seconds=SECONDS, counted=False):
        """Presses what has that name: of a menu button and the button that it holds, the one that can be pressed. A @counted one may
        say how many there are after its name."""
        wanted = self.said(name)

        def look():
            for node in self.all(role):
                with contextlib.suppress(GLib.Error):
                    said = said_plainly(node.name)
                    if (said.rstrip("0123456789 ") if counted else said) == wanted:
                        node.act()
                        return True
            return False

        wait_until(look, f"something to press named {wanted!r}", seconds)
        self.app.settle()

    def open_row(self, text):
        """Opens the row of the list that has just come up, its first row focused, that says @text somewhere."""

        def has_focus():
            focused = self.app.focused()
            return focused is not None and focused.role == "list item"

        def look():
            with contextlib.suppress(GLib.Error, ValueError):  # gone while we looked
                for row in self.all("list item"):
                    if row.find(contains=text):
                        return Node(row.bus, *row.get(ACCESSIBLE, "Parent")).children.index(row) + 1
            return 0

        number = wait_until(look, f"a row that says {text!r}")
        wait_until(has_focus, "the focus on a row")
        self.app.key(*["Down"] * (number - 1), "Return")
        self.app.settle()

    def choose(self, text, role="list item"):
        """Selects the row of a list that says @text somewhere."""

        def look():
            for node in self.all(role):
                with contextlib.suppress(GLib.Error, ValueError):
                    if any(text in said_plainly(child.name) for child in node.walk()):
                        parent = Node(node.bus, *node.get(ACCESSIBLE, "Parent"))
                        parent.select(parent.children.index(node))
                        return True
            return False

        wait_until(look, f"a row that says {text!r}")
        self.app.settle()

    def show(self, title):
        """Goes to a page of the sidebar."""
        if not self.pages:
            self.pages = self.read_pages()
        number, row = self.pages[self.said(title)]
        self.app.key(f"ctrl+{number}")
        wait_until(lambda: row.has("selected"), f"the page {title!r}")
        self.app.settle()

    def read_pages(self):
        """The number and the row of each page, by title; where there is no room the sidebar comes for a moment."""
        name = self.said("Pages")
        there = any(node.name == name for node in self.all("list"))
        if not there:
            self.app.key("F9")
        rows = self.app.wait(name, role="list").children
        pages = {child.name: (number, row) for number, row in enumerate(rows, 1) for child in row.walk() if child.role == "label"}
        if not there:
            self.app.key("F9")
            self.app.gone(name, role="list")
        return pages

    def bring_sidebar(self):
        """Where there is no room for it beside the page, it comes over it."""
        if not any(node.name == self.said("Pages") for node in self.all("list")):
            self.app.key("F9")
            self.app.wait(self.said("Pages"), role="list")

    def fill(self, name, text):
        self.app.set_text(self.said(name), text)

    def wait(self, words):
        self.app.wait(contains=self.said(words))

    def write(self):
        """Somebody else writes, until calm(): what the app wants to write waits."""
        self.writer = sqlite3.connect(os.path.join(self.town.data, "tsunagi.db"))
        self.writer.execute("BEGIN IMMEDIATE")

    def search(self, text):
        """Types in the search of a page; set at once, an input method is not on this desk."""
        self.app.key("ctrl+f")
        self.app.settle()
        focused = wait_until(self.app.focused, "the search entry")
        focused.set_text(text)
        self.app.settle()

    def door(self, text, enter=True):
        """Looks for a person at the reception."""
        self.app.key("ctrl+f")
        self.app.wait(self.said("Look for a person"), role="text box").set_text(text)
        self.app.settle()
        if enter:
            self.app.key("Return")
            self.app.settle()

    def settings(self, words):
        """What a button of the settings opens."""
        self.app.key("ctrl+comma")
        self.app.click(contains=self.said(words), role="button")

    def calm(self):
        """Back to one window with nothing open in it, whatever the last scene left."""
        if self.writer:
            self.writer.close()
            self.writer = None
        for _ in range(4):
            self.app.key("Escape")
        with contextlib.suppress(NotThere):  # of a row that is being edited, Escape ends only that
            wait_until(lambda: len(self.app.windows()) == 1, "one window", 1)
            return self.app.settle()
        self.app.key("Escape", "Escape")
        with contextlib.suppress(NotThere):
            wait_until(lambda: len(self.app.windows()) == 1, "one window", 3)
        self.app.settle()

    def rest(self):
        """Until what is to be seen has come: rows that are still being read say "…"."""
        wait_until(lambda: all(node.name != "…" for node in self.all("label")), "the rows")
        time.sleep(0.3)
        self.app.settle()

    def open(self):
        """Unlocks the app if it is locked, whatever the lock screen shows."""
        if any(node.name == self.said("Menu") for node in self.all()):
            return
        with contextlib.suppress(NotThere):
            self.press("_Back to the passphrase", seconds=1)
        self.app.unlock(PASSPHRASE)
        self.app.settle()

    def set(self, **settings):
        """Changes settings of the running app: it watches the file."""
        self.app.desk.change_settings(settings)


def furnish(town):
    """The demo municipality in the middle of its lecture: who has signed up and who has come."""
    people = sorted(town.ctl("person", "list"), key=lambda one: (not one["kana"].startswith((*YET_TO_COME, THERE)), one["kana"]))
    arrived = [one["id"] for one in people if not one["kana"].startswith(YET_TO_COME)][:9]
    events = {event["title"]: event["id"] for event in town.ctl("event", "list")}
    lecture = next(identity for title, identity in events.items() if "もしものとき" in title)
    rows = [[person["name"], person["kana"], person["birth_date"], person.get("phone_home", "")] for person in people[:24]]
    rows += [["見本　花代", "ミホン　ハナヨ", "1948-03-03", "0495-00-7001"], ["見本　太郎", "ミホン　タロウ", "1945-10-01", "0495-00-7002"]]
    table = os.path.join(town.root, "sign-ups.csv")
    with open(table, "w", encoding="utf-8") as stream:
        stream.writelines(",".join(row) + "\n" for row in [["name", "kana", "birth_date", "phone_home"]] + rows)
    town.ctl("event", "sign-ups", lecture, table, "--booking", "phone")
    town.ctl("attend", lecture, "-", given="\n".join(arrived) + "\n")
    municipality = town.ctl("municipality", "list")[0]["id"]
    town.ctl("municipality", "edit", municipality, "--fire-department", "みほん広域消防本部", "--ems-notice", "心肺蘇生を始め、指示医に連絡してください。")
    full = town.ctl("event", "add", "--title", "在宅医療 相談会（定員2名）", "--type", "consultation_day", "--date", "2026-11-30", "--start-time",
                    "16:00", "--method", "onsite", "--venue", "本庄市民文化会館（見本） 会議室", "--capacity-onsite", "2", "--state", "planned")[0]["id"]
    town.ctl("attend", full, "-", given="\n".join(arrived[:2]) + "\n")


def code_in(picture):
    """What a scanner types of the card in a picture."""
    codes = subprocess.run(["zbarimg", "--quiet", "--raw", picture], capture_output=True, check=True).stdout
    # Only this line: what else it says is in the language of the test.
    return next(line.decode() for line in codes.splitlines() if line.startswith(b"TSN1:"))


def code_on_paper(paper):
    """What a scanner types of the card in a PDF."""
    name = os.path.splitext(paper)[0]
    subprocess.run(["pdftoppm", "-r", "400", "-png", "-singlefile", paper, name], check=True)
    return code_in(name + ".png")


def altered(code):
    """The same with one character changed."""
    return code[:200] + ("A" if code[200] != "A" else "B") + code[201:]


def code_of(town, reading):
    """What a scanner types of the card of a person."""
    picture = os.path.join(town.root, reading + ".png")
    if not os.path.exists(picture):
        town.ctl("card", "qr", town.ctl("person", "find", reading)[0]["id"], "--output", picture)
    return code_in(picture)

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uses the installed Flatpak as a person does: unlocks it, registers somebody at the door, ends it, starts it again and finds them.

usage: drive.py PICTURE (in the environment of try.sh: HOME, FLATPAK_USER_DIR ...)
"""

import datetime
import os
import subprocess
import sys
import zoneinfo

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tests/gui"))

from desk import Desk, Node  # noqa: E402
from gi.repository import GLib  # noqa: E402

APP = "jp.tsunagi.Tsunagi"
PASSPHRASE = "けんしゅうよう の あいことば 2026"
KANA, NAME = "やなぎはし ちよ", "柳橋 千代"


class SandboxDesk(Desk):
    """A desk whose app runs in its sandbox. There its bus is a proxy's, so it is known by its name and not by its process."""

    # Nobody runs a system bus or portals here.
    EXCUSED = ("Failed to connect to bus", "Unable to retrieve the Flatpak portal version")

    def __init__(self):
        super().__init__(build=".")
        for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "FLATPAK_USER_DIR", "FLATPAK_SYSTEM_DIR"):
            self.environment[name] = os.environ[name]

    def application(self, _pid):
        root = Node(self.bus, "org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
        try:
            return next((child for child in root.children if child.name in (APP, "tsunagi")), None)
        except GLib.Error:
            return None

    def start(self):
        """Starts the installed app on its own data folder."""
        return self.start_program(
            ["flatpak", "run", "--env=LANG=ja_JP.UTF-8", "--env=LC_ALL=ja_JP.UTF-8", "--env=GTK_A11Y=atspi", APP], {}
        )

    def control(self, *words):
        """tsunagictl, in the same sandbox, with the passphrase on its standard input."""
        subprocess.run(
            ["flatpak", "run", "--command=tsunagictl", APP, "--passphrase-file=/dev/stdin", *words],
            input=PASSPHRASE + "\n", encoding="utf-8", env=self.env(), stdout=subprocess.DEVNULL, check=True,
        )


def register(app):
    app.unlock(PASSPHRASE)
    app.show("受付")
    app.wait(contains="当日受付", role="button")
    app.key("ctrl+n")
    app.wait("ふりがな", role="list item")
    app.type(KANA, delay=120)
    app.set_text("氏名", NAME)
    app.key("ctrl+Return")
    app.wait(contains="受付しました")


def find(app):
    app.unlock(PASSPHRASE)
    app.show("受付")
    app.wait(contains="当日受付", role="button")
    app.type(KANA[:4], delay=120)
    app.wait(contains=NAME)


def main(picture):
    today = datetime.datetime.now(zoneinfo.ZoneInfo("Asia/Tokyo")).date()
    with SandboxDesk() as desk:
        desk.control("init", "--name", "みほん市", "--code", "112119")
        desk.control("event", "add", "--title", "出前講座", "--type", "outreach_lecture", "--state", "planned", "--date", str(today))
        for use in (register, find):
            app = desk.start()
            use(app)
            app.shot(picture)
            assert app.close() == 0, app.messages()


main(sys.argv[1])

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two apps in a hall without internet, each on a screen of its own, with a real Avahi (tests/with-avahi.py). usage: test-room.py BUILD_FOLDER"""

import contextlib
import os
import sys

import tap
from desk import Desk
from server import Server
from town import PASSPHRASE, Town

BUILD = sys.argv[1]
ROOM = "この部屋でほかの端末とつなぐ"


@contextlib.contextmanager
def laptop(town):
    """The app on a laptop of its own, unlocked."""
    with Desk(BUILD) as desk:
        app = desk.start(town.data, env={"DBUS_SYSTEM_BUS_ADDRESS": os.environ["DBUS_SYSTEM_BUS_ADDRESS"]})
        app.unlock(PASSPHRASE)
        yield app


def switch(app):
    app.click(ROOM, role="switch")


def test_hall():
    """The server is away. Both switch the room on and see that they are two; what one writes the other has at once, and both see when
    one has gone. When the server is back all of it is there."""
    with Town(BUILD) as town, Server(town) as server:
        town.ctl("server", "add", server.line)
        town.ctl("sync")
        with server.join(town) as other:
            other.ctl("sync")
            server.stop()
            with laptop(town) as one, laptop(other) as two:
                for app in (one, two):
                    app.click(contains="つながりません", role="button")
                    app.wait(contains="通信できるようになると、自動で送られます")
                    switch(app)
                for name, app in (("one", one), ("two", two)):
                    app.wait(contains="ほかの 1 台とつながっています", role="button")
                    app.wait(contains="この部屋の端末どうしで記録をすぐに伝え合っています")
                    app.shot(os.path.join(BUILD, f"shots/room-{name}.png"))
                    app.key("Escape")
                    app.gone("今すぐ同期", role="button")
                    app.show("催し")
                other.ctl("event", "add", "--title", "会場で書いた講座", "--type", "lecture", "--date", "2026-12-01")
                one.wait(contains="会場で書いた講座")
                town.ctl("event", "add", "--title", "となりで書いた講座", "--type", "lecture", "--date", "2026-12-02")
                two.wait(contains="となりで書いた講座")
                assert two.close() == 0, two.messages()
                one.wait(contains="つながりません", role="button")
                one.wait(contains="未送信 2件", role="button")
                server.start()
                one.wait(contains="最終同期", role="button")
                one.gone(contains="未送信", role="button")
                assert one.close() == 0, one.messages()
            other.ctl("sync")
            assert other.ctl("status")[0]["waiting"] == 0


def test_no_server():
    """Without a server it is switched on in the settings; from then on it stands below the pages, too."""
    with Town(BUILD) as town, laptop(town) as app:
        app.gone(contains="ほかの端末", role="button")
        app.key("ctrl+comma")
        switch(app)
        app.key("Escape")
        app.click(contains="ほかの端末を探しています", role="button")
        app.wait(ROOM, role="switch")
        app.gone("今すぐ同期", role="button")
        app.shot(os.path.join(BUILD, "shots/room-no-server.png"))
        switch(app)
        app.gone(contains="ほかの端末を探しています", role="button")
        assert app.close() == 0, app.messages()


tap.run(test_hall, test_no_server)

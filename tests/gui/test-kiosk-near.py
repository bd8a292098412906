#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A resident picks the doctor among those near home: in the list by touch and by keys, and on the map. usage: test-kiosk-near.py BUILD_FOLDER"""

import contextlib
import sys

import tap
from desk import Desk, wait_until
from gi.repository import GLib
from kiosk import ANSWERS, Kiosk
from town import Town

BUILD = sys.argv[1]
QUESTION = "Who is your doctor?"
DOCTOR = next(i for i, (question, _) in enumerate(ANSWERS) if question == QUESTION)


def row(kiosk, number):
    """The button of the list with that number."""

    def look():
        for window in kiosk.app.windows():
            for node in window.walk():
                with contextlib.suppress(GLib.Error):
                    if node.role == "button" and node.name.startswith(f"{number} "):
                        return node.live()
        return None

    return wait_until(look, f"number {number}")


def test_near():
    with Desk(BUILD) as desk, Town(BUILD) as town:
        kiosk = Kiosk(desk, town)
        kiosk.touch("Begin")
        for question, answer in ANSWERS[:DOCTOR]:
            kiosk.answer(question, answer, kiosk.touch)
        for number, press, pick in ((1, kiosk.touch, lambda found: kiosk.app.press(found)),
                                    (2, kiosk.press, lambda found: kiosk.app.key("Tab", "Return")),  # the first one has the focus
                                    (3, kiosk.touch, lambda found: kiosk.touch("3"))):
            kiosk.find(QUESTION, "text box")
            press("Near my home")
            kiosk.find("Map")
            found = row(kiosk, number)
            name = found.name.split(" 約")[0].removeprefix(f"{number} ")
            kiosk.app.settle()
            pick(found)
            kiosk.find("What is the phone number there?")  # which the directory of the demo does not have
            press("Back")
            assert kiosk.find(QUESTION, "text box").text == name, name


tap.run(test_near)

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every control of every scene has a name that can be read aloud, and no Alt key stands for two of them. usage: test-names.py BUILD_FOLDER"""

import sys

import looks
import tap
from desk import Desk
from shots import visit
from town import Town

BUILD = sys.argv[1]


def test_every_control_has_a_name_and_a_key_of_its_own():
    complaints = []
    with Desk(BUILD) as desk, Town(BUILD) as town:
        for name, app, trouble in visit(desk, town):
            complaints += [f"{name}: {trouble}"] if trouble else []
            complaints += [f"{name}: {line}" for window in app.windows() for line in looks.nameless(window)]
            # The window in front is modal: its keys are its own.
            complaints += [f"{name}: {line}" for line in looks.shared_keys(app.window())]
    assert not complaints, "\n".join(complaints)


tap.run(test_every_control_has_a_name_and_a_key_of_its_own)

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every control of every scene has a name that can be read aloud. usage: test-names.py BUILD_FOLDER"""

import sys

import looks
import tap
from desk import Desk
from shots import visit
from town import Town

BUILD = sys.argv[1]


def test_every_control_has_a_name():
    complaints = []
    with Desk(BUILD) as desk, Town(BUILD) as town:
        for name, app, trouble in visit(desk, town):
            complaints += [f"{name}: {trouble}"] if trouble else []
            complaints += [f"{name}: {line}" for window in app.windows() for line in looks.nameless(window)]
    assert not complaints, "\n".join(complaints)


tap.run(test_every_control_has_a_name)

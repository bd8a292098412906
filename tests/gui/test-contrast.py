#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contrast of every text of every scene, measured on its picture: light, dark, high contrast. usage: test-contrast.py BUILD_FOLDER"""

import os
import sys

import looks
import tap
from desk import Desk
from shots import visit
from town import Town

BUILD = sys.argv[1]


def check(**settings):
    complaints = []
    with Desk(BUILD) as desk, Town(BUILD) as town:
        picture = os.path.join(desk.folder, "screen.png")
        for name, app, trouble in visit(desk, town, settings):
            complaints += [f"{name}: {trouble}"] if trouble else []
            complaints += [f"{name}: {line}" for line in looks.twice(looks.faint_texts, app, picture)]
    assert not complaints, "\n".join(complaints)


def test_light():
    check(appearance="'light'")


def test_dark():
    check(appearance="'dark'")


def test_high_contrast():
    check(appearance="'light'", **{"high-contrast": "true"})


tap.run(test_light, test_dark, test_high_contrast)

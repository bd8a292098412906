#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of twice the size cuts nothing on a small screen. usage: test-large-text.py BUILD_FOLDER"""

import os
import sys

import looks
import tap
from desk import Desk
from shots import visit
from town import Town

BUILD = sys.argv[1]


def test_text_at_200_percent():
    complaints = []
    with Desk(BUILD) as desk, Town(BUILD) as town:
        picture = os.path.join(desk.folder, "screen.png")
        for name, app, trouble in visit(desk, town, {"text-scale": "2.0"}):
            complaints += [f"{name}: {trouble}"] if trouble else []
            complaints += [f"{name}: {line}" for line in looks.twice(looks.cut_texts, app, picture)]
    assert not complaints, "\n".join(complaints)


tap.run(test_text_at_200_percent)

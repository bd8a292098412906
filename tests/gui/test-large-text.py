#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of twice the size cuts nothing on a small screen. usage: test-large-text.py BUILD_FOLDER"""

import sys

import looks
import tap
from desk import Desk
from shots import visit
from town import Town

BUILD = sys.argv[1]
# A row with a choice shows the choice in one line; its list shows it whole.
IN_A_LIST = "shortened: '名刺判（91×55 mm）'"


def test_text_at_200_percent():
    complaints = []
    with Desk(BUILD) as desk, Town(BUILD) as town:
        for name, app, trouble in visit(desk, town, {"text-scale": "2.0"}):
            complaints += [f"{name}: {trouble}"] if trouble else []
            complaints += [f"{name}: {line}" for line in looks.twice(looks.cut_texts, app) if not line.startswith(IN_A_LIST)]
    assert not complaints, "\n".join(complaints)


tap.run(test_text_at_200_percent)

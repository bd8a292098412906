#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contrast of every text of every scene, measured on its picture: light, dark, high contrast. usage: test-contrast.py BUILD_FOLDER"""

import sys

import looks
import tap
from desk import Desk, wait_until
from shots import visit
from town import Town

BUILD = sys.argv[1]
THEMES = {
    "light": {"appearance": "'light'", "high-contrast": "false"},
    "dark": {"appearance": "'dark'", "high-contrast": "false"},
    "high contrast": {"appearance": "'light'", "high-contrast": "true"},
}


def switch(app, theme):
    """Changes the theme under the open scene, until it is seen."""
    before = app.picture()
    app.desk.change_settings(THEMES[theme])
    wait_until(lambda: app.picture() != before, f"the theme {theme}")


def test_every_theme():
    """There and back by way of the dark one: so each change is a large one, and the last theme is the next scene's first."""
    complaints, order = [], list(THEMES)
    with Desk(BUILD) as desk, Town(BUILD) as town:
        for name, app, trouble in visit(desk, town, THEMES[order[0]]):
            complaints += [f"{name}: {trouble}"] if trouble else []
            for theme in order:
                if theme != order[0]:
                    switch(app, theme)
                complaints += [f"{name}, {theme}: {line}" for line in looks.twice(looks.faint_texts, app)]
            order.reverse()
    assert not complaints, "\n".join(complaints)


tap.run(test_every_theme)

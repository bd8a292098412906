#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of every scene: every control has a name that can be read aloud, no Alt key stands for two of them, and every text has contrast enough,
measured on its picture: light, dark, high contrast. usage: test-looks.py BUILD_FOLDER"""

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


def test_names_keys_and_contrast():
    """There and back by way of the dark one: so each change is a large one, and the last theme is the next scene's first."""
    complaints, order = [], list(THEMES)
    with Desk(BUILD) as desk, Town(BUILD) as town:
        for name, app, trouble in visit(desk, town, THEMES[order[0]]):
            complaints += [f"{name}: {trouble}"] if trouble else []
            windows = app.windows()
            complaints += [f"{name}: {line}" for window in windows for line in looks.nameless(window)]
            # The window in front is modal: its keys are its own.
            complaints += [f"{name}: {line}" for line in looks.shared_keys(windows[-1])]
            for theme in order:
                if theme != order[0]:
                    switch(app, theme)
                complaints += [f"{name}, {theme}: {line}" for line in looks.twice(looks.faint_texts, app)]
            order.reverse()
    assert not complaints, "\n".join(complaints)


tap.run(test_names_keys_and_contrast)

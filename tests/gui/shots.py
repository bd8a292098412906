#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the app: every page, dialog, empty state and error, in both languages, light and dark, in two sizes.

usage: shots.py BUILD_FOLDER TARGET_FOLDER [--only NAME] [--quick]

Files are TARGET/SIZE-LANGUAGE-COLOURS/NAME.png. Whoever changes a screen looks at it. What is to be drawn stands in SCENES: a name and
a function that brings the app there. --quick draws Japanese and light at 1280x800 alone.
"""

import argparse
import os
import sys

from desk import Desk, NotThere
from town import PASSPHRASE, Town

SIZES = [(1280, 800), (1920, 1080)]
SCENES = []


def scene(fresh=False):
    """Marks a function as a scene; a fresh one begins with an empty folder instead of the demo municipality."""

    def mark(function):
        SCENES.append((function.__name__.replace("_", "-"), function, fresh))
        return function

    return mark


@scene(fresh=True)
def first_run(app, town):
    app.wait(role="button")


@scene()
def unlock(app, town):
    app.key("ctrl+l")
    app.wait(role="text box")


def page(titles):
    """A page of the sidebar, by its titles in Japanese and English."""

    def bring(app, town):
        app.show(titles[0] if app.desk.japanese else titles[1])
        app.settle()

    return bring


PAGES = {
    "reception": ("受付", "Reception"),
    "events": ("催し", "Events"),
    "people": ("住民", "People"),
    "conversations": ("人生会議", "Conversations"),
    "places": ("医療・介護施設", "Directory"),
    "cards": ("カード発行", "Cards"),
    "scan": ("カード読取り", "Read a card"),
}
SCENES += [(name, page(titles), False) for name, titles in PAGES.items()]


def visit(desk, town, settings=None, scenes=None):
    """Brings the app from scene to scene; yields name, app and None, or why it did not get there."""
    settings = {"lock-minutes": "uint32 120", "hide-seconds": "uint32 600", **(settings or {})}
    for fresh in (True, False):
        chosen = [(name, bring) for name, bring, is_fresh in (SCENES if scenes is None else scenes) if is_fresh == fresh]
        if not chosen:
            continue
        app = desk.start(town.data + ("-new" if fresh else ""), settings=settings)
        for name, bring in chosen:
            trouble = None
            try:
                if not fresh and app.wait(role="button") and app.locked():
                    app.unlock(PASSPHRASE)
                bring(app, town)
            except NotThere as reason:
                trouble = reason
            yield name, app, trouble
        app.kill()


def draw(scenes, build, target, size, japanese, dark):
    """One variant: one desk, one town, the scenes after each other."""
    name = f"{size[0]}x{size[1]}-{'ja' if japanese else 'en'}-{'dark' if dark else 'light'}"
    settings = {"appearance": "'dark'" if dark else "'light'", "window-size": f"({size[0]}, {size[1]})"}
    missing = 0
    with Desk(build, size, japanese) as desk, Town(build) as town:
        for title, app, trouble in visit(desk, town, settings, scenes):
            if trouble is not None:
                missing += 1
                print(f"{name}/{title}: {trouble}", file=sys.stderr)
            app.shot(os.path.join(target, name, title + ".png"))
    return missing


def main():
    parser = argparse.ArgumentParser(description="Draws every screen of the app to PNG.")
    parser.add_argument("build")
    parser.add_argument("target")
    parser.add_argument("--only", help="scenes whose name begins so")
    parser.add_argument("--quick", action="store_true", help="one variant instead of eight")
    options = parser.parse_args()
    scenes = [entry for entry in SCENES if options.only is None or entry[0].startswith(options.only)]
    variants = [(size, japanese, dark) for size in SIZES for japanese in (True, False) for dark in (False, True)]
    missing = 0
    for size, japanese, dark in variants[:1] if options.quick else variants:
        missing += draw(scenes, options.build, options.target, size, japanese, dark)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

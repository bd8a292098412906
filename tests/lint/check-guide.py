#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that the guide speaks of what is on the screen: usage check-guide.py ROOT.

In docs/guide, **bold** is a button, a menu or a page, written as on the screen with the letter of its key, and 「…」 is what the screen
says, or a part of it: both have to be among the Japanese messages, those for residents without their readings. Bold sentences, and bold
signs without a letter, are neither. What people say or type stands in 『…』 and is not looked up.
"""

import ast
import re
import sys
from pathlib import Path

BOLD = re.compile(r"\*\*(.+?)\*\*")
QUOTED = re.compile(r"「(.+?)」", re.DOTALL)
FILLED_IN = re.compile(r"%(?:\d+\$)?(?:[a-z]|l[du]|%)")
MNEMONIC = re.compile(r"\(_([A-Z0-9])\)")
READING = re.compile(r"\{([^|}]*)\|[^}]*\}")


def messages(catalogue):
    """All translations in the text of a .po file, as they are shown."""
    found = re.findall(r'^msgstr(?:\[\d\])? ((?:".*"\n)+)', catalogue, re.MULTILINE)
    texts = ("".join(ast.literal_eval(line) for line in lines.splitlines()) for lines in found)
    return {READING.sub(r"\1", MNEMONIC.sub(r"(\1)", text)) for text in texts}


def is_said(words, said):
    """Whether a message contains @words; what a program fills in may be anything."""
    if any(words in text for text in said):
        return True
    parts = (FILLED_IN.split(text) for text in said if FILLED_IN.search(text))
    return any(re.fullmatch(".+".join(map(re.escape, each)), words) for each in parts if len("".join(each)) > 3)


def check_page(name, page, said):
    """Returns the complaints about one page, one line each."""
    complaints = []
    for words in BOLD.findall(page):
        if words not in said and not words.endswith("。") and any(sign.isalnum() for sign in words):
            complaints.append(f"{name}: nothing on the screen is called **{words}**")
    for words in QUOTED.findall(page):
        words = re.sub(r"\n\s*", "", words)
        if not is_said(words, said):
            complaints.append(f"{name}: the screen does not say 「{words}」")
    return complaints


def main():
    root = Path(sys.argv[1])
    said = set().union(*(messages((root / name).read_text(encoding="utf-8")) for name in ("po/ja.po", "po/kiosk/ja.po")))
    pages = sorted((root / "docs/guide").glob("*.md"))
    complaints = [line for page in pages for line in check_page(page.name, page.read_text(encoding="utf-8"), said)]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints or not pages else 0


if __name__ == "__main__":
    sys.exit(main())

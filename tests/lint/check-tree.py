#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what git keeps: usage check-tree.py ROOT.

Every source names its licence; nothing heavy, generated or bound to one machine comes in; what is left to do has an issue; links
lead somewhere.
"""

import re
import subprocess
import sys
from pathlib import Path

MAX_BINARY = 100 * 1000  # bytes
MAX_TEXT = 1000 * 1000  # bytes

# The essay that every .c opens with comes right after these two lines.
SPDX = ("SPDX-FileCopyrightText:", "SPDX-License-Identifier: GPL-3.0-or-later")
NEEDS_SPDX = re.compile(r"\.(c|h|def|js|mjs|py|sh|sql)$|^(dev|\.ci/run)$")

REFUSED = [
    (re.compile(r"(?<![\w.$}{*-])/(work|root|home/[a-z]+)/"), "a path of one machine"),
    (re.compile(r"\b(pypi\.org|npmjs|deb\.debian\.org|proxy\.golang\.org|crates\.io)\b"), "the name of a package registry"),
    (re.compile(r"\.\./shared/"), "a folder outside the project"),
    (re.compile(r"\b(TODO|FIXME|XXX)\b(?! ?\(?#\d)"), "work left without the number of its issue: TODO (#12)"),
    (re.compile(r"^(<{7}|={7}|>{7})( |$)"), "a merge left half done"),
    (re.compile(r"[ \t]+$"), "blanks at the end of a line"),
]
# Texts that speak of such things, or are as others wrote them.
EXEMPT = re.compile(r"^(LICENSE$|tests/lint/|tests/count-results.py$|tests/data/|data/.*\.(csv|txt)$)")
CODE = re.compile(r"\.(c|h|def|js|mjs|json|html|py|sh|sql|build|ui|css|md|po)$|^(dev|\.ci/run)$")
INDEX = "docs/README.md"
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def tracked(root):
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z"], check=True, capture_output=True)
    names = listed.stdout.decode().split("\0")
    return [name for name in names if name and (Path(root) / name).is_file()]


def check_file(name, content):
    """Returns the complaints about one file, one line each."""
    if b"\0" in content[:8192]:
        return [f"{name}: {len(content)} bytes of binary; at most {MAX_BINARY}"] if len(content) > MAX_BINARY else []
    if len(content) > MAX_TEXT:
        return [f"{name}: {len(content)} bytes; at most {MAX_TEXT}"]
    lines = content.decode("utf-8", errors="replace").split("\n")
    complaints = []
    if name.endswith(".ui") and not any('<interface domain="tsunagi">' in line for line in lines[:4]):
        complaints.append(f'{name}:1: not <interface domain="tsunagi">: GTK would look its words up in a catalogue of its own')
    if NEEDS_SPDX.search(name) and not all(any(tag in line for line in lines[:4]) for tag in SPDX):
        complaints.append(f"{name}:1: the two SPDX lines are missing")
    if not CODE.search(name) or EXEMPT.search(name):
        return complaints
    for number, line in enumerate(lines, 1):
        complaints += [f"{name}:{number}: {reason}" for pattern, reason in REFUSED if pattern.search(line)]
    if content and not content.endswith(b"\n"):
        complaints.append(f"{name}:{len(lines)}: no line end at the end")
    return complaints


def check_links(root, names):
    """A page that is linked exists; a page of docs/ is in their index."""
    complaints = []
    pages = [name for name in names if name.endswith(".md")]
    linked = set()
    for name in pages:
        for target in LINK.findall((root / name).read_text(encoding="utf-8")):
            path = (root / name).parent / target
            linked.add((name, path.resolve()))
            if not path.exists():
                complaints.append(f"{name}: there is no {target}")
    for name in pages:
        if name.startswith("docs/") and name != INDEX and (INDEX, (root / name).resolve()) not in linked:
            complaints.append(f"{name}: {INDEX} does not name this page")
    return complaints


def main():
    root = Path(sys.argv[1])
    names = tracked(root)
    complaints = [line for name in names for line in check_file(name, (root / name).read_bytes())] + check_links(root, names)
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())

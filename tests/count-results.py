#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints "N passed, N failed[, N skipped]" from meson's testlog.json; exit status 1 if anything failed.

What counts is the single check: a TAP program of forty checks counts forty. A program that fails without having reported a failed
check (a crash, a time-out, a leak found at exit) counts as one failure more.
"""

import json
import re
import sys
from pathlib import Path

CHECK = re.compile(r"^(not )?ok\b[^#\n]*(?:#\s*(SKIP|TODO))?", re.IGNORECASE)
GOOD = {"OK", "EXPECTEDFAIL"}


def count_test(test):
    """Returns (passed, failed, skipped, names of what failed) of one program."""
    passed = failed = skipped = 0
    names = []
    for line in test.get("stdout", "").splitlines():
        found = CHECK.match(line)
        if not found:
            continue
        directive = (found.group(2) or "").upper()
        if directive == "SKIP":
            skipped += 1
        elif found.group(1) and directive != "TODO":
            failed += 1
            names.append(f"{test['name']}: {line}")
        else:
            passed += 1
    if test["result"] == "SKIP":
        skipped = max(skipped, 1)
    elif test["result"] in GOOD:
        passed = max(passed, 0 if skipped else 1)
    elif failed == 0:
        failed = 1
        names.append(f"{test['name']}: {test['result']}")
    return passed, failed, skipped, names


def main():
    totals = [0, 0, 0]
    for line in Path(sys.argv[1]).read_text(encoding="utf-8", errors="replace").splitlines():
        *counts, names = count_test(json.loads(line))
        totals = [total + count for total, count in zip(totals, counts)]
        for name in names:
            print(f"failed: {name}")
    passed, failed, skipped = totals
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

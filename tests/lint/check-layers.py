#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the layer rule of docs/architecture.md: usage check-layers.py ROOT.

Arrows point at the foundations. A folder of src/ includes only its own headers and those of the folders that src/meson.build
names before it (that order is written there and nowhere else); ui/ includes any of them. A header from outside is included only
where the table below allows it: separate static libraries do not stop <sqlite3.h>, which the compiler always finds.
"""

import re
import sys
from pathlib import Path

EVERYWHERE = None

# Who may include what from outside: the first pattern that matches decides, and what none matches is refused until it has a line.
ALLOWED = [
    (r"sqlite3(ext)?\.h", {"store", "server"}),
    (r"sodium\.h", {"vault", "card"}),
    (r"cbor\.h|cbor/.*", {"base"}),
    (r"zbar\.h|zbar/.*|ZXing/.*|gst/.*|gdk-pixbuf/.*|poppler.*", {"scan"}),
    (r"qrencode\.h|zlib\.h", {"card"}),
    (r"cairo.*|pango/.*", {"card", "report"}),
    (r"json-glib/.*", {"exchange", "handover", "ctl"}),
    (r"demo-resources\.h", {"ctl"}),  # generated from data/demo
    (r"libsoup/.*", {"sync", "server"}),
    (r"anthy/.*|pwd\.h", {"kanji"}),
    (r"gnutls/.*", {"sync", "server"}),
    (r"libpq-fe\.h", {"server"}),
    (r"cups/.*", {"paper"}),
    (r"gtk/.*|gdk/.*|gsk/.*|graphene.*|adwaita\.h|libsecret/.*", {"ui"}),
    # Only words, papers and the programs speak to people.
    (r"glib/gi18n.*|libintl\.h", {"words", "report", "handover", "ctl", "ui"}),
    (r"glib\.h|glib-(object|unix)\.h|glib/.*|gio/.*|gobject/.*", EVERYWHERE),
    # C17.
    (r"(assert|complex|ctype|errno|fenv|float|inttypes|limits|locale|math|setjmp|signal|stdalign|stdarg|stdatomic)\.h", EVERYWHERE),
    (r"(stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|tgmath|threads|time|uchar|wchar|wctype)\.h", EVERYWHERE),
    # POSIX and Linux.
    (r"sys/.*|linux/.*|net/if\.h|(dirent|fcntl|ifaddrs|langinfo|malloc|poll|pthread|spawn|strings|termios|unistd)\.h", EVERYWHERE),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
SUBDIR = re.compile(r"^\s*subdir\('([^']+)'\)", re.MULTILINE)


def sources(root):
    """Yields (folder of the rule, path) of every C file that the rule speaks of."""
    for path in sorted(root.glob("src/*/**/*")):
        if path.suffix in (".c", ".h", ".def"):
            yield path.relative_to(root / "src").parts[0], path
    for path in sorted(root.glob("ui/**/*")):
        if path.suffix in (".c", ".h"):
            yield "ui", path


def why_refused(folder, name, order, owners):
    """Says why FOLDER may not include NAME, or None if it may."""
    if name in owners:
        owner = owners[name]
        if owner == folder or folder == "ui" and owner in order or folder in order and owner in order[: order.index(folder)]:
            return None
        return f"{folder} may not use {owner}: a folder uses only those before it in src/meson.build"
    if name.startswith("tsn-"):
        return f"there is no header {name} under src/"
    for pattern, folders in ALLOWED:
        if re.fullmatch(pattern, name):
            if folders is EVERYWHERE or folder in folders:
                return None
            return f"{name} belongs to {', '.join(sorted(folders))}, not to {folder}"
    return f"{name} has no line in tests/lint/check-layers.py, so nobody may use it"


def check(root):
    """Returns the complaints, one line each."""
    order = SUBDIR.findall((root / "src/meson.build").read_text(encoding="utf-8"))
    owners, complaints = {}, []
    for folder, path in sources(root):
        if path.suffix != ".c" and owners.setdefault(path.name, folder) != folder:
            complaints.append(f"{path.relative_to(root)}:1: {owners[path.name]} has a header of that name, too")
        if folder not in order and folder != "ui":
            complaints.append(f"{path.relative_to(root)}:1: src/meson.build does not name the folder {folder}")
    for folder, path in sources(root):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = INCLUDE.match(line)
            reason = found and why_refused(folder, found.group(1), order, owners)
            if reason:
                complaints.append(f"{path.relative_to(root)}:{number}: {reason}")
    return complaints


def main():
    complaints = check(Path(sys.argv[1]))
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())

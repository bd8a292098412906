#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proves that the checks of this folder catch what they are for; prints TAP."""

import importlib.util
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def load(name):
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), (HERE / f"{name}.py").resolve())
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    return module


LAYERS = load("check-layers")
TREE = load("check-tree")
GUIDE = load("check-guide")
CONTRAST = load("check-contrast")
COUNT = load("../count-results")
SPDX = b"/* SPDX-FileCopyrightText: x */\n/* SPDX-License-Identifier: GPL-3.0-or-later */\n"


def layer_complaints(path, include):
    """What check-layers says of a tree of base, store and ctl in which PATH includes INCLUDE."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("src/base/tsn-base.h", "src/store/tsn-store.h", "src/ctl/tsn-ctl.h", path):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).touch()
        (root / "src/meson.build").write_text("subdir('base')\nsubdir('store')\nsubdir('ctl')\n", encoding="utf-8")
        (root / path).write_text(f"/* one line */\n#include {include}\n", encoding="utf-8")
        return LAYERS.check(root)


def refused(path, include, reason):
    said = layer_complaints(path, include)
    return len(said) == 1 and said[0].startswith(f"{path}:2: ") and reason in said[0]


def tree_says(name, content):
    return " ".join(TREE.check_file(name, content))


def link_complaints(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).parent.mkdir(exist_ok=True)
            (Path(folder) / name).write_text(text, encoding="utf-8")
        return " ".join(TREE.check_links(Path(folder), list(files)))


def guide_says(page):
    said = GUIDE.messages('msgid "_Next"\nmsgstr "次へ(_N)"\n\nmsgid ""\n"Arrived: "\n"%s"\nmsgstr ""\n"受付"\n"しました　%s 様"\n')
    return " ".join(GUIDE.check_page("a.md", page, said))


KIOSK = """.kiosk { color: #101010; background-color: #ffffff; } .kiosk.contrast { color: #ffffff; background-color: #000000; }
.kiosk button { border: 2px solid #404040; } .kiosk.contrast button { border-color: #ffffff; }"""


def style_says(rule):
    return " ".join(CONTRAST.check([KIOSK + rule]))


def counts(result, stdout):
    """Passed, failed and skipped of one program."""
    return COUNT.count_test({"name": "x", "result": result, "stdout": stdout})[:3]


CHECKS = {
    "a folder uses itself": lambda: not layer_complaints("src/store/a.c", '"tsn-store.h"'),
    "a folder uses those before it": lambda: not layer_complaints("src/store/a.c", '"tsn-base.h"'),
    "the app uses everything": lambda: not layer_complaints("ui/shell/a.c", '"tsn-ctl.h"'),
    "GLib is for everyone": lambda: not layer_complaints("src/base/a.c", "<gio/gio.h>"),
    "the store knows SQL": lambda: not layer_complaints("src/store/a.c", "<sqlite3.h>"),
    "a folder does not use those after it": lambda: refused("src/base/a.c", '"tsn-store.h"', "base may not use store"),
    "a header is held to the rule, too": lambda: refused("src/base/a.h", '"tsn-store.h"', "base may not use store"),
    "base knows no SQL": lambda: refused("src/base/a.c", "<sqlite3.h>", "belongs to server, store"),
    "src knows no GTK": lambda: refused("src/ctl/a.c", "<gtk/gtk.h>", "belongs to ui"),
    "the store knows no cryptography": lambda: refused("src/store/a.c", "  <sodium.h>", "belongs to card, vault"),
    "the store translates nothing": lambda: refused("src/store/a.c", "<glib/gi18n.h>", "belongs to ctl, handover, report, ui"),
    "an unknown library is refused": lambda: refused("src/ctl/a.c", "<curl/curl.h>", "has no line"),
    "a header that is gone is named": lambda: refused("src/ctl/a.c", '"tsn-gone.h"', "there is no header"),
    "a folder outside the order is refused": lambda: "does not name" in layer_complaints("src/misc/a.c", "<glib.h>")[0],
    "clean code passes": lambda: tree_says("a.c", SPDX + b"int a;\n") == "",
    "a source without a licence is refused": lambda: "SPDX" in tree_says("a.c", b"int a;\n"),
    "a machine's path is refused": lambda: "machine" in tree_says("a.c", SPDX + b'"/root/x"\n'),
    "a TODO needs an issue": lambda: "issue" in tree_says("a.c", SPDX + b"/* TODO later */\n"),
    "a TODO with an issue passes": lambda: tree_says("a.c", SPDX + b"/* TODO (#12) later */\n") == "",
    "a heavy binary is refused": lambda: "binary" in tree_says("a.png", b"\0" * 100001),
    "a broken link is refused": lambda: "no b.md" in link_complaints({"a.md": "[b](b.md)"}),
    "a page outside the index is refused": lambda: "does not name" in link_complaints({"docs/README.md": "", "docs/a.md": ""}),
    "a page in the index passes": lambda: link_complaints({"docs/README.md": "[a](a.md#b)", "docs/a.md": "[c](https://c.d)"}) == "",
    "the guide's buttons are on the screen": lambda: guide_says("**次へ(N)** か **⋮** を押します。**大切です。**") == "",
    "a button of another name is refused": lambda: "called **次へ(T)**" in guide_says("**次へ(T)** を押します。"),
    "what the screen says may be a part of it": lambda: guide_says("「受付しました」と出ます。『たけ』と入れます。") == "",
    "what the screen says may be filled in": lambda: guide_says("「受付しました　見本 様」と出ます。") == "",
    "what the screen does not say is refused": lambda: "「登録しました」" in guide_says("「登録\n  しました」と出ます。"),
    "readable colours pass": lambda: style_says("") == "",
    "grey on white is refused": lambda: ".kiosk .help: text has 4.5:1" in style_says(".kiosk .help { color: #767676; }"),
    "a ground that suits one set of colours only is refused": lambda: "contrast button.next" in style_says(".kiosk button.next { background: #ffffff; }"),
    "the colour of a pressed key is looked at": lambda: "button:active" in style_says(".kiosk button:active { background: #1a5fb4; }"),
    "an edge that nobody sees is refused": lambda: "its edge has 1.8:1" in style_says(".kiosk button.row { border-color: #c0c0c0; }"),
    "what is filled needs no edge": lambda: style_says(
        ".kiosk button.mark { background: #0b3f80; border-color: #ffffff; color: #ffffff; }"
        ".kiosk.contrast button.mark { background: #ffe14d; border-color: #000000; color: #000000; }") == "",
    "each check of a program counts": lambda: counts("OK", "1..3\nok 1 a\nok 2 b # SKIP why\nok 3 c\n") == (2, 0, 1),
    "a failed check counts": lambda: counts("FAIL", "1..2\nok 1 a\nnot ok 2 b\n") == (1, 1, 0),
    "a crash after good checks counts": lambda: counts("ERROR", "1..2\nok 1 a\n") == (1, 1, 0),
    "a time-out counts": lambda: counts("TIMEOUT", "") == (0, 1, 0),
    "a program without checks counts once": lambda: counts("OK", "") == (1, 0, 0),
    "a skipped program counts as skipped": lambda: counts("SKIP", "") == (0, 0, 1),
    "a light binary passes": lambda: tree_says("a.png", b"\0" * 99999) == "",
}


def main():
    print(f"1..{len(CHECKS)}")
    for number, (name, holds) in enumerate(CHECKS.items(), 1):
        print(f"{'ok' if holds() else 'not ok'} {number} {name}")


if __name__ == "__main__":
    main()

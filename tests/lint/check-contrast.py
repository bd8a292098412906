#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the colours of the kiosk's style sheets: usage check-contrast.py ROOT.

Of every rule, in both sets of colours: text on its ground has a contrast of 7:1 (WCAG 1.4.6), and the edge of what can be touched, or what
shows the focus, has 3:1 against what is around it (1.4.11). How the rules come together is told only as far as these files need it: a
rule for high contrast wins over one without, and one with a state (".next", ":active") over the same without. What is really drawn,
ui-kiosk-screens measures; here are the states, too, that last as long as a finger is down.
"""

import re
import sys
from pathlib import Path

SHEETS = ("ui/kiosk/input/style.css", "ui/kiosk/style.css")
TEXT, EDGE = 7.0, 3.0
# Of libadwaita, in its light colours, and of ui/style.css.
NAMED = {"white": "#ffffff", "black": "#000000", "@view_bg_color": "#ffffff", "@view_fg_color": "#323232", "@accent_bg_color": "#1a5fb4"}
PROPERTIES = {"color": "text", "background": "ground", "background-color": "ground", "border": "edge", "border-color": "edge", "outline": "edge"}
# Lines that only part things; what has no words, so that its ground is all there is to see.
DECORATION, WORDLESS = (".kiosk-bar",), ("progressbar",)


def colour(value):
    """(r, g, b) from 0 to 1 of the first colour in @value; None: there is none that is known."""
    mixed = re.search(r"mix\((\S+), (\S+), ([\d.]+)\)", value)
    if mixed:
        one, other, share = colour(mixed.group(1)), colour(mixed.group(2)), float(mixed.group(3))
        return tuple(a + (b - a) * share for a, b in zip(one, other, strict=True))
    found = re.search(r"#[0-9a-f]{6}\b", " ".join(NAMED.get(word, word) for word in value.split()))
    return tuple(int(found.group()[i : i + 2], 16) / 255 for i in (1, 3, 5)) if found else None


def luminance(rgb):
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def rules(sheet):
    """(selector, {text, ground, edge}) of each rule that says a colour."""
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        said = {}
        for name, value in re.findall(r"([\w-]+):\s*([^;]+);", body):
            if name in PROPERTIES and colour(value):
                said[PROPERTIES[name]] = colour(value)
        for selector in selectors.split(","):
            yield " ".join(selector.split()), said


def without_state(thing):
    """"button.next:not(.key)" is a "button:not(.key)", ".key:active" a ".key"."""
    return re.sub(r"(?<=[\w)])(\.[\w-]+|:(?!not)[\w-]+)", "", thing)


def check(sheets):
    """Returns the complaints, one line each."""
    complaints, all_rules = [], {}
    for selector, said in rules("\n".join(sheets)):
        all_rules.setdefault(selector, {}).update(said)

    def of(prefix, thing):
        return all_rules.get(f"{prefix} {thing}".strip(), {})

    things = {re.sub(r"^\.kiosk(\.contrast)?( |$)", "", selector) for selector in all_rules}
    for prefixes in (("", ".kiosk"), ("", ".kiosk", ".kiosk.contrast")):
        around = {name: value for prefix in prefixes if prefix for name, value in of(prefix, "").items()}
        for thing in sorted(things):
            seen, own = dict(around), {}
            for prefix in prefixes:
                own.update(of(prefix, without_state(thing)))
                own.update(of(prefix, thing))
            seen.update(own)
            if thing.startswith(WORDLESS):
                own = {"edge": own["ground"]} if "ground" in own else {}
            where = f"{prefixes[-1]} {thing}".strip()
            if not thing.startswith(WORDLESS) and (ratio := contrast(seen["text"], seen["ground"])) < TEXT:
                complaints.append(f"{where}: text has {ratio:.1f}:1 on its ground, {TEXT:g} are needed")
            if "edge" in own and thing and not thing.startswith(DECORATION):
                shown = [own[name] for name in ("edge", "ground") if name in own]  # what is filled needs no edge
                if (ratio := max(contrast(each, around["ground"]) for each in shown)) < EDGE:
                    complaints.append(f"{where}: its edge has {ratio:.1f}:1 with what is around it, {EDGE:g} are needed")
    return complaints


def main(root):
    complaints = check([(Path(root) / name).read_text(encoding="utf-8") for name in SHEETS])
    print("\n".join(complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

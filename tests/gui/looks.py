# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What anybody must be able to see and hear of a page: names of controls, text that is not cut, contrast. Measured, not believed."""

import re
from collections import Counter

from gi.repository import GLib
from PIL import Image

from desk import said_plainly

FOCUSABLE = 11
CONTROLS = {"button", "text box", "toggle button", "check box", "combo box", "switch", "slider", "spin button", "link", "menu item"}
CONTROLS |= {"radio button", "list item", "search box", "toggle"}
TYPE_NAME = re.compile(r"^(Gtk|Adw|Tsn)[A-Z]")
MIN_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, text


def states(node):
    low, high = node.call("org.a11y.atspi.Accessible", "GetState")[0]
    return low | high << 32


def named(node):
    name = said_plainly(node.name)
    return bool(name) and not TYPE_NAME.match(name)


def nameless(window):
    """Every control without a name, as lines "role name < role name ..."; a list item is named by what it holds."""
    complaints = []

    def look(node, path):
        try:
            role = node.role
            here = path + [f"{role} {node.name!r}"]
            is_control = role in CONTROLS and states(node) >> FOCUSABLE & 1
            children = [child for child in node.children if child.has("visible")]
            if is_control and not named(node) and not any(named(child) for child in children):
                complaints.append(" < ".join(reversed(here[-4:])))
        except GLib.Error:
            return  # gone while we looked
        for child in children:
            look(child, here)

    look(window, [])
    return complaints


# -- contrast --


def luminance(colour):
    def channel(value):
        value /= 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(value) for value in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def contrast_of(picture, box):
    """The contrast of the text in a box of the picture: the ground is its most frequent colour, the text is the colour furthest from
    that which more than a few pixels have (edges are blended, the middle of a stroke is not). None: there is nothing in it."""
    x, y, width, height = box
    area = picture.crop((max(x, 0), max(y, 0), min(x + width, picture.width), min(y + height, picture.height)))
    if area.width < 4 or area.height < 6:
        return None
    colours = Counter(area.getdata())
    ground = colours.most_common(1)[0][0]
    ratios = sorted((contrast(ground, colour) for colour, count in colours.items() if count >= 3), reverse=True)
    return ratios[0] if ratios and ratios[0] > 1.2 else None


def faint_texts(window, path, origin=(0, 0)):
    """Labels of the window whose contrast on the picture at @path is too low: lines "ratio text". What is insensitive may be faint."""
    picture = Image.open(path).convert("RGB")
    complaints = []
    for node in window.walk():
        try:
            if node.role != "label" or not states(node) >> 24 & 1 or not node.name:
                continue
            x, y, width, height = node.box
            text = node.name
        except GLib.Error:
            continue
        ratio = contrast_of(picture, (x + origin[0], y + origin[1], width, height))
        if ratio is not None and ratio < MIN_CONTRAST:
            complaints.append(f"{ratio:.2f} {text!r}")
    return complaints

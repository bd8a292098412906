# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What anybody must be able to see and hear of a page: names of controls, text that is not cut, contrast. Measured, not believed."""

import contextlib
import re
from collections import Counter

from gi.repository import GLib

from desk import said_plainly

FOCUSABLE = 11
CONTROLS = {"button", "text box", "toggle button", "check box", "combo box", "switch", "slider", "spin button", "link", "menu item"}
CONTROLS |= {"checkbox", "radio button", "list item", "search box", "toggle"}
TYPE_NAME = re.compile(r"^(Gtk|Adw|Tsn)[A-Z]")
SPOKEN = {"alert", "status"}  # labels that are read out by themselves
MIN_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, text


def named(node):
    name = said_plainly(node.name)
    return bool(name) and not TYPE_NAME.match(name)


def nameless(window):
    """Every control without a name, as lines "role name < role name ..."; a list item is named by all that it holds."""
    complaints = []

    def look(node, path):
        try:
            role = node.role
            here = path + [f"{role} {node.name!r}"]
            is_control = role in CONTROLS and node.states() >> FOCUSABLE & 1
            children = [child for child in node.children if child.has("visible")]
            inside = node.walk() if role == "list item" else children
            if is_control and not named(node) and not any(named(child) for child in inside):
                complaints.append(" < ".join(reversed(here[-4:])))
        except GLib.Error:
            return  # gone while we looked
        for child in children:
            look(child, here)

    look(window, [])
    return complaints


MNEMONIC = re.compile(r"\(_?([A-Z])\)")


def shared_keys(window):
    """Alt keys that more than one label of the window claims, as lines "Alt+S: one, other"; what scrolling hides counts, too."""
    claims = {}
    for node in window.walk():
        try:
            match = MNEMONIC.search(node.name) if node.role == "label" and node.box[2] > 0 else None
        except GLib.Error:
            continue  # gone while we looked
        if match:
            claims.setdefault(match.group(1), set()).add(node.name)  # the same words do the same
    return [f"Alt+{key}: {', '.join(sorted(names))}" for key, names in sorted(claims.items()) if len(names) > 1]


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
    colours = area.getcolors(area.width * area.height)
    ground = max(colours)[1]
    ratios = sorted((contrast(ground, colour) for count, colour in colours if count >= 3), reverse=True)
    return ratios[0] if ratios and ratios[0] > 1.2 else None


def meet(one, other):
    """What two boxes have in common."""
    x, y = max(one[0], other[0]), max(one[1], other[1])
    right, bottom = min(one[0] + one[2], other[0] + other[2]), min(one[1] + one[3], other[1] + other[3])
    return x, y, max(right - x, 0), max(bottom - y, 0)


def texts(window, popups):
    """Every label that has a place on the screen: (whether it can be used, text, its box, what of that its parents leave to be seen).
    To AT-SPI a popover lies where its button does; @popups says where those of its size are. What lies under one is left out."""

    boxes = window.glance.ask(list(window.walk()), "org.a11y.atspi.Component", "GetExtents", GLib.Variant("(u)", (1,)))
    over = [(*popups[box[2:]], *box[2:]) for box in boxes.values() if box[2:] in popups]

    def look(node, clip, usable, offset):
        try:
            box = boxes.get(node.path)
            if box is None:
                return
            box = (box[0] + offset[0], box[1] + offset[1], box[2], box[3])
            if box[2:] in popups:
                x, y = popups[box[2:]]
                offset = (offset[0] + x - box[0], offset[1] + y - box[1])
                box = clip = (x, y, *box[2:])
            seen = meet(box, clip)
            usable = usable and node.has("sensitive")
            hidden = offset == (0, 0) and any(all(meet(box, popup)[2:]) for popup in over)
            if not hidden and box[2] > 0 and named(node) and (node.role == "label" or node.role in SPOKEN and "Text" in node.interfaces):
                yield usable, node.name, box, seen
            children = node.children
        except GLib.Error:
            return  # gone while we looked
        for child in children:
            yield from look(child, seen if box[2] > 0 and box[3] > 0 else clip, usable, offset)

    yield from look(window, boxes[window.path], True, (0, 0))


def toasts(window):
    """What holds a cross to close it and lies over the rest: (its box, the boxes of what is in it)."""
    for node in window.walk():
        with contextlib.suppress(GLib.Error):  # gone while we looked
            if any(child.role == "button" and child.name == "閉じる" for child in node.children):
                yield node.box, {inner.box for inner in node.walk()}


def faint_texts(window, picture, origin, popups):
    """Labels of the window whose contrast on the @picture is too low: lines "ratio text". What is insensitive may be faint, and what
    lies under a toast is not read until that is gone."""
    complaints, over = [], list(toasts(window))
    for usable, text, box, seen in texts(window, popups):
        if seen != box or not usable or len(text) < 2:  # in one small character every pixel is blended
            continue
        if any(all(meet(box, toast)[2:]) and box not in within for toast, within in over):
            continue
        x, y, width, height = box
        ratio = contrast_of(picture, (x + origin[0], y + origin[1], width, height))
        if ratio is not None and ratio < MIN_CONTRAST:
            complaints.append(f"{ratio:.2f} {text!r}")
    return complaints


# -- cut texts --


def runs(flags):
    """(begin, end) of each run of true flags."""
    found, begin = [], None
    for index, flag in enumerate(list(flags) + [False]):
        if flag and begin is None:
            begin = index
        elif not flag and begin is not None:
            found.append((begin, index))
            begin = None
    return found


def ends_in_dots(picture, box):
    """Whether the last that is drawn in a box are the three dots of an ellipsis: alike, small, at the same distance."""
    x, y, width, height = box
    area = picture.crop((x, y, min(x + width, picture.width), min(y + height, picture.height))).convert("L")
    if area.width < 12 or area.height < 10:
        return False
    pixels = area.load()
    ground = Counter(area.getdata()).most_common(1)[0][0]
    columns = [[abs(pixels[i, j] - ground) > 60 for j in range(area.height)] for i in range(area.width)]
    dots = runs(any(column) for column in columns)[-3:]
    if len(dots) < 3:
        return False
    extents = [[j for j in range(area.height) if any(columns[i][j] for i in range(*dot))] for dot in dots]
    heights = {(rows[0], rows[-1]) for rows in extents}
    low = max(rows[-1] - rows[0] + 1 for rows in extents)
    widths = [end - begin for begin, end in dots]
    gaps = [dots[1][0] - dots[0][0], dots[2][0] - dots[1][0]]
    return len(heights) == 1 and low <= 7 and max(widths) <= 7 and max(widths) - min(widths) <= 1 and abs(gaps[0] - gaps[1]) <= 1


def cut_texts(window, picture, origin, popups):
    """Labels that somebody cannot read to the end: they leave their parents to the side, or end in dots that are not theirs."""
    complaints = []
    for _, text, box, seen in texts(window, popups):
        x, y, width, height = box
        if seen[3] > 0 and seen[2] < width:
            complaints.append(f"out of sight: {text!r} {box} {seen}")
        elif seen == box and not text.endswith("…") and ends_in_dots(picture, (x + origin[0], y + origin[1], width, height)):
            complaints.append(f"shortened: {text!r} {box}")
    return complaints


def twice(measure, app):
    """What @measure complains of in two pictures, one after the other: between picture and tree a list may have loaded its rows."""
    complaints = None
    for _ in range(2):
        app.settle()
        window = app.window()
        origin = app.origin(window)
        found = measure(window, app.picture(), origin, app.popups(origin))
        complaints = found if complaints is None else [line for line in complaints if line in found]
        if not complaints:
            break
    return complaints

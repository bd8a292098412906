# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A resident at the kiosk: answers questions by what they say, by touch or by keys."""

import contextlib
import gettext
import glob
import os
import re
import unicodedata

from gi.repository import GLib

from desk import Glance, wait_until
from town import PASSPHRASE

# What is answered to each question, both as the source has them: a text for its entry, or the name of a choice; None skips.
ANSWERS = [
    ("What your answers are for", "Next"),
    ("May your answers be printed on a card?", "I agree"),
    ("May an ambulance crew read your card?", "I agree"),
    ("May the city keep a copy?", "I agree"),
    ("May your welfare commissioner see it?", "I do not agree"),
    ("How is your name read?", {"": "ミホン　ハナコ"}),
    ("How do you write your name?", {"": "見本　花子"}),
    ("When were you born?", {"": "昭和15年3月2日"}),
    ("What is your phone number?", {"": "0495-00-1234"}),
    ("What is your postcode?", {"": "3670052"}),
    ("Where do you live?", {"": "埼玉県本庄市見本町1-2-3"}),
    ("Which building and room?", None),
    ("Who should be called first in an emergency?", {"": "見本　太郎"}),
    ("Who is this person to you?", "Son"),
    ("What is the phone number of this person?", {"": "090-0000-1234"}),
    ("Is there a second person to call?", "No"),
    ("Who is your doctor?", {"": "みほん医院"}),
    ("What is the phone number there?", {"": "0495-00-5678"}),
    ("Who is your dentist?", None),
    ("Which is your pharmacy?", None),
    ("Do you have a care manager?", None),
    ("Do you have an illness that a crew should know of?", "Yes"),
    ("Which illness?", {"": "高血圧、糖尿病"}),
    ("Do you take medicines?", "Yes: see my medicine notebook"),
    ("Do you have an allergy?", "I do not know"),
    ("Have you told somebody what care you wish for?", "Yes"),
    ("Who knows your wishes?", "My doctor"),
    ("A message to the ambulance crew", {"": "耳が遠いです"}),
    ("Where did you hear of this card?", "At a talk"),
    ("Is this right?", "Next"),
]
# Idleness is another test's affair.
PATIENT = {"kiosk-idle-seconds": "uint32 600"}


READING = re.compile(r"\{([^|}]*)\|[^}]*\}")
MARKS = {"\u3099": "Voiced mark", "\u309a": "Semi-voiced mark"}
SMALL = dict(zip("ぁぃぅぇぉっゃゅょ", "あいうえおつやゆよ"))
NAMES = {"　": "Space", " ": "Space", "-": "Hyphen"}


def strokes(text):
    """The keys for a text, each with what is written by then."""
    written = ""
    for letter in text:
        base, *marks = unicodedata.normalize("NFD", letter)
        if letter in SMALL:
            base, marks = SMALL[letter], ["small"]
        yield NAMES.get(base, base), written + base
        for mark in marks:
            yield MARKS.get(mark, "Small letter"), written + letter
        written += letter


def plainly(text):
    """Without the blanks that Japanese has between words to be read easily."""
    return text.replace(" ", "")


class Kiosk:
    """The face of the kiosk on a desk, unlocked."""

    def __init__(self, desk, town, settings=None, env=None):
        self.desk, self.town = desk, town
        self.tray = os.path.join(town.root, "tray")
        os.makedirs(self.tray, exist_ok=True)
        self.app = desk.start(town.data, settings={"kiosk-printer": f"'{self.tray}'", **PATIENT, **(settings or {})}, env=env, options=["--kiosk"])
        self.speak("ja")
        self.app.wait("パスフレーズ", role="text box").set_text(PASSPHRASE)
        self.app.click("ロックを解除", role="button")
        self.find("はじめる", "button")

    @classmethod
    def watch(cls, app):
        """That of an app which shows it by itself."""
        kiosk = cls.__new__(cls)
        kiosk.app = app
        kiosk.speak("ja")
        return kiosk

    def speak(self, language):
        """From now on what is looked for is in this language."""
        self.words = gettext.translation("tsunagi-kiosk", os.path.join(self.app.desk.build, "po/kiosk"), [language])

    def said(self, words):
        """English words of the source as the screen says them; others are what they are."""
        return plainly(READING.sub(r"\1", self.words.gettext(words)))

    def look(self):
        """What can be touched, and its places: name -> [(role, node, box)]."""
        nodes = [node for window in self.app.windows() for node in window.walk() if node.role in ("button", "text box")]
        for place, node in enumerate(nodes):
            node.place = place  # in the order of Tab
        boxes = Glance.ask(nodes, "org.a11y.atspi.Component", "GetExtents", GLib.Variant("(u)", (1,)))
        found = {}
        for node in nodes:
            if node.path in boxes and boxes[node.path][2] > 1:
                found.setdefault(plainly(node.name), []).append((node.role, node, boxes[node.path]))
        return found

    def still(self):
        """The same as soon as it stays where it is."""
        before = None

        def look():
            nonlocal before
            seen = self.look()
            now = {name: [(node.path, box) for _, node, box in nodes] for name, nodes in seen.items()}
            same, before = now == before, now
            return seen if same else None

        return wait_until(look, "a screen that stays")

    def find(self, name, role=None, seconds=None):
        """What has that name, blanks aside."""
        name = self.said(name)

        def look():
            for window in self.app.windows():
                for node in window.walk():
                    with contextlib.suppress(GLib.Error):
                        if plainly(node.name) == name and (role is None or node.role == role):
                            return node.live()
            return None

        return wait_until(look, f"{role or 'something'} named {name!r}", *([seconds] if seconds else []))

    def tap(self, box, delay=0):
        """The middle of a place; the window is the screen."""
        self.app.desk.tap(box[0] + box[2] // 2, box[1] + box[3] // 2, delay)

    def touch(self, name, delay=0):
        """Presses a button as a finger does."""
        said = self.said(name)
        self.find(name, "button")
        self.tap(next(box for role, _, box in wait_until(lambda: self.still().get(said), said) if role == "button"), delay)

    def press(self, name):
        """Presses a button as somebody does who has only keys: Tab, or back with Shift, until it has the focus."""
        said = self.said(name)
        self.find(name, "button")
        for _ in range(10):
            order = [node for nodes in self.look().values() for _, node, _ in nodes]
            order = sorted(order, key=lambda node: node.place)
            here = next((number for number, node in enumerate(order) if node.has("focused")), None)
            there = [number for number, node in enumerate(order) if node.role == "button" and plainly(node.name) == said]
            if not there:
                continue
            if here is None:  # on the page itself
                self.app.key("Tab")
                continue
            if here in there:
                self.app.key("Return")
                return
            on = (there[0] - here) % len(order)
            back = (here - there[0]) % len(order)
            self.app.key(*(["Tab"] * on if on <= back else ["shift+Tab"] * back))
        raise AssertionError(f"no way by Tab to {said!r}")

    def answer(self, question, answer, press, write=None):
        """@write: enters a text; as assistive technology does it, unless said otherwise."""
        self.find(question)
        if answer is None:
            press("Skip")
        elif isinstance(answer, str):
            press(answer)
        else:
            for name, text in answer.items():
                entry = self.find(name or question, "text box")
                (write or Kiosk.set)(self, entry, text)
            press("Next")

    def set(self, entry, text):
        entry.set_text(text)

    def type(self, entry, text):
        """On a keyboard: kana and ASCII."""
        wait_until(lambda: entry.has("focused"), "the focus")
        self.app.key("ctrl+a")
        self.app.type(text, 5)
        wait_until(lambda: entry.text == text, text)

    def key(self, keys, entry, name, words, delay=0):
        """Touches a key on the screen; then the entry says @words."""
        self.tap(keys[name][-1][2], delay)
        wait_until(lambda: entry.text == words, f"{words!r} after {name!r}")

    def write(self, entry, text):
        """On the keys of the screen: a text, or for a list, of each reading in it the word that is offered for it."""
        for part in [text] if isinstance(text, str) else text:
            reading, word = part if isinstance(part, tuple) else (part, None)
            before = entry.text
            last = None
            for number, (name, said) in enumerate(strokes(reading)):
                if number < 2:  # the words on offer come with the first letter
                    keys = self.still()
                self.key(keys, entry, self.said(name), before + said, 120 if name == last else 0)
                last = name
            if word is not None:
                offered = wait_until(lambda word=word: self.still().get(word), f"{word!r} on offer")
                self.tap(offered[0][2])
                wait_until(lambda before=before, word=word: entry.text == before + word, word)

    def pick(self, entry, era, *numbers):
        """A date on the keys of the screen: the era, the year, the month, the day."""
        words = [self.said(era), *(self.said(unit) % number for unit, number in zip(("Year %d", "Month %d", "Day %d"), numbers))]
        for word, following in zip(words, [*words[1:], None]):
            self.touch(word, 350)  # keys that have just come take no touch that was meant for those before
            wait_until(lambda following=following: entry.text if following is None else self.look().get(following), f"what follows {word}")

    def printed(self):
        """The files in the tray."""
        return sorted(glob.glob(os.path.join(self.tray, "*.pdf")))

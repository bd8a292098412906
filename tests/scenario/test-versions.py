#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two versions of the program in one municipality: a later one, which knows a kind and a field more, and today's, which is on the
server, too. What it does not know passes through it unharmed. Prints TAP.

usage: test-versions.py TSUNAGICTL TSUNAGI-SERVER TSUNAGICTL-NEWER
"""

import json
import os
import sys

import place as scene
from place import KANA, Device

NEWER = sys.argv[3]
FIELD, KIND, SECOND = "後の版の欄", "後の版の種類", "後の版の二つ目"


def in_step(device, digest="same"):
    """Syncs: nothing is refused, nothing waits, and nobody is told that anything was wrong."""
    result = device.run("--json", "sync")
    assert result.returncode == 0, result.stderr
    said = json.loads(result.stdout)
    assert said["waiting"] == said["refused"] == said["rejected"] == 0, said
    assert said["digest"] == digest, said


def titles(device):
    return {record["title"] for record in device.json("later", "list")}


def test_before(place):
    place.newer = Device(place, "newer", program=NEWER)
    place.other = Device(place, "other", program=NEWER)
    place.reception = Device(place, "reception")
    for device, role in ((place.newer, "desk"), (place.other, "desk"), (place.reception, "reception")):
        place.enrol(device, role)


def test_written(place):
    """The server of today takes what it does not know from a coordinator's device."""
    (person,) = place.newer.json("person", "add", "--kana", KANA + "ハナコ", "--later", FIELD)
    place.person = person["id"]
    place.newer.ok("later", "add", "--title", KIND)
    in_step(place.newer)


def test_passed_through(place):
    """Who does not know it syncs, edits beside it, and does no harm."""
    for _ in range(2):
        in_step(place.desk, "later")
    assert "no command later" in place.desk.run("later", "list").stderr
    (person,) = place.desk.json("person", "show", place.person)
    assert FIELD not in person.values(), person
    place.desk.ok("person", "edit", place.person, "--phone-home", "0495-00-1111")
    in_step(place.desk, "later")
    in_step(place.reception)
    place.reception.ok("person", "edit", place.person, "--address", "本庄市見本町")
    in_step(place.reception)
    for device, digest in ((place.newer, "same"), (place.desk, "later")):
        in_step(device, digest)
        assert device.json("check")[0]["problems"] == []
    (person,) = place.newer.json("person", "show", place.person)
    assert (person["later"], person["phone_home"], person["address"]) == (FIELD, "0495-00-1111", "本庄市見本町"), person
    assert titles(place.newer) == {KIND}


def test_carried_on(place):
    """It hands on what it does not know, in a bundle to a network without this server, too."""
    place.newer.ok("later", "add", "--title", SECOND)
    in_step(place.newer)
    in_step(place.desk, "later")
    path = os.path.join(place.root, "older.tsnb")
    place.desk.ok("bundle", "export", path, "--medium", "USB")
    place.other.ok("bundle", "import", path, "--medium", "USB")
    assert titles(place.other) == {KIND, SECOND}
    (person,) = place.other.json("person", "show", place.person)
    assert person["later"] == FIELD and person["address"] == "本庄市見本町", person
    for device, digest in ((place.other, "same"), (place.desk, "later"), (place.newer, "same"), (place.other, "same")):
        in_step(device, digest)


def test_updated(place):
    """The program is updated: all is there, although it came before."""
    updated = Device(place, "desk", program=NEWER)
    assert titles(updated) == {KIND, SECOND}
    (person,) = updated.json("person", "show", place.person)
    assert person["later"] == FIELD, person
    in_step(updated)
    checks = [device.json("check")[0] for device in (updated, place.newer, place.other)]
    assert len({check["digests"]["desk"] for check in checks}) == 1, checks
    assert not any(check["problems"] for check in checks), checks


if __name__ == "__main__":
    functions = [function for name, function in globals().items() if name.startswith("test_")]
    sys.exit(scene.run(sys.argv[1], sys.argv[2], functions))

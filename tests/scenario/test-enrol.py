#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""New devices and a real server, as their people do it with tsunagictl. Prints TAP.

usage: test-enrol.py TSUNAGICTL TSUNAGI-SERVER
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
import uuid

import place as scene
from place import KANA, Device

OTHER = "quite another passphrase 8"
LABEL = "カナリア端末"  # of a device that was never let in


def test_reception(place):
    device = Device(place, "reception", OTHER)
    place.reception = place.enrol(device, "reception")
    assert device.people() == {KANA}
    device.ok("person", "add", "--kana", KANA + "ジロウ")
    device.ok("sync")
    place.desk.ok("sync")
    assert place.desk.people() == {KANA, KANA + "ジロウ"}
    assert not os.path.exists(device.data + ".joining")
    assert "data folder already" in device.run("join", place.invite("reception")).stderr


def test_kiosk(place):
    device = Device(place, "kiosk")
    place.enrol(device, "kiosk")
    assert device.json("person", "list") == []
    device.ok("person", "add", "--kana", KANA + "キオスク")
    assert device.people() == {None}
    device.ok("sync")
    place.desk.ok("sync")
    assert KANA + "キオスク" in place.desk.people()
    with open(device.secret + ".staff", "w", encoding="utf-8") as stream:
        stream.write("another word for the staff 8\n")
    device.ok("passphrase", "--new-passphrase-file", device.secret + ".staff")  # forgotten: the old one is not asked for


def test_killed(place):
    """The new laptop is switched off while it waits, and after it was let in."""
    device = Device(place, "killed")
    joining = device.join(place.invite("desk"), "--label", "killed")
    while not place.waiting():
        pass
    code = json.loads(joining.stdout.readline())["code"]
    joining.send_signal(signal.SIGKILL)
    joining.communicate()
    (waiting,) = place.waiting()
    assert "not the code" in place.desk.refused("device", "approve", waiting["id"], "--code", "99999")
    place.desk.ok("device", "approve", waiting["id"], "--code", code)
    assert "before" in place.desk.refused("device", "approve", waiting["id"], "--code", code)
    assert not os.path.exists(device.data)
    device.ok("join")
    assert KANA in device.people()
    assert [entry["state"] for entry in device.json("device", "list")].count("member") >= 2


def test_taken(place):
    line = place.invite("reception")
    first, second = Device(place, "first"), Device(place, "second")
    assert first.join(line, "--wait", "0", "--label", LABEL).wait() == 1
    assert "Another device" in second.refused("join", line, "--wait", "0", "--quick-passphrase")
    assert "copy all of it" in second.refused("join", line[:-5])
    # Another invitation takes the place of the first.
    assert second.join(place.invite("reception"), "--wait", "0").wait() == 1
    assert len(place.waiting()) == 2


def test_revoked(place):
    """A lost device can neither push nor pull from the next round on; what it wrote stays on its disk."""
    lost = Device(place, "reception", OTHER)
    lost.ok("person", "add", "--kana", KANA + "サブロウ")
    before = lost.json("status")[0]["waiting"]
    place.desk.refused("device", "revoke", place.desk.json("device", "list")[0]["id"])  # itself
    lost.refused("device", "revoke", place.reception)
    place.desk.ok("device", "revoke", place.reception, "--note", "紛失")
    place.desk.ok("device", "revoke", place.reception)
    states = {entry["id"]: entry["state"] for entry in place.desk.json("device", "list") if "id" in entry}
    assert states[place.reception] == "revoked", states
    place.desk.ok("person", "add", "--kana", KANA + "シロウ")
    place.desk.ok("sync")
    assert "shut out" in lost.run("sync").stderr
    assert lost.json("status")[0]["waiting"] >= before > 0
    assert KANA + "サブロウ" in lost.people() and KANA + "シロウ" not in lost.people()
    place.desk.ok("sync")
    assert KANA + "サブロウ" not in place.desk.people()


def test_new_keys(place):
    """Who is lost opens nothing of what comes later, even if he gets hold of all that the others have."""
    lost, late = Device(place, "reception", OTHER), Device(place, "late")
    kiosk = Device(place, "kiosk")
    revoked = [entry for entry in place.desk.json("device", "list") if entry.get("id") == place.reception][0]
    assert revoked["state"] == "revoked" and "has_current_keys" not in revoked, revoked
    second = Device(place, "killed")  # another coordinator
    assert "coordinator" in kiosk.refused("key", "rotate")
    kiosk.ok("person", "add", "--kana", KANA + "オフライン")  # under the keys of before
    place.enrol(late, "reception")
    for device in (kiosk, second):
        device.ok("sync")
    kiosk.ok("person", "add", "--kana", KANA + "ゴロウ")
    kiosk.ok("sync")
    for device in (place.desk, second, late):
        device.ok("sync")
        assert {KANA, KANA + "シロウ", KANA + "オフライン", KANA + "ゴロウ"} <= device.people(), device.data
    # The keys of the lost device, and its owner's passphrase, on a copy of everything.
    thief = Device(place, "thief", OTHER)
    shutil.copytree(late.data, thief.data)
    shutil.copy(os.path.join(lost.data, "vault"), thief.data)
    with sqlite3.connect(os.path.join(thief.data, "tsunagi.db")) as database:
        device = uuid.UUID(place.reception).bytes
        assert database.execute("UPDATE meta SET value = ? WHERE key = 'device'", (device,)).rowcount == 1
    stolen = thief.people()
    assert KANA in stolen and not {KANA + "シロウ", KANA + "ゴロウ"} & stolen, stolen


def test_neighbour(place):
    """A crew that goes to the next town, too: lent the keys of its cards, it reads them as its own, and those of later after the next file."""
    crew, town = Device(place, "crew"), Device(place, "town")
    place.enrol(crew, "ems")
    town.ok("init", "--name", "町", "--code", "113816", "--quick-passphrase")
    person = town.json("person", "add", "--kana", KANA + "チョウミン")[0]["id"]
    card, later, asked, file = (os.path.join(place.root, name) for name in ("card.pdf", "later.pdf", "crew.tsncrew", "town.tsntrust"))
    town.ok("card", "issue", person, "--output", card)
    scan = lambda path: crew.json("scan", path)[0]["verdict"]
    assert scan(card) == "sealed_for_others"

    crew.ok("trust", "ask", asked)
    ours = place.desk.json("trust", "export", os.path.join(place.root, "ours.tsntrust"))[0]["fingerprint"]
    assert ours in crew.ok("trust", "ask", asked)
    assert "crew" in place.desk.refused("trust", "ask", asked)
    assert ours in town.refused("trust", "export", file, "--lend", asked)
    assert not os.path.exists(file)
    assert "crew" in town.refused("trust", "export", file, "--lend", card)
    assert "coordinator" in crew.refused("trust", "export", file)
    theirs = town.json("trust", "export", file, "--lend", asked, "--fingerprint", ours)[0]
    (lent,) = theirs["lent"]
    assert (lent["fingerprint"], lent["municipality"], lent["label"]) == (ours, "112119", "crew")
    assert theirs["fingerprint"] in crew.refused("trust", "import", file)
    assert scan(card) == "sealed_for_others"
    crew.ok("trust", "import", file, "--fingerprint", theirs["fingerprint"])
    assert scan(card) == "genuine"
    assert crew.json("scan", card)[0]["card"]["kana"] == KANA + "チョウミン"

    # The town changes its keys; what is written on brings the new ones, too.
    town.ok("key", "rotate", "--cards")
    town.ok("card", "issue", person, "--output", later)
    assert scan(later) == "sealed_for_others"
    town.ok("trust", "export", file)
    crew.ok("trust", "import", file)
    assert (scan(later), scan(card)) == ("genuine", "genuine_superseded")
    # No more; what it has it has. The file is for nobody else, and opens nothing on a coordinator's device.
    assert town.json("trust", "export", file, "--withdraw", lent["device"])[0]["lent"] == []
    assert "lends nothing" in town.refused("trust", "export", file, "--withdraw", lent["device"])
    crew.ok("trust", "import", file)
    assert scan(later) == "genuine"
    place.desk.ok("trust", "import", file, "--fingerprint", theirs["fingerprint"])
    assert place.desk.json("scan", later)[0]["verdict"] == "sealed_for_others"


def test_server_knows_nothing(place):
    dump = place.dump()
    for secret in (KANA, LABEL):
        assert (secret in dump) is (secret.encode().hex().upper() in dump) is False, secret


if __name__ == "__main__":
    functions = [function for name, function in globals().items() if name.startswith("test_")]
    sys.exit(scene.run(sys.argv[1], sys.argv[2], functions))

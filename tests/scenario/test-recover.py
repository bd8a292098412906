#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""All machines are gone; the sheet from the safe and the server are left. Prints TAP.

usage: test-recover.py TSUNAGICTL TSUNAGI-SERVER
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys

import place as scene
from place import KANA, Device

CODE = "112119"
NEW = "the passphrase of the day after 9"
PEOPLE = 50
# Well formed, and of no municipality.
STRANGER = "006H8-M9SMW-85751-PT3N2-GA7SR-SADPT-RF8DE-VTQQ8"


def recover(place, device, key, *more, code=CODE, line=None):
    """The command line; the key comes from a file, as from a keyboard."""
    path = device.data + ".key"
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(key + "\n")
    line = line or place.line.rsplit("#", 1)[0]  # the token was used long ago
    return ["--recovery-key-file", path, "recover", line, "--code", code, "--quick-passphrase", *more]


def known(place):
    """The ids of the devices that the server knows."""
    with sqlite3.connect(os.path.join(place.root, "server", "server.db")) as database:
        return {row[0] for row in database.execute("SELECT device FROM device")}


def test_before(place):
    """A year of work, on a coordinator's laptop and on one that gets stolen."""
    for number in range(PEOPLE - 1):  # one was there from the beginning
        place.desk.ok("person", "add", "--kana", KANA + "あいうえおかきくけこさしすせそ"[number % 15] * (1 + number // 15))
    place.stolen = Device(place, "stolen")
    place.enrol(place.stolen, "reception")
    place.desk.ok("sync")
    assert len(place.desk.people()) == PEOPLE
    place.lost = place.desk.json("device", "list")
    place.everybody = place.desk.people()
    shutil.move(place.desk.data, place.desk.data + ".ashes")


def test_refused(place):
    device, before = Device(place, "refused", NEW), known(place)
    assert "nothing for this recovery key" in device.refused(*recover(place, device, STRANGER))
    assert "nothing for this recovery key" in device.refused(*recover(place, device, place.recovery_key, code="011002"))
    other = "Z" if place.recovery_key[7] != "Z" else "Y"
    mistyped = place.recovery_key[:7] + other + place.recovery_key[8:]
    assert "typing error" in device.refused(*recover(place, device, mistyped))
    port = place.line.split(":")[2].split("#")[0]
    wrong = "tsunagi-server:127.0.0.1:%s#%s" % (port, "A" * 43)
    assert "Somebody else answers" in device.refused(*recover(place, device, place.recovery_key, line=wrong))
    gone = place.line.replace(":%s#" % port, ":1#")
    assert "cannot be reached" in device.refused(*recover(place, device, place.recovery_key, line=gone))
    assert known(place) == before
    assert not os.path.exists(device.data) and not os.path.exists(device.data + ".recovering")


def test_recover(place):
    place.desk = Device(place, "new", NEW)
    place.desk.ok(*recover(place, place.desk, place.recovery_key.replace("-", " ").lower(), "--label", "新しい端末"))
    assert place.desk.people() == place.everybody
    assert place.desk.json("status")[0]["waiting"] == 0
    assert not os.path.exists(place.desk.data + ".recovering")
    assert place.desk.json("municipality", "list")[0]["name"] == "市"
    listed = place.desk.json("device", "list")
    assert {entry["id"] for entry in listed} > {entry["id"] for entry in place.lost}
    assert [entry["role"] for entry in listed if entry.get("label") == "新しい端末"] == ["desk"]
    place.desk.ok("person", "add", "--kana", KANA + "アトカラ")
    place.desk.ok("sync")
    assert "data folder already" in place.desk.refused(*recover(place, place.desk, place.recovery_key))


def test_stolen_is_shut_out(place):
    """Those of before are let in until somebody says that they are lost."""
    place.stolen.ok("sync")
    assert KANA + "アトカラ" in place.stolen.people()
    for entry in place.lost:
        place.desk.ok("device", "revoke", entry["id"], "--note", "火災")
    place.desk.ok("person", "add", "--kana", KANA + "ヒミツ")
    place.desk.ok("sync")
    assert "shut out" in place.stolen.refused("sync")
    assert KANA + "ヒミツ" not in place.stolen.people()
    burnt = Device(place, "desk.ashes")
    assert "shut out" in burnt.refused("sync")
    listed = place.desk.json("device", "list")
    assert [entry["state"] for entry in listed].count("member") == 1, listed


def test_as_good_as_the_first(place):
    """Enrols others, and hands them the keys that were made since."""
    device = Device(place, "helper")
    place.enrol(device, "reception")
    assert KANA + "ヒミツ" in device.people()


def test_interrupted(place):
    """Switched off at any moment: the same command again, and there is one new device in the end."""
    device, before = Device(place, "cut", NEW), len(place.desk.json("device", "list"))
    words = recover(place, device, place.recovery_key, "--label", "途中")
    delay = 0.0
    while True:
        process = subprocess.Popen(device.command(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=delay)
            break
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        if os.path.exists(device.data):
            device.ok("sync")
            break
        delay = delay * 1.2 + 0.004  # a slow machine gets there, too
    assert place.everybody <= device.people()
    place.desk.ok("sync")
    listed = place.desk.json("device", "list")
    assert len(listed) == before + 1, listed


def test_new_keys_are_kept(place):
    """The keyring was renewed with the keys: the sheet opens what was written after them."""
    device = Device(place, "later", NEW)
    device.ok(*recover(place, device, place.recovery_key))
    assert KANA + "ヒミツ" in device.people()


def test_another_sheet(place):
    """The sheet was lost: with the next one it opens nothing, at the server and on the devices that have synced."""
    rotate = ("key", "rotate", "--recovery-key")
    with open("/dev/full", "w", encoding="utf-8") as full:  # what nobody has seen does not count
        result = subprocess.run(place.desk.command(*rotate), stdout=full, stderr=subprocess.DEVNULL, check=False)
        assert result.returncode == 1
    old = place.recovery_key
    place.recovery_key = place.desk.json(*rotate)[0]["recovery_key"]
    assert place.recovery_key != old
    finder, other, after = Device(place, "finder", NEW), Device(place, "later", NEW), Device(place, "after", NEW)
    assert "nothing for this recovery key" in finder.refused(*recover(place, finder, old))
    other.ok("sync")
    place.desk.ok("sync")  # the other one did not bring the old one back
    assert "nothing for this recovery key" in finder.refused(*recover(place, finder, old))
    after.ok(*recover(place, after, place.recovery_key))
    assert place.everybody <= after.people()
    for device in (place.desk, other, after):
        words = [place.program, "--data", device.data, "--recovery-key-file", finder.data + ".key", "person", "list"]
        assert subprocess.run(words, capture_output=True, check=False).returncode == 1
        words[4] = after.data + ".key"
        assert subprocess.run(words, capture_output=True, check=False).returncode == 0


def test_server_knows_nothing(place):
    dump = place.dump()
    for secret in (KANA, place.recovery_key, place.recovery_key.replace("-", "")):
        assert (secret in dump) is (secret.encode().hex().upper() in dump) is False, secret


if __name__ == "__main__":
    functions = [function for name, function in globals().items() if name.startswith("test_")]
    sys.exit(scene.run(sys.argv[1], sys.argv[2], functions))

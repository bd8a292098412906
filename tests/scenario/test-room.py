#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three laptops in a hall without internet, as their people work with tsunagictl: usage test-room.py TSUNAGICTL TSUNAGI-SERVER.

The municipality's server is away; one laptop serves the room. Each step waits for what the programs say, none for a time.
"""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys

from place import Device, run


@contextlib.contextmanager
def staying(device, *words):
    """A program that stays and says, a JSON value on each line, what happens."""
    command = device.command("--json", *words)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        try:
            yield process
        finally:
            process.terminate()
            process.stdout.read()


def wait_for(process, wanted):
    """The first thing said that is wanted."""
    for line in process.stdout:
        said = json.loads(line)
        if wanted(said):
            return said
    raise AssertionError("the program ended with %d" % process.wait())


def in_room(said):
    return said.get("in_room") and said["problem"] is None


def received(said):
    return "in_room" in said and said["received"] > 0


def nothing_waits(said):
    return said.get("waiting") == 0 and said["problem"] is None


@contextlib.contextmanager
def room(device):
    with staying(device, "room", "serve", "--listen", "127.0.0.1:0") as host:
        yield host, wait_for(host, lambda said: "room" in said)["room"]


def go_away(place):
    place.server.kill()
    place.server.communicate()


def come_back(place):
    port = place.line.split("#", maxsplit=1)[0].rsplit(":", maxsplit=1)[1]
    command = [*place.server.args[:-1], "127.0.0.1:" + port]
    place.server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
    place.server.stdout.readline()


def receipts(place, device):
    """How many the device holds, and how many of those are the server's."""
    with sqlite3.connect(os.path.join(place.root, "server", "server.db")) as database:
        ((server,),) = database.execute("SELECT value FROM value WHERE municipality = 0 AND name = 'server'").fetchall()
    with sqlite3.connect(os.path.join(device.data, "tsunagi.db")) as database:
        ((n, good),) = database.execute("SELECT count(*), count(*) FILTER (WHERE instr(body, ?) > 0) FROM receipt", [server])
        return n, good


def waiting(device):
    return device.json("status")[0]["waiting"]


def test_day(place):
    place.b, place.c = Device(place, "b"), Device(place, "c")
    place.enrol(place.b, "reception")
    place.c_id = place.enrol(place.c, "desk")
    laptops = [place.desk, place.b, place.c]
    for device in laptops:
        device.ok("sync")
    before = [receipts(place, device) for device in laptops]
    go_away(place)
    with room(place.desk) as (host, line):
        with staying(place.b, "sync", "--room", line) as at_b, staying(place.c, "sync", "--room", line) as at_c:
            wait_for(at_b, in_room)
            wait_for(at_c, in_room)
            place.b.ok("person", "add", "--kana", "ヒトリメ")
            while "ヒトリメ" not in place.c.people():
                wait_for(at_c, received)
            place.c.ok("person", "add", "--kana", "フタリメ")
            while "フタリメ" not in place.b.people():
                wait_for(at_b, received)
            while not {"ヒトリメ", "フタリメ"} <= place.desk.people():
                wait_for(host, received)
        # Nothing of it is on the server, and nobody believes so.
        assert all(waiting(device) >= 2 for device in laptops)
        assert [receipts(place, device) for device in laptops] == before
        come_back(place)
        wait_for(host, nothing_waits)
    for device in laptops:
        (done,) = device.json("sync")
        assert done["waiting"] == 0 and done["digest"] == "same", done
        n, good = receipts(place, device)
        assert n == good, device.data
        assert {"ヒトリメ", "フタリメ"} <= device.people()


def test_no_server_at_all(place):
    """A municipality that never had a server: its only laptop may serve all the same."""
    alone = Device(place, "alone")
    alone.json("init", "--name", "町", "--code", "113816", "--quick-passphrase")
    with room(alone) as (_, line):
        said = place.b.refused("sync", "--room", line)
        assert "not of your municipality" in said, said


def test_who_may_serve(place):
    assert "coordinator" in place.b.refused("room", "serve", "--listen", "127.0.0.1:0")


def test_lost(place):
    """A laptop that was lost is shut out of the room, too."""
    place.desk.ok("device", "revoke", place.c_id, "--keep-keys")
    go_away(place)
    place.c.ok("person", "add", "--kana", "ダレモミナイ")
    with room(place.desk) as (_, line):
        with staying(place.c, "sync", "--room", line) as at_c:
            said = wait_for(at_c, lambda said: "in_room" in said and said["problem"] is not None)
            assert "shut out" in said["problem"], said
    assert "ダレモミナイ" not in place.desk.people()
    assert waiting(place.c) > 0
    come_back(place)
    place.desk.ok("sync")


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2], [test_day, test_no_server_at_all, test_who_may_serve, test_lost]))

# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines and a real server, as their people work with tsunagictl."""

import contextlib
import itertools
import json
import os
import socket
import sqlite3
import subprocess
import tempfile
import threading

PASSPHRASE = "a long enough passphrase 7"
KANA = "カナリアタロウ"


class Device:
    """A data folder, and short ways to work in it."""

    def __init__(self, place, name, passphrase=PASSPHRASE, program=None):
        self.place = place
        self.program = program or place.program
        self.data = os.path.join(place.root, name)
        self.secret = self.data + ".passphrase"
        with open(self.secret, "w", encoding="utf-8") as stream:
            stream.write(passphrase + "\n")

    def command(self, *words):
        return [self.program, "--data", self.data, "--passphrase-file", self.secret, *words]

    def run(self, *words):
        return subprocess.run(self.command(*words), capture_output=True, encoding="utf-8", check=False)

    def ok(self, *words):
        result = self.run(*words)
        assert result.returncode == 0, (words[:2], result.returncode, result.stderr)
        return result.stdout

    def json(self, *words):
        return [json.loads(line) for line in self.ok("--json", *words).splitlines()]

    def refused(self, *words):
        result = self.run(*words)
        assert result.returncode == 1 and len(result.stderr.strip().splitlines()) == 1, (words[:2], result)
        return result.stderr

    def join(self, *words):
        return subprocess.Popen(
            self.command("--json", "join", "--quick-passphrase", *words), stdout=subprocess.PIPE, encoding="utf-8"
        )

    def people(self):
        return {person.get("kana") for person in self.json("person", "list")}


class Relay:
    """A network between the devices and the server, or a row of servers, which can be gone. (Their TLS goes through it unread.)"""

    def __init__(self, *ports):
        self.ports = list(ports)
        self.pairs, self.lock, self.up = [], threading.Lock(), True
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client = self.listener.accept()[0]
            with self.lock:
                server = self.connect() if self.up else None
                if server is None:
                    client.close()
                    continue
                self.pairs.append((client, server))
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    def connect(self):
        """The first that answers; next time it is the last to be asked."""
        for _ in self.ports:
            self.ports.append(self.ports.pop(0))
            with contextlib.suppress(OSError):
                return socket.create_connection(("127.0.0.1", self.ports[-1]))
        return None

    @staticmethod
    def carry(one, other):
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def gone(self):
        """Whatever is on its way is cut."""
        with self.lock:
            self.up = False
            for end in itertools.chain(*self.pairs):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            self.pairs.clear()

    def back(self):
        self.up = True


class Place:
    """A server and the coordinator's device. The server has a folder or, where tests/with-postgres.py runs one, a PostgreSQL database."""

    def __init__(self, root, program, server, relayed=False):
        self.root, self.program, self.server_program = root, program, server
        self.postgres = os.environ.get("TSN_TEST_POSTGRES")
        self.where = ["--data", os.path.join(root, "server")]
        if self.postgres:
            self.database = "place_%d" % os.getpid()
            self.administer("createdb", self.database)
            url = "postgresql://postgres@/%s?host=%s/socket" % (self.database, self.postgres)
            self.where = ["--database", url]
        self.server = self.start()
        self.line = self.server.stdout.readline().strip()
        if relayed:
            port = self.line.split(":")[2].split("#")[0]
            self.relay = Relay(int(port))
            self.line = self.line.replace(":%s#" % port, ":%d#" % self.relay.port)
        self.desk = Device(self, "desk")
        (made,) = self.desk.json("init", "--name", "市", "--code", "112119", "--quick-passphrase")
        self.recovery_key = made["recovery_key"]
        self.desk.ok("server", "add", self.line)
        self.desk.ok("person", "add", "--kana", KANA)
        self.desk.ok("sync")

    def start(self, port=0):
        command = [self.server_program, *self.where, "--listen", "127.0.0.1:%d" % port]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")

    def administer(self, name, *words):
        """A program of the PostgreSQL that runs for us."""
        command = [os.path.join(os.environ["TSN_TEST_POSTGRES_BIN"], name), "-h", self.postgres + "/socket", "-U", "postgres", *words]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout

    def invite(self, role):
        return self.desk.json("enrol", "--role", role)[0]["invitation"]

    def waiting(self):
        return [entry for entry in self.desk.json("device", "list") if entry["state"] == "waiting"]

    def enrol(self, device, role):
        """As two people do it, side by side."""
        label = os.path.basename(device.data)
        joining = device.join(self.invite(role), "--label", label)
        while not (waiting := [entry for entry in self.waiting() if entry["label"] == label]):
            pass
        (waiting,) = waiting
        assert waiting["role"] == role, waiting
        code = json.loads(joining.stdout.readline())["code"]
        self.desk.ok("device", "approve", waiting["id"], "--code", code)
        joining.communicate()
        assert joining.returncode == 0
        return waiting["id"]

    def dump(self):
        if self.postgres:
            return self.administer("pg_dump", self.database)
        with sqlite3.connect(os.path.join(self.root, "server", "server.db")) as database:
            return "\n".join(database.iterdump())

    def end(self):
        self.server.terminate()
        self.server.communicate()
        print("# the server ended with %d" % self.server.returncode)
        return self.server.returncode


def run(program, server, tests, relayed=False):
    """Runs each of @tests at the same place, one after the other; prints TAP and gives the exit code."""
    failed = 0
    print("1..%d" % len(tests))
    with tempfile.TemporaryDirectory(prefix="tsn-place-") as root:
        place = Place(root, program, server, relayed)
        for number, function in enumerate(tests, 1):
            name = function.__name__.removeprefix("test_")
            try:
                function(place)
                print("ok %d - %s" % (number, name), flush=True)
            except Exception as error:  # one broken test must not hide the others
                failed += 1
                print("not ok %d - %s" % (number, name))
                print("# %s: %s" % (type(error).__name__, str(error).replace("\n", "\n# ")), flush=True)
        return failed > 0 or place.end() != 0

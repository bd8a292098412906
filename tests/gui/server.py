# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tsunagi-server for GUI tests and pictures."""

import contextlib
import json
import os
import subprocess

from desk import wait_until
from town import Town


def begin_to_join(town, invitation, name):
    """Another device asks to be let in; it prints its code when the coordinator has looked."""
    words = [os.path.join(town.build, "src/ctl/tsunagictl"), "--data", town.data, "--passphrase-file", town.secret, "--json", "join",
             invitation, "--label", name, "--quick-passphrase"]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", env=dict(os.environ, **town.env))


@contextlib.contextmanager
def serve_room(town):
    """Another device, a coordinator's, has switched the room on."""
    words = [os.path.join(town.build, "src/ctl/tsunagictl"), "--data", town.data, "--passphrase-file", town.secret, "room", "serve",
             "--listen", "127.0.0.1:0"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ, **town.env))
    yield
    process.terminate()
    process.wait()


class Server:
    """A real tsunagi-server on loopback; `with Server(town) as server`."""

    def __init__(self, town, port=0):
        self.build, self.folder, self.port, self.env = town.build, os.path.join(town.root, "server"), port, town.env
        self.process, self.line = None, None

    def __enter__(self):
        self.start()
        return self

    def start(self):
        command = [os.path.join(self.build, "src/server/tsunagi-server"), "--data", self.folder, "--listen", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
                                        env=dict(os.environ, **self.env))
        self.line = self.process.stdout.readline().strip()
        self.port = int(self.line.split(":")[2].split("#")[0])

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()

    def join(self, town, role="desk", name="さくら公民館"):
        """Another device of the municipality, let in by this one."""
        other = Town(self.build, empty=True, env=self.env)
        joining = begin_to_join(other, town.ctl("enrol", "--role", role)[0]["invitation"], name)
        waiting = wait_until(lambda: [one for one in town.ctl("device", "list") if one["state"] == "waiting"], "the new device")[0]
        code = json.loads(joining.stdout.readline())["code"]
        town.ctl("device", "approve", waiting["id"], "--code", code)
        joining.communicate()
        assert joining.returncode == 0
        return other

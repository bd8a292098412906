# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo municipality for GUI tests: made once by tsunagictl, copied for each test, looked into afterwards."""

import errno
import json
import os
import shutil
import subprocess
import tempfile

import tap

PASSPHRASE = "けんしゅうよう の あいことば 2026"


class Town:
    """A data folder with the demo's people, events and places, or an empty one; `with Town(build) as town`."""

    def __init__(self, build, empty=False, megabytes=None, env=None):
        """@megabytes: on a disk of its own of that size, which can be filled; @env: for tsunagictl."""
        self.build, self.env = os.path.abspath(build), env or {}
        self.root = tempfile.mkdtemp(prefix="tsn-town-")
        self.disk = self._mount(megabytes) if megabytes else None
        self.data = os.path.join(self.disk or self.root, "data")
        self.secret = os.path.join(self.root, "passphrase")
        with open(self.secret, "w", encoding="utf-8") as stream:
            stream.write(PASSPHRASE + "\n")
        self.recovery_key = None
        if not empty:
            self.recovery_key = self.ctl("demo")[0]["recovery_key"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.disk:
            subprocess.run(["umount", "--lazy", self.disk], check=True)
        shutil.rmtree(self.root, ignore_errors=True)

    def _mount(self, megabytes):
        disk = os.path.join(self.root, "disk")
        os.mkdir(disk)
        options = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", disk]
        if subprocess.run(options, capture_output=True, check=False).returncode != 0:
            shutil.rmtree(self.root)
            raise tap.Skip("making a small disk needs root")
        return disk

    def fill_disk(self):
        """Leaves no byte."""
        with open(os.path.join(self.disk, "filler"), "ab", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def free_disk(self):
        os.remove(os.path.join(self.disk, "filler"))

    def ctl(self, *words, secret="--passphrase-file", given=None):
        """What tsunagictl answers, one value per JSON line; @given is its standard input."""
        environment = dict(os.environ, TSUNAGI_LOCALEDIR=os.path.join(self.build, "po"), LC_ALL="C.UTF-8")
        environment.update(self.env)
        result = subprocess.run(
            [os.path.join(self.build, "src/ctl/tsunagictl"), "--data", self.data, secret, self.secret, "--json", *words],
            capture_output=True, input=given, encoding="utf-8", env=environment, check=False,
        )
        assert result.returncode == 0, (words, result.stderr)
        return [json.loads(line) for line in result.stdout.splitlines()]

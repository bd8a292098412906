# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo municipality for GUI tests: made once by tsunagictl, copied for each test, looked into afterwards."""

import json
import os
import shutil
import subprocess
import tempfile

PASSPHRASE = "けんしゅうよう の あいことば 2026"


class Town:
    """A data folder with the demo's people, events and places, or an empty one; `with Town(build) as town`."""

    def __init__(self, build, empty=False):
        self.build = os.path.abspath(build)
        self.root = tempfile.mkdtemp(prefix="tsn-town-")
        self.data = os.path.join(self.root, "data")
        self.secret = os.path.join(self.root, "passphrase")
        with open(self.secret, "w", encoding="utf-8") as stream:
            stream.write(PASSPHRASE + "\n")
        if not empty:
            self.ctl("demo")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.root, ignore_errors=True)

    def ctl(self, *words, secret="--passphrase-file"):
        """What tsunagictl answers, one value per JSON line."""
        environment = dict(os.environ, TSUNAGI_LOCALEDIR=os.path.join(self.build, "po"), LC_ALL="C.UTF-8")
        result = subprocess.run(
            [os.path.join(self.build, "src/ctl/tsunagictl"), "--data", self.data, secret, self.secret, "--json", *words],
            capture_output=True, encoding="utf-8", env=environment, check=False,
        )
        assert result.returncode == 0, (words, result.stderr)
        return [json.loads(line) for line in result.stdout.splitlines()]

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A computer that is a kiosk: what its systemd unit starts, cage with the app in it, on a screen that nobody sees; and how it comes back when
it is killed. systemd itself is not there: a stand-in does what the unit says. usage: test-kiosk-machine.py BUILD_FOLDER"""

import contextlib
import os
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import tap
from desk import App, Desk, wait_until
from kiosk import PATIENT, Kiosk
from server import Server
from town import Town

BUILD = sys.argv[1]
UNIT = os.path.join(BUILD, "data/tsunagi-kiosk.service")
HEADLESS = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}


class Unit:
    """What stands in the file, as far as it is obeyed here."""

    def __init__(self, path, runtime):
        self.lines = {}
        with open(path, encoding="utf-8") as stream:
            for line in stream:
                name, equals, value = line.strip().partition("=")
                if equals and not name.startswith("#"):
                    self.lines.setdefault(name, []).append(value.replace("%t", runtime))
        self.command = shlex.split(self.one("ExecStart"))
        self.environment = dict(line.split("=", 1) for line in self.lines["Environment"])
        self.folder = os.path.join(runtime, self.one("RuntimeDirectory"))

    def one(self, name):
        (value,) = self.lines[name]
        return value

    def milliseconds(self, name):
        return float(self.one(name).removesuffix("ms"))


class Machine(Desk):
    """The computer, for as long as it has power: a desk whose screen is cage's."""

    def __init__(self, build):
        super().__init__(build)
        self.unit = Unit(UNIT, os.path.join(self.folder, "run"))
        self.unit.command = [
            word if os.path.basename(word) != "tsunagi" else os.path.join(self.build, "ui/tsunagi") for word in self.unit.command
        ]
        self.data = os.path.join(self.folder, "data", "tsunagi")
        self.process, self.power, self.systemd = None, False, None

    def _start_screen(self):
        """The unit does."""

    def _start_window_manager(self):
        """The same."""

    def __exit__(self, *all_of_it):
        self.cut_power()
        super().__exit__(*all_of_it)

    def switch_on(self):
        self.power = True
        self.systemd = threading.Thread(target=self._obey_unit)
        self.systemd.start()

    def _obey_unit(self):
        """Restart=, RestartSec=, RuntimeDirectory=, LimitCORE= and KillMode=, as systemd.service(5) has them."""
        assert (self.unit.one("Restart"), self.unit.one("StartLimitIntervalSec")) == ("always", "0")
        environment = {**self.env(), "LOCPATH": os.path.join(self.build, "tests/locale"), "TSUNAGI_LOCALEDIR": os.path.join(self.build, "po"),
                       "GSETTINGS_SCHEMA_DIR": os.path.join(self.build, "data"), **self.unit.environment, **HEADLESS}
        core = int(self.unit.one("LimitCORE"))
        with open(os.path.join(self.folder, "journal"), "ab") as journal:
            while self.power:
                shutil.rmtree(self.unit.folder, ignore_errors=True)
                os.makedirs(self.unit.folder, int(self.unit.one("RuntimeDirectoryMode"), 8))
                self.process = subprocess.Popen(self.unit.command, env=environment, stdout=journal, stderr=journal, start_new_session=True,
                                                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (core, core)))
                self.process.wait()
                self._kill_all()
                time.sleep(self.unit.milliseconds("RestartSec") / 1000)

    def _kill_all(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def cut_power(self):
        self.power = False
        if self.process is not None:
            self._kill_all()
        if self.systemd is not None:
            self.systemd.join()

    def app(self):
        """The app in its compositor, as it runs now."""
        compositor = self.process.pid if self.process is not None else None

        def look():
            with contextlib.suppress(FileNotFoundError):
                with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="utf-8") as children:
                    for pid in children.read().split():
                        with open(f"/proc/{pid}/cmdline", "rb") as words:
                            if b"tsunagi" in words.read():
                                return int(pid)
            return None

        pid = wait_until(lambda: self.process is not None and look(), f"the app in {compositor}")
        return App(self, SimpleNamespace(pid=pid, poll=lambda: None), os.path.join(self.folder, "journal"))

    def back(self, app, victim, number):
        """Kills one of the two, and waits for the welcome; gives the app that shows it."""
        began = time.monotonic()
        os.kill(app.process.pid if victim == "app" else self.process.pid, number)
        wait_until(lambda: not os.path.exists(f"/proc/{app.process.pid}"), "the end of the app")
        app = self.welcome()
        print(f"# {victim} killed by {number.name}: the welcome after {time.monotonic() - began:.1f} s")
        return app

    def welcome(self):
        app = self.app()
        Kiosk.watch(app).find("はじめる", "button")
        return app


def test_unit():
    """systemd takes it as it is."""
    command = ["systemd-analyze", "verify", "--man=no", UNIT]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 0 and not result.stderr.strip(), result.stderr


def test_life():
    with Town(BUILD) as town, Server(town) as server, Machine(BUILD) as machine:
        machine.change_settings(PATIENT)
        machine.switch_on()
        # Not enrolled yet: it says so, and does not end.
        app = machine.app()
        Kiosk.watch(app).find("This machine is not ready")
        town.ctl("server", "add", server.line)
        with server.join(town, "kiosk", "ロビー") as other:
            shutil.move(other.data, machine.data)
        for victim, number in (("app", signal.SIGTERM), ("app", signal.SIGSEGV), ("compositor", signal.SIGSEGV), ("compositor", signal.SIGKILL)):
            app = machine.back(app, victim, number)

        machine.cut_power()
        machine.switch_on()
        app = machine.welcome()
        with open(f"/proc/{app.process.pid}/comm", encoding="utf-8") as name:  # what the journal calls it
            assert name.read() == "tsunagi\n"


if os.geteuid() == 0:  # cage refuses to be root
    nobody = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    if subprocess.run([*nobody, "true"], capture_output=True, check=False).returncode != 0:
        print("1..0 # SKIP namespaces of one's own are not allowed here")
        sys.exit(0)
    os.execvp(nobody[0], [*nobody, sys.executable, *sys.argv])
tap.run(test_unit, test_life)

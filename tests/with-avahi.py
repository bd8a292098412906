#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a test with an Avahi of its own: usage with-avahi.py PROGRAM [ARG...].

The program gets a network with nothing but the loopback, a system bus, and an avahi-daemon on them, all in namespaces that end with
it: nothing of it is heard outside. It is told by TSN_TEST_AVAHI that there is one. Where that cannot be, the test is skipped with the reason.
"""

import os
import shutil
import subprocess
import sys
import tempfile

BUS = """<busconfig>
  <type>system</type>
  <listen>unix:path={root}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow own="*"/><allow send_destination="*"/><allow eavesdrop="false"/><allow user="*"/></policy>
</busconfig>
"""

AVAHI = """[server]
host-name=hall
use-ipv4=yes
use-ipv6=no
allow-interfaces=lo
ratelimit-interval-usec=0
[wide-area]
enable-wide-area=no
[publish]
publish-workstation=no
publish-hinfo=no
[rlimits]
"""


def skip(reason):
    print("1..0 # SKIP " + reason)
    sys.exit(0)


def outside():
    """Comes again inside namespaces of its own: network, mounts, and processes, which end with it."""
    for name in ("unshare", "ip", "dbus-daemon", "avahi-daemon"):
        if shutil.which(name) is None:
            skip("there is no " + name)
    command = ["unshare", "--net", "--mount", "--mount-proc", "--pid", "--fork", "--kill-child"]
    if os.geteuid() != 0:
        command.append("--map-root-user")
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode != 0:
        skip("namespaces of one's own are not allowed here")
    os.execvp(command[0], [*command, sys.executable, __file__, "--inside", *sys.argv[1:]])


def write(path, text):
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)
    return path


def wait_for_line(process, text):
    for line in process.stderr:
        if text in line:
            return
    skip("avahi-daemon does not start here")


def inside(command):
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "link", "set", "lo", "multicast", "on"], check=True)
    subprocess.run(["ip", "route", "add", "224.0.0.0/4", "dev", "lo"], check=True)
    # The daemon's own folder of this machine stays as it is.
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    with tempfile.TemporaryDirectory(prefix="tsn-avahi-") as root:
        os.chmod(root, 0o755)
        bus = write(os.path.join(root, "bus.conf"), BUS.format(root=root))
        subprocess.run(["dbus-daemon", "--config-file", bus, "--fork"], check=True)
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=%s/bus" % root
        os.environ["TSN_TEST_AVAHI"] = root
        conf = write(os.path.join(root, "avahi.conf"), AVAHI)
        daemon = subprocess.Popen(
            ["avahi-daemon", "--file", conf, "--no-drop-root", "--no-chroot", "--no-rlimits"],
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        wait_for_line(daemon, "Server startup complete")
        result = subprocess.run(command, check=False).returncode
        daemon.terminate()
        daemon.communicate()
        return result


if __name__ == "__main__":
    if sys.argv[1] != "--inside":
        outside()
    sys.exit(inside(sys.argv[2:]))

# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk for tests: the real app on a screen of its own, seen and handled as assistive technology does.

    with Desk(build_folder) as desk:
        app = desk.start(data_folder)
        app.unlock(passphrase)
        app.click("受付", role="list item")
        app.type("やまだ"); app.key("Return")
        app.wait("受付しました", role="label")
        app.shot("build/shots/reception.png")

What is found is found through AT-SPI, the bus of screen readers, by name and role: what cannot be found cannot be read aloud either.
Keys go through the X server. Nothing here sleeps for a fixed time: everything waits for what it waits for, at most SECONDS.
"""

import ast
import contextlib
import ctypes
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

from gi.repository import Gio, GLib
from PIL import Image

SECONDS = float(os.environ.get("TSN_GUI_SECONDS", "20"))
STEP = 0.02
KEYSYMS = {"shift": 0xFFE1, "\n": 0xFF0D, "\t": 0xFF09}
ACCESSIBLE = "org.a11y.atspi.Accessible"
STATES = {"focused": 12, "enabled": 8, "sensitive": 24, "showing": 25, "visible": 30, "checked": 4, "pressed": 20, "selected": 23}

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <servicedir>{folder}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


MNEMONIC = re.compile(r"\(_?[A-Z0-9]\)|_")


def said_plainly(name):
    """What a name says without the mark of its mnemonic; GTK 4.8 says some labels twice."""
    plain = MNEMONIC.sub("", name).strip()
    half = len(plain) // 2
    return plain[:half] if plain[:half] == plain[half + 1 :] and plain[half : half + 1] == " " else plain


class NotThere(AssertionError):
    """What a test waited for did not come."""


def wait_until(question, what, seconds=SECONDS):
    """Asks until the answer is true, and returns it."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > end:
            raise NotThere(f"waited {seconds:g} s for {what}")
        time.sleep(STEP)


class Node:
    """One accessible object."""

    def __init__(self, bus, sender, path):
        self.bus, self.sender, self.path = bus, sender, path

    def __eq__(self, other):
        return isinstance(other, Node) and (self.sender, self.path) == (other.sender, other.path)

    def call(self, interface, method, arguments=None):
        return self.bus.call_sync(self.sender, self.path, interface, method, arguments, None, 0, 10000, None).unpack()

    def get(self, interface, name):
        return self.call("org.freedesktop.DBus.Properties", "Get", GLib.Variant("(ss)", (interface, name)))[0]

    @property
    def name(self):
        return self.get(ACCESSIBLE, "Name")

    @property
    def description(self):
        return self.get(ACCESSIBLE, "Description")

    @property
    def role(self):
        return self.call(ACCESSIBLE, "GetRoleName")[0]

    @property
    def interfaces(self):
        return [name.split(".")[-1] for name in self.call(ACCESSIBLE, "GetInterfaces")[0]]

    @property
    def children(self):
        return [Node(self.bus, *child) for child in self.call(ACCESSIBLE, "GetChildren")[0]]

    def states(self):
        low, high = self.call(ACCESSIBLE, "GetState")[0]
        return low | high << 32

    def has(self, state):
        return bool(self.states() >> STATES[state] & 1)

    def is_visible(self):
        """Whether it is there to be seen; what has gone meanwhile is not."""
        try:
            return self.has("visible")
        except GLib.Error:
            return False

    @property
    def text(self):
        """What an entry or a label says."""
        if "Text" in self.interfaces:
            length = self.get("org.a11y.atspi.Text", "CharacterCount")  # GTK 4.8 does not know -1 as the end
            return self.call("org.a11y.atspi.Text", "GetText", GLib.Variant("(ii)", (0, length)))[0]
        return self.name

    @property
    def box(self):
        """(x, y, width, height) within the window."""
        return self.call("org.a11y.atspi.Component", "GetExtents", GLib.Variant("(u)", (1,)))[0]

    def walk(self, only_showing=True):
        """This node and all below it, in the order in which they are read; what is hidden is left out."""
        try:
            if only_showing and not self.has("visible"):
                return
            yield self
            children = self.children
        except GLib.Error:
            return  # gone while we looked
        for child in children:
            yield from child.walk(only_showing)

    def find(self, name=None, role=None, contains=None):
        """The first node that fits, or None."""
        for node in self.walk():
            try:
                said = said_plainly(node.name)
                if name is not None and said != name:
                    continue
                if contains is not None and contains not in said:
                    continue
                if role is not None and node.role != role:
                    continue
            except GLib.Error:
                continue
            return node
        return None

    def act(self):
        """Does what a click does; the button of a menu is within a node of the same name."""
        actors = (node for node in self.walk() if "Action" in node.interfaces and node.get("org.a11y.atspi.Action", "NActions") > 0)
        next(actors, self).call("org.a11y.atspi.Action", "DoAction", GLib.Variant("(i)", (0,)))

    def focus(self):
        self.call("org.a11y.atspi.Component", "GrabFocus")

    def set_text(self, text):
        node = self if "EditableText" in self.interfaces else None
        if node is None:
            node = next(child for child in self.walk() if "EditableText" in child.interfaces)
        node.call("org.a11y.atspi.EditableText", "SetTextContents", GLib.Variant("(s)", (text,)))

    def select(self, index):
        self.call("org.a11y.atspi.Selection", "SelectChild", GLib.Variant("(i)", (index,)))

    def dump(self, depth=0):
        """The tree as text, for the log of a test that failed."""
        lines = ["  " * depth + f"{self.role} {self.name!r}" + (f" says {self.text!r}" if self.role == "text box" else "")]
        for child in self.children:
            try:
                if child.has("visible"):
                    lines.extend(child.dump(depth + 1))
            except GLib.Error:
                pass
        return lines


class Glance:
    """All objects of an app as they are at one moment. To ask for them one by one takes seconds when the machine is busy, and tests look
    again and again: what they are comes in one answer, what is in what is asked for a whole storey at a time."""

    TEXT = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    OBJECT = r"\('[^']*', '[^']*'\)"
    # Object, application, parent, place in it, number of children, interfaces, name, role, description, states. Taken from the text of the
    # answer, which is ten times as fast as unpacking it.
    ITEM = re.compile(
        rf"\(\('[^']*', '([^']*)'\), {OBJECT}, {OBJECT}, -?\d+, (-?\d+), \[([^]]*)\], {TEXT}, \d+, {TEXT}, \[(\d+), (\d+)\]\)"
    )

    def __init__(self, root, roles):
        answer = root.bus.call_sync(
            root.sender, "/org/a11y/atspi/cache", "org.a11y.atspi.Cache", "GetItems", None, None, 0, 10000, None
        )
        self.roles = roles  # of each path; they never change
        self.items, self.below = {}, {}
        for path, count, interfaces, name, _, low, high in self.ITEM.findall(answer.print_(False)):
            self.items[path] = (int(count), interfaces, ast.literal_eval(name), int(low) | int(high) << 32)
        self.windows = [Seen(self, child.bus, child.sender, child.path) for child in root.children]
        storey = self.windows
        while storey:
            parents = [node for node in storey if node.item is None or (node.item[0] != 0 and node.has("visible"))]
            for path, below in self.ask(parents, ACCESSIBLE, "GetChildren").items():
                self.below[path] = [child for _, child in below]
            storey = [child for node in storey if node.path in self.below for child in node.children]

    @staticmethod
    def ask(nodes, interface, method, arguments=None):
        """The answers of all @nodes, which are asked at once, by path; who is gone meanwhile does not answer."""
        asked, answers = [], {}

        def answered(bus, result, path):
            asked.append(path)
            with contextlib.suppress(GLib.Error):
                answers[path] = bus.call_finish(result).unpack()[0]

        for node in nodes:
            node.bus.call(node.sender, node.path, interface, method, arguments, None, 0, 10000, None, answered, node.path)
        while len(asked) < len(nodes):
            GLib.MainContext.default().iteration(True)
        return answers


class Seen(Node):
    """One accessible object as a glance has seen it."""

    def __init__(self, glance, bus, sender, path):
        super().__init__(bus, sender, path)
        self.glance, self.item = glance, glance.items.get(path)

    def live(self):
        """The object as it will be."""
        return Node(self.bus, self.sender, self.path)

    @property
    def role(self):
        if self.path not in self.glance.roles:
            self.glance.roles[self.path] = super().role
        return self.glance.roles[self.path]

    @property
    def children(self):
        return [Seen(self.glance, self.bus, self.sender, path) for path in self.glance.below.get(self.path, [])]

    @property
    def interfaces(self):
        return re.findall(r"\.(\w+)'", self.item[1]) if self.item else super().interfaces

    @property
    def name(self):
        return self.item[2] if self.item else super().name

    def states(self):
        return self.item[3] if self.item else super().states()


class App:
    """One running tsunagi."""

    def __init__(self, desk, process, log):
        self.desk, self.process, self.log = desk, process, log
        self.node, self.roles = None, {}

    @property
    def root(self):
        """The application's node; None before it has registered."""
        self.node = self.node or self.desk.application(self.process.pid)
        return self.node

    def windows(self):
        """The windows as they are at this moment."""
        root = self.root
        try:
            return [] if root is None else [window for window in Glance(root, self.roles).windows if window.is_visible()]
        except GLib.Error:
            self.node, self.roles = None, {}
            return []  # it has only just come, or begins anew as a kiosk

    def window(self):
        """The window in front: a dialog comes after the window that it belongs to."""
        return wait_until(lambda: (self.windows() or [None])[-1], "a window")

    def wait(self, name=None, role=None, contains=None, seconds=SECONDS):
        def look():
            for window in reversed(self.windows()):
                node = window.find(name, role, contains)
                if node is not None:
                    return node.live()
            return None

        self.alive()
        try:
            return wait_until(look, f"name={name!r} role={role!r} contains={contains!r}", seconds)
        except NotThere:
            for window in self.windows():
                print("\n".join("# " + line for line in window.dump()), file=sys.stderr)
            raise

    def gone(self, name=None, role=None, contains=None, seconds=SECONDS):
        def look():
            return all(window.find(name, role, contains) is None for window in self.windows())

        wait_until(look, f"no name={name!r} role={role!r} contains={contains!r}", seconds)

    def click(self, name=None, role=None, contains=None):
        node = self.wait(name, role, contains)
        wait_until(lambda: node.has("sensitive"), f"{name or contains!r} to be usable")
        node.act()
        return node

    def press(self, node):
        """Presses near the beginning of what is on the screen, as a mouse does."""
        left, top = self.origin(self.window())
        x, y, width, height = node.box
        self.desk.xdotool("mousemove", str(left + x + min(width // 2, 40)), str(top + y + height // 2), "click", "1")

    def fill(self, name, text, *keys):
        """Writes into the row of a form that is in sight, and presses @keys, or Enter."""
        entry, box = self.wait(name, role="text box"), None
        while box != entry.box:  # the form may be moving
            box = entry.box
            self.press(entry)
        wait_until(lambda: entry.has("focused"), f"the focus in {name!r}")
        entry.set_text(text)
        self.key(*(keys or ["Return"]))

    def pick(self, node, text):
        """Takes what says @text from the drop-down in @node."""
        box = next(child for child in node.walk() if child.role == "combo box")
        box.act()
        rows = wait_until(lambda: next((child.children for child in box.walk() if child.role == "list"), None), "the rows to pick from")
        names = [[child.name for child in row.walk()] for row in rows]
        here = next(number for number, row in enumerate(rows) if row.has("focused"))
        there = next(number for number, said in enumerate(names) if any(text in name for name in said))
        self.key(*(["Down"] * (there - here) or ["Up"] * (here - there)), "Return")

    def show(self, title):
        """Goes to the page of the sidebar with that title."""
        self.select(self.wait(title, role="list item"))

    def row(self, *words):
        """The row of a list that says all of @words somewhere."""

        def look():
            for window in reversed(self.windows()):
                for node in window.walk():
                    with contextlib.suppress(GLib.Error):  # gone while we looked
                        said = "\n".join(child.name for child in node.walk()) if node.role == "list item" else ""
                        if said and all(word in said for word in words):
                            return node.live()
            return None

        return wait_until(look, f"a row that says {words}")

    def select(self, row):
        """Selects a row of a list."""
        parent = Node(row.bus, *row.get(ACCESSIBLE, "Parent"))
        parent.select(parent.children.index(row))

    def set_text(self, name, text, role="text box"):
        node = self.wait(name, role=role)
        node.set_text(text)
        return node

    def key(self, *names):
        """Presses keys, as xdotool names them: Return, ctrl+f, Tab, 3."""
        self.desk.xdotool("key", "--clearmodifiers", "--delay", "5", *names)

    def type(self, text, delay=60):
        """Types, as hands on a keyboard do (milliseconds between keys): ASCII and kana; other signs by set_text()."""
        self.desk.strike(text, delay)

    def scan(self, text):
        """Types as a hand scanner does: fast, with Enter at the end."""
        self.desk.strike(text + "\n", 0)

    def save_to(self, path):
        """Answers the dialog that asks where to write a file."""
        ja = self.desk.japanese
        self.set_text("名前:" if ja else "Name:", path)
        self.click("保存" if ja else "Save", role="button")
        self.gone("名前:" if ja else "Name:", role="text box")

    def save_as(self, path):
        """The same, until the file is there."""
        self.save_to(path)
        wait_until(lambda: os.path.exists(path) and os.path.getsize(path) > 0, path)

    def open_file(self, path):
        """Answers the dialog that asks for a file."""
        ja = self.desk.japanese
        self.wait("開く" if ja else "Open", role="button")
        self.key("ctrl+l")
        self.wait("GtkFileChooserEntry", role="text box").set_text(path)
        self.click("開く" if ja else "Open", role="button")

    def focused(self):
        for window in reversed(self.windows()):
            for node in window.walk():
                if node.has("focused"):
                    return node.live()
        return None

    def unlock(self, passphrase, name=None):
        """@name: of the entry where it is no passphrase that is asked for."""
        entry = self.wait(name or ("パスフレーズ" if self.desk.japanese else "Passphrase"), role="text box")
        entry.set_text(passphrase)
        self.click("ロックを解除" if self.desk.japanese else "Unlock", role="button")
        self.wait("メニュー" if self.desk.japanese else "Menu")  # what every face but the kiosk's has

    def locked(self):
        """Whether the app asks for the passphrase."""
        name = "ロックを解除" if self.desk.japanese else "Unlock"
        return any(window.find(name, role="button") for window in self.windows())

    def origin(self, window):
        """Where the box of @window, the one in front, begins on the screen: there is a border around it."""
        words = ["xdotool", "getactivewindow", "getwindowgeometry", "--shell"]
        answer = subprocess.run(words, env=self.desk.env(), check=True, capture_output=True, text=True).stdout
        place = {key: int(value) for key, value in (line.split("=") for line in answer.split())}
        width, height = window.box[2:]
        return place["X"] + (place["WIDTH"] - width) // 2, place["Y"] + (place["HEIGHT"] - height) // 2

    def popups(self, origin):
        """Where the popovers and menus begin, seen from @origin, by their size: the X server knows, AT-SPI does not."""
        words = ["xdotool", "search", "--onlyvisible", "--name", ".*", "getwindowgeometry", "--shell", "%@"]
        answer = subprocess.run(words, env=self.desk.env(), check=False, capture_output=True, text=True).stdout
        found = re.findall(r"X=(-?\d+)\nY=(-?\d+)\nWIDTH=(\d+)\nHEIGHT=(\d+)", answer)
        places = {(int(width), int(height)): (int(x) - origin[0], int(y) - origin[1]) for x, y, width, height in found if width != "1"}
        places.pop(self.desk.size, None)
        return places

    def shot(self, path):
        """The whole screen as PNG."""
        self.settle()
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        self.picture().save(path)

    def picture(self):
        """The whole screen as it is: Xvfb keeps it in a file, as xwd writes it."""
        width, height = self.desk.size
        with open(os.path.join(self.desk.folder, "Xvfb_screen0"), "rb") as stream:
            data = stream.read()
        header, *numbers = struct.unpack(">25I", data[:100])
        colours, stride = numbers[18], numbers[11]
        return Image.frombuffer("RGB", (width, height), data[header + 12 * colours :], "raw", "BGRX", stride)

    def settle(self):
        """Until the screen has not changed for a while: transitions have ended. Gives up quietly: a cursor may blink."""
        last, same = None, 0
        for _ in range(60):
            picture = self.picture()
            same = same + 1 if picture == last else 0
            if same == 2:
                return
            last = picture
            time.sleep(0.1)

    def alive(self):
        assert self.process.poll() is None, f"the app has died with {self.process.returncode}:\n{self.messages()}"

    def messages(self):
        with open(self.log, encoding="utf-8", errors="replace") as stream:
            return stream.read()

    def complaints(self):
        """What GTK and the app itself have found wrong."""
        found = [line for line in self.messages().splitlines() if "WARNING **" in line or "CRITICAL **" in line]
        return [line for line in found if not any(words in line for words in self.desk.EXCUSED)]

    def close(self):
        """Ctrl+Q; returns the exit status."""
        if self.process.poll() is None:
            self.key("ctrl+q")
        return self.wait_end()

    def wait_end(self):
        try:
            return self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def kill(self):
        self.process.kill()
        self.process.wait()


class Desk:
    """A screen, a session bus, an accessibility bus and a window manager, all gone afterwards."""

    EXCUSED = ()  # words of complaints that are not the app's fault

    def __init__(self, build, size=(1280, 800), japanese=True, compositor=False, blink=False):
        """A @compositor draws shadows, which pictures need and tests do not. A cursor that blinks (@blink) makes no still pictures, and
        GTK then says when an entry was not told that the focus has left it."""
        self.build = os.path.abspath(build)
        self.size, self.japanese, self.compositor, self.blink = size, japanese, compositor, blink
        self.folder = tempfile.mkdtemp(prefix="tsn-desk-")
        self.processes, self.apps = [], []
        self.display = self.bus = None
        self.environment, self.settings = {}, {}

    def __enter__(self):
        try:
            self._start_screen()
            self._start_buses()
            self._start_window_manager()
            self._keep_still()
            if self.compositor:
                self._spawn(["xcompmgr", "-n"])
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, kind=None, *_):
        for app in self.apps:
            if app.process.poll() is None:
                app.kill()
        complaints = [line for app in self.apps for line in app.complaints()]
        self._clear_up()
        assert not complaints or kind not in (None, SystemExit), "\n".join(complaints)

    def _clear_up(self):
        if self.bus is not None:
            self.bus.close_sync(None)
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _spawn(self, command, **options):
        process = subprocess.Popen(command, env=self.env(), stderr=subprocess.DEVNULL, **options)
        self.processes.append(process)
        return process

    def env(self, **more):
        """What a program on this desk sees: nothing of the user's settings."""
        environment = {"PATH": os.environ["PATH"], "HOME": self.folder, "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo"}
        for name in ("LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                environment[name] = os.environ[name]
        for name in ("RUNTIME", "CONFIG", "DATA", "CACHE", "STATE"):
            path = os.path.join(self.folder, name.lower())
            os.makedirs(path, mode=0o700, exist_ok=True)
            environment[f"XDG_{name}_{'DIR' if name == 'RUNTIME' else 'HOME'}"] = path
        if self.display:
            environment["DISPLAY"] = self.display
        environment.update(self.environment)
        environment.update(more)
        return environment

    def _start_screen(self):
        width, height = self.size
        read, write = os.pipe()
        self._spawn(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset",
             "-fbdir", self.folder, "-nocursor"],
            pass_fds=[write],
            stdout=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as stream:
            number = stream.readline().strip()
        assert number, "Xvfb did not start"
        self.display = f":{number}"
        self._add_kana_keys()

    def _add_kana_keys(self):
        """Gives the keys that no test needs (media, launchers) to kana. Else xdotool would bend a key for each character that no key
        has, and what is typed is sometimes another character when the machine is busy."""
        keymap = subprocess.run(["xkbcomp", self.display, "-"], env=self.env(), check=True, capture_output=True, text=True).stdout
        names = re.findall(r"<I\d+>(?= =)", keymap)
        pairs = [(kana, kana + 0x60) for kana in range(0x3041, 0x3095)] + [(0x30FC, 0x3000)]
        lines = [f"key {name} {{ [ U{low:04X}, U{high:04X} ] }};" for name, (low, high) in zip(names, pairs, strict=False)]
        assert len(lines) == len(pairs), "too few keys"
        keymap = re.sub(r"(?m)^    key <I\d+> *\{[^}]*\};\n", "", keymap)
        keymap = re.sub(r"(xkb_symbols[^{]*\{)", lambda match: match.group(1) + "\n" + "\n".join(lines), keymap, count=1)
        subprocess.run(["xkbcomp", "-w", "0", "-", self.display], env=self.env(), check=True, input=keymap, text=True)

    def _start_buses(self):
        services = os.path.join(self.folder, "services")
        os.makedirs(services)
        shutil.copy("/usr/share/dbus-1/services/org.a11y.Bus.service", services)
        config = os.path.join(self.folder, "bus.conf")
        with open(config, "w", encoding="utf-8") as stream:
            stream.write(BUS_CONFIG.format(folder=self.folder))
        process = self._spawn(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
        )
        address = process.stdout.readline().strip()
        assert address, "dbus-daemon did not start"
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = address
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        session = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        answer = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, 20000, None)
        self.bus = Gio.DBusConnection.new_for_address_sync(answer.unpack()[0], flags, None, None)
        # The session connection stays: the launcher ends with its last client.
        self.session = session

    def _start_window_manager(self):
        """And waits until it is there: twice on a busy machine, a window that came before it was never shown."""
        self._spawn(["openbox", "--config-file", self._openbox_config()])
        is_there = ["xdotool", "get_num_desktops"]
        wait_until(lambda: subprocess.run(is_there, env=self.env(), capture_output=True, check=False).returncode == 0, "openbox")

    def _keep_still(self):
        """Nothing moves by itself, so that two pictures of one state are the same."""
        folder = os.path.join(self.folder, "config", "gtk-4.0")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "settings.ini"), "w", encoding="utf-8") as stream:
            stream.write(f"[Settings]\ngtk-enable-animations=false\ngtk-cursor-blink={str(self.blink).lower()}\n")

    def _openbox_config(self):
        """A window manager without decorations or key bindings of its own; new windows get the focus."""
        path = os.path.join(self.folder, "openbox.xml")
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(
                '<openbox_config xmlns="http://openbox.org/3.4/rc"><focus><focusNew>yes</focusNew></focus>'
                "<placement><policy>Smart</policy><center>yes</center></placement>"
                "<keyboard/><mouse/></openbox_config>"
            )
        return path

    def xdotool(self, *words):
        subprocess.run(["xdotool", *words], env=self.env(), check=True, stdout=subprocess.DEVNULL)

    def strike(self, text, delay):
        """Sends keys to the screen, which itself waits @delay milliseconds before each: however busy the machine is, a hand is never
        as fast as a scanner, nor a scanner as slow as a hand."""
        x11, xtst = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
        x11.XkbKeycodeToKeysym.restype = ctypes.c_ulong
        display = ctypes.c_void_p(x11.XOpenDisplay(self.display.encode()))
        shift = x11.XKeysymToKeycode(display, KEYSYMS["shift"])
        for character in text:
            keysym = KEYSYMS.get(character, ord(character) | (0 if character.isascii() else 0x1000000))
            code = x11.XKeysymToKeycode(display, keysym)
            assert code, f"there is no key for {character!r}"
            shifted = x11.XkbKeycodeToKeysym(display, code, 0, 0) != keysym
            for key in [shift, code] if shifted else [code]:
                xtst.XTestFakeKeyEvent(display, key, True, ctypes.c_ulong(delay if key == code else 0))
            for key in [code, shift] if shifted else [code]:
                xtst.XTestFakeKeyEvent(display, key, False, ctypes.c_ulong(0))
        x11.XSync(display, False)
        x11.XCloseDisplay(display)

    def tap(self, x, y, delay=0):
        """Touches the screen; the screen itself waits @delay milliseconds before."""
        x11, xtst = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        display = ctypes.c_void_p(x11.XOpenDisplay(self.display.encode()))
        xtst.XTestFakeMotionEvent(display, 0, x, y, ctypes.c_ulong(delay))
        for down in (True, False):
            xtst.XTestFakeButtonEvent(display, 1, down, ctypes.c_ulong(0))
        x11.XSync(display, False)
        x11.XCloseDisplay(display)

    def application(self, pid):
        """The accessible root of the process, or None."""
        root = Node(self.bus, "org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
        for child in root.children:
            answer = self.bus.call_sync(
                "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                GLib.Variant("(s)", (child.sender,)), None, 0, 5000, None,
            )
            if answer.unpack()[0] == pid:
                return child
        return None

    def start(self, data, program=None, settings=None, env=None, options=()):
        """Starts the app on a data folder; @settings are GSettings keys to begin with, as text; @options are of its command line."""
        environment = {
            "GSETTINGS_SCHEMA_DIR": os.path.join(self.build, "data"),
            "GSETTINGS_BACKEND": "keyfile",
            "TSUNAGI_LOCALEDIR": os.path.join(self.build, "po"),
            "GTK_A11Y": "atspi",
            "GSK_RENDERER": "cairo",
            "GDK_BACKEND": "x11",
            "GIO_USE_VFS": "local",
            "G_DEBUG": "fatal-criticals",
            "NO_AT_BRIDGE": "0",
        }
        if self.japanese:
            environment.update(LC_ALL="ja_JP.UTF-8", LANGUAGE="ja", LOCPATH=os.path.join(self.build, "tests/locale"))
        environment.update(env or {})
        if settings:
            self.change_settings(settings)
        return self.start_program([program or os.path.join(self.build, "ui/tsunagi"), "--data", data, *options], environment)

    def start_program(self, command, environment):
        """Starts a program on this desk and waits for its window."""
        log = os.path.join(self.folder, f"app-{len(self.apps)}.log")
        with open(log, "w", encoding="utf-8") as stream:
            process = subprocess.Popen(command, env=self.env(**environment), stdout=stream, stderr=stream)
        app = App(self, process, log)
        self.apps.append(app)
        app.window()
        return app

    def change_settings(self, settings):
        """Changes GSettings keys, as text; a running app notices."""
        self.settings.update(settings)
        folder = os.path.join(self.folder, "config", "glib-2.0", "settings")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "keyfile"), "w", encoding="utf-8") as stream:
            stream.write("[jp/tsunagi/Tsunagi]\n")
            stream.writelines(f"{name}={value}\n" for name, value in self.settings.items())

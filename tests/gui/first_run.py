# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the first run, as somebody goes through them who mistypes."""

import re
import subprocess

from desk import wait_until
from town import PASSPHRASE


def is_active(app):
    """Whether keys go to the app's window: a widget has the focus before."""
    words = ["xdotool", "getactivewindow", "getwindowpid"]
    answer = subprocess.run(words, env=app.desk.env(), capture_output=True, text=True, check=False)
    return answer.stdout.strip() == str(app.process.pid)


def fill_in(app):
    """Up to the page with the key, by keyboard alone."""
    begin = app.wait("新しく始める", role="button")
    wait_until(lambda: begin.has("focused") and is_active(app), "the focus")
    app.key("Return")
    app.wait("次へ", role="button")
    app.type("みほんし")
    app.key("Return")
    app.type("112118")  # 本庄市 has 9 as its check digit
    app.wait(contains="検査数字が合いません")
    app.key("Return")
    app.wait(contains="検査数字が合いません")
    app.type("112119")  # what was wrong is selected
    app.wait(contains="112119")
    app.key("Return")
    app.wait("鍵を作る", role="button")
    app.set_text("新しいパスフレーズ", PASSPHRASE)
    app.set_text("確認のためもう一度", PASSPHRASE)
    app.click("鍵を作る", role="button")


def groups_of_key(app):
    frame = app.wait("回復用の鍵", role="group")
    return [node.name for node in frame.walk() if re.fullmatch(r"[0-9A-Z]{5}", node.name)]


def type_groups(app, groups):
    """Types the two groups that are asked for, of those on the paper."""
    for row in app.window().walk():
        asked = re.search(r"^(\d)番目の組", row.name) if row.role == "text box" else None
        if asked:
            row.set_text(groups[int(asked.group(1)) - 1].lower())

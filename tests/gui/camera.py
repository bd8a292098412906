# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A camera on the desk, before which pictures are held: the app finds it as any other (camera-plugin.c)."""

import os
import subprocess

from PIL import Image

SIZE = (1280, 960)


class Camera:
    """Sees a white wall, and then what it is shown. @env is for the app."""

    def __init__(self, build, folder):
        self.file = os.path.join(folder, "camera.png")
        self.env = {
            "TSN_TEST_CAMERA": self.file,
            "GST_PLUGIN_PATH": os.path.join(os.path.abspath(build), "tests/gui"),
            "GST_REGISTRY": os.path.join(folder, "registry.bin"),
        }
        self.see(Image.new("L", (1, 1), 255))

    def see(self, picture):
        """In the middle, before the wall."""
        wall = Image.new("L", SIZE, 255)
        picture = picture.convert("L")
        picture.thumbnail(SIZE)
        wall.paste(picture, tuple((of - own) // 2 for of, own in zip(SIZE, picture.size)))
        wall.save(self.file + ".new", "PNG")
        os.rename(self.file + ".new", self.file)

    def see_file(self, path):
        """A picture, or the first page of a PDF."""
        if path.endswith(".pdf"):
            page = path[: -len(".pdf")]
            subprocess.run(["pdftoppm", "-r", "300", "-gray", "-png", "-singlefile", path, page], check=True)
            path = page + ".png"
        with Image.open(path) as picture:
            self.see(picture)

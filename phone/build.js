// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// build.js OUT: makes the page that tsunagi-server serves at /ems, in OUT/ems, and its tests in OUT/tests.js, with the packages that
// npm has put into OUT/node_modules.

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2]);
const page = join(out, "ems");
const packages = join(out, "node_modules");
const { buildSync } = createRequire(join(out, "package.json"))("esbuild");
const dictionaries = readdirSync(join(here, "../data/card")).filter((name) => /^dictionary-[0-9]+\.txt$/.test(name)).sort();

// What is copied as it is, by the name that it has in the page.
const COPIES = {
  "index.html": here,
  "style.css": here,
  "icon.svg": here,
  "manifest.webmanifest": here,
  "zxing_reader.wasm": join(packages, "zxing-wasm/dist/reader"),
  ...Object.fromEntries(dictionaries.map((name) => [name, join(here, "../data/card")])),
};

/** @returns {string[]} the packages that are in it now */
function bundle(source, target, define, platform = "browser") {
  const { metafile } = buildSync({
    entryPoints: [source],
    outfile: target,
    bundle: true,
    format: "esm",
    platform,
    target: platform === "browser" ? ["safari15.4", "chrome96", "firefox100"] : ["node18"],
    minify: platform === "browser",
    legalComments: "none",
    nodePaths: [packages],
    define,
    logLevel: "warning",
    metafile: true,
  });
  return Object.keys(metafile.inputs).flatMap((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []);
}

/** The licences of what is in the page, as their authors ask. */
function notices(names) {
  const parts = [...new Set(names)].sort().map((name) => {
    const folder = join(packages, name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf-8"));
    const text = readdirSync(folder).find((file) => file.startsWith("LICENSE"));
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, text), "utf-8").trim()}\n`;
  });
  const zxing = "zxing_reader.wasm in zxing-wasm is built from zxing-cpp (Apache License 2.0).\n\n" + readFileSync(join(here, "apache-2.0.txt"), "utf-8");
  return ["Tsunagi, GPL-3.0-or-later. This page contains:\n", ...parts, zxing].join("\n" + "-".repeat(72) + "\n\n");
}

rmSync(page, { recursive: true, force: true });
mkdirSync(page, { recursive: true });
for (const [name, folder] of Object.entries(COPIES)) {
  copyFileSync(join(folder, name), join(page, name));
}
const contained = [
  ...bundle(join(here, "app.js"), join(page, "app.js"), { DICTIONARIES: JSON.stringify(dictionaries) }),
  ...bundle(join(here, "decoder.js"), join(page, "decoder.js"), {}),
];
writeFileSync(join(page, "notices.txt"), notices(contained));

const files = readdirSync(page).sort();
const version = createHash("sha256");
files.forEach((name) => version.update(`${name}\0`).update(readFileSync(join(page, name))));
bundle(join(here, "service-worker.js"), join(page, "service-worker.js"), {
  FILES: JSON.stringify(["./", ...files.filter((name) => name !== "index.html")]),
  VERSION: JSON.stringify(version.digest("hex").slice(0, 16)),
});
if (readdirSync(join(here, "../tests")).includes("phone")) {
  bundle(join(here, "../tests/phone/all.js"), join(out, "tests.js"), {}, "node");
}

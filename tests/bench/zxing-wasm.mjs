// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// zxing-wasm.mjs PEERS FOLDER: what zxing-wasm (npm, in PEERS/node_modules) reads in each .pgm of FOLDER, one line each.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [peers, folder] = process.argv.slice(2);
const require = createRequire(join(peers, "package.json"));
const { readBarcodes, prepareZXingModule } = require("zxing-wasm/reader");
const wasmBinary = readFileSync(join(peers, "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm"));
await prepareZXingModule({ overrides: { wasmBinary: wasmBinary.buffer }, fireImmediately: true });

for (const name of readdirSync(folder).filter((name) => name.endsWith(".pgm")).sort()) {
  const file = readFileSync(join(folder, name));
  const end = file.indexOf("\n") + 1;
  const [, width, height] = file.subarray(0, end).toString().split(" ").map(Number);
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    data.fill(file[end + i], 4 * i, 4 * i + 3);
  }
  const found = await readBarcodes({ data, width, height, colorSpace: "srgb" }, { formats: ["QRCode"], tryHarder: true });
  console.log(found.filter((code) => code.isValid).map((code) => code.text).join(" | "));
}

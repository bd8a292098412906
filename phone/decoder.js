// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A worker that looks for codes in pictures, so that the preview of the camera does not stop meanwhile. Its decoder lies beside it on
// the server; the library would fetch one from elsewhere, which the policy of the page forbids.

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const OPTIONS = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 4 };
const ready = prepareZXingModule({ overrides: { locateFile: (name) => new URL(name, self.location.href).href }, fireImmediately: true });

self.addEventListener("message", async ({ data: { id, picture } }) => {
  try {
    await ready;
    const codes = await readBarcodes(picture, OPTIONS);
    self.postMessage({ id, texts: codes.filter((code) => code.isValid).map((code) => code.text) });
  } catch (error) {
    self.postMessage({ id, error: String(error) });
  }
});

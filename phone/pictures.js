// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Pictures to texts: a photo, or what the camera sees until a code is in it.

const SIDE_MAX = 4096;
const SIDES = [1600, 3000, SIDE_MAX]; // of a photo, tried in this order

/** Looks for codes; one picture at a time. */
export class Decoder {
  #worker = new Worker("decoder.js", { type: "module" });
  #waiting = new Map();
  #next = 0;

  constructor() {
    this.#worker.addEventListener("message", ({ data }) => {
      const [resolve, reject] = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.error === undefined) {
        resolve(data.texts);
      } else {
        reject(new Error(data.error));
      }
    });
    this.#worker.addEventListener("error", () => {
      this.#waiting.forEach(([, reject]) => reject(new Error("no decoder")));
      this.#waiting.clear();
    });
  }

  /** @param {ImageData} picture gone afterwards  @returns {Promise<string[]>} */
  read(picture) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, [resolve, reject]);
      this.#worker.postMessage({ id, picture }, [picture.data.buffer]);
    });
  }
}

/** A picture no larger than @side, as pixels. */
function pixels(source, width, height, side) {
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const data = context.getImageData(0, 0, canvas.width, canvas.height);
  canvas.width = 0; // frees what was drawn
  return data;
}

/**
 * @param {Blob} file
 * @returns {Promise<string[]>} what stands in its codes
 * @throws {DOMException} no picture
 */
export async function readPhoto(decoder, file) {
  const bitmap = await createImageBitmap(file);
  try {
    for (const [i, side] of SIDES.entries()) {
      if (i > 0 && Math.max(bitmap.width, bitmap.height) <= SIDES[i - 1]) {
        break;
      }
      const texts = await decoder.read(pixels(bitmap, bitmap.width, bitmap.height, side));
      if (texts.length > 0) {
        return texts;
      }
    }
    return [];
  } finally {
    bitmap.close();
  }
}

/** The camera on the back of the phone, shown in a video element. */
export class Camera {
  #video;
  #stream = null;

  constructor(video) {
    this.#video = video;
  }

  /** @throws {DOMException} there is none, or it is not allowed */
  async start() {
    const wish = { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } };
    this.#stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
    this.#video.srcObject = this.#stream;
    await this.#video.play();
  }

  get running() {
    return this.#stream !== null;
  }

  get hasLight() {
    return Boolean(this.#stream?.getVideoTracks()[0].getCapabilities?.().torch);
  }

  async setLight(on) {
    await this.#stream?.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
  }

  stop() {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
    this.#video.srcObject = null;
  }

  /** Looks until @found takes one of the texts, or the camera is stopped. */
  async watch(decoder, found) {
    while (this.running) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const { videoWidth, videoHeight } = this.#video;
      if (!this.running || videoWidth === 0) {
        continue;
      }
      const texts = await decoder.read(pixels(this.#video, videoWidth, videoHeight, SIDE_MAX));
      if (this.running && texts.some(found)) {
        this.stop();
      }
    }
  }
}

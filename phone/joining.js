// SPDX-FileCopyrightText: 2026 The Tsunagi authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is pressed to enrol the phone, to unlock and to forget it.

import { EnrolFault, isLabel, parseInvitation } from "./enrol.js";
import { isWeakPin } from "./pin.js";
import { $, complain, say, showScreen } from "./screens.js";
import { agoInWords, dayInWords, t, today } from "./words.js";

const POLL_MS = 3000;
const OLD_DAYS = 30; // of a trust file
const N_ = (message) => message;

const FAULTS = {
  line: N_("This is no invitation."),
  role: N_("The invitation is for another kind of device; ask for one for an ambulance."),
  old: N_("The invitation is too old. Ask for a new one."),
  used: N_("Another device has used this invitation. Ask for a new one, and tell the office."),
  revoked: N_("The office has shut this phone out."),
  forged: N_("The answer is not from the office. Ask for a new invitation, and tell the office."),
};

export class Joining {
  #device;
  #line = null;
  #changed;
  #unlocked = null;
  #refreshes = false; // after the PIN
  #polling = null;

  /** @param {import("./device.js").PhoneDevice} device @param {function()} changed after whatever changes what can be read */
  constructor(device, changed) {
    this.#device = device;
    this.#changed = changed;
    $("label").value = t("Ambulance 1, phone");
    const on = (id, event, work) =>
      $(id).addEventListener(event, (happening) => {
        happening.preventDefault();
        work();
      });
    on("line-form", "submit", () => this.invite($("line").value));
    on("enrol-form", "submit", () => this.#begin());
    on("unlock-form", "submit", () => this.#unlock());
    on("give-up", "click", () => this.#forget());
    on("forget", "click", () => this.#askAndForget());
    on("lock", "click", () => this.lock());
    document.querySelectorAll(".back").forEach((button) => button.addEventListener("click", () => this.#leave()));
  }

  #leave() {
    ["line", "pin", "new-pin", "new-pin-again"].forEach((id) => ($(id).value = ""));
    ["enrol", "waiting", "unlock"].forEach((screen) => complain(screen, ""));
    this.#unlocked = null;
    this.show();
    showScreen("scan");
  }

  /** What the first screen says of it. */
  show() {
    const { state, locked } = this.#device;
    const words = {
      none: t("This phone is not enrolled: it reads open cards, and says that a card is sealed."),
      joining: t("Waiting for the office's approval."),
      enrolled: locked
        ? t("Enrolled and locked: sealed cards are read after the PIN.")
        : t("Enrolled and unlocked: it reads sealed cards, too."),
    };
    $("keys").textContent = words[state];
    $("join").hidden = state !== "none";
    $("lock").hidden = state === "none" || locked;
    $("forget").hidden = state === "none";
    this.#showTrust();
    document.body.dataset.device = locked ? "locked" : state;
    this.#changed();
  }

  #showTrust() {
    const { state, trust } = this.#device;
    const made = trust !== null ? today(new Date(trust.madeMs)) : null;
    $("trust").hidden = state !== "enrolled";
    $("trust").className = made !== null && today() - made < OLD_DAYS * 86400000 ? "dim" : "problem";
    $("trust").textContent =
      made !== null
        ? t("Register of cards and devices: of %s, %s.", dayInWords(made), agoInWords(made, today()))
        : t("There is no register of cards and devices yet; it comes when this phone is unlocked with a network.");
    document.body.dataset.trust = trust !== null ? String(trust.madeMs) : "";
  }

  /** Whom to believe, as of now, where there is a network. */
  async refresh() {
    try {
      if (await this.#device.refresh()) {
        this.show();
      }
    } catch (error) {
      if (!(error instanceof EnrolFault)) {
        throw error;
      }
      await this.#forget();
      say(t(FAULTS[error.why]));
    }
  }

  lock() {
    clearTimeout(this.#polling);
    this.#device.lock();
    this.#leave();
    if (this.#device.state !== "none") {
      this.askPin();
    }
  }

  // --- Enrolling ----------------------------------------------------------------------------------------------------------------

  /** Somebody read or pasted the line of an invitation. */
  invite(line) {
    try {
      parseInvitation(line);
    } catch (error) {
      say(t(FAULTS[error.why]));
      return;
    }
    if (this.#device.state !== "none") {
      return; // who is enrolled begins again by forgetting
    }
    this.#line = line;
    say("");
    showScreen("enrol");
    $("label").focus();
  }

  async #begin() {
    const [label, pin] = [$("label").value.trim(), $("new-pin").value];
    if (!isLabel(label)) {
      complain("enrol", t("This name cannot be used."));
    } else if (isWeakPin(pin)) {
      complain("enrol", t("The PIN is too short or too simple."));
    } else if (pin !== $("new-pin-again").value) {
      complain("enrol", t("The two PINs differ."));
    } else {
      complain("enrol", t("Making the keys…"));
      await this.#device.begin(this.#line, label, pin);
      this.#leave();
      this.#wait();
    }
  }

  #wait() {
    showScreen("waiting");
    $("code").textContent = "";
    complain("waiting", t("Waiting for the office…"));
    this.#poll();
  }

  async #poll() {
    try {
      const { code, done } = await this.#device.poll();
      if (this.#device.state === "none" || this.#device.locked) {
        return;
      }
      if (done) {
        this.#leave();
        say(t("The phone is enrolled."));
        await this.refresh();
        return;
      }
      $("code").textContent = code ?? "";
      complain("waiting", code === null ? t("Waiting for the office…") : "");
    } catch (error) {
      if (!(error instanceof EnrolFault)) {
        throw error;
      }
      await this.#forget();
      say(t(FAULTS[error.why]));
      return;
    }
    this.#polling = setTimeout(() => this.#poll(), POLL_MS);
  }

  // --- The PIN ------------------------------------------------------------------------------------------------------------------

  /** For a card that was scanned. Nothing is asked of the server then. @param {function()} then once it is unlocked */
  askPinFor(then) {
    this.askPin();
    this.#unlocked = then;
    this.#refreshes = false;
  }

  askPin() {
    this.#unlocked = () => {};
    this.#refreshes = true;
    showScreen("unlock");
    $("pin").focus();
  }

  async #unlock() {
    const pin = $("pin").value;
    const wait = await this.#device.wait();
    $("pin").value = "";
    if (wait > 0) {
      complain("unlock", t("Too many tries. Wait %d s.", Math.ceil(wait / 1000)));
      return;
    }
    if (!(await this.#device.unlock(pin))) {
      complain("unlock", t("Wrong PIN."));
      return;
    }
    const [then, refreshes] = [this.#unlocked, this.#refreshes];
    this.#leave();
    if (this.#device.state === "joining") {
      this.#wait();
      return;
    }
    then();
    if (refreshes) {
      await this.refresh();
    }
  }

  // --- Forgetting ---------------------------------------------------------------------------------------------------------------

  async #forget() {
    clearTimeout(this.#polling);
    await this.#device.forget();
    this.#leave();
  }

  async #askAndForget() {
    if (window.confirm(t("Forget the keys and the enrolment? The office has to enrol this phone again."))) {
      await this.#forget();
      say(t("Everything is forgotten."));
    }
  }
}

// A quiet place at the foot of the page where the tab speaks to its reader. It takes no focus; F6 goes there, and Escape
// back. What appears in it is read aloud when the reader pauses.

/** @typedef {{ label: string, act: () => unknown, stays?: boolean }} Choice */

export class Panel {
  constructor() {
    this.root = document.createElement("section");
    this.root.className = "al-tab";
    this.root.setAttribute("aria-label", "Messages of this tab");
    this.list = document.createElement("div");
    this.list.setAttribute("role", "status");
    this.root.append(this.list);
    /** @type {Element | null} */
    this.before = null;
    document.addEventListener("keydown", (event) => this.#key(event), true);
    document.body.append(this.root);
  }

  /**
   * Say something; what was said under the same key gives way to it.
   * @param {string} key
   * @param {string} text
   * @param {Choice[]} choices the last of them closes it
   */
  say(key, text, choices = [{ label: "Close", act: () => {} }]) {
    const held = this.root.contains(document.activeElement);
    const note = document.createElement("div");
    note.className = "al-tab-note";
    note.dataset.key = key;
    const said = document.createElement("p");
    said.textContent = text;
    const buttons = choices.map(({ label, act, stays }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", () => {
        if (!stays) this.close(key);
        act();
      });
      return button;
    });
    const row = document.createElement("div");
    row.className = "al-tab-row";
    row.append(...buttons);
    if (!this.root.querySelector("kbd")) {
      const hint = document.createElement("span");
      hint.innerHTML = "<kbd>F6</kbd> comes here";
      row.append(hint);
    }
    note.append(said, row);
    const old = this.#note(key);
    if (old) old.replaceWith(note);
    else this.list.append(note);
    if (held) buttons[0]?.focus();
  }

  /** @param {string} key */
  says(key) {
    return this.#note(key) !== undefined;
  }

  /** @param {string} key */
  close(key) {
    const held = this.root.contains(document.activeElement);
    this.#note(key)?.remove();
    if (held) this.#back();
  }

  /** @param {string} key */
  #note(key) {
    return [...this.list.children].find((note) => /** @type {HTMLElement} */ (note).dataset.key === key);
  }

  #back() {
    const next = this.list.querySelector("button");
    if (next) next.focus();
    else if (this.before instanceof HTMLElement && this.before.isConnected) this.before.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const here = this.root.contains(document.activeElement);
    if (event.key === "F6" && !here && this.list.childElementCount) {
      this.before = document.activeElement;
      this.list.querySelector("button")?.focus();
    } else if (here && (event.key === "F6" || event.key === "Escape")) {
      if (this.before instanceof HTMLElement) this.before.focus();
      else /** @type {HTMLElement} */ (document.activeElement).blur();
    } else {
      if (here) event.stopPropagation(); // no shortcut of the notebook acts on a key that was meant for a button
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

// @ts-check
// What "Share" offers: a link, code to embed, and the graph as SVG, PNG or GIF.
import { focusedBy, html, write } from "../page/dom.js";
import { embedCode } from "./embed.js";
import { gifFile } from "./gif.js";
import { follow, linkTo } from "./link.js";
import { pngFile } from "./raster.js";
import { svgFile } from "./still.js";
import { Trouble } from "./trouble.js";

/** @typedef {import("../page/player.js").Player} Player */

const BELOW = 6; // pixels from the button to the menu
const OPEN = /** @type {WeakMap<Player, () => void>} */ (new WeakMap()); // how to close the menus that are open

/** A size as one says it. @param {number} bytes */
function sizeText(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Hand a file to the reader; returns what was done, in words. @param {Player} player @param {Blob} blob @param {string} ending */
function saved({ nodes, pass }, blob, ending) {
  const root = nodes[nodes.length - 1].name.replace(/[^\p{L}\p{N}_-]+/gu, "-").slice(0, 40);
  const name = `${root || "graph"}${ending === "gif" ? "" : `-step-${pass.k}`}.${ending}`;
  const url = URL.createObjectURL(blob);
  html("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return `Saved ${name}, ${sizeText(blob.size)}.`;
}

/** Open the menu, or close it. @param {Player} player @param {HTMLElement} button */
function toggle(player, button) {
  const open = OPEN.get(player);
  open ? open() : openMenu(player, button);
}

/** @param {Player} player @param {HTMLElement} button */
function openMenu(player, button) {
  const status = html("p", { class: "al-share-said", role: "status" });
  const field = html("textarea", { class: "al-share-field", readonly: true, rows: 3, hidden: true });
  const bar = html("progress", { "aria-label": "Steps drawn" });
  const count = html("span", {});
  const cancel = html("button", { type: "button", class: "al-share-item" }, "Cancel");
  const busy = html("div", { class: "al-share-busy", hidden: true }, bar, count, cancel);
  const menu = html("div", { class: "al-share-menu", role: "group", "aria-label": "Share" });
  let stopped = false;

  /** Copy a text, or show it where the browser refuses. @param {string} text @param {string} what @param {string} then */
  async function copy(text, what, then) {
    try {
      await navigator.clipboard.writeText(text);
      return then;
    } catch {
      field.hidden = false;
      field.value = text;
      field.setAttribute("aria-label", what);
      field.select();
      return `The browser did not let the page copy. ${what} is selected below: press Ctrl+C, or ⌘C.`;
    }
  }

  async function link() {
    const text = linkTo(player);
    const here = location.protocol === "file:" ? " This page is a file of yours: the link leads somewhere on this machine only." : "";
    return copy(text, "The link", `Copied: this page with this step, these numbers and the open card.${here}`);
  }

  async function embed() {
    const text = await embedCode(player);
    return copy(text, "The code", `Copied: ${sizeText(text.length)} of HTML. Paste it where a page takes HTML with scripts; it asks the network for nothing.`);
  }

  async function gif() {
    stopped = false;
    busy.hidden = false;
    cancel.focus();
    try {
      const made = await gifFile(player, {
        stopped: () => stopped || !menu.isConnected,
        progress: (done, all) => {
          Object.assign(bar, { max: all, value: done });
          write(count, done < all ? `step ${done} of ${all - 1}` : "putting them together");
        },
      });
      return made ? `${saved(player, made.blob, "gif")} It has ${made.frames} pictures.` : "Cancelled: nothing was saved.";
    } finally {
      const inside = busy.contains(focusedBy(busy));
      busy.hidden = true;
      if (inside) items[items.length - 1].focus();
    }
  }

  /** One thing that can be done; what came of it is said below. @param {string} name @param {string} text
   * @param {string} says @param {() => Promise<string>} act */
  function item(name, text, says, act) {
    const made = html("button", { type: "button", class: "al-share-item", "data-share": name }, html("b", {}, text), " ", html("span", {}, says));
    made.addEventListener("click", async () => {
      if (!busy.hidden) return write(status, "A GIF is being made: wait for it, or cancel it.");
      field.hidden = true;
      write(status, "");
      try {
        write(status, await act());
      } catch (error) {
        write(status, error instanceof Trouble ? error.message : `That did not work: ${error}. Load the page again and try once more.`);
      }
    });
    return made;
  }
  const items = [
    ...(player.link.share?.place ? [item("link", "Copy link", "to this step, these numbers, this card", link)] : []),
    item("embed", "Copy code to embed", "the player in a page of yours", embed),
    item("svg", "SVG", "the graph as it is now", async () => saved(player, new Blob([svgFile(player).text], { type: "image/svg+xml" }), "svg")),
    item("png", "PNG", "the same, twice as large", async () => saved(player, await pngFile(svgFile(player)), "png")),
    item("gif", "GIF of this pass", "each step with its sentence", gif),
  ];

  /** @param {boolean} [back] give the focus back to the button */
  function close(back = true) {
    OPEN.delete(player);
    document.removeEventListener("pointerdown", outside);
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    if (back) button.focus();
  }
  /** @param {Event} event */
  function outside(event) {
    const path = event.composedPath();
    if (!menu.isConnected) return close(false); // the cell was run again
    if (!path.includes(menu) && !path.includes(button) && busy.hidden) close(false);
  }
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (busy.hidden) close();
    else stopped = true;
  });
  menu.addEventListener("click", (event) => event.stopPropagation()); // the player would take the focus
  cancel.addEventListener("click", () => (stopped = true));
  document.addEventListener("pointerdown", outside);
  OPEN.set(player, close);
  menu.append(...items, busy, status, field);
  dress(player.host);
  button.after(menu);
  menu.style.top = `${button.getBoundingClientRect().bottom - player.host.getBoundingClientRect().top + BELOW}px`;
  button.setAttribute("aria-expanded", "true");
  items[0].focus();
}

/** Put the menu's styles on the page, once. @param {HTMLElement} host */
function dress(host) {
  const root = host.getRootNode();
  const place = root instanceof ShadowRoot ? root : document.head;
  // @ts-ignore: it stands in front, as a constant (scripts.py)
  if (!place.querySelector("style.al-share-styles")) place.append(html("style", { class: "al-share-styles" }, STYLES));
}

export default { toggle, follow };

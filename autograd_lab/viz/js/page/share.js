// @ts-check
// The button "Share", and links to a player in a page's address. What they do is in js/share/; its code is loaded when
// somebody asks for it, from where the host of the player has it.
import { html, write } from "./dom.js";
import { unpacked } from "./packed.js";
import { PARTS } from "./player.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("../model/sweep.js").RawTrace} RawTrace */
/** @typedef {typeof import("../share/menu.js").default} Code */
/** What sharing needs of a player's host: its own code, packed; where that is kept unpacked, for all players that share
 * it; the trace as it travelled; the text of the script that runs the player; and, where the page has an address for
 * links to it, the element that was made for the player.
 * @typedef {{code: () => Promise<string>, store: {made?: Promise<Code>}, raw: RawTrace, program: () => Promise<string>, place?: Element}} Shared */

const PLACE = "script[data-al-share]"; // it holds the code of sharing, or says where it lies
const LINK = "#al="; // how a link to a player begins

/** On a page without a kernel; undefined where the page has no code of sharing. @param {HTMLElement} host
 * @param {RawTrace} raw @returns {Shared | undefined} */
export function sharedByPage(host, raw) {
  // each player of a page is a script of its own: what they share is that element
  const place = /** @type {HTMLScriptElement & Shared["store"] | null} */ (document.querySelector(PLACE));
  if (!place) return undefined;
  const script = [...document.scripts].findLast(({ type, text }) => type === "module" && text.includes(host.id));
  return { raw, store: place, place: host, program: async () => script?.text ?? "", code: async () => (place.src ? fetched(place.src) : place.text) };
}

/** Under a cell, whose kernel sent the code once for all its players; undefined where it did not.
 * @param {import("./notebook.js").Model} model @returns {Shared | undefined} */
export function sharedByKernel(model) {
  const { widget_manager: manager } = model;
  if (!manager || !model.get("_share")) return undefined;
  const packed = async (/** @type {string} */ name) => (await manager.get_model(model.get(name).replace("IPY_MODEL_", ""))).get("_packed");
  return { raw: model.get("_trace"), store: {}, code: () => packed("_share"), program: async () => `const packed = "${await packed("_code")}";` };
}

/** What a file of the page's own site leaves; a plain script, since a page opened as a file may load no other.
 * @param {string} src @returns {Promise<string>} */
async function fetched(src) {
  await new Promise((done, fail) => {
    const script = html("script", { src });
    script.addEventListener("load", done);
    script.addEventListener("error", fail);
    document.head.append(script);
  });
  return /** @type {{autogradLabShare?: string}} */ (globalThis).autogradLabShare ?? "";
}

/** A part of the player: the button, and what a link in the page's address asks for. @param {Player} player */
function share(player) {
  const given = player.link.share;
  if (!given) return;
  const told = html("p", { class: "al-notice", hidden: true });
  const button = html("button", { type: "button", class: "al-tool", "data-action": "share", "aria-expanded": false }, "Share");
  const { store } = given;
  const use = async (/** @type {(code: Code) => void} */ f) => {
    const made = await (store.made ??= given.code().then(unpacked)).catch(() => {
      delete store.made;
      tell("The code of “Share” did not come. Load the page again, and press Share once more.");
    });
    if (made) f(made);
  };

  /** Say something about links and sharing, until the next link. @param {string} text */
  function tell(text) {
    told.hidden = !text;
    write(told, text);
    if (text) player.say(text);
  }
  const follow = () => {
    tell("");
    const asked = () => location.hash.startsWith(LINK);
    if (asked()) use((made) => void (asked() && made.follow(player, tell))); // until it came the reader may have gone on
  };
  button.addEventListener("click", () => use((made) => made.toggle(player, button)));
  player.slots.top.append(button);
  player.slots.top.after(told);
  if (!given.place) return;
  addEventListener("hashchange", follow);
  player.dispose.push(() => removeEventListener("hashchange", follow));
  follow();
}

PARTS.push(share);

// @ts-check
// The lecture view: the player alone on the screen, to be read from the last row and led by keys.
import { focusedBy, html } from "./dom.js";
import { iconButton } from "./icons.js";

/** @typedef {import("./player.js").Player} Player */

/** A part of the player: full screen, and where a host refuses that, over all of its page. @param {Player} player */
export function lecture(player) {
  const { host, slots } = player;
  const { stage, bar, top } = slots;
  const keys = html("span", { class: "al-lecture-keys" }, "→ ← step · Space play · F or Escape leave");
  const button = iconButton("lecture", "Lecture view: full screen (F)", open);
  button.classList.add("al-tool");
  top.append(button); // beside the steps there is no room for it in a column of text
  bar.append(keys);
  let on = false;
  let height = 0; // at which the page stood
  const isFull = () => /** @type {Document | ShadowRoot} */ (host.getRootNode()).fullscreenElement === host;

  function open() {
    if (on) return close();
    on = true;
    height = scrollY;
    const place = /** @type {HTMLElement} */ (host.parentElement);
    const { marginTop, marginBottom } = getComputedStyle(host);
    const whole = host.getBoundingClientRect().height + parseFloat(marginTop) + parseFloat(marginBottom);
    place.style.minHeight = `${whole}px`; // what is below stays where it is, and the page is not shorter than it was
    host.classList.add("is-lecture");
    stage.focus({ preventScroll: true });
    (host.requestFullscreen?.() ?? Promise.reject()).then(() => void (on || document.exitFullscreen()), cover); // it may have been left meanwhile
  }

  /** Over the page, in the browser's top layer, where nothing around it can cut it off. */
  function cover() {
    if (!on || !host.showPopover) return;
    host.popover = "manual";
    host.showPopover();
    stage.focus({ preventScroll: true });
  }

  function close() {
    if (!on) return;
    on = false;
    host.classList.remove("is-lecture");
    host.removeAttribute("popover");
    const left = isFull() ? document.exitFullscreen() : Promise.resolve();
    void left.then(() => {
      if (on || !host.parentElement) return;
      player.emit("view"); // the picture has the size again that the page was scrolled with
      host.parentElement.style.minHeight = ""; // not before it is back in its place
      scrollTo({ top: height, behavior: "instant" });
    });
    stage.focus({ preventScroll: true });
  }

  host.addEventListener("fullscreenchange", () => !isFull() && !host.popover && close());
  const stay = () => on && !host.contains(focusedBy(host)) && stage.focus(); // what is behind is not seen
  host.addEventListener("focusout", () => on && setTimeout(stay));
  host.addEventListener(
    "keydown",
    (/** @type {KeyboardEvent} */ event) => {
      const typing = /** @type {Element} */ (event.target).matches("input:not([type=range]), textarea, select");
      const asked = event.key.toLowerCase() === "f" && !typing;
      if (event.ctrlKey || event.metaKey || event.altKey || !(asked || (on && event.key === "Escape"))) return;
      event.preventDefault();
      event.stopPropagation();
      asked ? open() : close();
    },
    true, // before the player's other keys: Escape closes a card, too
  );
  player.dispose.push(close);
}

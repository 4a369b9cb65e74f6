// @ts-check
// The room that a player has on its page: the text column, what it may break out to, and how large a pixel is there.
import { filled, fitted } from "../model/fitting.js";

const BROADEST = 1100; // a player that breaks out of its column
const EDGE = 24; // pixels that it keeps free beside it
const HIGH = 0.85; // of the window, for a picture (css/graph.css)
const BAR = 16; // pixels of a scroll bar
const BASE = 14; // pixels of a player's text, where the host has no larger one

/** Elements that hold what is in them together: nothing breaks out of them. */
const HELD = "details, figure, table, .al-player";
/** What the book's theme would cut off at its side, and need not. */
const OPENED = ".bd-article .cell_output > .output";

/** The left and the right side of what is inside an element. @param {Element} element */
function inside(element) {
  const style = getComputedStyle(element);
  const { left, right } = element.getBoundingClientRect();
  const own = (/** @type {string} */ side) => parseFloat(style.getPropertyValue(`padding-${side}`)) + parseFloat(style.getPropertyValue(`border-${side}-width`));
  return [left + own("left"), right - own("right")];
}

/** The room of the picture in `stage`, a part of the player in `host`. @param {HTMLElement} host @param {HTMLElement} stage */
export function createRoom(host, stage) {
  const isLecture = () => host.classList.contains("is-lecture");
  let last = ""; // what a fit was made for
  let unit = 1;
  let room = { wide: 0, own: 0, left: 0, right: 0 }; // the column's width, the player's own sides, what is free beside it

  /** Look at everything that a fit depends on, but the picture. */
  function measure() {
    unit = parseFloat(getComputedStyle(host).fontSize) / BASE || 1;
    const column = /** @type {Element} */ (host.parentElement);
    const [from, to] = inside(column);
    const [low, high] = inside(host);
    room = { wide: to - from, own: host.getBoundingClientRect().width - high + low, left: 0, right: 0 };
    for (let at = /** @type {Element | null} */ (column); at && !at.matches(HELD); at = at.parentElement) {
      if (at.matches("main, [role=main], body")) {
        const { left, right } = at.getBoundingClientRect();
        const most = Math.max(0, BROADEST - room.wide);
        room.left = Math.min(most, Math.max(0, from - Math.max(EDGE, left + EDGE / 3)));
        room.right = Math.min(most - room.left, Math.max(0, Math.min(document.documentElement.clientWidth - EDGE, right) - to));
        break;
      }
      if (getComputedStyle(at).overflowX !== "visible" && !at.matches(OPENED)) break; // what sticks out of this one is cut off
    }
  }

  /** Layout, scale and width for a picture. @param {number} now the layout that it has
   * @param {import("../model/fitting.js").Sizes} sizeOf @returns {import("../model/fitting.js").Fit} */
  function fit(now, sizeOf) {
    if (!host.isConnected || !stage.clientWidth) return { down: now, scale: 1, wide: 0 }; // not yet on a page
    measure();
    if (isLecture()) {
      return { ...filled(sizeOf, { wide: (stage.clientWidth - 2) / unit, high: (stage.clientHeight - 2) / unit }), wide: 0 };
    }
    const high = (HIGH * innerHeight) / unit;
    const within = (/** @type {number} */ less) => {
      const column = (room.wide - room.own - less) / unit;
      return fitted(sizeOf, { column, widest: column + (room.left + room.right) / unit, high });
    };
    let found = within(0);
    if ((sizeOf(found.down)?.[1] ?? 0) * found.scale > high) found = within(BAR); // it scrolls up and down
    return { ...found, wide: found.wide * unit + room.own };
  }

  /** Take so many pixels, beyond the column on both sides of it if there is room. @param {number} wanted */
  function take(wanted) {
    const { wide, left, right } = room;
    const more = wanted ? Math.max(0, Math.floor(Math.min(wanted - wide, left + right))) : 0;
    const before = Math.min(left, Math.max(more / 2, more - right));
    const output = /** @type {HTMLElement | null} */ (host.closest(OPENED));
    if (output) output.style.overflow = more ? "visible" : "";
    host.classList.toggle("is-wide", more > 0);
    host.style.marginLeft = more ? `${-before}px` : "";
    host.style.marginRight = more ? `${before - more}px` : "";
  }

  /** Call `act` when the room has become another one; returns how to stop that. @param {() => void} act */
  function watch(act) {
    const look = () => {
      if (!host.isConnected) return;
      measure();
      const now = JSON.stringify([room, unit, innerHeight, !stage.clientWidth, isLecture() && [stage.clientWidth, stage.clientHeight]]);
      if (now === last) return;
      last = now;
      act();
    };
    const sizes = new ResizeObserver(look);
    for (const one of [host.parentElement, stage]) if (one) sizes.observe(one);
    addEventListener("resize", look);
    return () => {
      sizes.disconnect();
      removeEventListener("resize", look);
    };
  }

  return { fit, take, watch, isLecture, unit: () => unit };
}

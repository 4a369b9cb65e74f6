// @ts-check
// A button that plays and stops. Between two frames one tick; where the reader asks for less motion, two or three a second.
import { write } from "../../js/dom.js";
import { button } from "./parts.js";

const CALM = 400; // milliseconds

/** @param {import("./parts.js").Frame} into @param {() => boolean} tick does a part of the work and shows it; false at the end
 * @param {number} [pace] milliseconds from one tick to the next, at least */
export function playButton(into, tick, pace = 0) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let frame = 0;
  let last = 0;
  const press = button(into, "play", () => (frame ? stop() : next(performance.now())));

  function stop() {
    cancelAnimationFrame(frame);
    frame = 0;
    write(press, "play");
  }

  /** @param {number} now */
  function next(now) {
    if (!into.host.isConnected) return stop();
    frame = requestAnimationFrame(next);
    write(press, "stop");
    if (now - last < (calm.matches ? CALM : pace)) return;
    last = now;
    if (!tick()) stop();
  }
  return { stop, playing: () => frame !== 0 };
}

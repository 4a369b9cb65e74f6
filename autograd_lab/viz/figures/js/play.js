// @ts-check
// A button that plays and stops: some work before each frame, then a picture of it. Where the reader asks for less motion the
// work goes on as quickly, and is shown two or three times a second.
import { button, face } from "./parts.js";

const CALM = 400; // milliseconds

/** @param {import("./parts.js").Frame} into @param {() => boolean} work a little of it; false at the end
 * @param {() => void} show @param {number} [pace] milliseconds from one piece of work to the next, at least */
export function playButton(into, work, show, pace = 0) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let [frame, worked, shown] = [0, 0, 0];
  const press = button(into, "Play", () => (frame ? stop() : start()), "play");
  press.classList.add("al-figure-main");

  function stop() {
    cancelAnimationFrame(frame);
    frame = 0;
    face(press, "play", "Play");
  }

  function start() {
    [worked, shown] = [0, 0];
    if (!frame) frame = requestAnimationFrame(next);
    face(press, "pause", "Stop");
  }

  /** @param {number} now */
  function next(now) {
    if (!into.host.isConnected) return stop();
    frame = requestAnimationFrame(next);
    if (now - worked < pace) return;
    worked = now;
    const more = work();
    if (!more || !calm.matches || now - shown >= CALM) {
      shown = now;
      show();
    }
    if (!more) stop();
  }
  return { start, stop };
}

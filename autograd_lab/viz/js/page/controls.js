// @ts-check
// What the reader touches to step: the buttons and the seek bar.
import { html, write } from "./dom.js";
import { iconButton, setIcon } from "./icons.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("./keys.js").Steered} Steered */

const SAYS = {
  start: "To the start (Home)",
  back: "One step back (left arrow)",
  play: "Play (space)",
  next: "Next step (right arrow)",
  seed: "The seed: the root's gradient is 1, here the backward pass starts (S)",
  end: "To the end (End)",
};

const SPEEDS = [0.5, 1, 2, 4];

/** A part of the player: the row of buttons with the seek bar. @param {Steered} player */
export function toolbar(player) {
  const { pass } = player;
  const { bar } = player.slots;
  for (const [action, says] of Object.entries(SAYS)) {
    bar.append(action === "next" ? nextButton(player) : iconButton(action, says, () => player.act(action)));
  }
  bar.querySelector("[data-action=seed]")?.append("seed"); // a star alone says nothing
  const range = html("input", { type: "range", class: "al-seek", min: 0, max: pass.last, step: 1, "aria-label": "Step" });
  range.addEventListener("input", () => player.seek(Number(range.value)));
  const count = html("span", { class: "al-count" });
  bar.append(range, count, speed(player));
  player.on("step", () => {
    range.value = String(pass.k);
    range.setAttribute("aria-valuetext", `${pass.k} of ${pass.last}`);
    count.textContent = `${pass.k} / ${pass.last}`;
  });
  const play = /** @type {HTMLButtonElement} */ (bar.querySelector("[data-action=play]"));
  player.on("play", (playing) => {
    setIcon(play, playing ? "pause" : "play");
    play.title = playing ? "Pause (space)" : "Play (space)";
    play.setAttribute("aria-label", play.title);
  });
}

/** The one button in colour: it says what the next step does, and at the end leads to the beginning. @param {Steered} player */
function nextButton(player) {
  const { pass } = player;
  const words = html("span");
  const button = html("button", { type: "button", class: "al-next", "data-action": "next" }, words);
  let action = /** @type {"next" | "start"} */ ("next");
  button.addEventListener("click", () => player.act(action));
  const update = () => {
    const does = player.upcoming?.();
    action = pass.k === pass.last && !does ? "start" : "next"; // at the last step a quiz may still ask
    button.title = SAYS[action];
    write(words, action === "start" ? "Start again" : does ? `Next: ${does}` : "Next step");
  };
  player.on("step", update);
  if (player.upcoming) player.on("values", update); // a quiz was answered
  return button;
}

/** A button that goes through the speeds of playing. @param {Steered} player */
function speed(player) {
  const { beat } = player;
  let at = 1;
  const button = iconButton("speed", "Speed of playing", next, " ");
  function next() {
    at = (at + 1) % SPEEDS.length;
    show();
  }
  function show() {
    player.beat = beat / SPEEDS[at];
    button.textContent = `${SPEEDS[at]}×`;
    button.setAttribute("aria-label", `Speed of playing: ${SPEEDS[at]} times`);
    player.tempo?.();
  }
  show();
  return button;
}

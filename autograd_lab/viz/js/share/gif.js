// @ts-check
// The whole pass as a GIF: a picture for each step, from the numbers of now, with the step's sentence under it. The page
// draws one step at a time and puts the reader's back before it is seen; a worker puts the pictures together.
import { Trouble } from "./trouble.js";
import { createCanvas, paint } from "./raster.js";
import { MARGIN, STILL, createStill, sentenceOf, svgText, xml } from "./still.js";

/** @typedef {import("../page/player.js").Player} Player */

const DELAY = 700; // milliseconds
const FIRST = 1500;
const LAST = 3000;
const MOST_STEPS = 150;
const MOST_PIXELS = 80_000_000; // in all pictures, which the worker holds at once
const MOST_BOXES = 250; // that are drawn without a pause that is felt
const MOST_SIZE = [1200, 1000];
const LARGER = 1.5; // than on the page, where there is room
const READ = 0.8; // as large as that even where the picture is larger than MOST_SIZE
const SMALLEST = 0.6; // below that nobody reads a number
const NARROWEST = 460; // a sentence needs some room
const LINE = 20;
const MOST_LINES = 4;
const CHANGED = "The player was changed while the GIF was made. Make it again, and leave its numbers and groups alone until it is saved.";
const CHUNK = 5; // sentences that are asked for at once
const SETTLED = 100; // milliseconds after which the page has drawn what stands in it
const FONT = 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif';

/** The last step that a quiz does not hide: there the question stands. @param {Player} player */
export function lastShown({ pass, hidden, nodes }) {
  return Math.min(pass.last, ...nodes.filter(({ id }) => hidden(id)).map(({ id }) => pass.completes[id]));
}

/** Do something at another step of the pass, out of the reader's sight. @template T @param {Player} player
 * @param {number} k @param {() => T} see @returns {T} */
function atStep({ pass, graph }, k, see) {
  const here = pass.k;
  graph.update(pass.seek(k));
  try {
    return see();
  } finally {
    graph.update(pass.seek(here));
  }
}

/** Text in lines of at most `wide`; what is more than a picture has room for ends in dots.
 * @param {CanvasRenderingContext2D} context @param {string} text @param {number} wide */
function linesOf(context, text, wide) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines[lines.length - 1] ? `${lines[lines.length - 1]} ${word}` : word;
    if (context.measureText(longer).width <= wide) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES - 1), `${lines[MOST_LINES - 1]} …`];
}

/** The encoder in its worker. @param {{width: number, height: number}} size */
function createEncoder(size) {
  // @ts-ignore: it stands in front, as a constant (scripts.py)
  const url = URL.createObjectURL(new Blob([GIF_WORKER], { type: "text/javascript" }));
  const worker = new Worker(url);
  let turn = 0;
  /** @param {string} type @param {unknown} data @param {Transferable[]} [moved] @returns {Promise<any>} */
  const ask = (type, data, moved = []) =>
    new Promise((done, fail) => {
      const id = (turn += 1);
      worker.onmessage = (event) => event.data.id === id && done(event.data.data);
      worker.onerror = (event) => {
        event.preventDefault();
        fail(new Trouble("This page may not start the worker that makes GIFs. Save a PNG of some steps instead."));
      };
      worker.postMessage({ id, type: `encoder:${type}`, data }, moved);
    });
  const end = () => {
    worker.terminate();
    URL.revokeObjectURL(url);
  };
  return { ask, end, ready: ask("init", { ...size, maxColors: 255 }) };
}

/** A GIF of the pass, or null where the reader has cancelled it. @param {Player} player
 * @param {{stopped: () => boolean, progress: (done: number, all: number) => void}} watch @returns {Promise<{blob: Blob, frames: number} | null>} */
export async function gifFile(player, { stopped, progress }) {
  const { pass, graph } = player;
  const frames = lastShown(player) + 1;
  if (frames > MOST_STEPS) {
    throw new Trouble(`A GIF has room for ${MOST_STEPS - 1} steps, and this pass has ${frames - 1}. Show a smaller graph, or save single steps as PNG.`);
  }
  const boxes = graph.picture.querySelectorAll("[data-id]").length;
  if (boxes > MOST_BOXES) throw new Trouble(`A GIF has room for ${MOST_BOXES} boxes, and ${boxes} are open. Fold groups, and try again.`);
  const still = createStill(player);
  const colours = { paper: still.colour("paper"), ink: still.colour("ink"), faint: still.colour("faint") };
  const numbers = pass.values;
  const [, , drawnWide, drawnHigh] = still.picture().view;
  const wide = Math.max(drawnWide, NARROWEST);
  const measure = createCanvas(1, 1).context;
  measure.font = `14px ${FONT}`;
  const told = /** @type {string[][]} */ ([]);
  for (let k = 0; k < frames; k++) {
    if (k % CHUNK === CHUNK - 1) await new Promise((done) => setTimeout(done)); // the page goes on meanwhile
    told.push(atStep(player, k, () => linesOf(measure, sentenceOf(player), wide - 2 * MARGIN)));
  }
  const high = drawnHigh + LINE * (Math.max(...told.map((lines) => lines.length)) + 1) + MARGIN;
  const fits = Math.min(MOST_SIZE[0] / wide, MOST_SIZE[1] / high);
  const scale = Math.min(LARGER, Math.max(READ, fits), Math.sqrt(MOST_PIXELS / (frames * wide * high)));
  if (scale < SMALLEST) throw new Trouble("The picture is too large to be read in a GIF. Fold groups, or save the SVG.");
  const size = { width: Math.round(wide * scale), height: Math.round(high * scale) };
  const { context } = createCanvas(size.width, size.height);

  /** The picture of step `k` with its sentence, as SVG. @param {number} k */
  function frame(k) {
    const { inside, look, view } = atStep(player, k, still.picture);
    if (view[2] !== drawnWide || view[3] !== drawnHigh) throw new Trouble(CHANGED);
    const [x, y] = [view[0] - (wide - drawnWide) / 2, view[1]];
    const line = (/** @type {string} */ text, /** @type {number} */ at, /** @type {string} */ fill) =>
      `<text x="${x + MARGIN}" y="${at}" font-size="14" font-weight="400" stroke="none" fill="${fill}">${xml(text)}</text>`;
    const lines = told[k].map((text, row) => line(text, y + drawnHigh + LINE * (row + 0.7), colours.ink));
    lines.push(line(`${player.options.title} · ${k} / ${pass.last}`, y + high - MARGIN, colours.faint));
    return svgText([x, y, wide, high], size, look, colours.paper, `${inside}<g font-family="${xml(FONT)}">${lines.join("")}</g>`);
  }

  const encoder = createEncoder(size);
  player.host.classList.add(STILL); // else what a step lights for a moment would fade on the page
  try {
    await encoder.ready;
    for (let k = 0; k < frames; k++) {
      if (stopped()) return null;
      if (pass.values.length !== numbers.length || pass.values.some((x, i) => !Object.is(x, numbers[i]))) {
        throw new Trouble(CHANGED);
      }
      progress(k, frames);
      await paint(context, frame(k));
      const { data } = context.getImageData(0, 0, size.width, size.height);
      const delay = k === 0 ? FIRST : k === frames - 1 ? LAST : DELAY;
      await encoder.ask("encode", { data, delay, ...size }, [data.buffer]);
    }
    progress(frames, frames);
    const made = /** @type {ArrayBuffer} */ (await encoder.ask("flush", "arrayBuffer"));
    return stopped() ? null : { blob: new Blob([made], { type: "image/gif" }), frames };
  } finally {
    encoder.end();
    setTimeout(() => player.host.classList.remove(STILL), SETTLED);
  }
}

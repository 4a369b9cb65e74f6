// @ts-check
// The number travels: at a step it runs along the lit edge, is multiplied at the label, and lands in its box. What a
// step changes is there at once; only the eye waits for it. The browser moves the dot, without this page's help.
import { piecesOf, pointOn } from "./draw.js";
import { html, svg } from "./dom.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {NonNullable<ReturnType<Player["graph"]["motion"]>>} Motion */

const WHOLE = 380; // milliseconds from the first box to the second
const OF_A_BEAT = 0.75; // and while it plays, at most so much of the time between steps
const SOON = 150; // steps that follow one another faster are not told singly
const MOST_DOTS = 12; // of an operation with many operands
const POINTS = 8; // on each piece of a curve
const LABEL = 10; // from the middle of a label to its edge
const DOT = 12; // and of a dot, in pixels
const ROOM = 8; // characters in a dot

/** A part of the player: the dots with numbers. @param {Player} player */
export function travel(player) {
  const { host, pass, slots, graph } = player;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let at = pass.k;
  let latest = -Infinity;
  let [held, sliding, playing] = [false, false, false];
  let stop = () => {};

  host.addEventListener("keydown", (event) => void (held = event.repeat), true);
  for (const up of ["keyup", "pointerdown"]) host.addEventListener(up, () => void (held = false), true);
  for (const down of [true, false]) host.addEventListener("input", () => void (sliding = down), down); // round the slider's own
  player.on("play", (plays) => void (playing = plays));
  player.on("step", () => {
    const [before, now] = [at, performance.now()];
    const soon = now - latest < SOON;
    [at, latest] = [pass.k, now];
    stop();
    if (at !== before + 1 || soon || held || sliding || still.matches || document.hidden || graph.picture.matches(".is-large")) return;
    const motion = graph.motion();
    if (motion && motion.runs.length <= MOST_DOTS) stop = start(motion);
  });
  for (const event of /** @type {const} */ (["values", "view"])) player.on(event, () => stop());
  player.dispose.push(() => stop());

  /** What the dot of one edge says, before the label and behind it. @param {Motion["runs"][number]} run */
  function saying({ ids }) {
    const { kind, node } = pass.step;
    if (kind === "forward") return ids.every((id) => id === ids[0]) ? [player.texts.value(ids[0], ROOM)] : ["…"];
    const { terms } = player.narrate(); // where arrays were recorded there are none, and no quiz either
    const arrival = /** @type {import("../model/sweep.js").Arrival} */ (pass.arrival);
    const [down, up] = terms?.map((term) => term.number) ?? [player.texts.factor(arrival), player.texts.grad(node, ROOM)];
    return [up, arrival.before === null || down.startsWith("−") ? down : `+${down}`];
  }

  /** Let the numbers of a step run; returns what ends it. @param {Motion} motion */
  function start({ runs, spot, text, was }) {
    const { stage } = slots;
    const { picture } = graph;
    const way = pass.step.kind;
    const duration = playing ? Math.min(WHOLE, OF_A_BEAT * player.beat) : WHOLE;
    const [frame, box] = [stage.getBoundingClientRect(), picture.getBoundingClientRect()];
    const scale = box.width / graph.size[0];
    const layer = html("div", { class: "al-travel", "aria-hidden": "true" });
    Object.assign(layer.style, {
      left: `${box.left - frame.left - stage.clientLeft + stage.scrollLeft}px`,
      top: `${box.top - frame.top - stage.clientTop + stage.scrollTop}px`,
      width: `${box.width}px`,
      height: `${box.height}px`,
    });
    layer.style.setProperty("--al-scale", String(Math.max(1, scale)));
    // what stood there stays in sight until the dot arrives
    const place = /** @type {Element} */ (text.parentNode).getAttribute("transform") ?? "";
    const old = svg("g", { class: `al-travel-old al-travel-old-${way}`, transform: place, "aria-hidden": "true" }, picture);
    svg("text", { x: text.getAttribute("x") ?? 0, y: text.getAttribute("y") ?? 0 }, old).textContent = was;
    text.classList.add("is-awaited");
    stage.append(layer);
    const moves = runs.flatMap((run) => {
      const dot = html("span", { class: `al-travel-dot al-travel-dot-${way}` }, ...saying(run).map((said) => html("b", {}, said)));
      layer.append(dot);
      return moving(dot, way === "forward" ? routeOf(run.curve) : routeOf(run.curve, spot, LABEL + (DOT * Math.max(1, scale)) / scale), scale, duration);
    });
    const end = () => {
      stop = () => {};
      for (const move of moves) move.cancel();
      layer.remove();
      old.remove();
      text.classList.remove("is-awaited");
    };
    moves[0].onfinish = end;
    return end;
  }
}

/** The points that a dot passes, each with how far on its way it is (0 to 1): along the curve; or, where there is a
 * label, backward along it with a halt above that. @param {number[]} curve @param {number[]} [label] @param {number} [above] */
function routeOf(curve, label, above = 0) {
  const points = [pointOn(curve, 0, 0)];
  for (let s = 0; s < piecesOf(curve); s++) for (let i = 1; i <= POINTS; i++) points.push(pointOn(curve, s, i / POINTS));
  if (!label) return leg(points, 0, 0.94);
  points.reverse();
  const far = points.map(([x, y]) => Math.hypot(x - label[0], y - label[1]));
  const near = Math.min(Math.max(far.indexOf(Math.min(...far)), 1), points.length - 2);
  const halt = [label[0], label[1] - above];
  return [...leg([...points.slice(0, near), halt], 0, 0.38), ...leg([halt, ...points.slice(near + 1)], 0.56, 0.94)];
}

/** Points with the share of the time at which each is passed, at one speed. @param {number[][]} points
 * @param {number} from @param {number} to */
function leg(points, from, to) {
  const lengths = points.map(([x, y], i) => (i ? Math.hypot(x - points[i - 1][0], y - points[i - 1][1]) : 0));
  const whole = lengths.reduce((a, b) => a + b) || 1;
  let gone = 0;
  return points.map(([x, y], i) => ({ x, y, offset: from + ((to - from) * (gone += lengths[i])) / whole }));
}

/** The animations of one dot. @param {HTMLElement} dot @param {ReturnType<typeof leg>} route @param {number} scale
 * @param {number} duration */
function moving(dot, route, scale, duration) {
  const frames = route.map(({ x, y, offset }) => ({ offset, translate: `${x * scale}px ${y * scale}px` }));
  const rest = frames[frames.length - 1];
  const moves = [dot.animate([...frames, { ...rest, offset: 1 }], { duration, fill: "both" })];
  const [first, second] = /** @type {HTMLCollectionOf<HTMLElement>} */ (dot.children);
  if (!second) return moves;
  const change = [0, 0.4, 0.52, 1];
  const fades = (/** @type {number[]} */ ...steps) => steps.map((opacity, i) => ({ opacity, offset: change[i] }));
  const grows = [1, 1, 1.25, 1].map((scale, i) => ({ scale: String(scale), offset: [0, 0.38, 0.48, 0.56][i] }));
  return [
    ...moves,
    first.animate(fades(1, 1, 0, 0), { duration, fill: "both" }),
    second.animate(fades(0, 0, 1, 1), { duration, fill: "both" }),
    dot.animate([...grows, { scale: "1", offset: 1 }], { duration }),
  ];
}

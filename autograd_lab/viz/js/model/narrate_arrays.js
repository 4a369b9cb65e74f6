// @ts-check
// What is said of arrays: shapes, norms and the steps of a recorded pass. Pure.
import { noSlope } from "./narrate.js";
import { compact, format } from "./numbers.js";

/** A shape as Python writes it. @param {number[]} shape */
export function tuple(shape) {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

/** How many entries an array has. @param {import("./recorded.js").Picture} picture */
function size(picture) {
  return picture.shape.reduce((n, length) => n * length, 1);
}

/** An array in one figure: its norm between bars, or its one number.
 * @param {import("./recorded.js").Picture} picture @param {number} [most] characters there is room for */
export function figure(picture, most) {
  if (size(picture) === 1) return most ? compact(picture.norm, most) : format(picture.norm, 6);
  return `‖${most ? compact(picture.norm, most - 2) : format(picture.norm, 6)}‖`;
}

/** An array in words: `(64, 16), norm 20.4, from −1.2 to 3.4`. @param {import("./recorded.js").Picture} picture */
export function inWords(picture) {
  if (size(picture) === 0) return `shape ${tuple(picture.shape)}, empty`;
  if (!picture.shape.length) return format(picture.norm);
  // what is kept of it is the entry itself, with its sign
  if (size(picture) === 1) return `shape ${tuple(picture.shape)}, its one entry ${format(picture.norm)}${warning(picture)}`;
  const ends = Number.isFinite(picture.low) ? `, ${picture.odd ? "finite entries" : "entries"} from ${format(picture.low)} to ${format(picture.high)}` : "";
  return `shape ${tuple(picture.shape)}, norm ${format(picture.norm)}${ends}${warning(picture)}`;
}

/** What there is to say of nan and infinity in an array. @param {import("./recorded.js").Picture} picture */
export function warning(picture) {
  if (!picture.odd) return "";
  const where = picture.oddPlace.length ? `, the first at [${picture.oddPlace.join(", ")}]` : "";
  return `; ⚠ ${picture.odd} of ${size(picture)} not finite${where}`;
}

/** The present step of a recorded pass: `text`, `rule` and `plain` as narrate() has them.
 * @param {import("./sweep.js").Pass} pass @param {import("./recorded.js").Recorded} recorded
 * @param {(id: number) => boolean} hide gradients that are not told yet @returns {import("./narrate.js").Sentence} */
export function narrateArrays(pass, recorded, hide) {
  const { nodes, step, arrival, expected, arrivals } = pass;
  const root = nodes[nodes.length - 1].name;
  if (step.kind === "given") return { text: "The leaves and the data are given. Nothing has been computed yet.", rule: "", plain: "" };
  if (step.kind === "seed") {
    return { text: `The backward pass starts at ${root}: its gradient is 1`, rule: `∂${root}/∂${root} = 1`, plain: "" };
  }
  const { name } = nodes[step.node];
  if (step.kind === "forward") {
    const seen = recorded.values[step.node];
    const told = seen ? inWords(seen) : "a value that PyTorch has not kept";
    return { text: `Forward: ${name} is computed: ${told}`, rule: recorded.forward[step.node], plain: "" };
  }
  const target = nodes[step.parent].name;
  const { own, sum, rule, note } = /** @type {import("./recorded.js").Handed} */ (arrival?.seen);
  const hidden = hide(step.parent);
  let text = `Backward, ${name} to ${target}: ${hidden ? `a gradient of shape ${tuple(own.shape)}` : inWords(own)}`;
  const came = arrivals[step.parent].length;
  const all = expected[step.parent];
  if (all > 1) text += `. ${target} adds up ${came} of ${all}${hidden ? "" : `: ${came < all ? "so far" : "in all"} ${inWords(sum)}`}`;
  if (note) text += `. ${note}`;
  return { text, rule, plain: came < all || hidden ? "" : pass.astray[step.parent] ? noSlope(target, root) : everydayPeak(target, root, sum) };
}

/** What the largest entry of a gradient means. @param {string} name @param {string} root
 * @param {import("./recorded.js").Picture} picture */
function everydayPeak(name, root, picture) {
  const { peak, place, odd } = picture;
  if (odd || !size(picture)) return "";
  if (peak === 0) return `No entry of ${name} moves ${root}.`;
  const which = place.length ? `${name}[${place.join(", ")}]` : name;
  const why = size(picture) > 1 ? ", where the gradient is largest," : "";
  return `Raise ${which}${why} by 0.01 and ${root} ${peak > 0 ? "rises" : "falls"} by about ${format(Math.abs(peak) * 0.01)}.`;
}

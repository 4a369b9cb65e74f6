// @ts-check
// Which product has the shape of the gradient, and is it the gradient? Rectangles to scale, all 36 products tried.
import { svg } from "../../js/page/dom.js";
import { choice, figure, frame, slider } from "./parts.js";
import { move, sized, widthOf } from "./plot.js";

const [UNIT, ROOM, LARGEST] = [22, 40, 5]; // at most, of a unit; between two rectangles; of a size
const SIZES = { N: "rows", n_in: "inputs", n_out: "outputs" };
/** What can be multiplied: how its two sizes are called. @type {Record<string, [string, string]>} */
const OPERANDS = {
  X: ["N", "n_in"], "Xᵀ": ["n_in", "N"], W: ["n_in", "n_out"], "Wᵀ": ["n_out", "n_in"], δ: ["N", "n_out"], "δᵀ": ["n_out", "N"],
};
/** What is looked for: its shape, the right product, and what that adds up. @type {Record<string, {of: string, right: string[], adds: string}>} */
const GOALS = {
  "∂L/∂W": { of: "W", right: ["Xᵀ", "δ"], adds: "each entry adds x · δ over the N rows" },
  "∂L/∂X": { of: "X", right: ["δ", "Wᵀ"], adds: "each entry adds w · δ over the n_out outputs" },
};

/** What figures.shape_puzzle() settles.
 * @typedef {{goal: string, left: string, right: string, sizes: Record<string, number>, title: string}} Settings */

/** @param {HTMLElement} host @param {Settings} settings @param {import("./parts.js").Share} share */
function draw(host, settings, share) {
  let { goal, left, right, sizes } = settings;
  const into = frame(host, settings.title);
  const unit = Math.min(UNIT, Math.floor((widthOf(into.stage) - 2 * ROOM) / (3 * LARGEST)) || UNIT);
  const width = 3 * LARGEST * unit + 2 * ROOM;
  const height = LARGEST * unit + 46;
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": "Two rectangles and their product, each as high and as wide as its shape says" });
  sized(root, width);
  into.stage.append(root);
  const boxes = [0, 1, 2].map((i) => ({
    at: i * (LARGEST * unit + ROOM),
    rect: svg("rect", { class: i === 2 ? "al-fig-lit" : "al-fig-square", y: 24, rx: 3 }, root),
    name: svg("text", { y: 14, class: "al-fig-note" }, root),
    shape: svg("text", { class: "al-fig-axis" }, root),
  }));
  ["·", "="].forEach((sign, i) => {
    svg("text", { x: boxes[i + 1].at - ROOM / 2, y: 44, "text-anchor": "middle", class: "al-fig-big" }, root).textContent = sign;
  });
  into.first(`Choose the two factors: which of the 36 products is ${goal}?`);
  choice(into, "left factor", Object.keys(OPERANDS), left, (chosen) => update({ left: chosen }));
  choice(into, "right factor", Object.keys(OPERANDS), right, (chosen) => update({ right: chosen }));
  choice(into, "looked for", Object.keys(GOALS), goal, (chosen) => update({ goal: chosen }));
  for (const [name, counts] of Object.entries(SIZES)) {
    const options = { name, label: `${name}, ${counts}`, min: 1, max: LARGEST, step: 1, value: sizes[name], text: String };
    slider(into, options, (v) => update({ sizes: { ...sizes, [name]: v } }));
  }
  const fill = into.table(["product", "shapes", "what comes of it"]);
  const shape = (/** @type {string} */ operand) => OPERANDS[operand].map((size) => sizes[size]);
  const written = (/** @type {number[]} */ pair) => `(${pair.join(",\u00a0")})`;

  /** What comes of a product: its shape, or null when it does not fit; and whether it is right. @param {string} l @param {string} r */
  function tried(l, r) {
    const [[rows, inner], [other, columns]] = [shape(l), shape(r)];
    const got = inner === other ? [rows, columns] : null;
    const wanted = shape(GOALS[goal].of);
    const fits = got !== null && written(got) === written(wanted);
    return { got, fits, right: GOALS[goal].right.join() === [l, r].join() };
  }

  /** @param {{got: number[] | null, fits: boolean, right: boolean}} found */
  function verdict({ got, fits, right: isRight }) {
    const { of, adds } = GOALS[goal];
    if (!got) return "does not fit";
    if (isRight) return `${goal}: ${adds}`;
    return fits ? `the shape of ${of}, and it is not ${goal}` : `fits, and is not the shape of ${of}`;
  }

  /** @param {{goal?: string, left?: string, right?: string, sizes?: Record<string, number>}} change */
  function update(change) {
    ({ goal, left, right, sizes } = { goal, left, right, sizes, ...change });
    const found = tried(left, right);
    const drawn = [shape(left), shape(right), found.got];
    const names = [left, right, found.got ? `${left} ${right}` : "does not fit"];
    boxes.forEach(({ at, rect, name, shape: below }, i) => {
      const [rows, columns] = drawn[i] ?? [0, 0];
      move(rect, { x: at, width: columns * unit, height: rows * unit });
      name.textContent = names[i];
      move(name, { x: at });
      below.textContent = drawn[i] ? written([rows, columns]) : "";
      move(below, { x: at, y: 24 + rows * unit + 16 });
    });
    const all = Object.keys(OPERANDS).flatMap((l) => Object.keys(OPERANDS).map((r) => ({ l, r, ...tried(l, r) })));
    const fitting = all.filter((one) => one.fits).length;
    const [[, a], [b]] = [OPERANDS[left], OPERANDS[right]];
    const inner = a === b ? `${a} meets ${b}` : `${a} = ${sizes[a]} meets ${b} = ${sizes[b]}${found.got ? ", equal by chance" : ""}`;
    into.say(
      `${left} ${written(shape(left))} · ${right} ${written(shape(right))}: ${inner}; ${verdict(found)}. ` +
        `Of all 36 products, ${fitting} ${fitting === 1 ? "has" : "have"} the shape of ${GOALS[goal].of}, ${written(shape(GOALS[goal].of))}.`,
    );
    fill(all.filter((one) => one.got).map((one) => [`${one.l} ${one.r}`, `${written(shape(one.l))} · ${written(shape(one.r))} = ${written(one.got ?? [])}`, verdict(one)]));
    host.dataset.fitting = String(fitting);
    host.dataset.right = String(found.right);
    share({ goal, left, right, ...sizes });
  }
  update({});
}

export default figure(draw);

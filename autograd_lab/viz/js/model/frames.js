// @ts-check
// The layout of what is seen: each open group is laid out by itself, and then stands as one box in the picture around
// it. An edge that enters or leaves a frame is made of pieces, which meet at the frame's side. Pure.
// From top to bottom it is the same layout with both directions exchanged.
import { layered } from "./layout.js";

const MARGIN = 12;
const FRAME_PAD = 14;
const FRAME_HEAD = 28; // a frame's label and its button stand above its boxes
/** From top to bottom: the label of an edge is not as high as it is wide, and a page that is narrow has none to spare. */
const DOWN = { gap: 40, beside: 8, margin: 4 };

/** @typedef {{x: number, y: number, w: number, h: number}} Rect */
/** One picture: its items and links, the links by their ends, and where they were laid out.
 * @typedef {{items: import("./layout.js").Item[], links: import("./layout.js").Link[], shared: Map<string, number>,
 *   layout: import("./layout.js").Layout | null, left: number}} Inner */
/** @typedef {{size: number[], boxes: Rect[], frames: Map<number, Rect>, curves: number[][]}} Placed */

/** Where boxes and frames stand, and the curve of each link (a start, then Bézier triples).
 * @param {import("./view.js").Seen} seen @param {{parent: number}[]} groups
 * @param {(box: import("./view.js").Box) => {w: number, h: number}} sizeOf
 * @param {number} [down] from top to bottom, with so many boxes beside one another; 0: from left to right
 * @returns {Placed} */
export function arrange(seen, groups, sizeOf, down = 0) {
  const tall = down > 0;
  /** Both directions exchanged, from top to bottom. @param {Rect} rect */
  const turned = ({ x, y, w, h }) => (tall ? { x: y, y: x, w: h, h: w } : { x, y, w, h });
  const space = tall ? { ...DOWN, most: down } : undefined;
  const margin = tall ? DOWN.margin : MARGIN;
  const ahead = tall ? FRAME_HEAD : FRAME_PAD; // what a frame keeps free before its first boxes, and beside them
  const beside = tall ? FRAME_PAD : FRAME_HEAD;
  /** The pictures: the whole one (-1) and one for each frame, with the items and the links that are drawn in it. */
  const pictures = new Map(
    [-1, ...seen.frames].map((g) => [g, /** @type {Inner} */ ({ items: [], links: [], shared: new Map(), layout: null, left: 0 })]),
  );
  const picture = (/** @type {number} */ g) => /** @type {Inner} */ (pictures.get(g));
  const placeOf = seen.boxes.map((box) => {
    const { w, h } = turned({ x: 0, y: 0, ...sizeOf(box) });
    return picture(box.inside).items.push({ w, h }) - 1;
  });
  const placeOfFrame = new Map(seen.frames.map((g) => [g, picture(groups[g].parent).items.push({ w: 0, h: 0 }) - 1]));

  /** A piece of an edge in one picture; pieces that come from the same place and lead out, or into the same frame,
   * are one. @param {number} g @param {number} from @param {number} to @param {number} key @param {boolean} whole */
  function piece(g, from, to, key, whole) {
    const { links, shared } = picture(g);
    const name = `${from},${to},${key}`;
    const at = (whole ? undefined : shared.get(name)) ?? links.push({ from, to, key }) - 1;
    shared.set(name, at);
    return [g, at];
  }

  const pieces = seen.links.map(({ from, to }) => {
    const up = /** @type {number[]} */ ([]);
    for (let g = seen.boxes[from].inside; g >= 0; g = groups[g].parent) up.push(g);
    const inward = [];
    for (let g = seen.boxes[to].inside; g >= 0; g = groups[g].parent) inward.unshift(g);
    const common = inward.filter((g) => up.includes(g)).pop() ?? -1;
    const way = [];
    let item = placeOf[from];
    for (const g of up.slice(0, common < 0 ? up.length : up.indexOf(common))) {
      way.push(piece(g, item, -1, from, false));
      item = /** @type {number} */ (placeOfFrame.get(g));
    }
    const into = inward.slice(inward.indexOf(common) + 1);
    let level = common;
    for (const g of into) {
      way.push(piece(level, item, /** @type {number} */ (placeOfFrame.get(g)), from, false));
      [level, item] = [g, -1];
    }
    way.push(piece(level, item, placeOf[to], from, true));
    return way;
  });

  for (const g of seen.frames.slice().reverse()) {
    const inner = picture(g);
    const { w, h, inn, out } = (inner.layout = layered(inner.items, inner.links, space));
    inner.left = inn.size ? 0 : ahead;
    const below = (/** @type {Map<number, number>} */ sides) => new Map([...sides].map(([key, y]) => [key, y + beside]));
    const item = picture(groups[g].parent).items[/** @type {number} */ (placeOfFrame.get(g))];
    Object.assign(item, { w: inner.left + w + (out.size ? 0 : FRAME_PAD), h: h + beside + FRAME_PAD, inn: below(inn), out: below(out) });
  }
  const whole = picture(-1);
  const { w, h } = (whole.layout = layered(whole.items, whole.links, space));

  const corners = new Map([[-1, [margin, margin]]]); // of what is inside each frame
  const corner = (/** @type {number} */ g) => /** @type {number[]} */ (corners.get(g));
  const layoutOf = (/** @type {number} */ g) => /** @type {import("./layout.js").Layout} */ (picture(g).layout);
  const rect = (/** @type {number} */ g, /** @type {number} */ place) => {
    const { items } = picture(g);
    const layout = layoutOf(g);
    return { x: corner(g)[0] + layout.x[place], y: corner(g)[1] + layout.y[place], w: items[place].w, h: items[place].h };
  };
  const frames = /** @type {Map<number, Rect>} */ (new Map());
  for (const g of seen.frames) {
    const frame = rect(groups[g].parent, /** @type {number} */ (placeOfFrame.get(g)));
    frames.set(g, frame);
    corners.set(g, [frame.x + picture(g).left, frame.y + beside]);
  }
  const curves = pieces.map((way) =>
    way.flatMap(([g, at], k) => {
      const moved = layoutOf(g).curves[at].map((v, i) => v + corner(g)[i % 2]);
      return k ? moved.slice(2) : moved;
    }),
  );
  const { w: wide, h: high } = turned({ x: 0, y: 0, w: w + 2 * margin, h: h + 2 * margin });
  return {
    size: [wide, high],
    boxes: seen.boxes.map((box, b) => turned(rect(box.inside, placeOf[b]))),
    frames: new Map(Array.from(frames, ([g, frame]) => [g, turned(frame)])),
    curves: tall ? curves.map((curve) => curve.map((_, i) => curve[i ^ 1])) : curves,
  };
}

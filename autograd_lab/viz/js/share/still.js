// @ts-check
// The picture of a graph as an SVG file: what is seen now, in the colours of now, with no style sheet, script or name of
// ours in it. What is computed for a kind of element is asked of the page once.

/** @typedef {import("../page/player.js").Player} Player */
/** @typedef {Record<string, string>} Look */

const SHAPE = [
  "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height", "transform", "points", "id", "viewBox", "refX", "refY",
  "markerWidth", "markerHeight", "markerUnits", "orient", "marker-start", "marker-end",
];
const HANDED_DOWN = [
  "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "font-family",
  "font-size", "font-style", "font-weight", "text-anchor", "paint-order",
];
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
const PASSING = ".al-travel-old"; // what stands in the picture while a number is on its way
const AWAITED = "is-awaited";
const KEPT = ["g", "defs", "marker"]; // what is in them says whether it is seen
export const MARGIN = 10;
export const STILL = "al-share-still"; // on a player in whose picture no colour is on its way to another

/** Text as XML. @param {string} text */
export function xml(text) {
  return text.replace(NOT_XML, "").replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

/** The present step in words. @param {Player} player */
export function sentenceOf(player) {
  const { text, plain } = player.narrate();
  return plain ? `${text}. ${plain}` : text;
}

/** A reader of the picture; what it has asked of the page it knows from then on. @param {Player} player */
export function createStill(player) {
  const { host } = player;
  const looks = /** @type {Map<string, {look: Look, opacity: string, hidden: boolean}>} */ (new Map());

  /** @param {Element} element @param {string} key of its kind: elements with one key look alike */
  function lookOf(element, key) {
    let found = looks.get(key);
    if (!found) {
      const style = getComputedStyle(element);
      const look = Object.fromEntries(HANDED_DOWN.map((name) => [name, style.getPropertyValue(name).replace(/px/g, "")]));
      found = { look, opacity: style.opacity, hidden: style.display === "none" || style.visibility === "hidden" };
      looks.set(key, found);
    }
    return found;
  }

  /** @param {Element} element @param {Look} above what it inherits @param {string} path the kinds of those around it @returns {string} */
  function markup(element, above, path) {
    const { localName } = element;
    if (localName === "title" || element.matches(PASSING)) return "";
    const own = ["class", "style", "visibility", "opacity", "stroke-width"].map((name) => element.getAttribute(name) ?? "").join("|");
    const key = `${path}>${localName}.${own}`;
    const { look, opacity, hidden } = lookOf(element, key);
    if (hidden && !KEPT.includes(localName)) return "";
    const shape = SHAPE.flatMap((name) => (element.hasAttribute(name) ? [[name, element.getAttribute(name) ?? ""]] : []));
    const looks = Object.entries(look).filter(([name, x]) => x !== above[name]);
    if (opacity !== "1") looks.push(["opacity", opacity]);
    const inside = [...element.childNodes].map((node) => (node instanceof Element ? markup(node, look, key) : xml(node.textContent ?? ""))).join("");
    if (["g", "text"].includes(localName) && !inside) return "";
    const attributes = [...shape, ...looks].map(([name, x]) => ` ${name}="${xml(x)}"`).join("");
    return `<${localName}${attributes}>${inside}</${localName}>`;
  }

  /** The picture as it is now, as an element of SVG without its size. */
  function picture() {
    const { picture: drawn } = player.graph;
    const awaited = [...drawn.querySelectorAll(`.${AWAITED}`)];
    for (const element of awaited) element.classList.remove(AWAITED);
    const stood = host.classList.contains(STILL);
    host.classList.add(STILL);
    try {
      const { look } = lookOf(drawn, "svg");
      const inside = [...drawn.children].map((child) => markup(child, look, "svg")).join("");
      const { x, y, width, height } = drawn.viewBox.baseVal;
      const view = [x - MARGIN, y - MARGIN, width + 2 * MARGIN, height + 2 * MARGIN];
      return { inside, look: Object.entries(look).map(([name, value]) => ` ${name}="${xml(value)}"`).join(""), view };
    } finally {
      host.classList.toggle(STILL, stood);
      for (const element of awaited) element.classList.add(AWAITED);
    }
  }

  /** A colour of the player's theme. @param {string} name */
  function colour(name) {
    return getComputedStyle(host).getPropertyValue(`--al-${name}`).trim();
  }
  return { picture, colour };
}

/** The picture as a file of SVG, with its size. @param {Player} player */
export function svgFile(player) {
  const { picture, colour } = createStill(player);
  const { inside, look, view } = picture();
  const [, , width, height] = view;
  const told = `<title>${xml(`${player.options.title}: step ${player.pass.k} of ${player.pass.last}`)}</title><desc>${xml(sentenceOf(player))}</desc>`;
  return { text: svgText(view, { width, height }, look, colour("paper"), inside, told), width, height };
}

/** A file of SVG. @param {number[]} view what it shows: x, y, width, height @param {{width: number, height: number}} size
 * @param {string} look attributes that all of it inherits @param {string} ground its colour @param {string} inside
 * @param {string} [told] title and description */
export function svgText([x, y, wide, high], { width, height }, look, ground, inside, told = "") {
  const frame = `viewBox="${x} ${y} ${wide} ${high}" width="${width}" height="${height}"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" ${frame} style="font-variant-numeric:tabular-nums"${look}>` +
    `${told}<rect x="${x}" y="${y}" width="${wide}" height="${high}" fill="${ground}" stroke="none"/>${inside}</svg>`
  );
}

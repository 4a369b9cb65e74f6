// @ts-check
// Every way from a node to the root. Multiply the local derivatives along each, add the products: that is the gradient.
import { factor, sum } from "../model/terms.js";
import { format } from "../model/numbers.js";
import { knownText } from "./card.js";
import { html, write } from "./dom.js";
import { usesOf } from "./uses.js";

/** @typedef {import("./player.js").Player} Player */

/** @typedef {import("./uses.js").Edge} Edge */

const MOST_PATHS = 6; // that a card lists
const MOST_WEIGHED = 500; // among which it looks for those that carry most
const MOST_STOPS = 7; // names of one path

/** The paths from a node to the root, as edges: the first `most` of them, and how many there are in all.
 * @param {Edge[][]} uses @param {number} id @param {number} most */
export function pathsFrom(uses, id, most) {
  const root = uses.length - 1;
  const count = uses.map(() => 0);
  count[root] = 1;
  for (let i = root - 1; i >= id; i--) for (const [to] of uses[i]) count[i] += count[to];
  const paths = /** @type {Edge[][]} */ ([]);
  const way = /** @type {Edge[]} */ ([]);
  const turns = [0]; // at each stop of the way, which edge comes next
  while (turns.length && paths.length < most) {
    const at = way.length ? way[way.length - 1][0] : id;
    const turn = turns[turns.length - 1]++;
    if (at === root) paths.push(way.slice());
    if (at !== root && turn < uses[at].length) {
      way.push(uses[at][turn]);
      turns.push(0);
    } else {
      way.pop();
      turns.pop();
    }
  }
  return { paths, count: count[id] };
}

/** A section of the card: the paths, lit in the picture, with the product of each. @param {Player} player @param {number} id */
export function pathsSection(player, id) {
  const { nodes, pass } = player;
  const root = nodes.length - 1;
  if (id === root || nodes[id].kind === "const") return null;
  const { paths: found, count } = pathsFrom(usesOf(nodes), id, MOST_WEIGHED);
  const productOf = (/** @type {Edge[]} */ path) => path.map(([to, slot]) => pass.slope(to, slot)).reduceRight((x, y) => x * y, 1);
  const weightOf = (/** @type {Edge[]} */ path) => Math.abs(productOf(path)) || 0;
  const ranked = found.length > MOST_PATHS && !player.veiled(id) && count === found.length;
  if (ranked) {
    const weight = new Map(found.map((path) => [path, weightOf(path)]));
    found.sort((p, q) => Number(weight.get(q)) - Number(weight.get(p)));
  }
  const paths = found.slice(0, MOST_PATHS);
  const light = () => player.graph.mark(paths.flat(), "is-path");
  const rows = paths.map((path) => {
    const names = [nodes[id].name, ...path.map(([to]) => nodes[to].name)];
    const stops = names.length > MOST_STOPS ? [...names.slice(0, 3), "…", ...names.slice(-3)] : names;
    const product = html("span", { class: "al-num" });
    const button = html("button", { type: "button", class: "al-path", title: "Light this path alone" }, stops.join(" → "), " ", product);
    const alone = () => player.graph.mark(path, "is-path");
    for (const event of ["mouseenter", "focus", "click"]) button.addEventListener(event, alone);
    for (const event of ["mouseleave", "blur"]) button.addEventListener(event, light);
    return { path, product, item: html("li", {}, button) };
  });
  const total = html("p", { class: "al-num" });
  const title = html("h4");
  let of = /** @type {number[]} */ ([]); // the numbers that the title was written for
  const element = html("section", {}, title, html("ul", { class: "al-paths" }, ...rows.map((r) => r.item)), total);

  /** A moved leaf may make others carry most than those that did when the card was opened. */
  function entitle() {
    if (of === pass.values) return;
    of = pass.values;
    const most = ranked && Math.min(...paths.map(weightOf)) >= Math.max(...found.slice(MOST_PATHS).map(weightOf));
    const many = most ? `; these ${paths.length} carry most` : count > paths.length ? `, ${paths.length} of them here` : "";
    write(title, `${count === 1 ? "The path" : `${format(count, 6)} paths`} to ${nodes[root].name}${many}`);
  }

  function update() {
    entitle();
    const ready = pass.k >= pass.seed;
    const shut = (/** @type {Edge} */ [to, slot]) => player.hidden(nodes[to].parents[slot]);
    let left = /** @type {number} */ (pass.final().grads[id]);
    const products = rows.map(({ path, product }) => {
      const slopes = path.map((edge) => (shut(edge) ? "?" : knownText(player, pass.slope(...edge), factor)));
      const amount = productOf(path);
      left -= amount;
      const factors = slopes.length > MOST_STOPS || slopes.length < 2 ? "" : `${slopes.join(" × ")} = `;
      const secret = path.some(shut);
      write(product, ready ? factors + (secret ? "?" : knownText(player, amount, format)) : "·");
      return secret ? "?" : knownText(player, amount, factor);
    });
    if (count === 1) return;
    const grad = pass.final().grads[id];
    const tiny = Math.abs(left) < 1e-12 * Math.max(1, Math.abs(grad ?? 0)) ? 0 : left; // what rounding left over is not shown
    const veiled = player.veiled(id);
    const rest = count > paths.length ? [`${veiled ? "?" : knownText(player, tiny, factor)} from ${format(count - paths.length, 6)} more`] : [];
    write(total, ready ? `${sum(products.concat(rest))} = ${veiled ? "?" : knownText(player, Number(grad), format)}, the gradient` : "");
  }
  update();
  light();
  return { element, update };
}

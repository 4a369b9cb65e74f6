// @ts-check
// What is seen of a graph: a box for each closed group, and for each node that stands in no closed group. Pure.

/** @typedef {{label: string, kind: string, parent: number, members: number[]}} Group */
/** One box: a node's (group -1), or a closed group's: then `node` stands for it, and `exits` are the nodes in it that
 * others read. `inside` is the open group around it, or -1.
 * @typedef {{node: number, group: number, inside: number, exits?: number[]}} Box */
/** What runs from one box to another: single edges [node, slot], more than one where an end is a group.
 * @typedef {{from: number, to: number, edges: [number, number][]}} Link */
/** @typedef {{boxes: Box[], frames: number[], links: Link[], at: Int32Array, linkAt: (node: number, slot: number) => number}} Seen */

const MOST_BOXES = 1200; // that a page is asked to draw
const HUGE = 20000; // nodes, whose edges alone keep a page busy: then it draws
const MOST_OF_HUGE = 150;

/** @param {{parents: number[]}[]} nodes @param {Group[]} groups */
export function createView(nodes, groups) {
  const innermost = new Int32Array(nodes.length).fill(-1);
  const children = /** @type {number[][]} */ (groups.map(() => []));
  groups.forEach(({ members, parent }, g) => {
    for (const id of members) innermost[id] = g;
    if (parent >= 0) children[parent].push(g);
  });
  const open = /** @type {Set<number>} */ (new Set());
  const all = /** @type {(number[] | undefined)[]} */ ([]);

  /** Every node in a group, inner groups' too, in order. @param {number} g @returns {number[]} */
  function within(g) {
    return (all[g] ??= [...groups[g].members, ...children[g].flatMap(within)].sort((a, b) => a - b));
  }

  /** The groups around a node, the innermost first. @param {number} id */
  function around(id) {
    const found = [];
    for (let g = innermost[id]; g >= 0; g = groups[g].parent) found.push(g);
    return found;
  }

  /** What is seen with the groups that are open now; `flat`: every node, and no frames.
   * @param {boolean} [flat] @returns {Seen} */
  function see(flat = false) {
    const boxes = /** @type {Box[]} */ ([]);
    const frames = /** @type {number[]} */ ([]);
    const boxOf = new Int32Array(groups.length).fill(-1); // the box that a group is, or is in
    (flat ? [] : groups).forEach(({ parent }, g) => {
      const hidden = parent >= 0 && boxOf[parent] >= 0;
      if (hidden) boxOf[g] = boxOf[parent];
      else if (open.has(g)) frames.push(g);
      else boxOf[g] = boxes.push({ node: exit(g), group: g, inside: parent }) - 1;
    });
    const at = innermost.map((g, id) => (g >= 0 && boxOf[g] >= 0 ? boxOf[g] : boxes.push({ node: id, group: -1, inside: flat ? -1 : g }) - 1));
    for (const box of boxes) if (box.group >= 0) box.exits = [];
    const readBy = new Uint8Array(nodes.length); // 1 for a node that its own box reads, 2 for one that others read
    const links = /** @type {Link[]} */ ([]);
    const place = /** @type {Map<number | string, number>} */ (new Map());
    const name = (/** @type {number} */ node, /** @type {number} */ slot) => {
      const [from, to] = [at[nodes[node].parents[slot]], at[node]];
      return boxes[from].group < 0 && boxes[to].group < 0 ? `${node},${slot}` : from * boxes.length + to;
    };
    nodes.forEach(({ parents }, id) =>
      parents.forEach((p, slot) => {
        readBy[p] |= at[p] === at[id] ? 1 : 2;
        if (at[p] === at[id]) return;
        const key = name(id, slot);
        const link = place.get(key) ?? links.push({ from: at[p], to: at[id], edges: [] }) - 1;
        place.set(key, link);
        links[link].edges.push([id, slot]);
      }),
    );
    at.forEach((b, id) => readBy[id] !== 1 && boxes[b].exits?.push(id));
    return { boxes, frames, links, at, linkAt: (node, slot) => place.get(name(node, slot)) ?? -1 };
  }

  /** The node that stands for a group: its last one, which others read. @param {number} g */
  function exit(g) {
    const inside = within(g);
    return inside[inside.length - 1];
  }

  /** Open groups, outer ones first, for as long as the page can draw all boxes; whether every group is open then. */
  function openAll() {
    open.clear();
    let boxes = groups.filter((group) => group.parent < 0).length + innermost.filter((g) => g < 0).length;
    const waiting = groups.flatMap(({ parent }, g) => (parent < 0 ? [g] : []));
    for (const g of waiting) {
      const more = groups[g].members.length + children[g].length - 1;
      if (boxes + more > (nodes.length > HUGE ? MOST_OF_HUGE : MOST_BOXES)) continue;
      boxes += more;
      open.add(g);
      waiting.push(...children[g]);
    }
    return open.size === groups.length;
  }

  return { open, groups, within, around, see, openAll };
}

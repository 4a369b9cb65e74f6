// @ts-check
// What keys do. In the player, arrows go from step to step; on a box of the picture, they go from box to box.

const STEPS = {
  ArrowRight: "next", ArrowLeft: "back", Home: "start", End: "end", " ": "play", n: "next", b: "back", p: "play", s: "seed",
};
const WAYS = { ArrowRight: "right", ArrowLeft: "left", ArrowUp: "up", ArrowDown: "down" };

/** A part of the player: the keyboard, and clicks into the picture. @param {any} player */
export function keys(player) {
  const { host, pass, slots } = player;
  const { stage } = slots;
  let here = player.nodes.length - 1; // the box that Tab reaches
  roam(here);

  /** The one box that Tab reaches is this one. @param {number} id */
  function roam(id) {
    player.graph.element(here).setAttribute("tabindex", "-1");
    here = id;
    player.graph.element(here).setAttribute("tabindex", "0");
  }

  /** @param {KeyboardEvent} event */
  function onBox(event) {
    const box = /** @type {Element} */ (event.target).closest("[data-id]");
    if (!box || !stage.contains(box)) return false;
    const id = Number(box.getAttribute("data-id"));
    const way = /** @type {Record<string, string>} */ (WAYS)[event.key];
    if (way) {
      const to = player.graph.near(id, way);
      if (to !== null) {
        roam(to);
        player.graph.focus(to);
      }
    } else if (event.key === "Enter" || event.key === " ") player.select(id);
    else if (event.key === "Escape") stage.focus({ preventScroll: true });
    else return false;
    return true;
  }

  /** @param {KeyboardEvent} event */
  function onPlayer(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = /** @type {Record<string, string>} */ (STEPS)[key];
    if (action) player.act(action);
    else if (key === "?") player.help();
    else if (key === "Escape" && player.selected !== null) player.select(null);
    else if (key === "Enter" && event.target === stage) {
      const { step } = pass;
      roam(step.parent >= 0 ? step.parent : step.node >= 0 ? step.node : here);
      player.graph.focus(here);
    } else return false;
    return true;
  }

  host.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return; // the host's own: Ctrl+S saves the notebook
    if (event.key !== "Tab") event.stopPropagation(); // a notebook has shortcuts of its own for plain keys
    const target = /** @type {HTMLElement} */ (event.target);
    const own = target.matches("input, textarea, select, summary") || (target.tagName === "BUTTON" && " Enter".includes(event.key));
    if (!own && (onBox(event) || onPlayer(event))) event.preventDefault();
  });
  host.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const box = target.closest(".al-node");
    if (box && stage.contains(box)) {
      const id = Number(box.getAttribute("data-id"));
      roam(id);
      player.select(id);
      if (pass.completes[id] >= 0) player.seek(pass.completes[id]);
    }
    if (!target.closest("input, button, details, select, a")) stage.focus({ preventScroll: true }); // keys work after a click anywhere
  });
}

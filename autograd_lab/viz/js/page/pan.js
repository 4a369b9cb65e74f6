// @ts-check
// Moving about in the picture: fold and unfold, zoom, pan, and keep the step in sight.
import { html, write } from "./dom.js";
import { iconButton } from "./icons.js";

/** @typedef {import("./player.js").Player} Player */

const SHRINKS_TO = 0.75; // a wide graph gets this much smaller to fit, then it scrolls
const ZOOM_STEP = 1.25;
const ZOOMS = [0.05, 4];
const STRIDE = 80; // pixels that a key pans by
const SMALL = [700, 520]; // a picture that needs no tools
const CLICK = 4; // pixels that a hand may shake

/** A part of the player: tools above the picture, and what the mouse and keys do in it. @param {Player} player */
export function pan(player) {
  const { graph, pass } = player;
  const { stage, top } = player.slots;
  const { picture } = graph;
  let zoom = 0; // 0: as wide as the page, but not too small to read

  const button = (/** @type {string} */ name, /** @type {string} */ says, /** @type {string} */ text, /** @type {() => void} */ act) => {
    const made = iconButton(name, says, act, text);
    made.classList.add("al-tool");
    return made;
  };
  const fold = button("fold-all", "Fold all groups", "fold all", () => graph.closeAll());
  const unfold = button("unfold-all", "Unfold all groups", "unfold all", () => {
    full.hidden = graph.openAll();
    if (full.hidden) return;
    write(full, `That is as much as a page can draw: ${picture.querySelectorAll("[data-id]").length} boxes.`);
    player.say(full.textContent ?? "");
  });
  const zooms = [
    button("zoom-out", "Smaller (−)", "−", () => scale(1 / ZOOM_STEP)),
    button("zoom-in", "Larger (+)", "+", () => scale(ZOOM_STEP)),
    button("fit", "Fit to width (0)", "fit", fit),
  ];
  const tools = html("div", { class: "al-tools", role: "group", "aria-label": "Picture" }, ...(graph.groups.length ? [fold, unfold] : []), ...zooms);
  const full = html("p", { class: "al-notice al-full", hidden: "", "aria-hidden": "true" }); // for who does not hear it
  top.append(tools);
  top.after(full);
  player.on("view", () => (full.hidden = true));
  const folded = html("p", { class: "al-notice al-folded" });

  /** Show the picture at its zoom. */
  function resize() {
    const [wide, high] = graph.size;
    picture.style.width = `${wide * (zoom || 1)}px`;
    picture.style.minWidth = zoom ? "0" : `${Math.round(SHRINKS_TO * wide)}px`;
    picture.style.maxWidth = zoom ? "none" : "100%";
    const needed = graph.groups.length || zoom || wide > SMALL[0] || high > SMALL[1];
    tools.hidden = !needed;
    fold.disabled = !picture.querySelector(".al-frame") && Boolean(picture.querySelector(".al-group"));
    unfold.disabled = !graph.isFolded();
    folded.hidden = !graph.isFolded();
    const boxes = picture.querySelectorAll("[data-id]").length;
    write(folded, `${player.nodes.length} nodes, seen as ${boxes} boxes. Click a group, or press Enter on it, to open it.`);
  }

  /** @param {number} by @param {{clientX: number, clientY: number}} [at] what stays under the mouse */
  function scale(by, at) {
    const before = picture.getBoundingClientRect();
    const frame = stage.getBoundingClientRect();
    const x = at ? at.clientX : frame.left + frame.width / 2;
    const y = at ? at.clientY : frame.top + frame.height / 2;
    zoom = Math.min(ZOOMS[1], Math.max(ZOOMS[0], (by * before.width) / graph.size[0]));
    resize();
    const after = picture.getBoundingClientRect();
    stage.scrollLeft += after.left + ((x - before.left) * after.width) / before.width - x;
    stage.scrollTop += after.top + ((y - before.top) * after.height) / before.height - y;
  }

  function fit() {
    zoom = Math.min(1, stage.clientWidth / graph.size[0]) || 0;
    resize();
  }

  /** Scroll as little as it takes to have these elements in sight; the page itself stays where it is.
   * @param {Element[]} elements */
  function follow(elements) {
    const frame = stage.getBoundingClientRect();
    if (!elements.length || (stage.scrollWidth <= stage.clientWidth && stage.scrollHeight <= stage.clientHeight)) return;
    let boxes = elements.map((element) => element.getBoundingClientRect());
    const span = Math.max(...boxes.map((b) => b.right)) - Math.min(...boxes.map((b) => b.left));
    if (span > stage.clientWidth) boxes = boxes.slice(-1); // not both fit
    const left = Math.min(...boxes.map((b) => b.left)) - frame.left;
    const right = Math.max(...boxes.map((b) => b.right)) - frame.left;
    const above = Math.min(...boxes.map((b) => b.top)) - frame.top;
    const below = Math.max(...boxes.map((b) => b.bottom)) - frame.top;
    if (left < 0 || right > stage.clientWidth) stage.scrollLeft += (left + right - stage.clientWidth) / 2;
    if (above < 0 || below > stage.clientHeight) stage.scrollTop += (above + below - stage.clientHeight) / 2;
  }

  function followStep() {
    const { node, parent } = pass.step;
    follow([node, parent].filter((i) => i >= 0).map(graph.element));
  }

  /** Open a group and go on from the box that others read. @param {number} group @param {boolean} byKey */
  function open(group, byKey) {
    const inside = graph.insideOf(group);
    graph.open(group);
    const corner = picture.querySelector(`.al-fold-one[data-group="${group}"]`);
    after(inside, byKey, `opened ${graph.groups[group].label}`, byKey ? null : corner);
  }

  /** @param {number} group @param {boolean} byKey */
  function close(group, byKey) {
    graph.close(group);
    after(graph.insideOf(group), byKey, `folded ${graph.groups[group].label}`);
  }

  /** @param {number} id @param {boolean} byKey @param {string} said @param {Element | null} [corner] what is to be seen, if not the box */
  function after(id, byKey, said, corner) {
    follow([corner ?? graph.element(id)]);
    if (byKey) graph.focus(id);
    player.say(said);
  }

  /** The group of a closed box or of a fold button, and what to do with it; whether there is one.
   * @param {Event} event @param {boolean} byKey */
  function toggle(event, byKey) {
    const target = /** @type {Element} */ (event.target).closest(".al-group, .al-fold-one");
    if (!target) return false;
    const group = Number(target.getAttribute("data-group"));
    target.classList.contains("al-group") ? open(group, byKey) : close(group, byKey);
    return true;
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (/** @type {Element} */ (event.target).closest("input, textarea, select, summary")) return false;
    const { key } = event;
    if (key === "+" || key === "=") scale(ZOOM_STEP);
    else if (key === "-") scale(1 / ZOOM_STEP);
    else if (key === "0") fit();
    else if (event.shiftKey && key.startsWith("Arrow")) {
      stage.scrollLeft += STRIDE * (Number(key === "ArrowRight") - Number(key === "ArrowLeft"));
      stage.scrollTop += STRIDE * (Number(key === "ArrowDown") - Number(key === "ArrowUp"));
    } else if (key === "Enter" || key === " ") return toggle(event, true);
    else if (key === "Backspace") {
      const box = /** @type {Element} */ (event.target).closest("[data-id]");
      const frame = box && stage.contains(box) ? graph.frameOf(Number(box.getAttribute("data-id"))) : -1;
      if (frame < 0) return false;
      close(frame, true);
    } else return false;
    return true;
  }

  player.host.addEventListener(
    "keydown",
    (/** @type {KeyboardEvent} */ event) => {
      if (!onKey(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    true, // before the player's other keys: Enter on a group opens it
  );
  stage.addEventListener("focusin", (/** @type {FocusEvent} */ event) => event.target !== stage && follow([/** @type {Element} */ (event.target)]));
  stage.addEventListener(
    "wheel",
    (/** @type {WheelEvent} */ event) => {
      if (!event.ctrlKey) return; // a plain wheel scrolls the page
      event.preventDefault();
      scale(Math.exp(-event.deltaY / 300), event);
    },
    { passive: false },
  );

  let grip = /** @type {{x: number, y: number, left: number, top: number, moved: boolean} | null} */ (null);
  stage.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    if (event.button || event.pointerType === "touch") return; // a finger scrolls by itself
    grip = { x: event.clientX, y: event.clientY, left: stage.scrollLeft, top: stage.scrollTop, moved: false };
  });
  stage.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    if (!grip) return;
    const [dx, dy] = [event.clientX - grip.x, event.clientY - grip.y];
    if (!grip.moved && Math.hypot(dx, dy) < CLICK) return;
    if (!grip.moved) stage.setPointerCapture(event.pointerId);
    grip.moved = true;
    stage.classList.add("is-dragged");
    stage.scrollLeft = grip.left - dx;
    stage.scrollTop = grip.top - dy;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    stage.addEventListener(end, () => {
      stage.classList.remove("is-dragged");
      if (!grip?.moved) grip = null; // else the click that follows is not meant
    });
  }
  stage.addEventListener(
    "click",
    (/** @type {MouseEvent} */ event) => {
      if (grip?.moved) event.stopPropagation();
      else toggle(event, false);
      grip = null;
    },
    true,
  );

  player.slots.below.prepend(folded);
  player.on("view", resize);
  player.on("step", followStep);
  resize();
}

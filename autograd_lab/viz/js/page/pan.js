// @ts-check
// Moving about in the picture: fold and unfold, zoom, pan, and keep the step in sight.
import { focusedBy, html, write } from "./dom.js";
import { iconButton } from "./icons.js";
import { createRoom } from "./room.js";

/** @typedef {import("./player.js").Player} Player */

const ZOOM_STEP = 1.25;
const ZOOMS = [0.05, 4];
const STRIDE = 80; // pixels that a key pans by
const SMALL = [700, 520]; // a picture that needs no tools
const CLICK = 4; // pixels that a hand may shake

/** A part of the player: tools above the picture, and what the mouse and keys do in it. @param {Player} player */
export function pan(player) {
  const { graph, host, pass } = player;
  const { stage, top, view } = player.slots;
  const { picture } = graph;
  const room = createRoom(host, stage);
  const root = player.nodes.length - 1;
  let zoom = 0; // 0: as there is room, but not too small to read
  let lecture = false; // for which view the zoom was chosen
  // What a step needs to know of the window on the picture, so that it has not to be asked for: its size, what it shows
  // of the picture from where, and how many of its pixels one of the picture's is.
  const seen = { wide: 0, high: 0, left: 0, top: 0, by: 1 };

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
  const tools = html("div", { class: "al-tools", role: "group", "aria-label": "Picture" }, ...(graph.groups.length ? [fold, unfold] : []),
    button("zoom-out", "Smaller (−)", "−", () => scale(1 / ZOOM_STEP)),
    button("zoom-in", "Larger (+)", "+", () => scale(ZOOM_STEP)),
    button("fit", "Fit to width (0)", "fit", fit),
  );
  const full = html("p", { class: "al-notice al-full", hidden: "", "aria-hidden": "true" }); // for who does not hear it
  top.append(tools);
  top.after(full);
  player.on("view", () => (full.hidden = true));
  const folded = html("p", { class: "al-notice al-folded" });

  const chip = html("button", { type: "button", class: "al-chip", "data-action": "root", hidden: true });
  chip.addEventListener("click", () => {
    reach([boxOf(root)]);
    stage.focus({ preventScroll: true });
  });
  view.append(chip);

  /** Show the picture at its zoom; without one, in the layout, the size and the width in which all of it is seen. */
  function resize() {
    if (lecture !== room.isLecture()) [lecture, zoom] = [!lecture, 0];
    if (!zoom) {
      const fit = room.fit(graph.down, graph.sizeOf);
      room.take(fit.wide);
      if (fit.down !== graph.down) return graph.turn(fit.down); // which says that the view is another, and so comes back
      seen.by = fit.scale;
    } else seen.by = zoom;
    const [wide, high] = graph.size;
    picture.style.width = `${(wide * seen.by) / 14}em`; // 14 pixels: the text of a player, where the host has no larger one
    seen.by *= room.unit();
    const needed = graph.groups.length || zoom || wide > SMALL[0] || high > SMALL[1];
    tools.hidden = !needed;
    const focused = focusedBy(host);
    fold.disabled = !picture.querySelector(".al-frame") && Boolean(picture.querySelector(".al-group"));
    unfold.disabled = !graph.isFolded();
    if ([fold, unfold].some((one) => one.disabled && one === focused)) stage.focus({ preventScroll: true }); // a button that is off has none
    folded.hidden = !graph.isFolded();
    const boxes = picture.querySelectorAll("[data-id]").length;
    write(folded, `${player.nodes.length} nodes, seen as ${boxes} boxes. Click a group, or press Enter on it, to open it.`);
    look();
  }

  /** What the window shows of the picture now. */
  function look() {
    seen.wide = stage.clientWidth;
    seen.high = stage.clientHeight;
    seen.left = stage.scrollLeft;
    seen.top = stage.scrollTop;
    tellCut();
  }

  /** A box in pixels of the window, from its corner. @param {number} id */
  function boxOf(id) {
    const { x, y, w, h } = graph.place(id);
    const aside = Math.max(0, (seen.wide - graph.size[0] * seen.by) / 2); // a small picture stands in the middle
    const [left, above] = [aside + x * seen.by - seen.left, y * seen.by - seen.top];
    return { left, top: above, right: left + w * seen.by, bottom: above + h * seen.by };
  }

  /** Show at which sides the picture is cut, and the way to the root where that is not seen. */
  function tellCut() {
    const [right, below] = [graph.size[0] * seen.by - seen.left - seen.wide, graph.size[1] * seen.by - seen.top - seen.high];
    Object.entries({ left: seen.left, right, top: seen.top, bottom: below }).forEach(([side, over]) => view.style.setProperty(`--al-${side}`, over > 4 ? "2em" : "0"));
    const box = boxOf(root);
    const sign = box.right > seen.wide + 4 ? "→" : box.left < -4 ? "←" : box.bottom > seen.high + 4 ? "↓" : box.top < -4 ? "↑" : "";
    chip.hidden = !sign || !seen.wide;
    if (!sign) return;
    write(chip, `${sign} ${player.nodes[root].name}`);
    chip.title = `To ${player.nodes[root].name}, the root`;
  }

  /** @param {number} by @param {{clientX: number, clientY: number}} [at] what stays under the mouse */
  function scale(by, at) {
    const before = picture.getBoundingClientRect();
    const frame = stage.getBoundingClientRect();
    const x = at ? at.clientX : frame.left + frame.width / 2;
    const y = at ? at.clientY : frame.top + frame.height / 2;
    zoom = Math.min(ZOOMS[1], Math.max(ZOOMS[0], (by * before.width) / graph.size[0] / room.unit()));
    resize();
    const after = picture.getBoundingClientRect();
    stage.scrollLeft += after.left + ((x - before.left) * after.width) / before.width - x;
    stage.scrollTop += after.top + ((y - before.top) * after.height) / before.height - y;
  }

  function fit() {
    zoom = lecture ? 0 : Math.min(1, stage.clientWidth / graph.size[0] / room.unit()); // 0 fits it to a whole screen
    resize();
  }

  /** Scroll as little as it takes to have these boxes in sight, as [left, top, right, bottom] of the window; the page
   * itself stays where it is. @param {{left: number, top: number, right: number, bottom: number}[]} boxes */
  function reach(boxes) {
    if (!boxes.length) return;
    const far = (/** @type {"left" | "top"} */ from, /** @type {"right" | "bottom"} */ to) => Math.max(...boxes.map((b) => b[to])) - Math.min(...boxes.map((b) => b[from]));
    if (far("left", "right") > seen.wide || far("top", "bottom") > seen.high) boxes = boxes.slice(-1); // not both fit
    const [left, right] = [Math.min(...boxes.map((b) => b.left)), Math.max(...boxes.map((b) => b.right))];
    const [above, below] = [Math.min(...boxes.map((b) => b.top)), Math.max(...boxes.map((b) => b.bottom))];
    const aside = left < -1 || right > seen.wide + 1 ? (left + right - seen.wide) / 2 : 0;
    const down = above < -1 || below > seen.high + 1 ? (above + below - seen.high) / 2 : 0;
    if (!aside && !down) return;
    const within = (/** @type {number} */ to, /** @type {number} */ most) => Math.max(0, Math.min(to, most));
    seen.left = within(seen.left + aside, graph.size[0] * seen.by - seen.wide);
    seen.top = within(seen.top + down, graph.size[1] * seen.by - seen.high);
    stage.scrollTo(seen.left, seen.top);
  }

  /** @param {Element[]} elements */
  function follow(elements) {
    look();
    const frame = stage.getBoundingClientRect();
    reach(elements.map((element) => {
      const { left, top: above, right, bottom } = element.getBoundingClientRect();
      return { left: left - frame.left, top: above - frame.top, right: right - frame.left, bottom: bottom - frame.top };
    }));
    look();
  }

  /** Follow a step, by what is known: asking the page for sizes here would have it lay itself out once more. */
  function followStep() {
    const { node, parent } = pass.step;
    if (seen.wide) reach([node, parent].filter((i) => i >= 0).map(boxOf));
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

  host.addEventListener(
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

  stage.addEventListener("scroll", () => {
    seen.left = stage.scrollLeft;
    seen.top = stage.scrollTop;
    tellCut();
  });
  player.slots.below.prepend(folded);
  player.on("view", resize);
  player.on("step", followStep);
  player.dispose.push(room.watch(resize));
  resize();
}

// @ts-check
// The drill on a page: the ways through it, the exhibit that is worked, and the list of all.
import { html, write } from "../../js/page/dom.js";
import { guard } from "../../js/page/guard.js";
import { listenTo } from "./keys.js";
import { createMemory, firstOpen, idsOn, keepVisit, visitOf } from "./visits.js";
import { workOn } from "./work.js";

/** @typedef {import("./visits.js").Drill} Drill */
/** @typedef {import("./visits.js").Exhibit} Exhibit */
/** @typedef {import("./visits.js").Path} Path */

/** Show the drill in an element. @param {HTMLElement} host @param {Drill} drill */
export function mountDrill(host, drill) {
  const visit = visitOf(Date.now());
  const memory = createMemory(visit.at);
  const byId = new Map(drill.exhibits.map((e) => [e.id, e]));
  const solved = (/** @type {string} */ id) => Boolean(memory.of(byId.get(id)?.key ?? "")?.solved);
  const due = idsOn(drill, "due", memory);
  /** @type {Map<string, Element[]>} */
  const stages = new Map();
  /** @type {Path} */
  let path = visit.path;
  let ids = idsOn(drill, path, memory);
  let place = ids.indexOf(visit.id);
  if (place < 0) {
    path = due.length ? "due" : drill.tour.every(solved) ? "all" : "tour";
    ids = idsOn(drill, path, memory);
    place = firstOpen(ids, solved);
  }

  guard(host);
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", "The bug zoo, exhibit by exhibit");
  listenTo(host, () => stage);
  const ways = html("div", { class: "al-zoo-ways", role: "group", "aria-label": "Which exhibits" });
  const title = html("h3", { tabindex: -1 });
  const back = step("back", "Back", -1);
  const on = step("skip", "Skip", 1);
  const head = html("div", { class: "al-zoo-head" }, title, html("span", { class: "al-zoo-turn" }, back, on));
  const stage = html("div");
  const spoken = html("p", { class: "al-zoo-hidden", "aria-live": "polite" });
  const list = html("details", { class: "al-zoo-list" }, html("summary", {}, "Choose an exhibit by its room"));
  list.addEventListener("toggle", () => list.open && fillList());
  host.replaceChildren(ways, head, stage, spoken, list);
  const buttons = new Map(
    /** @type {[Path, string][]} */ ([
      ["tour", `A tour of ${drill.tour.length}`],
      ["all", `All ${drill.exhibits.length}, mixed`],
      ["due", `Due again: ${due.length}`],
    ]).map(([name, text]) => {
      const button = html("button", { type: "button", "data-path": name }, text);
      button.addEventListener("click", () => take(name));
      if (name === "due") button.title = "What you missed on an earlier visit. It is kept in this browser alone.";
      if (name === "all" || idsOn(drill, name, memory).length) ways.append(button);
      return [name, button];
    }),
  );

  /** Go along a path. @param {Path} name */
  function take(name) {
    path = name;
    ids = name === "due" ? due : idsOn(drill, name, memory);
    place = firstOpen(ids, solved);
    show(true);
  }

  /** @param {string} action @param {string} text @param {number} by */
  function step(action, text, by) {
    const button = html("button", { type: "button", "data-action": action }, text);
    button.addEventListener("click", () => {
      place = (place + by + ids.length) % ids.length;
      show(true);
    });
    return button;
  }

  /** Show the exhibit at this place. @param {boolean} move whether the focus goes there */
  function show(move) {
    const exhibit = byId.get(ids[place]);
    if (!exhibit) return;
    keepVisit({ at: visit.at, path, id: exhibit.id });
    for (const [name, button] of buttons) button.setAttribute("aria-pressed", String(name === path));
    write(title, `${place + 1} of ${ids.length}: ${exhibit.title}`);
    const kept = stages.get(exhibit.id);
    if (kept) stage.replaceChildren(...kept);
    else begin(exhibit);
    if (!move) return;
    title.focus({ preventScroll: true });
    host.scrollIntoView({ block: "start" });
  }

  /** Put an exhibit with its first question on the stage; it stays as it is answered for when a reader comes back. @param {Exhibit} exhibit */
  function begin(exhibit) {
    workOn(stage, exhibit, {
      ways: drill.ways,
      say: (text) => write(spoken, text),
      done: (well) => memory.keep(exhibit.key, well),
      next: () => (place === ids.length - 1 && path !== "all" ? take("all") : on.click()),
      again: () => {
        stages.delete(exhibit.id);
        show(true);
      },
    });
    stages.set(exhibit.id, [...stage.children]);
  }

  /** The exhibits by room, with what is known of each; made when the list is opened. */
  function fillList() {
    const rooms = drill.rooms.map((name, at) => {
      const number = (/** @type {string} */ id) => Number(id.split(".")[1]);
      const here = drill.exhibits.filter((e) => e.room === at + 1).sort((a, b) => number(a.id) - number(b.id));
      const links = here.map((e) => {
        const state = solved(e.id) ? " ✓" : memory.of(e.key) ? " ↺" : "";
        const said = state === " ✓" ? ", solved" : state ? ", due again" : "";
        const button = html("button", { type: "button", "aria-label": `Exhibit ${e.id}, ${e.title}${said}`, title: e.title }, e.id + state);
        button.addEventListener("click", () => {
          path = "all";
          ids = idsOn(drill, "all", memory);
          place = ids.indexOf(e.id);
          list.open = false;
          show(true);
        });
        return button;
      });
      return here.length ? [html("h4", {}, `Room ${at + 1}: ${name}`), html("p", {}, ...links)] : [];
    });
    list.replaceChildren(list.firstElementChild ?? "", ...rooms.flat());
  }

  show(false);
}

/** The drill in the element with this id, whose data are the base64 of their gzip. @param {string} id @param {string} styles */
export function mountStatic(id, styles) {
  const host = document.getElementById(id);
  const packed = host?.querySelector("script[data-packed]")?.textContent;
  if (!host || !packed) return;
  host.before(html("style", {}, styles));
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  new Response(stream).json().then((drill) => mountDrill(host, drill));
}

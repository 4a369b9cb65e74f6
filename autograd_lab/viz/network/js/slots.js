// @ts-check
// The places of a network view, in the order in which they are read: what is looked at, what is pressed, what is told.
import { html } from "../../js/page/dom.js";

/** Where the parts put what they show. @param {HTMLElement} host @param {string} title */
export function slotsOf(host, title) {
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", `Network view: ${title}`);
  const stage = html("div", { class: "al-net-stage", tabindex: 0, role: "group", "aria-label": "Network: left and right arrow keys go from step to step, Enter goes into the picture" });
  const slots = {
    top: html("div", { class: "al-top al-net-top" }, html("span", { class: "al-title" }, title)),
    time: html("div", { class: "al-net-time" }),
    stage,
    place: html("div", { class: "al-net-place" }, stage),
    legend: html("p", { class: "al-net-legend" }),
    bar: html("div", { class: "al-bar", role: "group", "aria-label": "Steps" }),
    say: html("div", { class: "al-say al-net-say" }),
    side: html("div", { class: "al-net-card" }),
    zoom: html("div", { class: "al-net-zoom-place" }),
    own: html("div", { class: "al-net-own" }),
    tabs: html("div", { class: "al-net-tabs", role: "group", "aria-label": "Views" }),
    panels: html("div", { class: "al-net-panels" }),
    below: html("div", { class: "al-below" }),
    help: html("details", { class: "al-fold al-help" }, html("summary", {}, "Keys"), html("p", {}, "→ ← step, Home and End, S to the loss, Space plays. Tab or Enter into the picture, arrows from neuron to neuron, Enter selects, Escape goes back.")),
    live: html("p", { class: "al-live", "aria-live": "polite" }),
  };
  for (const event of ["click", "keydown"]) slots.zoom.addEventListener(event, (/** @type {Event} */ e) => e.stopPropagation()); // another player lives there
  host.replaceChildren(slots.top, slots.time, slots.place, slots.legend, slots.bar, slots.say, slots.side, slots.zoom, slots.own, slots.tabs, slots.panels, slots.below, slots.help, slots.live);
  return slots;
}

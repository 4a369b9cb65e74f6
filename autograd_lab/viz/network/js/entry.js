// @ts-check
// How a network view comes to a page: under a notebook's cell, or on a page without a kernel.
import { html } from "../../js/page/dom.js";
import { hideKept, startKept } from "../../js/page/kept.js";
import { mountNetwork } from "./network.js";

/** The player's own module, packed, for the graph of one neuron: Python puts it in front of this text. */
function packedPlayer() {
  // @ts-ignore: it stands in front, as a constant
  return typeof PLAYER === "undefined" ? "" : PLAYER;
}

/** On a page without a kernel: the view in the element with this id. @param {string} id @param {string} styles */
export function mountStatic(id, styles) {
  const host = document.getElementById(id);
  const data = host?.querySelector("script[type='application/json']")?.textContent;
  if (!host || !data) return;
  const { network, options } = JSON.parse(data);
  host.before(html("style", {}, styles));
  startKept(host, "network", () => mountNetwork(host, network, { ...options, playerCode: packedPlayer }));
}

/** For anywidget. @param {{model: import("../../js/page/notebook.js").Model, el: HTMLElement}} context @param {string} [styles] */
function render({ model, el }, styles = "") {
  const host = html("div");
  el.append(html("style", {}, styles), host, hideKept(model.get("_key")));
  const view = mountNetwork(host, model.get("_network"), { ...model.get("_options"), playerCode: packedPlayer });
  return () => {
    for (const undo of view.dispose) undo();
  };
}

export default { render };

// @ts-check
// On paper nobody can press a button: the whole pass and all views are shown there, and put back afterwards.

/** @typedef {import("./network.js").View} View */

/** A part: printing. @param {View} view @param {() => void} pause */
export function paper(view, pause) {
  const { host } = view;
  let back = /** @type {(() => void) | null} */ (null);
  const before = () => {
    if (!host.isConnected || back) return;
    const at = view.k;
    const folds = /** @type {HTMLDetailsElement[]} */ ([...host.querySelectorAll("details:not([open])")]).filter((fold) => fold !== view.slots.help);
    pause();
    view.seek(view.stages.length - 1);
    view.emit("paper", true);
    for (const fold of folds) fold.open = true;
    back = () => {
      for (const fold of folds) fold.open = false;
      view.emit("paper", false);
      view.seek(at);
      back = null;
    };
  };
  addEventListener("beforeprint", before);
  addEventListener("afterprint", () => back?.());
}

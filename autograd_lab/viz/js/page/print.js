// @ts-check
// On paper nobody can press a button: everything is shown there, and put back afterwards.

/** @typedef {import("./player.js").Player} Player */

/** A part of the player: printing. @param {Player} player */
export function printing(player) {
  const { host, pass } = player;
  let back = /** @type {(() => void) | null} */ (null);
  const before = () => {
    if (!host.isConnected) return;
    const at = pass.k;
    const folds = /** @type {HTMLDetailsElement[]} */ ([...host.querySelectorAll("details:not(.al-help):not([open])")]);
    player.pause();
    player.seek(pass.last);
    for (const fold of folds) fold.open = true;
    back = () => {
      for (const fold of folds) fold.open = false;
      player.seek(at);
      back = null;
    };
  };
  const after = () => back?.();
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  player.dispose.push(() => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
  });
}

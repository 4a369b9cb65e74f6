// @ts-check
// On paper nobody can press a button: everything is shown there, and put back afterwards.

/** What is printed: a player, or a network view, which hears of it.
 * @typedef {Pick<import("./player.js").Player, "host" | "pause" | "seek" | "dispose"> & {pass: {k: number, last: number},
 *   paper?: (on: boolean) => void}} Printed */

/** A part of the player: printing. @param {Printed} player */
export function printing(player) {
  const { host, pass } = player;
  let printed = false;
  const before = () => {
    if (!host.isConnected || printed) return;
    const at = pass.k;
    const folds = /** @type {HTMLDetailsElement[]} */ ([...host.querySelectorAll("details:not(.al-help):not([open])")]);
    const show = (/** @type {boolean} */ on) => {
      printed = on;
      player.seek(on ? pass.last : at);
      player.paper?.(on);
      for (const fold of folds) fold.open = on;
    };
    player.pause();
    show(true);
    addEventListener("afterprint", () => show(false), { once: true });
  };
  addEventListener("beforeprint", before);
  player.dispose.push(() => removeEventListener("beforeprint", before));
}

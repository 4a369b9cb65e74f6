// @ts-check
// The keys of the drill: 1 to 7 choose, Enter or N goes on when an exhibit is mended.

/** Listen to the keys that are pressed in the drill, and on a page of its own to those pressed while nothing has the focus and the
 * answers are in sight.
 * @param {HTMLElement} host @param {() => HTMLElement} stage where the exhibit stands */
export function listenTo(host, stage) {
  host.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation(); // a notebook has its own use for plain keys
    carryOut(event, stage());
  });
  if (host.closest(".jp-Notebook, .jp-OutputArea")) return; // there, no focus means the notebook's own commands
  const alone = (/** @type {KeyboardEvent} */ event) => {
    if (!host.isConnected) return document.removeEventListener("keydown", alone);
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== document.body) return;
    const asked = [...stage().querySelectorAll(".al-zoo-choices, .al-zoo-turn")].at(-1)?.getBoundingClientRect();
    if (asked && asked.top < innerHeight && asked.bottom > 0) carryOut(event, stage());
  };
  document.addEventListener("keydown", alone);
}

/** @param {KeyboardEvent} event @param {HTMLElement} stage */
function carryOut(event, stage) {
  if (event.repeat) return; // a key held down would answer what nobody has read
  const onward = /** @type {HTMLElement | null} */ (stage.querySelector("[data-action=onward]"));
  const own = event.target instanceof Element && event.target.closest("button, summary, a");
  if (onward && (event.key.toLowerCase() === "n" || (event.key === "Enter" && !own))) {
    event.preventDefault();
    onward.click();
    return;
  }
  const open = [...stage.querySelectorAll(".al-zoo-choices")].at(-1);
  const button = open?.querySelectorAll("button")[Number(event.key) - 1];
  if (button && !button.disabled) {
    event.preventDefault();
    button.click();
  }
}

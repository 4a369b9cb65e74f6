// @ts-check
// What keeps a notebook's own keys away from what stands in it.

const GUARDED = "data-lm-suppress-shortcuts";

/** JupyterLab may hear keys before the player does, and leaves those alone that are meant for an element with this
 * attribute: it asks the one in focus first, then those around it, and takes the key if a shortcut of its own comes first.
 * The attribute is lifted while Ctrl, Alt or ⌘ is held: Ctrl+S saves the notebook. @param {HTMLElement} host */
export function guard(host) {
  /** @type {Element} */
  let focused = host;
  const keep = (/** @type {boolean} */ on) => [host, focused].forEach((element) => element.toggleAttribute(GUARDED, on));
  const held = (/** @type {KeyboardEvent} */ event) => keep(!(event.ctrlKey || event.metaKey || event.altKey));
  for (const event of ["keydown", "keyup"]) host.addEventListener(event, (e) => held(/** @type {KeyboardEvent} */ (e)), true);
  host.addEventListener("focusin", ({ target }) => {
    focused = /** @type {Element} */ (target);
    keep(true);
  });
  host.addEventListener("focusout", () => {
    if (focused !== host) focused.removeAttribute(GUARDED);
    focused = host;
  });
  keep(true);
}

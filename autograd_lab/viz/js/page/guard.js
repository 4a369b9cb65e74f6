// @ts-check
// What keeps a notebook's own keys away from what stands in it.

const GUARDED = "data-lm-suppress-shortcuts";

/** JupyterLab may hear keys before what is in `host` does, and leaves those alone that are meant for an element with this
 * attribute. It asks the one in focus first, and a shortcut of its own may fit that one, so it is that one which has it.
 * It is lifted while Ctrl, Alt or ⌘ is held: Ctrl+S saves the notebook. @param {HTMLElement} host */
export function guard(host) {
  let focused = host;
  const listen = (/** @type {KeyboardEvent} */ event) => {
    focused.removeAttribute(GUARDED);
    focused = /** @type {HTMLElement} */ (event.target);
    focused.toggleAttribute(GUARDED, !(event.ctrlKey || event.metaKey || event.altKey)); // focus comes without a key
  };
  for (const event of ["keydown", "keyup", "focusin"]) host.addEventListener(event, /** @type {EventListener} */ (listen), true);
}

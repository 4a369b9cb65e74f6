// @ts-check
// Small help with elements.

/** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {Record<string, string>} attributes
 * @param {...(Node | string)} inside @returns {HTMLElementTagNameMap[T]} */
export function element(tag, attributes, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}

/** @param {string} text @param {() => void} act */
export function button(text, act) {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", act);
  return made;
}

/** A sign that says by its shape what the words beside it say. @param {string} is */
export function signOf(is) {
  return element("span", { "aria-hidden": "true", class: "al-sign" }, is === "right" ? "✓" : is === "wrong" ? "✗" : "○");
}

// @ts-check
// Small helpers for elements of the page.

/** An element of HTML. @template {keyof HTMLElementTagNameMap} T @param {T} tag
 * @param {Record<string, string | number | boolean>} attributes @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[T]} */
export function html(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** An element of SVG. @template {keyof SVGElementTagNameMap} T @param {T} tag
 * @param {Record<string, string | number>} attributes @param {Element} [parent] @returns {SVGElementTagNameMap[T]} */
export function svg(tag, attributes, parent) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  parent?.append(element);
  return element;
}

/** Set a text, and touch the page only when it is another one. @param {Element} element @param {string} text */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** An id that no other element of the page has. */
export function newId() {
  return `al${Math.random().toString(36).slice(2)}`;
}

/** What has the focus: where an element stands in a shadow root, the page itself knows the root's host only. @param {Element} element */
export function focusedBy(element) {
  return /** @type {Document | ShadowRoot} */ (element.getRootNode()).activeElement ?? null;
}

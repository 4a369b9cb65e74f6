// @ts-check
// What the kernel says reaches a widget whose page was slow to start.

const HEAR = "_handle_comm_msg"; // the method by which ipywidgets' models hear the kernel

/** A model's line to the kernel. @typedef {{on_msg: (hear: (message: unknown) => unknown) => void}} Line */

/** anywidget (0.9 to 0.11) drops, for good, whatever the kernel says to a model whose code took over two seconds to load;
 * so the model hears it in ipywidgets' own way once its code is there. @param {import("./notebook.js").Model} model */
export async function listen(model) {
  const own = await model.widget_manager?.get_model?.(model.get("_own"))?.catch(() => undefined);
  let kind = own && Object.getPrototypeOf(own);
  while (kind && !Object.hasOwn(kind, HEAR)) kind = Object.getPrototypeOf(kind); // anywidget's
  const hear = kind && Object.getPrototypeOf(kind)[HEAR];
  if (hear) own?.comm?.on_msg?.(hear.bind(own));
}

// The notebooks that are open, by JupyterLab's own objects: its application stands in `window.jupyterapp`.

/** JupyterLab's application, once it is up; it has no types here. @returns {any} */
export const lab = () => /** @type {any} */ (window).jupyterapp;

/** The panels of open notebooks. @returns {any[]} */
export function panels() {
  const shell = lab()?.shell;
  return shell ? [...shell.widgets("main")].filter((widget) => widget.content?.model?.cells && widget.sessionContext) : [];
}

/** @param {any} panel @returns {any} */
export const kernelOf = (panel) => panel.sessionContext.session?.kernel;

/** @param {any} panel @returns {string} */
export const pathOf = (panel) => panel.context.path;

/** Keep in the address which notebook is shown, so that a reload opens it again: JupyterLite takes it out. */
export function keepAddress() {
  const shown = lab().shell.currentWidget;
  if (!shown?.content?.model?.cells || !shown.context) return;
  const address = new URL(location.href);
  if (address.searchParams.get("path") === pathOf(shown)) return;
  address.searchParams.set("path", pathOf(shown));
  history.replaceState(history.state, "", address);
}

/** Let keys reach a notebook that has just been opened: the list of files has the focus then. @param {any} panel */
export function takeFocus(panel) {
  const at = document.activeElement;
  const typing = at?.matches("input, textarea, [contenteditable=true], .cm-content");
  if (lab().shell.currentWidget === panel && !typing) panel.activate();
}

/** Whether a notebook shows what was run on an earlier visit. @param {any} panel */
export function ranBefore(panel) {
  const { model } = panel.context;
  if (model.getMetadata("autograd_lab")?.as_it_ran) return false;
  const cells = [...Array(model.cells.length).keys()].map((at) => model.cells.get(at));
  return cells.some((cell) => cell.type === "code" && cell.executionCount);
}

/** Save, and tell whether that was done. @param {any} panel @returns {Promise<boolean>} */
export async function saved(panel) {
  if (!panel.context.model.dirty) return true;
  try {
    await panel.context.save();
  } catch {
    return false;
  }
  return !panel.context.model.dirty;
}

/** Hand the notebook to the reader as a file, as it stands in the tab: saved or not. @param {any} panel */
export function download(panel) {
  const text = JSON.stringify(panel.context.model.toJSON(), null, 1);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/x-ipynb+json" }));
  link.download = pathOf(panel).split("/").at(-1) ?? "notebook.ipynb";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Whether a cell waits for the reader to type an answer. @param {any} panel */
export const asks = (panel) => panel.node.querySelector(".jp-Stdin-input") !== null;

/**
 * Put the site's edition of a notebook beside the reader's, and open it. Returns its path.
 * @param {string} path
 * @param {string} edition
 * @param {string} root the site's address
 */
export async function freshBeside(path, edition, root) {
  const answer = await fetch(new URL(`files/${path}`, root), { cache: "no-cache" });
  if (!answer.ok) throw new Error(String(answer.status));
  const content = await answer.json();
  const target = path.replace(/\.ipynb$/, `_edition_${edition.slice(0, 4)}.ipynb`);
  const { contents } = lab().serviceManager;
  const there = await contents.get(target, { content: false }).catch(() => null);
  if (!there) await contents.save(target, { type: "notebook", format: "json", content });
  await lab().commands.execute("docmanager:open", { path: target });
  return target;
}

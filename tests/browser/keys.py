"""Keys that a notebook has commands for, and what tells whether one of them changed it."""

KEYS = [
    *"ddaabbxxyzcvmrlo0012",
    "ArrowUp",
    "ArrowDown",
    "ArrowLeft",
    "ArrowRight",
    "Enter",
    "Escape",
    "Delete",
    "Backspace",
]

NOW = """() => {
  const notebook = jupyterapp.shell.currentWidget.content;
  return {
    sources: notebook.widgets.map((cell) => [cell.model.type, cell.model.sharedModel.source]),
    outputs: notebook.widgets.map((cell) => cell.model.outputs?.length),
    active: notebook.activeCellIndex,
    mode: notebook.mode,
  };
}"""

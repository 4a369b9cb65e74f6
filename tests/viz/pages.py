"""Pages that hold players: saved ones, and one whose widget talks with a kernel that the test plays."""

from autograd_lab.viz import scripts, static_page

#: shows a widget twice, in #one and #two; its questions gather in `asked`, `answer` gives it an answer
TWO_VIEWS = """([trace, numbers, options]) => {
  const floats = (list) => new DataView(new Float64Array(list).buffer);
  const state = { _trace: trace, _numbers: floats(numbers), _options: options };
  window.asked = [];
  const hear = {};
  const model = {
    get: (key) => state[key],
    on: (event, f) => (hear[event] ??= []).push(f),
    off: () => {},
    send: (message) => {
      if (window.dead) throw new Error("Cannot send");
      window.asked.push(message);
    },
  };
  window.hear = (event, ...what) => hear[event].forEach((f) => f(...what));
  window.answer = (message, list) => window.hear("msg:custom", message, list ? [floats(list)] : []);
  for (const id of ["one", "two"]) {
    const el = document.createElement("div");
    el.id = id;
    document.body.append(el);
    window.widget.render({ model, el });
  }
}"""


def saved(tmp_path, *players):
    """One page that holds these players."""
    path = tmp_path / "page.html"
    path.write_text(static_page.page("players", "".join(p.static().html for p in players)), encoding="utf-8")
    return path.as_uri()


def load_widget(page, *bundles):
    """Put the code of some bundles on an empty page, as `window.widget`."""
    page.goto("about:blank")
    page.add_script_tag(type="module", content=scripts.script(*bundles).replace("export default", "window.widget ="))
    page.wait_for_function("window.widget")


def opened(page, tmp_path, player, step=None):
    """The player on a page of its own, at a step; −1 is the last."""
    page.goto(player.static().save(tmp_path / "arrays.html").as_uri())
    shown = page.locator(".al-player")
    if step is not None:
        page.locator("input.al-seek").evaluate(
            "(e, k) => { e.value = k; e.dispatchEvent(new Event('input')); }",
            step if step >= 0 else int(shown.get_attribute("data-steps")) + 1 + step,
        )
    return shown


def box(page, name):
    """The box of a node."""
    return page.locator(f'g.al-node[data-name="{name}"]')

"""Nothing on the screen of a quiz depends on what it still asks, whatever is opened; and nothing else is hidden.

The slopes that lead to the asked gradients are made others, while all values stay as they are. What is seen then must
be, letter by letter, what was seen before: in the picture, in each step told ahead, preview,
card, path and nudge.
"""

import json
import re

import pytest

from autograd_lab import Value, show
from autograd_lab.viz import scripts
from tests.viz.pages import saved

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: makes `secrets(trace, options)` known on a page: for each question, how often what is seen depends on what is asked
SECRETS = """
/** A trace in which some operations have other slopes for some operands, by the factors `by[node][slot]`; every number
 * stays what it is. */
function bent({ ops, made, parents, ...raw }, values, by) {
  [ops, made] = [ops.slice(), made.slice()];
  for (const [id, factors] of Object.entries(by)) {
    const name = ops[made[id]];
    const op = OPS[name];
    const places = parents[id].map((_, slot) => slot);
    const at = parents[id].map((p) => values[p]);
    const node = { op: name, parents: places };
    const slopes = places.map((slot) => (factors[slot] ?? 1) * local(node, slot, values[id], at));
    made[id] = ops.push(`${name} at ${id}`) - 1;
    OPS[ops[made[id]]] = {
      ...op,
      ...(op.folded ? { folded: false, arity: places.length, partials: places.map((slot) => `{a} ${slot}`) } : {}),
      forward: (...x) => evaluate(node, x.map((v, slot) => at[slot] + (v - at[slot]) * (factors[slot] ?? 1))),
      slopes: slopes.map((slope) => () => slope),
    };
  }
  return { ...raw, ops, made, parents };
}

/** All that can be seen in a quiz whose first questions are answered, as one text for each place and step. */
function sights(raw, options, answered) {
  const host = document.body.appendChild(document.createElement("div"));
  const marks = Object.fromEntries(answered.map((id) => [id, { tries: 1, how: "first", slips: [], signs: 0 }]));
  const kept = { quiz: { level: options.quiz.level, marks } };
  const player = mount(host, raw, null, options, { kept, keep: () => {} });
  for (const fold of host.querySelectorAll("details")) fold.open = true;
  player.refresh();
  const seen = [];
  // without names made by chance; and without the place of a preview, which follows how far the page is scrolled
  const chance = /\\bal[0-9a-z]{7,}|(?:left|top): -?[0-9.]+px;/g;
  const look = (where, element) => seen.push(`${where}: ${element.outerHTML.replace(chance, "")}`);
  for (const k of [0, player.pass.seed, player.pass.last]) {
    player.select(null);
    player.seek(k);
    look(`step ${k}`, host);
    const line = host.querySelector(".al-timeline");
    const { left, width, top } = line.getBoundingClientRect();
    for (let at = 0; at < 12; at++) {
      line.dispatchEvent(new PointerEvent("pointermove", { clientX: left + (width * at) / 12, clientY: top + 2 }));
      look(`step ${k}, time line`, line);
    }
    for (const { id, name, kind } of player.nodes) {
      if (kind === "const") continue;
      document.activeElement.blur();
      player.graph.focus(id);
      look(`step ${k}, preview of ${name}`, host.querySelector(".al-preview"));
      player.select(null);
      document.activeElement.blur();
      player.graph.focus(id);
      const preview = host.querySelector(".al-preview");
      if (preview.hidden) throw new Error(`no preview of ${name}`);
      look(`step ${k}, preview of ${name}`, preview);
      player.select(id);
      const side = host.querySelector(".al-side");
      look(`step ${k}, card of ${name}`, side);
      const size = side.querySelector(".al-nudge select");
      for (const h of size?.options ?? []) {
        size.value = h.value;
        size.dispatchEvent(new Event("change"));
        look(`step ${k}, nudge of ${name} by ${h.value}`, side.querySelector(".al-nudge"));
      }
    }
  }
  for (const undo of player.dispose) undo();
  host.remove();
  return seen;
}

/** Where two texts begin to differ, and what they say there. */
function difference_of(one, other) {
  let at = 0;
  while (one[at] === other[at]) at++;
  const near = (text) => text.slice(Math.max(0, at - 120), at + 120);
  return [one.slice(0, 40), near(one), near(other)];
}

/** For each question its name, how many sights there were, how many depend on what is still asked, and the first of
 * them; `ahead`: how many questions more than those before it count as answered. */
window.secrets = (raw, options, ahead) => {
  const { nodes, values } = decodeTrace(raw);
  const { asked } = createQuiz(createPass({ nodes }, values), options.quiz);
  return asked.map((id, j) => {
    const world = (factor) => {
      const by = {};
      for (const node of nodes) {
        node.parents.forEach((p, slot) => asked.indexOf(p) >= j && ((by[node.id] ??= {})[slot] = factor(slot)));
      }
      return sights(bent(raw, values, by), options, asked.slice(0, j + ahead));
    };
    const [before, after] = [world(() => 1), world((slot) => 1.7 + 0.4 * slot)];
    const told = before.flatMap((text, i) => (text === after[i] ? [] : [[text, after[i]]]));
    const first = told[0] ? difference_of(...told[0]) : null;
    return { name: nodes[id].name, looks: before.length, told: told.length, first };
  });
};
"""


@pytest.fixture
def page(browser_page):
    """A page that knows the player's modules and `secrets`. Nothing moves: a dot that travels begins by the clock."""
    browser_page.emulate_media(reduced_motion="reduce")
    browser_page.goto("about:blank")
    code = scripts.script("player", "numbers", "panels").replace("export default", "window.widget =")
    browser_page.add_script_tag(type="module", content=code + SECRETS)
    browser_page.wait_for_function("() => Boolean(window.secrets)")
    browser_page.keyboard.press("Tab")  # what gets the focus from now on is seen to have it, and is previewed
    return browser_page


def quizzes(notebook):
    """The trace and the options of each quiz in a notebook that was run."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for text in re.findall(
                r'<script type="application/json">(.*?)</script>', output.get("data", {}).get("text/html", "")
            ):
                data = json.loads(text)
                if data.get("options", {}).get("quiz"):
                    yield data["trace"], data["options"]


def told(page, trace, options, ahead=0):
    """How many questions there are, how often was looked, and where what is seen depends on what is asked."""
    found = page.evaluate("(given) => secrets(...given)", [trace, options, ahead])
    return len(found), sum(one["looks"] for one in found), [one for one in found if one["told"]]


CHAPTERS = {
    "04_neuron": 4,
    "09_vectorised": 5,
    "06_build_the_engine": 4,
    "07_one_network_by_hand": 6,
    "11_right_loss": 3,
    "14_overfitting": 7,
}


@pytest.mark.parametrize(
    "chapter", [*list(CHAPTERS)[:2], *(pytest.param(name, marks=pytest.mark.full) for name in list(CHAPTERS)[2:])]
)
@pytest.mark.sampled(1)
def test_no_question_of_the_course_is_answered_by_another_card_path_or_nudge(page, executed, chapter):
    questions = 0
    for trace, options in quizzes(executed(chapter).notebook):
        many, looks, secrets = told(page, trace, options)
        questions += many
        assert looks > 100 * many
        assert not secrets, json.dumps(secrets, indent=1)
    assert questions == CHAPTERS[chapter]


def test_what_is_seen_does_depend_on_a_slope_once_it_was_asked(page):
    """So that the test above can fail."""
    w, b = Value(1.5, "w"), Value(0.25, "b")
    player = show((w * b).exp() * w, quiz={"nodes": ["b"]})
    assert told(page, player._trace, player._options)[2] == []
    (secret,) = told(page, player._trace, player._options, ahead=1)[2]
    assert secret["told"] > 20


def test_no_more_is_hidden_than_would_tell(tmp_path, browser_page):
    """Two rows with one weight, one bias; the residual of the second row is asked."""
    w, b = Value(2.0, "w"), Value(-1.0, "b")
    r1, r2 = w * 1.5 + b, w * -0.5 + b
    loss = (r1**2 + r2**2) * 0.5
    names = {"r1": r1, "r2": r2, "loss": loss}
    browser_page.goto(saved(tmp_path, show(loss, names=names, quiz={"nodes": ["r2"]}, start="end")))
    player = browser_page.locator(".al-player")
    player.locator('g.al-node[data-name="b"]').click()
    paths = player.locator(".al-paths")
    assert paths.locator("li").all_inner_texts() == [
        "b → r1 → v2 → v5 → loss\n1 × 4 × 1 × 0.5 = 2",
        "b → r2 → v4 → v5 → loss\n1 × ? × 1 × 0.5 = ?",
    ]
    assert player.locator(".al-paths + p").inner_text() == "2 + ? = ?, the gradient"
    player.locator('g.al-node[data-name="r1"]').click()
    assert paths.locator("li").all_inner_texts() == ["r1 → v2 → v5 → loss\n4 × 1 × 0.5 = 2"]
    assert "?" not in player.locator(".al-nudge").inner_text()
    player.locator("[data-action=quiz-show]").click()
    player.locator('g.al-node[data-name="b"]').click()
    assert player.locator(".al-paths + p").inner_text() == "2 + (−2) = 0, the gradient"


def test_a_slope_that_is_its_own_symbol_is_hidden_with_its_number(tmp_path, browser_page):
    a, b = Value(2.0, "a"), Value(-1.0, "b")
    loss = (a - b) * a
    browser_page.goto(saved(tmp_path, show(loss, names={"loss": loss}, quiz={"nodes": ["b"]}, start="end")))
    player = browser_page.locator(".al-player")
    player.locator('g.al-node[data-name="v1"]').click()
    local = player.locator(".al-card table").first.locator("tbody tr")
    assert [row.split() for row in local.all_inner_texts()] == [["∂v1/∂a", "1", "1"], ["∂v1/∂b", "?", "?"]]

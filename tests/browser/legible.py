"""How large the letters of a page are as they are seen, and what of it is cut off."""

SMALLEST = 22  # pixels, of a deck: to be read from the last row

#: of a deck's page: small letters as [pixels, where, text], what is cut as [how, where], how many were looked at
SEEN = """(smallest) => {
  const here = document.querySelector(".is-here");
  const found = { small: [], cut: [], texts: 0 };
  const isUnseen = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { clip, clipPath } = getComputedStyle(at); // for screen readers alone
      if (clipPath !== "none" || clip !== "auto") return true;
    }
    return false;
  };
  const least = (m) => Math.min(Math.hypot(m.a, m.b), Math.hypot(m.c, m.d));
  // its font-size is in its own pixels: a picture, a zoom and a transform make others of them
  const scaleOf = (element) => {
    if (element.ownerSVGElement) return least(element.getScreenCTM());
    let scale = element.currentCSSZoom ?? 1;
    for (let at = element; at; at = at.parentElement) {
      const { transform } = getComputedStyle(at);
      if (transform !== "none") scale *= least(new DOMMatrix(transform));
    }
    return scale;
  };
  const nameOf = (element) => element.closest("[class]")?.getAttribute("class") ?? element.tagName;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || element.closest("script, style, template")) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || isUnseen(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    if (![...range.getClientRects()].some(({ width, height }) => width && height)) continue;
    found.texts++;
    const pixels = parseFloat(getComputedStyle(element).fontSize) * scaleOf(element);
    if (pixels < smallest - 0.01) found.small.push([pixels, nameOf(element), text.slice(0, 40)]);
  }
  for (const sign of here.querySelectorAll("mjx-container svg :is(use, path)")) {
    if (!sign.checkVisibility()) continue;
    const pixels = 1000 * least(sign.getScreenCTM()); // 1,000 units are the size of a letter; indices are scaled
    if (pixels < smallest - 0.01) found.small.push([pixels, "formula", sign.closest("mjx-container").textContent]);
  }
  if (document.documentElement.scrollWidth > innerWidth) found.cut.push(["the page scrolls to the side", ""]);
  const room = here.querySelector(".room");
  if (room.scrollWidth > room.clientWidth) found.cut.push(["wider than the screen", "room"]);
  for (const element of here.querySelectorAll("*")) {
    if (!(element instanceof HTMLElement) || !element.clientWidth) continue;
    if (!element.checkVisibility() || isUnseen(element)) continue;
    const { overflowX, overflowY } = getComputedStyle(element);
    const hides = (how) => ["hidden", "clip"].includes(how);
    const [over, below] = [element.scrollWidth - element.clientWidth, element.scrollHeight - element.clientHeight];
    if (hides(overflowX) && over > 1) found.cut.push(["at its side", nameOf(element)]);
    if (hides(overflowY) && below > 1) found.cut.push(["below", nameOf(element)]);
  }
  return found;
}"""

#: of the shown page's player: its step, how many there are, whether its row of factors is seen and its graph cut
FACTORS = """() => {
  const here = document.querySelector(".is-here"), player = here.querySelector(".al-player[data-steps]");
  const boxOf = (name) => here.querySelector(name).getBoundingClientRect();
  const [room, view, graph] = [boxOf(".room"), boxOf(".al-view"), boxOf(".al-graph")];
  const [bar, say, rule] = [boxOf(".al-bar"), boxOf(".al-say"), boxOf(".al-rule")];
  return {
    step: Number(player.dataset.step),
    steps: Number(player.dataset.steps),
    seen: say.top >= room.top && rule.bottom <= bar.top + 1 && bar.bottom <= room.bottom + 1,
    whole: graph.height <= view.height + 1,
    scrolls: player.scrollHeight > player.clientHeight + 1,
  };
}"""


def factors(page) -> dict:
    """How the player of a deck's page stands on the screen: see FACTORS."""
    return page.evaluate(FACTORS)


def faults(page) -> list[str]:
    """What of the shown page of a deck is too small or cut off. A page with no letter at all is a fault as well."""
    seen = page.evaluate(SEEN, SMALLEST)
    small = [f"{pixels:.1f} px in {where}: {text}" for pixels, where, text in seen["small"]]
    return (
        small + [f"cut {how}: {where}" for how, where in seen["cut"]] + ([] if seen["texts"] else ["nothing to read"])
    )

"""What a reader sees of the players on a page without scrolling inside them: the root, the text, the first move."""

import time

SETTLES = 30  # seconds in which a player may still take its room, on a busy machine

# For each player that is seen: its title, and what is wrong with it.
FAULTS = """([touch]) => {
  const found = [];
  let seen = 0;
  const open = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length;
  const players = [...document.querySelectorAll(".al-player:not(.al-network)")].filter(open);
  for (const host of players) {
    const title = host.querySelector(".al-title").textContent;
    const say = (text) => found.push(`${title}: ${text}`);
    seen += 1;

    const boxes = [...host.querySelectorAll(".al-graph [data-id]")];
    const last = boxes.sort((a, b) => b.dataset.id - a.dataset.id)[0];
    const root = last.querySelector("rect:not(.al-stack)").getBoundingClientRect();
    const stage = host.querySelector(".al-stage").getBoundingClientRect();
    const aside = Math.max(stage.left - root.left, root.right - stage.right);
    const beyond = Math.max(aside, stage.top - root.top, root.bottom - stage.bottom);
    const chip = host.querySelector(".al-chip");
    if (beyond > 4 && !open(chip)) say(`the root is ${beyond.toFixed(0)} pixels out of sight, and nothing leads to it`);
    const around = host.getBoundingClientRect();
    const page = document.documentElement.clientWidth;
    if (around.left < 0 || around.right > page) say(`reaches from ${around.left} to ${around.right}`);

    for (const element of host.querySelectorAll("*")) {
      const text = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
      if (!text || element.closest("title, style, script, .al-live, option") || !open(element)) continue;
      const by = element instanceof SVGElement ? element.getScreenCTM().a : 1;
      const size = by * parseFloat(getComputedStyle(element).fontSize);
      if (size < 10.99) say(`${size.toFixed(2)} pixels: ${element.textContent.slice(0, 20)}`);
    }

    const next = host.querySelector(".al-next");
    const hint = host.querySelector(".al-first");
    const named = /^(Next: (compute|seed|grad|predict)|Start again$)/.test(next.textContent);
    if (!named) say(`the next step is "${next.textContent}"`);
    if (!hint || !open(hint)) say("no first move is named");
    else if (!hint.innerText.match(touch ? /^(Tap|Drag) / : /^(Press|Drag) /))
      say(`the first move is "${hint.innerText}"`);

    for (const target of touch ? host.querySelectorAll("button, summary, input, select") : []) {
      if (!open(target) || (target.closest("details:not([open])") && target.tagName !== "SUMMARY")) continue;
      const { width, height } = target.getBoundingClientRect();
      const what = `${target.tagName} ${target.className} ${target.textContent}`;
      if (width < 43.9 || height < 43.9) say(`${width.toFixed()} × ${height.toFixed()}: ${what}`);
    }
  }
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) found.push(`the page scrolls sideways by ${wide} pixels`);
  return { seen, found };
}"""

#: a screen, and whether fingers touch it
SCREENS = {"laptop": (1280, 900, False), "tablet": (768, 1024, False), "telephone": (390, 844, True)}


def opened(open_page, screen):
    """A page on one of SCREENS."""
    width, height, touch = SCREENS[screen]
    return open_page(viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch)


def faults(page, screen):
    """How many players are seen on a page, and what is wrong with them once they have had time to take their room."""
    end = time.monotonic() + SETTLES
    while True:
        seen, found = page.evaluate(FAULTS, [SCREENS[screen][2]]).values()
        if not found or time.monotonic() > end:
            return seen, found
        page.wait_for_timeout(100)

// @ts-check
// The pictures of a deck's page: large enough to be read from the last row, as high as there is room, led by a key.
const PICTURES = (() => {
  const SMALLEST = 22; // pixels of a letter, as it is seen
  const AFAR = 0.7; // the least scale of a player's graph (viz/js/model/fitting.js)
  const SCROLLBAR = 18;
  const GAP = 10;
  const MOST = 6; // times that a picture is made higher or lower for one size of its page

  /** What a player's picture was last made for. @type {WeakMap<Element, {room: string, graph: string, times: number}>} */
  const made = new WeakMap();

  /** @param {Element} player @param {string} name */
  const partOf = (player, name) => /** @type {HTMLElement | null} */ (player.querySelector(`:scope > ${name}`));
  const viewOf = (/** @type {Element} */ player) => partOf(player, ".al-view") ?? partOf(player, ".al-net-place");

  /** Give a player's graph the height that is left on its page below what stands above it, beside its sentence and its
   * buttons; no more than it fills, and so much that none of its boxes is cut. @param {HTMLElement} player @param {HTMLElement} room */
  function heighten(player, room) {
    const [view, say, bar] = [".al-view", ".al-say", ".al-bar"].map((name) => partOf(player, name));
    const graph = /** @type {SVGSVGElement | null} */ (view?.querySelector(".al-graph") ?? null);
    if (!view || !say || !bar || !graph || !player.checkVisibility()) return;
    const box = graph.viewBox.baseVal;
    const now = { room: `${room.clientWidth} ${room.clientHeight}`, graph: `${box.width} ${box.height} ${say.offsetHeight}`, times: 0 };
    const last = made.get(player);
    if (last?.room !== now.room) say.style.minHeight = "";
    else if (last.graph === now.graph || last.times >= MOST) return;
    else now.times = last.times + 1;
    say.style.minHeight = `${say.offsetHeight}px`; // a sentence keeps the height of the longest: the picture stays where it is
    now.graph = `${box.width} ${box.height} ${say.offsetHeight}`;
    made.set(player, now);
    const unit = parseFloat(getComputedStyle(player).fontSize) / 14;
    const under = say.offsetHeight + bar.offsetHeight + 3 * GAP;
    const whole = room.closest("main")?.clientHeight ?? 0; // without the speaker's line: beside that the page scrolls
    const needed = Math.min(box.height * AFAR * unit + SCROLLBAR, whole - under - 2 * GAP);
    const above = view.getBoundingClientRect().top - room.getBoundingClientRect().top + room.scrollTop;
    const left = room.clientHeight - above - under - 2 * GAP;
    const leaves = partOf(player, ".al-leaves")?.offsetHeight ?? 0;
    view.style.height = `${Math.max(needed, left - leaves - GAP >= needed ? left - leaves - GAP : left, 160)}px`;
    // its graph is fitted to that in the next frame; a wide one does not fill it
    setTimeout(() => {
      if (made.get(player) === now && graph.checkVisibility()) view.style.height = `${Math.min(view.offsetHeight, graph.getBoundingClientRect().height + SCROLLBAR)}px`;
    }, 80);
  }

  /** Scroll a page as little as it takes to have a player's sentence in sight, and of its picture what else fits.
   * @param {Element} player @param {HTMLElement} room */
  function bring(player, room) {
    const [view, say, bar] = [viewOf(player), partOf(player, ".al-say"), partOf(player, ".al-bar")];
    if (!view || !say || !bar) return;
    const frame = room.getBoundingClientRect();
    const lowest = lowestOf(player);
    const over = lowest - (frame.bottom - 4);
    const hidden = frame.top + 4 - view.getBoundingClientRect().top;
    if (over > 0) room.scrollTop += over;
    else if (hidden > 0) room.scrollTop -= Math.min(hidden, -over);
  }

  /** Where what a player says of its step ends on the screen, with the buttons below it. @param {Element} player */
  function lowestOf(player) {
    const [say, bar] = [partOf(player, ".al-say"), partOf(player, ".al-bar")];
    const under = player.classList.contains("is-lecture") && bar ? bar.offsetHeight + GAP : 0;
    return say ? say.getBoundingClientRect().bottom + under : player.getBoundingClientRect().bottom;
  }

  /** Press a button of a player; whether that has led to another step. @param {HTMLElement} player @param {string} action */
  function press(player, action) {
    const before = player.dataset.step;
    /** @type {HTMLElement | null} */ (player.querySelector(`.al-bar [data-action="${action}"]`))?.click();
    return player.dataset.step !== before;
  }

  /** Stop what plays by itself. @param {Element} within */
  function pause(within) {
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (within.querySelectorAll('[data-action="play"]'))) {
      if (/^pause/i.test(button.getAttribute("aria-label") ?? button.title)) button.click();
    }
  }

  /** Make a picture so wide that its smallest letters can be read from the last row; what does not fit is panned.
   * @param {SVGSVGElement} picture */
  function enlarge(picture) {
    picture.style.minWidth = "";
    picture.style.maxHeight = "";
    const sizes = [...picture.querySelectorAll("text")].filter((text) => text.checkVisibility() && text.textContent?.trim()).map((text) => {
      const scale = /** @type {DOMMatrix} */ (text.getScreenCTM());
      return parseFloat(getComputedStyle(text).fontSize) * Math.min(Math.hypot(scale.a, scale.b), Math.hypot(scale.c, scale.d));
    });
    const smallest = Math.min(...sizes);
    if (!sizes.length || smallest >= SMALLEST) return;
    const { width, height } = picture.viewBox.baseVal;
    const now = /** @type {DOMMatrix} */ (picture.getScreenCTM()).a;
    const by = (now * (SMALLEST + 0.3)) / smallest;
    picture.style.minWidth = `${width * by}px`;
    picture.style.maxHeight = `${Math.max(height * by, innerHeight * 0.66)}px`;
  }

  /** The same for a formula: its indices count. @param {HTMLElement} formula */
  function enlargeFormula(formula) {
    if (!formula.checkVisibility()) return;
    formula.style.fontSize = ""; // a heading is smaller once its question has been asked
    const signs = /** @type {NodeListOf<SVGGraphicsElement>} */ (formula.querySelectorAll("svg use, svg path"));
    for (let tries = 0; tries < 4; tries++) { // its unit is the height of an x, which a browser rounds
      const smallest = Math.min(...[...signs].map((sign) => 1000 * Math.abs(sign.getScreenCTM()?.d ?? 1))); // 1,000 units are a letter's size
      if (smallest >= SMALLEST) return;
      formula.style.fontSize = `${parseFloat(getComputedStyle(formula).fontSize) * ((SMALLEST + 0.3) / smallest)}px`;
    }
  }

  return { bring, enlarge, enlargeFormula, heighten, lowestOf, pause, press };
})();

// @ts-check
// Leads through the pages of a deck. While the focus is in what a page shows, the keys are its own; see the table in deck.html.
(() => {
  const LOADED = 20_000; // milliseconds after which nobody waits for a player that does not come
  const SHEET = 700; // pixels of an A4 sheet in landscape, between its margins
  const [LEAST, LARGER] = [0.78, 0.92]; // of a page on paper; what does not fit at the first goes on on a second sheet at the other
  const root = document.documentElement;
  /** @type {<T extends HTMLElement>(id: string) => T} */
  const by = (id) => /** @type {any} */ (document.getElementById(id));
  const [main, status, place, hint] = ["deck", "status", "place", "hint"].map((id) => by(id));
  const overview = /** @type {HTMLDialogElement} */ (by("overview"));
  const help = /** @type {HTMLDialogElement} */ (by("help"));
  const pages = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".page")]);
  const more = by("more");
  let [page, step] = [0, 0];
  let led = false; // whether → has stepped the player of this page: then ← steps it back

  const room = () => /** @type {HTMLElement} */ (pages[page].querySelector(".room"));
  const lastStep = (/** @type {number} */ at) => Number(pages[at].dataset.last);
  const headingOf = (/** @type {HTMLElement} */ one) => (one.querySelector("h1, h2")?.textContent ?? "").trim();
  const players = () => /** @type {HTMLElement[]} */ (things().flatMap((one) => [...one.querySelectorAll(".al-player[data-steps]")])).filter((one) => one.checkVisibility());
  const things = () => /** @type {HTMLElement[]} */ ([...pages[page].querySelectorAll(".thing")]).filter((one) => one.checkVisibility());

  /** Show a page as it is at one of its steps. @param {HTMLElement} one @param {number} at */
  function setSteps(one, at) {
    one.classList.toggle("is-asking", at === 0);
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (one.querySelectorAll(".step"))) {
      part.hidden = !(part.dataset.at ?? "").split(" ").includes(String(at));
    }
  }

  /** Go to a step of a page. @param {number} toPage @param {number} toStep */
  function go(toPage, toStep) {
    const moved = toPage !== page;
    page = Math.min(pages.length - 1, Math.max(0, toPage));
    step = Math.min(lastStep(page), Math.max(0, toStep));
    pages.forEach((one, at) => one.classList.toggle("is-here", at === page));
    setSteps(pages[page], step);
    room().scrollTop = 0;
    led = false;
    if (step) players().forEach(rewind);
    place.textContent = `${page + 1} / ${pages.length}`;
    const parts = /** @type {HTMLElement[]} */ ([...pages[page].querySelectorAll(".step:not([hidden])")]);
    const said = parts.map((part) => part.dataset.says).filter(Boolean).at(-1);
    status.textContent = step && said ? `${said} Page ${page + 1}.` : `Page ${page + 1} of ${pages.length}. ${headingOf(pages[page])}`;
    history.replaceState(null, "", `#${page + 1}${step ? `.${step}` : ""}`);
    if (moved || !document.activeElement?.checkVisibility()) main.focus({ preventScroll: true });
    settle();
  }

  /** Set a player that stands at its end to its start, when it is first seen. @param {HTMLElement} player */
  function rewind(player) {
    if (player.dataset.seen || root.classList.contains("is-read") || !player.closest(".step.thing")) return;
    player.dataset.seen = "yes";
    if (player.dataset.step === player.dataset.steps) PICTURES.press(player, "start");
  }

  const isBelow = () => room().scrollTop + room().clientHeight < room().scrollHeight - 8;

  /** Whether something of what is told is still below; what can be opened or moved there is no reason to stop. */
  function isMore() {
    const last = [...room().children].filter((part) => part.checkVisibility() && !part.matches(".code, .words")).at(-1);
    if (!last || !isBelow()) return false;
    const player = last.matches(".thing") ? players().at(-1) : undefined;
    return (player ? PICTURES.lowestOf(player) : last.getBoundingClientRect().bottom) > room().getBoundingClientRect().bottom + 4;
  }

  /** The player that → steps: of the page's one, while it has steps left. */
  const steered = () => (step && players().length === 1 ? players()[0] : undefined);

  /** What → does: the player's next step, while there is one, then the page. */
  function on() {
    const player = steered();
    if (player && player.dataset.step !== player.dataset.steps && PICTURES.press(player, "next")) led = true;
    else next();
  }

  /** What ← does: undo what → has done. */
  function undo() {
    const player = steered();
    if (!(player && led && PICTURES.press(player, "back"))) back();
  }

  function next() {
    if (isMore()) room().scrollBy({ top: room().clientHeight * 0.8, behavior: "instant" });
    else if (step < lastStep(page)) go(page, step + 1);
    else if (page < pages.length - 1) go(page + 1, 0);
    else status.textContent = "This is the last page.";
  }

  function back() {
    if (room().scrollTop > 8) room().scrollBy({ top: -room().clientHeight * 0.8, behavior: "instant" });
    else if (step > 0) go(page, step - 1);
    else if (page > 0) go(page - 1, lastStep(page - 1));
  }

  /** Put a player into its lecture view, and make the letters of pictures large enough. */
  function settle() {
    if (root.classList.contains("is-paper")) return;
    for (const shown of things()) {
      const players = shown.querySelectorAll(".al-player:not(.al-network)");
      shown.classList.toggle("is-whole", shown.matches(".step") && players.length === 1 && !shown.querySelector("pre, .al-figure, .al-network"));
      for (const player of players) {
        player.classList.add("is-lecture");
        PICTURES.heighten(/** @type {HTMLElement} */ (player), room());
      }
      for (const picture of shown.querySelectorAll("svg")) if (!picture.closest(".al-stage, button")) PICTURES.enlarge(picture);
    }
    for (const formula of /** @type {NodeListOf<HTMLElement>} */ (pages[page].querySelectorAll("mjx-container"))) PICTURES.enlargeFormula(formula);
    // who has keys alone reaches what is panned
    for (const stage of /** @type {NodeListOf<HTMLElement>} */ (pages[page].querySelectorAll(".al-figure-stage, .al-plot-stage, .al-net-scroll"))) {
      if (stage.scrollWidth > stage.clientWidth + 1 || stage.scrollHeight > stage.clientHeight + 1) stage.tabIndex = 0;
      else stage.removeAttribute("tabindex");
    }
    const far = room();
    more.hidden = !isBelow();
    // who has keys alone reaches what scrolls; a page that does not is no stop
    if (!isBelow()) far.removeAttribute("tabindex");
    else far.tabIndex = 0;
    sayKeys();
  }

  const isInside = () => Boolean(document.activeElement?.closest(".thing"));

  function sayKeys() {
    const player = steered();
    const steps = player && player.dataset.step !== player.dataset.steps ? "→ step, PgDn page. " : "";
    const enter = firstStop() ? "Enter: into the picture" : page === pages.length - 1 && step === lastStep(page) ? "The last page" : "";
    hint.textContent = isInside() ? "Keys go to the picture. Esc: back to the pages" : steps + enter;
  }

  const IN_PICTURE = ["input", "button", "select", "[tabindex='0']"].map((one) => `:is(.al-player, .al-figure, .al-network) ${one}`).join();

  /** What Enter leads to: the first stop in a player or a figure. */
  function firstStop() {
    const stops = things().flatMap((one) => [...one.querySelectorAll(IN_PICTURE)]);
    return /** @type {HTMLElement | undefined} */ (stops.find((stop) => stop.checkVisibility()));
  }

  const acts = {
    on,
    undo,
    next,
    back,
    line: () => {
      const told = root.classList.toggle("is-told");
      document.querySelector('[data-do="line"]')?.setAttribute("aria-pressed", String(told));
      settle();
      requestAnimationFrame(() => requestAnimationFrame(() => players().length && led && PICTURES.bring(players()[0], room())));
    },
    full: () => void (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.())?.catch(() => {}),
    overview: () => {
      for (const [at, button] of overview.querySelectorAll("li button").entries()) {
        if (at === page) button.setAttribute("aria-current", "page");
        else button.removeAttribute("aria-current");
      }
      overview.showModal();
      /** @type {HTMLElement} */ (overview.querySelectorAll("li button")[page]).focus();
    },
    help: () => help.showModal(),
    theme: () => void (root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark"),
    first: () => go(0, 0),
    last: () => go(pages.length - 1, 0),
    enter: () => firstStop()?.focus(),
  };

  /** @type {Record<string, keyof typeof acts>} */
  const KEYS = {
    ArrowRight: "on", ArrowLeft: "undo", " ": "next", PageDown: "next", PageUp: "back", Home: "first", End: "last", Enter: "enter",
    s: "line", o: "overview", f: "full", t: "theme", "?": "help", Escape: "overview",
  };

  /** @type {Record<string, keyof typeof acts>} */
  const SHIFTED = { ArrowRight: "next", ArrowLeft: "back", " ": "back" };

  /** What a key does in the list of pages or of keys; whether anything. @param {HTMLDialogElement} dialog @param {string} key */
  function inDialog(dialog, key) {
    if (key === (dialog === help ? "?" : "o")) return dialog.close(), true;
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, PageDown: 5, PageUp: -5, Home: -pages.length, End: pages.length }[key];
    if (!by || dialog === help) return false;
    const rows = /** @type {NodeListOf<HTMLElement>} */ (overview.querySelectorAll("li button"));
    const at = [...rows].indexOf(/** @type {HTMLElement} */ (document.activeElement));
    rows[Math.min(rows.length - 1, Math.max(0, at + by))].focus();
    return true;
  }

  // before what the page shows: a clicker turns pages wherever the focus is, F is the deck's, Escape leads out in the end
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const dialog = /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog[open]"));
    if (dialog) return void (inDialog(dialog, key) && event.preventDefault());
    const act = event.shiftKey && SHIFTED[key] ? SHIFTED[key] : KEYS[key];
    const target = /** @type {Element} */ (event.target);
    if (!act || target.matches("input:not([type=range]), textarea, select")) return;
    const inside = isInside();
    if (inside && key === "Escape") {
      // the picture closes what it has open, else the focus leaves it
      setTimeout(() => event.defaultPrevented || (PICTURES.pause(pages[page]), main.focus({ preventScroll: true }), sayKeys()));
      return;
    }
    if (inside && !["PageDown", "PageUp", "f", "o", "t", "?"].includes(key)) return;
    if (["Enter", " "].includes(key) && target.closest("button, summary, a")) return;
    event.preventDefault();
    event.stopPropagation();
    acts[act]();
  }, true);

  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-do]"));
    if (button) return acts[/** @type {keyof typeof acts} */ (button.dataset.do)]();
    if (target.closest("[data-close]")) return target.closest("dialog")?.close();
    const inert = !target.closest(".thing, .line, nav, dialog, summary, details, button, a, input, select");
    if (inert && target.closest("main") && !getSelection()?.toString()) next();
  });
  document.addEventListener("focusin", (event) => {
    sayKeys();
    const target = /** @type {Element} */ (event.target);
    if (target.closest(".is-here .thing") && !target.matches(".al-stage")) requestAnimationFrame(() => target.scrollIntoView({ block: "nearest", inline: "nearest" }));
  });
  document.addEventListener("scroll", () => (more.hidden = !isBelow()), true);
  addEventListener("hashchange", start);
  // a player is unpacked after the page has been read
  const DRAWN = ".al-player, .al-figure, .al-network";
  const isNew = (/** @type {Node} */ node) => node instanceof Element && (node.matches(DRAWN) || Boolean(node.querySelector(DRAWN)));
  new MutationObserver((records) => records.some((record) => [...record.addedNodes].some(isNew)) && settle()).observe(main, { subtree: true, childList: true });
  // what a step says is brought into sight
  new MutationObserver((records) => {
    const stepped = records.map((record) => /** @type {HTMLElement} */ (record.target)).find((player) => player.dataset.seen && players().includes(player));
    if (!stepped) return;
    settle();
    if (stepped.dataset.step !== "0") PICTURES.bring(stepped, room());
  }).observe(main, { subtree: true, attributeFilter: ["data-step"] });
  // a page that grows or gets less room: its pictures are made to fit again, in the next frame, so that it comes to rest
  let due = 0;
  const later = () => (due ||= requestAnimationFrame(() => ((due = 0), settle())));
  const sizes = new ResizeObserver(later);
  for (const one of document.querySelectorAll(".step, .room")) sizes.observe(one);

  for (const [at, one] of pages.entries()) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: headingOf(one) });
    button.addEventListener("click", () => (overview.close(), go(at, 0)));
    const item = document.createElement("li");
    item.append(button);
    overview.querySelector("ol")?.append(item);
  }

  /** Go where the address says: #3 is page 3, #3.1 the same after one step. */
  function start() {
    const [toPage, toStep] = location.hash.slice(1).split(".").map(Number);
    go((toPage || 1) - 1, toStep || 0);
  }

  let theme = "";
  addEventListener("beforeprint", () => {
    theme = root.dataset.theme ?? "light";
    root.dataset.theme = "light";
    root.classList.remove("is-read");
    root.classList.add("is-paper");
    for (const code of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(".code details"))) code.open = true;
    for (const formula of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("mjx-container"))) formula.style.fontSize = "";
    for (const [at, one] of pages.entries()) {
      for (const part of /** @type {NodeListOf<HTMLElement>} */ (one.querySelectorAll(".step"))) part.hidden = false;
      for (const player of one.querySelectorAll(".al-player:not(.al-network)")) player.classList.add("is-lecture");
      const line = /** @type {HTMLElement | null} */ (one.querySelector(".line"));
      if (line) line.dataset.place = `${at + 1} / ${pages.length}`;
      let zoom = 1;
      for (let tries = 0; tries < 8; tries++) {
        one.style.zoom = String(zoom);
        const high = one.getBoundingClientRect().height;
        if (high <= SHEET) break;
        if (zoom === LEAST) {
          one.style.zoom = String(LARGER);
          break;
        }
        zoom = Math.max(LEAST, zoom * Math.min(0.97, SHEET / high)); // a narrower letter has longer lines, so there are fewer
      }
    }
  });
  addEventListener("afterprint", () => {
    root.classList.remove("is-paper");
    root.dataset.theme = theme;
    for (const one of pages) {
      one.style.zoom = "";
      for (const code of /** @type {NodeListOf<HTMLDetailsElement>} */ (one.querySelectorAll(".code details"))) code.open = false;
      setSteps(one, 0);
    }
    go(page, step);
  });
  const begun = () => {
    const waiting = document.querySelectorAll("[data-al-player]").length > document.querySelectorAll(".al-player:not(.al-network)").length;
    if (waiting && performance.now() < LOADED) return setTimeout(begun, 50);
    requestAnimationFrame(() => requestAnimationFrame(() => (root.classList.remove("is-read"), go(page, step))));
  };
  root.classList.add("is-read");
  start();
  addEventListener("load", () => (/** @type {any} */ (window).MathJax?.startup?.promise ?? Promise.resolve()).then(begun));
})();

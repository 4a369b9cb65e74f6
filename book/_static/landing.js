// The player at the head of the first page: it plays its backward pass once, then it is the reader's turn.
// It is steered by what every player has: its buttons, data-step of data-steps, and the number of the node "loss".
(function () {
  const hero = document.querySelector(".al-hero");
  if (!hero) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let touched = false;
  let quiet = [];

  /** Show one of the sentences above the player. */
  function say(when) {
    for (const text of hero.querySelectorAll("[data-when]")) text.hidden = text.dataset.when !== when;
  }

  /** The player's own button: while it plays, it says "Pause". */
  function playButton(player) {
    return player.querySelector('[data-action="play"]');
  }

  /** From the seed to the end, as the player's own buttons do it. */
  function play(player) {
    say("watch");
    player.querySelector('[data-action="seed"]').click();
    playButton(player).click();
  }

  /** A page that begins to talk by itself would disturb who hears it: steps that nobody asked for are not read out. */
  function mute(player) {
    quiet = [...player.querySelectorAll("[aria-live]")].map((region) => [region, region.getAttribute("aria-live")]);
    for (const [region] of quiet) region.setAttribute("aria-live", "off");
  }

  function unmute() {
    for (const [region, was] of quiet) region.setAttribute("aria-live", was);
    quiet = [];
  }

  /** The sentence that fits what the player shows. */
  function judge(player) {
    const loss = parseFloat(player.querySelector('g.al-node[data-name="loss"]')?.dataset.value);
    const atEnd = player.dataset.step === player.dataset.steps;
    if (Math.abs(loss) < 1e-9) say("found");
    else if (atEnd) say("turn");
    else if (player.dataset.step === "0" || !playButton(player).title.startsWith("Pause")) say("start");
    if (atEnd) unmute();
  }

  function begin(player) {
    const button = hero.querySelector(".al-hero-play");
    button.hidden = false; // without a player there is nothing to press
    button.addEventListener("click", () => {
      touched = true;
      unmute(); // this was asked for
      play(player);
    });
    for (const event of ["pointerdown", "keydown"]) {
      player.addEventListener(event, () => {
        touched = true;
        unmute();
      });
    }
    hero.addEventListener("input", (event) => {
      // who drags before the pass has been seen sees what it leads to
      if (event.target.closest(".al-leaves") && player.dataset.step !== player.dataset.steps) {
        player.querySelector('[data-action="end"]').click();
      }
      judge(player);
    });
    const changes = new MutationObserver(() => judge(player));
    changes.observe(player, { attributes: true, attributeFilter: ["data-step"] });
    changes.observe(playButton(player), { attributes: true, attributeFilter: ["title"] });
    if (calm) return;
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      setTimeout(() => {
        if (touched || player.dataset.step !== "0") return;
        mute(player);
        play(player);
      }, 900);
    }, { threshold: 0.6 });
    seen.observe(player.querySelector(".al-stage") ?? player);
  }

  /** The player comes to life a moment after the page. */
  const waiting = new MutationObserver(look);
  function look() {
    const player = hero.querySelector(".al-player[data-steps][data-step]");
    if (!player) return;
    waiting.disconnect();
    begin(player);
  }
  waiting.observe(hero, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-steps", "data-step"] });
  look();
})();

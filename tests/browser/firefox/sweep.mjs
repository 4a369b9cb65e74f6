// Steps, drags and asks every widget of the pages that are given, in Firefox, through WebDriver BiDi.
// node sweep.mjs FOLDER_OF_PACKAGES FIREFOX PAGE…   prints, as JSON, what each widget did and what the pages complained of.
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const [packages, firefox, ...pages] = process.argv.slice(2);
const { default: puppeteer } = await import(pathToFileURL(join(packages, "node_modules/puppeteer-core/lib/esm/puppeteer/puppeteer-core.js")).href);
const NOWHERE = { "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9, "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9 };
const WIDGETS = ".al-player, .al-figure";

/** In the page: the widgets as they stand, with what can be moved in each. */
const look = (selector) => [...document.querySelectorAll(selector)].filter((host) => host.offsetParent && !host.parentElement.closest(selector)).map((host, i) => {
  host.dataset.swept = i;
  const kind = host.matches(".al-network") ? "network" : host.matches(".al-player") ? "player" : "figure";
  return { kind, i, slider: Boolean(host.querySelector("input[type=range]:not([disabled])")), quiz: Boolean(host.querySelector(".al-quiz")) };
});
/** In the page: all that a widget shows, as one text, so that any change is seen. */
const shown = (host) => [host.dataset.step ?? "", ...[...host.querySelectorAll("input")].map((one) => one.value),
  ...[...host.querySelectorAll("circle, path, rect")].map((one) => ["cx", "cy", "d", "x", "y", "height", "class"].map((a) => one.getAttribute(a)).join()), host.textContent].join("|");

async function changes(widget, act) {
  const before = await widget.evaluate(shown);
  await act();
  for (let tries = 0; tries < 40; tries++) {
    if ((await widget.evaluate(shown)) !== before) return true;
    await new Promise((later) => setTimeout(later, 50));
  }
  return false;
}

async function pressed(page, target, key) {
  await target.evaluate((element) => { element.scrollIntoView({ block: "center" }); element.focus(); });
  await page.keyboard.press(key);
}

/** What a widget does when it is stepped, dragged and asked; null where it has nothing of the kind. */
async function used(page, { kind, i, slider, quiz }) {
  const widget = await page.$(`[data-swept="${i}"]`);
  const did = { kind, stepped: null, dragged: null, asked: null };
  if (kind !== "figure") {
    const start = await widget.$('button[data-action="start"]');
    if (start && !(await start.evaluate((button) => button.disabled))) await start.evaluate((button) => button.click());
    did.stepped = await changes(widget, async () => pressed(page, await widget.$(".al-stage, .al-net-stage"), "ArrowRight"));
  }
  if (slider) {
    const handle = await widget.$("input.al-slider:not([disabled]), .al-figure-controls input[type=range], .al-fig-controls input[type=range], input[type=range]:not([disabled])");
    did.dragged = (await changes(widget, () => pressed(page, handle, "ArrowRight"))) || (await changes(widget, () => pressed(page, handle, "ArrowLeft")));
  } else if (kind === "figure") {
    const other = (await widget.$("[tabindex='0']")) ?? (await widget.$("select, button"));
    did.dragged = (await changes(widget, () => pressed(page, other, "ArrowRight"))) || (await changes(widget, () => pressed(page, other, "Enter")));
  }
  if (quiz) {
    did.asked = await changes(widget, async () => {
      const field = await widget.$(".al-quiz input:not([type=range]):not([disabled])");
      if (field && (await field.isVisible())) {
        await pressed(page, field, "1");
        await page.keyboard.press("Enter");
      } else {
        await widget.evaluate((host) => [...host.querySelectorAll(".al-quiz button")].find((button) => button.offsetParent && !button.disabled)?.click());
      }
    });
  }
  return did;
}

/** Waits until as many widgets stand in the page for a second: they are mounted one by one, slowly on a slow machine. */
async function widgetsThere(page) {
  for (let tries = 0, before = 0, same = 0; tries < 300 && same < 10; tries++) {
    const now = (await page.evaluate((selector) => document.querySelectorAll(selector).length, WIDGETS));
    same = now && now === before ? same + 1 : 0;
    before = now;
    await new Promise((later) => setTimeout(later, 100));
  }
}

const browser = await puppeteer.launch({ browser: "firefox", executablePath: firefox, headless: true, extraPrefsFirefox: NOWHERE });
const found = [];
const complaints = [];
try {
  const page = await browser.newPage();
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.setViewport({ width: 1280, height: 900 });
  for (const file of pages) {
    await page.goto(pathToFileURL(file).href);
    await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));
    await widgetsThere(page);
    for (const one of await page.evaluate(look, WIDGETS)) found.push({ page: file, ...(await used(page, one)) });
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify({ found, complaints }));

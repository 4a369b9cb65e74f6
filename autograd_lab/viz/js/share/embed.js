// @ts-check
// The player as HTML for another page: a frame that holds the whole of it, code and numbers, and asks the network for
// nothing. It begins at the step, with the numbers and the card, of now.
import { Trouble } from "./trouble.js";
import { xml } from "./still.js";

/** @typedef {import("../page/player.js").Player} Player */

const PACKED = /^const packed = "([^"]*)"/;
const MOUNTING = /mountStatic\("[^"]*", STYLES\);\s*$/; // how a script in plain text ends, for the one element it is for
const BESIDE = 48; // pixels above and below a player in its frame

/** Bytes as base64. @param {Uint8Array} bytes */
function base64(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

/** The script that runs players, without what mounts this one, as base64 of its gzip. @param {string} program */
async function packedProgram(program) {
  const found = PACKED.exec(program);
  if (found) return found[1];
  if (!program) throw new Trouble("The code of this player is not on the page any more. Load the page again, and copy then.");
  const stream = new Blob([program.replace(MOUNTING, "")]).stream().pipeThrough(new CompressionStream("gzip"));
  return base64(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/** The trace and the options with which a player begins as this one stands now. @param {Player} player */
function dataOf({ link, options, pass, trace, selected }) {
  const raw = /** @type {import("../page/share.js").Shared} */ (link.share).raw;
  const known = !trace.recorded && !pass.lost.includes(true); // else the numbers that it came with are all there are
  const now = known ? { values: base64(new Uint8Array(Float64Array.from(pass.values).buffer)), foreign: pass.foreign() } : {};
  return { trace: { ...raw, ...now }, options: { ...options, at: pass.k, card: selected ?? undefined } };
}

/** HTML that shows the player in a frame on another page. @param {Player} player */
export async function embedCode(player) {
  const shared = /** @type {import("../page/share.js").Shared} */ (player.link.share);
  const packed = await packedProgram(await shared.program());
  const data = JSON.stringify(dataOf(player)).replace(/</g, "\\u003c");
  const title = xml(player.options.title);
  const page =
    `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>` +
    `<style>:root{color-scheme:light dark}body{margin:0}</style><body><div id="al-embedded"><script type="application/json">${data}</script></div>` +
    `<script type="module">const packed = "${packed}";const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));` +
    'const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();' +
    'const script = document.createElement("script");script.type = "module";' +
    'script.textContent = text + `mountStatic("al-embedded", STYLES);`;document.body.append(script);</script></body></html>';
  const high = Math.round(player.host.getBoundingClientRect().height) + BESIDE;
  return `<iframe title="${title}" sandbox="allow-scripts" style="width:100%;height:${high}px;border:0" srcdoc="${xml(page)}"></iframe>`;
}

// @ts-check
// What is seen from close by: arrays of three and more axes as images. The bundle "closeups", sent only with graphs that
// have something to show in it.
import { PARTS } from "./player.js";
import { arrays } from "./arrays.js";
import { imagesOf } from "./images.js";

/** A part of the player, behind that of arrays and before the picture. @param {import("./player.js").Player} player */
function closeups(player) {
  player.images = imagesOf(player);
}

PARTS.splice(PARTS.indexOf(arrays) + 1, 0, closeups);

// @ts-check
// A file of SVG painted into a canvas, for PNG and GIF.
import { Trouble } from "./trouble.js";

const LARGEST = 16_000_000; // pixels that every browser's canvas has
const SHARP = 2; // pixels of a PNG for one of the picture

/** A canvas with its means to paint. @param {number} width @param {number} height */
export function createCanvas(width, height) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Trouble("This browser gives the page no canvas to paint in. Save the SVG: it needs none.");
  return { canvas, context };
}

/** Paint an SVG over the whole of a canvas. @param {CanvasRenderingContext2D} context @param {string} text */
export async function paint(context, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    await new Promise((done, fail) => {
      image.onload = done;
      image.onerror = () => fail(new Trouble("This browser does not read the picture that it was given. Save the SVG, and open that."));
      image.src = url;
    });
    context.drawImage(image, 0, 0, context.canvas.width, context.canvas.height);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A file of PNG, twice as large as the picture; smaller where no canvas is as large as that.
 * @param {{text: string, width: number, height: number}} svg @returns {Promise<Blob>} */
export async function pngFile({ text, width, height }) {
  const scale = Math.min(SHARP, Math.sqrt(LARGEST / (width * height)));
  if (scale < 1) throw new Trouble(`The picture has ${Math.round(width)} × ${Math.round(height)} points, too many for a PNG. Fold groups, or save the SVG.`);
  const { canvas, context } = createCanvas(Math.round(width * scale), Math.round(height * scale));
  await paint(context, text);
  return new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Trouble("This browser made no PNG of the picture. Save the SVG instead."))), "image/png");
  });
}

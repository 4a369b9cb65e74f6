// @ts-check
// Random numbers that Python drew, so that the page computes with the same ones.

/** @param {string} text base64 of whole numbers of 16 bits @param {number} fine what 1 is in them */
export function drawsOf(text, fine = 32768) {
  const whole = new Int16Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
  return Float64Array.from(whole, (v) => v / fine);
}

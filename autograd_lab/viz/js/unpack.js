// @ts-check
// Undoes packing.py: base64 of a raw deflate stream (RFC 1951) to text. Browsers can do it themselves, but only later;
// a page whose player is there as soon as its script has run is simpler for everybody. Stands before the player's code
// in each output, so it is short: one code table is a count of codes for each length, and the symbols in order.

/** @param {string} text @param {number} size the number of bytes that come out */
export function unpack(text, size) {
  const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const out = new Uint8Array(size);
  let from = 0, to = 0, bits = 0, have = 0;

  const take = (/** @type {number} */ n) => {
    for (; have < n; have += 8) bits |= packed[from++] << have;
    const taken = bits & ((1 << n) - 1);
    bits >>>= n;
    have -= n;
    return taken;
  };
  const table = (/** @type {number[]} */ lengths) => {
    const count = new Array(16).fill(0);
    for (const length of lengths) if (length) count[length]++;
    const place = [0, 0];
    for (let length = 1; length < 15; length++) place.push(place[length] + count[length]);
    const symbols = /** @type {number[]} */ ([]);
    lengths.forEach((length, symbol) => { if (length) symbols[place[length]++] = symbol; });
    return { count, symbols };
  };
  const read = (/** @type {{count: number[], symbols: number[]}} */ { count, symbols }) => {
    for (let length = 1, code = 0, first = 0, index = 0; ; length++) {
      code |= take(1);
      const n = count[length];
      if (code - first < n) return symbols[index + code - first];
      index += n;
      first = (first + n) << 1;
      code <<= 1;
    }
  };
  const repeat = (/** @type {number} */ n, /** @type {number} */ x) => new Array(n).fill(x);
  // the numbers that a code with extra bits starts from
  const bases = (/** @type {number} */ start, /** @type {number[]} */ extra) => extra.map((bits) => (start += 1 << bits) - (1 << bits));
  const moreLength = Array.from({ length: 28 }, (_, i) => (i < 8 ? 0 : (i >> 2) - 1));
  const moreDistance = Array.from({ length: 30 }, (_, i) => (i < 4 ? 0 : (i >> 1) - 1));
  const lengths = [...bases(3, moreLength), 258];
  const distances = bases(1, moreDistance);

  for (let last = 0; !last; ) {
    last = take(1);
    let literal = [...repeat(144, 8), ...repeat(112, 9), ...repeat(24, 7), ...repeat(8, 8)];
    let distance = repeat(30, 5);
    const kind = take(2);
    if (!kind) {
      // a stored block: from the next whole byte on
      bits = have = 0;
      const end = to + packed[from] + 256 * packed[from + 1];
      for (from += 4; to < end; ) out[to++] = packed[from++];
      continue;
    }
    if (kind === 2) {
      const literals = take(5) + 257, all = literals + take(5) + 1, order = repeat(19, 0);
      for (let n = take(4) + 4, i = 0; i < n; i++) order[[16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15][i]] = take(3);
      const how = table(order), found = /** @type {number[]} */ ([]);
      while (found.length < all) {
        const s = read(how);
        if (s < 16) found.push(s);
        else found.push(...(s === 16 ? repeat(3 + take(2), found[found.length - 1]) : repeat(s === 17 ? 3 + take(3) : 11 + take(7), 0)));
      }
      literal = found.slice(0, literals);
      distance = found.slice(literals);
    }
    const first = table(literal), second = table(distance);
    for (let s = read(first); s !== 256; s = read(first)) {
      if (s < 256) out[to++] = s;
      else {
        const i = s - 257, n = lengths[i] + take(moreLength[i] ?? 0), d = read(second);
        const back = distances[d] + take(moreDistance[d]);
        for (let k = 0; k < n; k++, to++) out[to] = out[to - back];
      }
    }
  }
  return new TextDecoder().decode(out);
}

// @ts-check
// The number that speaks against a prediction, of those that are shown.

/** @typedef {import("./visits.js").Exhibit} Exhibit */
/** An entry: its name, what came and what should have come, as texts and as numbers.
 * @typedef {{name: string, came: string, should: string, a: number, b: number}} Entry */

/** What speaks against a way in which the numbers are said to be wrong. @param {Exhibit} exhibit @param {string} way a key of the ways */
export function againstWay(exhibit, way) {
  if (exhibit.error) return `no numbers came, but ${exhibit.error.split(":")[0]}`;
  const other = exhibit.rows.find((r) => r.differs && r.cameShape !== r.shape);
  if (other) return `${other.name} has ${shapeOf(other.cameShape)} and should have ${shapeOf(other.shape)}`;
  if (way === "shape") return "all shapes are as they should be";
  const entries = entriesOf(exhibit);
  const wrong = entries.filter((e) => e.came !== e.should);
  const found = SPEAKS[way] && (wrong.find(SPEAKS[way][0]) ?? entries.find(SPEAKS[way][0]));
  const [entry, said] = found ? [found, SPEAKS[way][1]] : [wrong[0], SPEAKS[exhibit.way]?.[2] ?? ""];
  if (!entry) return exhibit.changed.length ? `what came is right, but ${exhibit.changed.join(" and ")} was changed in place` : "";
  return `${entrySentence(entry)}${said && `: ${said}`}`;
}

/** What speaks against a factor. @param {Exhibit} exhibit */
export function againstFactor(exhibit) {
  const entries = entriesOf(exhibit).filter((e) => e.came !== e.should && e.b);
  const ratio = (/** @type {Entry} */ e) => String(Number((e.a / e.b).toPrecision(3))).replace("-", "−");
  const [one] = entries;
  if (!one) return "";
  const other = entries.find((e) => Math.abs(e.a / e.b - one.a / one.b) > 0.02 * Math.abs(one.a / one.b));
  return `${entrySentence(one)}, that is ${ratio(one)} times as much${other ? `; but ${entrySentence(other)}, that is ${ratio(other)} times` : ""}`;
}

/** For a way: which entry speaks against it, what that shows, and what an entry shows where this way is the true one.
 * @type {Record<string, [(e: Entry) => boolean, string, string]>} */
const SPEAKS = {
  large: [(e) => Math.abs(e.a) <= Math.abs(e.b), "not farther from 0", "farther from 0, as all are"],
  small: [(e) => Math.abs(e.a) >= Math.abs(e.b), "not nearer to 0", "nearer to 0, as all are"],
  sign: [(e) => e.a * e.b > 0, "the signs agree", "the signs differ, as everywhere"],
  some: [() => false, "", "that is wrong, and others are right"],
  mixed: [(e) => e.came === e.should, "that is right", "and the others are wrong too"],
  else: [(e) => e.came !== e.should, "that is wrong", ""],
};

/** The entries that are shown of what came. @param {Exhibit} exhibit @returns {Entry[]} */
function entriesOf({ rows }) {
  return rows.flatMap((row) =>
    row.right.flatMap((line, i) =>
      line.flatMap((should, j) => {
        const came = row.came?.[i]?.[j];
        if (came === undefined || should === "…" || came === "…") return [];
        const place = !row.shape ? "" : row.right.length > 1 ? `[${i}, ${j}]` : `[${row.shape.includes(", ") ? "0, " : ""}${j}]`;
        return [{ name: row.name + place, came, should, a: numberIn(came), b: numberIn(should) }];
      }),
    ),
  );
}

/** @param {Entry} entry */
function entrySentence({ name, came, should }) {
  return `${name} is ${came} and should be ${should}`;
}

/** @param {string} text */
function numberIn(text) {
  return Number(text.replace("−", "-"));
}

/** @param {string} [shape] */
function shapeOf(shape) {
  return shape ? `the shape ${shape}` : "no shape, as a single number";
}

// Small graphs for the tests, written as they travel from Python: one line for each node.

const CODE = { leaf: -1, const: -2 };

/** A trace as Python sends it. @param {[string, string, number[], number][]} rows name, operation, operands, value */
export function raw(rows) {
  const ops = [...new Set(rows.map(([, op]) => op).filter((op) => !(op in CODE)))];
  return {
    format: 2,
    ops,
    names: rows.map(([name]) => name),
    made: rows.map(([, op]) => CODE[op] ?? ops.indexOf(op)),
    named: rows.map(() => "1").join(""),
    parents: rows.map(([, , parents]) => parents),
    groups: { labels: [], kinds: [], parents: [], inside: [] },
    layout: null,
    notices: [],
    values: Buffer.from(new Float64Array(rows.map(([, , , value]) => value)).buffer).toString("base64"),
  };
}

/** a = 3, b = a + a, c = b · b: two forks, four paths. */
export const FORKS = raw([
  ["a", "leaf", [], 3],
  ["b", "add", [0, 0], 6],
  ["c", "mul", [1, 1], 36],
]);

/** (w · x + b − y)² at 2, 3, 1, 5. */
export const LOSS = raw([
  ["w", "leaf", [], 2],
  ["x", "leaf", [], 3],
  ["b", "leaf", [], 1],
  ["y", "leaf", [], 5],
  ["2", "const", [], 2],
  ["z", "mul", [0, 1], 6],
  ["p", "add", [5, 2], 7],
  ["e", "sub", [6, 3], 2],
  ["L", "pow", [7, 4], 4],
]);

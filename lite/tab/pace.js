// When a running cell is worth a word: it has been running for long, and says nothing.

/** How long, in seconds: until the first word, and how long silent before it. */
export const FIRST = 30;
export const SILENT = 5;

/** The clock of one kernel; times are in milliseconds, of any start. */
export class Pace {
  constructor() {
    /** @type {number | null} */
    this.since = null;
    this.heard = 0;
    this.next = FIRST;
  }

  /** @param {string} status @param {number} now */
  status(status, now) {
    const busy = status === "busy";
    if (busy && this.since === null) this.since = this.heard = now;
    if (!busy) this.reset();
  }

  reset() {
    this.since = null;
    this.next = FIRST;
  }

  /** Something was printed or shown. @param {number} now */
  output(now) {
    this.heard = now;
  }

  /** How many seconds the cell has been running. @param {number} now */
  seconds(now) {
    return this.since === null ? 0 : (now - this.since) / 1000;
  }

  /** Whether it is time for a word. @param {number} now */
  due(now) {
    return this.seconds(now) >= this.next && (now - this.heard) / 1000 >= SILENT;
  }

  /** The reader wants to wait: the next word comes when it has run twice as long. @param {number} now */
  wait(now) {
    this.next = 2 * this.seconds(now);
  }
}

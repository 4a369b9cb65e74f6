// @ts-check

/** What cannot be done, in a sentence for the reader that says what to do instead. */
export class Trouble extends Error {}

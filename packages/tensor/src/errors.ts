/**
 * Bad input, refused by a public function. The message names the function, what it expected and what it received:
 *
 *     matmulNN: expected B with axes KJ; received B [4]
 */
export class InputError extends Error {
  /** The public function that refused. */
  readonly who: string;
  /** What it expected, as in the message. */
  readonly expected: string;
  /** What it received, as in the message. */
  readonly received: string;

  constructor(who: string, expected: string, received: string) {
    const shown = textOf(received);
    super(`${who}: expected ${expected}; received ${shown}`);
    this.name = new.target.name;
    this.who = who;
    this.expected = expected;
    this.received = shown;
  }
}

/** The text of the received value. The type promises a text; a name that a caller in JavaScript hands in may be a symbol, or an object without a text. */
const textOf = (received: unknown): string =>
  typeof received === "object" && received !== null && !Array.isArray(received)
    ? "an object"
    : String(received);

/** Sizes that do not fit each other, or a rank that does not fit the operation. */
export class ShapeError extends InputError {}

/** A number or a name outside its domain: NaN in a sample, a ratio of 80, an unknown strategy. */
export class ValueError extends InputError {}

/** Bytes or JSON that break the rules of their format. */
export class FormatError extends InputError {}

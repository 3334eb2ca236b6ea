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
    super(`${who}: expected ${expected}; received ${received}`);
    this.name = new.target.name;
    this.who = who;
    this.expected = expected;
    this.received = received;
  }
}

/** Sizes that do not fit each other, or a rank that does not fit the operation. */
export class ShapeError extends InputError {}

/** A number or a name outside its domain: NaN in a sample, a ratio of 80, an unknown strategy. */
export class ValueError extends InputError {}

/** Bytes or JSON that break the rules of their format. */
export class FormatError extends InputError {}

/** A piecewise linear layer on the way of a change: σ(s) = s where s > 0, else a s. */
export interface Section {
  /** W [p, q] row-major, q the neurons of the section before */
  readonly weight: Float64Array;
  /** a of each neuron, [p] */
  readonly left: Float64Array;
  /** S [n, p] */
  readonly signal: Float64Array;
}

/** The path that the outputs y take as a number d, which the first section receives, grows from 0. */
export interface Path {
  /** Goes to sample n; returns the first piece. */
  readonly start: (n: number) => Piece;
  /** ‖y(d) − y(0)‖² for d > 0. */
  readonly squaredChange: (d: number) => number;
  /** The number of products of a weight and a velocity since the path was created. */
  readonly products: () => number;
}

export interface Piece {
  readonly start: number;
  /** ∞ of the last one */
  readonly length: number;
  /** |v| */
  readonly speed: number;
  /** c∥, and 0 on the first piece … */
  readonly along: number;
  /** … as is ‖c⊥‖ */
  readonly aside: number;
}

/**
 * Between the places where a signal changes its sign, everything is linear in d. On such a piece the change of the outputs
 * is c + v t, t beyond the start of the piece, and
 *
 *     ‖c + v t‖² = (|v| t + c∥)² + c⊥²        c∥ = c·v / |v|        c⊥ = c − c∥ v / |v|
 *
 * is a sum of squares, in which nothing cancels. A piece is computed once, for all distances that end on it.
 */
export function createPath(sections: readonly Section[]): Path {
  const steps = sections.map(stepOf);
  const { xDot: velocity } = steps[steps.length - 1];
  const change = new Float64Array(velocity.length);
  const pieces: Piece[] = [];
  const productsOfOne = sections.reduce((sum, { weight }) => sum + weight.length, 0);
  let walked = 0;

  const addPiece = (start: number): Piece => {
    walked++;
    let x: Float64Array = ONE;
    for (const step of steps) x = turn(step, x);
    const piece = { start, length: nearest(steps), ...split(change, velocity) };
    pieces.push(piece);
    return piece;
  };
  const goOn = ({ start, length }: Piece): Piece => {
    for (const step of steps) advance(step, length);
    for (let m = 0; m < change.length; m++) change[m] += length * velocity[m];
    return addPiece(start + length);
  };

  return {
    start(n) {
      for (const { s, signal } of steps) for (let p = 0; p < s.length; p++) s[p] = signal[n * s.length + p];
      change.fill(0);
      pieces.length = 0;
      return addPiece(0);
    },
    squaredChange(d) {
      let piece = pieces[pieces.length - 1];
      while (d > piece.start + piece.length) piece = goOn(piece);
      for (let at = pieces.length - 1; d < piece.start; at--) piece = pieces[at];
      const { start, speed, along, aside } = piece;
      return (speed * (d - start) + along) ** 2 + aside ** 2;
    },
    products: () => walked * productsOfOne,
  };
}

/** |v|, c∥ and ‖c⊥‖. */
function split(c: Float64Array, v: Float64Array): { speed: number; along: number; aside: number } {
  const speed = norm(v);
  if (speed === 0) return { speed, along: 0, aside: norm(c) };
  const along = dot(c, v) / speed;
  return { speed, along, aside: norm(c.map((each, m) => each - along * (v[m] / speed))) };
}

/** A section, with its signals and their velocities. */
interface Step extends Section {
  readonly s: Float64Array;
  /** ds/dd, and dx/dd of x = σ(s) */
  readonly sDot: Float64Array;
  readonly xDot: Float64Array;
}

const ONE = Float64Array.of(1);

const stepOf = (section: Section): Step => ({
  ...section,
  s: new Float64Array(section.left.length),
  sDot: new Float64Array(section.left.length),
  xDot: new Float64Array(section.left.length),
});

/** The velocities of a section from that of its inputs. A signal that is at 0 goes to the side that it moves to. */
function turn({ weight, left, s, sDot, xDot }: Step, input: Float64Array): Float64Array {
  const Q = input.length;
  for (let p = 0; p < s.length; p++) {
    let sum = 0;
    for (let q = 0; q < Q; q++) sum += weight[p * Q + q] * input[q];
    sDot[p] = sum;
    xDot[p] = s[p] > 0 || (s[p] === 0 && sum > 0) ? sum : left[p] * sum;
  }
  return xDot;
}

/** How far it is to the next signal that reaches 0 and has a kink there. */
function nearest(steps: readonly Step[]): number {
  let least = Infinity;
  for (const { left, s, sDot } of steps)
    for (let p = 0; p < s.length; p++)
      if (s[p] > 0 ? sDot[p] < 0 : s[p] < 0 && sDot[p] > 0)
        if (left[p] !== 1) least = Math.min(least, -s[p] / sDot[p]);
  return least;
}

/** Moves the signals by t. A signal that reaches 0 is set to 0, so that rounding does not leave it on the other side. */
function advance({ s, sDot }: Step, t: number): void {
  for (let p = 0; p < s.length; p++) s[p] = -s[p] / sDot[p] === t ? 0 : s[p] + t * sDot[p];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let m = 0; m < a.length; m++) sum += a[m] * b[m];
  return sum;
}

/** ‖a‖, also where the squares are beyond the range of doubles. */
export function norm(a: Float64Array): number {
  const square = dot(a, a);
  if (square > 1e-280 && square < 1e300) return Math.sqrt(square);
  let largest = 0;
  for (const each of a) largest = Math.max(largest, Math.abs(each));
  if (largest === 0 || largest === Infinity) return largest;
  let sum = 0;
  for (const each of a) sum += (each / largest) ** 2;
  return largest * Math.sqrt(sum);
}

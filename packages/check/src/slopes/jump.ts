/** So often an interval is halved: what is left of a smooth function after that is less than its rounding. */
const HALVINGS = 40;
/** A jump stays as large as it was over this many of them, where a smooth change falls to a thousandth. */
const STAYS = 10;

/**
 * How far a curve jumps somewhere between 0 and `end`, found by bisection: 0 where it is continuous as far as that shows. Each time the half is
 * taken that is farther from the slope that the curve seems to have.
 *
 * A function that rounds inside, as one with a part in single precision, jumps by its rounding, whatever it does between two jumps.
 */
export function jumpIn(value: (t: number) => number, end: number, slope: number): number {
  let [from, to] = [0, end];
  let [start, stop] = [value(from), value(to)];
  let before = 0;
  for (let halved = 0; halved < HALVINGS; halved++) {
    if (halved === HALVINGS - STAYS) before = Math.abs(stop - start);
    const middle = (from + to) / 2;
    const [between, expected] = [value(middle), slope * (middle - from)];
    if (Math.abs(between - start - expected) > Math.abs(stop - between - expected))
      [to, stop] = [middle, between];
    else [from, start] = [middle, between];
  }
  const jump = Math.abs(stop - start);
  return jump > before / 2 && Number.isFinite(jump) ? jump : 0;
}

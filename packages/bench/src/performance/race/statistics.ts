/** The middle of some numbers, and the middles of both halves. */
export interface Quartiles {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** By linear interpolation between the neighbours in order; NaN of no numbers. */
export function quartiles(values: readonly number[]): Quartiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => {
    const place = part * (sorted.length - 1);
    const [below, above] = [Math.floor(place), Math.ceil(place)];
    return below === above
      ? sorted[below]
      : sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  };
  return sorted.length === 0
    ? { low: NaN, median: NaN, high: NaN }
    : { low: at(1 / 4), median: at(1 / 2), high: at(3 / 4) };
}

/** The seconds that a contender took in each round; null in a round that it sat out. */
export type Rounds = readonly (number | null)[];

export const seconds = (rounds: Rounds): Quartiles => quartiles(rounds.filter((each) => each !== null));

/**
 * How many times longer one took than the other, round by round: what slows the machine down for a while slows both of a
 * round, and their ratio less than their difference between rounds. Rounds that either of them sat out are left out.
 */
export const ratio = (of: Rounds, to: Rounds): Quartiles =>
  quartiles(
    of.flatMap((a, round) => {
      const b = to[round];
      return a === null || b === null ? [] : [a / b];
    }),
  );

import { quantileSorted } from "d3-array";

/** A contender in a race. */
export interface Runner {
  /** Runs this many times in a row. @returns the seconds that took */
  readonly time: (runs: number) => Promise<number>;
  /** The part of the work that one run does; less than 1 where all of it would take minutes. */
  readonly share: number;
}

export interface Pace {
  readonly rounds: number;
  /** At least so long before the first round, in seconds: compilers do their best work late. */
  readonly warmUp: number;
  /** A sample is as many runs as take at least this long, in seconds. */
  readonly sample: number;
  /** A runner for whom the rounds would take longer sits some of them out, in seconds. */
  readonly allowance: number;
}

/**
 * Measures alternately: in each round every runner once, and each round begins with another one. So other work on the machine, and its temperature, affect all of them alike.
 *
 * @returns the seconds that the whole work took, for each runner and round
 */
export async function race(runners: readonly Runner[], pace: Pace): Promise<Rounds[]> {
  const entries: { runner: Runner; runs: number; turns: number; rounds: (number | null)[] }[] = [];
  for (const runner of runners) {
    const { runs, took } = await warmUp(runner, pace);
    const rounds = Array.from({ length: pace.rounds }, () => null);
    // What alone exceeds the allowance was run long enough, and is not run again.
    const isLong = took > pace.allowance;
    const first = {
      runner,
      runs,
      rounds: isLong ? [took / runs / runner.share, ...rounds.slice(1)] : rounds,
    };
    // Three at least, as a median of fewer tells nothing.
    const turns = Math.min(pace.rounds, Math.max(3, Math.floor(pace.allowance / took)));
    entries.push({ ...first, turns: isLong ? 0 : turns });
  }
  for (let round = 0; round < pace.rounds; round++)
    for (let place = 0; place < entries.length; place++) {
      const { runner, runs, turns, rounds } = entries[(place + round) % entries.length];
      if (isTurn(round, turns, pace.rounds)) rounds[round] = (await runner.time(runs)) / runs / runner.share;
    }
  return entries.map(({ rounds }) => rounds);
}

/** Finds how many runs make a sample, and goes on until all is warm. */
async function warmUp({ time }: Runner, pace: Pace): Promise<{ runs: number; took: number }> {
  let [runs, took] = [1, await time(1)];
  for (let total = took; took < pace.sample || total < pace.warmUp; total += took) {
    // From the pace so far, but no more than eight times as many: the first runs are slow.
    if (took < pace.sample) runs = Math.ceil(runs * Math.min(8, Math.max(2, (1.1 * pace.sample) / took)));
    took = await time(runs);
  }
  return { runs, took };
}

/** Whether this round has one of the given number of turns, which are spread evenly over all rounds from the first on. */
export const isTurn = (round: number, turns: number, rounds: number): boolean =>
  Math.ceil(((round + 1) * turns) / rounds) > Math.ceil((round * turns) / rounds);

/** The middle of some numbers, and the middles of both halves. */
export interface Quartiles {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** NaN of no numbers. */
export function quartiles(values: readonly number[]): Quartiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => quantileSorted(sorted, part) ?? NaN;
  return { low: at(1 / 4), median: at(1 / 2), high: at(3 / 4) };
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

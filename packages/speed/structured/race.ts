/** The number of rounds. */
export const ROUNDS = 15;

/** Microseconds that a round of one run takes at least: far more than a tick of the clock. */
export const LEAST = 4000;

/**
 * Microseconds of one call: the least of some rounds, in each of which all take their turn.
 *
 * @param now microseconds
 */
export function race(runs: readonly (() => unknown)[], now: () => number, least: number = LEAST): number[] {
  const spent = (run: () => unknown, times: number): number => {
    const start = now();
    for (let time = 0; time < times; time++) run();
    return now() - start;
  };
  // The shortest of some tries: a first call compiles, and a busy machine interrupts.
  const isLong = (run: () => unknown, times: number): boolean =>
    Math.min(...[1, 2, 3].map(() => spent(run, times))) >= least;
  const calls = runs.map((run) => {
    let times = 1;
    while (!isLong(run, times)) times *= 2;
    return times;
  });
  const best = runs.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++)
    for (const [at, run] of runs.entries()) best[at] = Math.min(best[at], spent(run, calls[at]) / calls[at]);
  return best;
}

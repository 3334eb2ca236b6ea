import { show } from "@espalier/network/internal";
import type { Probes, ScoringStrategy, Strategy } from "@espalier/scores";
import { checkRandom, ValueError } from "@espalier/tensor";
import type { Random } from "@espalier/tensor";
import { requireReader } from "./readers.ts";

/** The options of random probes. */
export interface ProbeOptions {
  /**
   * K random probes of the outputs in place of a reverse sweep for each: for networks with hundreds of outputs. The energies are unbiased, and
   * exact from as many probes as outputs on. Only for strategies that read energies, and their compensations.
   */
  readonly probes?: number | undefined;
  /** For the signs of the probes; seed 1 by default. */
  readonly random?: Random | undefined;
}

/**
 * @param known the strategies that the error may name
 * @throws ValueError when the probes are not a whole number ≥ 1, or no strategy that computes scores or compensations reads energies
 */
export function checkProbes(
  who: string,
  probes: number | undefined,
  asked: readonly (ScoringStrategy | undefined)[],
  known: readonly Strategy[],
): void {
  if (probes === undefined) return;
  if (!Number.isSafeInteger(probes) || probes < 1)
    throw new ValueError(who, "a whole number of probes ≥ 1", show(probes));
  requireReader(who, asked, known, ({ readsEnergies }) => readsEnergies === true, "probes");
}

/**
 * The probes of a strategy; none for one that does not read energies.
 *
 * @throws ValueError when the random stream is none
 */
export function probesOf(
  who: string,
  strategy: ScoringStrategy,
  { probes, random }: ProbeOptions,
): Probes | undefined {
  if (probes === undefined || strategy.readsEnergies !== true) return undefined;
  if (random === undefined) return { count: probes, seed: 1 };
  checkRandom(who, random);
  return { count: probes, seed: Math.floor(2 ** 32 * random()) };
}

import type { ScoringStrategy, Strategy } from "@espalier/scores";
import { ValueError } from "@espalier/tensor";

/**
 * Requires that an option reaches a strategy that computes scores or compensations.
 *
 * @param known the strategies that the error may name
 * @param what the option, as the error names it
 * @throws ValueError naming the strategies that it may reach
 */
export function requireReader(
  who: string,
  asked: readonly (ScoringStrategy | undefined)[],
  known: readonly Strategy[],
  reads: (strategy: ScoringStrategy) => boolean,
  what: string,
): void {
  if (asked.some((each) => each !== undefined && reads(each))) return;
  const readers = known.filter((each) => each.kind === "score" && reads(each));
  throw new ValueError(
    who,
    `a strategy among ${readers.map(({ name }) => name).join(", ")}, with ${what}`,
    String(asked[0]?.name),
  );
}

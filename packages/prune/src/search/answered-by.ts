import { answeredBy, compensationOf, compensations } from "@espalier/compensation/internal";
import type { RemoteSource } from "@espalier/compensation/internal";
import type { MetricName, Network, RunOptions } from "@espalier/network";
import { checkOptions } from "@espalier/network/internal";
import { checkRatio } from "@espalier/scores/internal";
import { ValueError } from "@espalier/tensor";
import { moved } from "./options.ts";
import type { SolveOptions } from "./options.ts";
import type { ScoreOptions } from "./scoring.ts";
import { searchFor } from "./search.ts";
import type { PrunedByStages } from "./stage.ts";

/** The settings of the sums that a search takes over its samples. */
export interface SearchNeeds {
  readonly metric: MetricName;
  /** The number of samples for the scores of a stage. */
  readonly scored: number;
  readonly scoreOptions: ScoreOptions;
}

/**
 * As `pruneStream` with a compensation that has a solver, where a source answers all questions about the samples, such as many machines.
 *
 * @throws ValueError when the options are not valid, or the compensation has no solver; the reason of the signal, and what the source throws
 */
export async function pruneAnsweredBy(
  who: string,
  network: Network,
  options: SolveOptions & RunOptions & { readonly ratio: number },
  sourceOf: (needs: SearchNeeds) => RemoteSource,
): Promise<PrunedByStages> {
  checkOptions(who, options, "{ ratio: 0.8 }");
  checkRatio(who, options.ratio);
  const moves = moved(who, compensationOf(who, options.compensation), options);
  if (moves.length === 0) {
    const solved = compensations.filter((each) => each.moves.length > 0).map(({ name }) => name);
    throw new ValueError(who, `a compensation among ${solved.join(", ")}`, String(options.compensation));
  }
  const { asking, needs } = searchFor(who, network, options, moves);
  const { metric, scored } = needs;
  return answeredBy(
    asking,
    sourceOf({ metric, scored, scoreOptions: needs.scoreOptions(undefined) }),
    options,
  );
}

import { createTape, source } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { chunks } from "@espalier/network";
import type { Work } from "@espalier/network";
import { outputFactors, throughChain } from "@espalier/network/internal";
import type { Chain } from "@espalier/network/internal";
import { copyIn, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Directions } from "../method/directions.ts";
import { energiesAlong } from "../method/energy-in-arena.ts";
import { showExtreme } from "../method/scaled-scores.ts";
import { areSurelyOrdinary, scalesAlong } from "../method/scales.ts";
import { checkFiniteScores, layerScores } from "../method/score.ts";
import type { LayerScores } from "../method/score.ts";
import { addLayer, inArena, noStatisticsOf, statisticsIn } from "../method/statistics.ts";
import type { LayerStatistics } from "../method/statistics.ts";
import { reducePass } from "../streaming/in-memory.ts";
import type { Pass } from "../streaming/pass.ts";

/**
 * The scores of elimination-compensation pruning of a checked chain: the bits of the strategy, without what other networks need.
 *
 * @param otherwise what takes other numbers, for the error
 * @throws ValueError when squares of the network's numbers are out of range, or a score is
 */
export function* chainScores(
  who: string,
  chain: Chain,
  inputs: Tensor,
  otherwise: string,
): Work<LayerScores[]> {
  checkRange(who, chain, inputs, otherwise);
  const statistics = yield* reducePass(chainPass(chain), chain, { inputs });
  return chain.layers.map(({ weight }, k) => {
    const where = `${who}: layer ${k}`;
    const scores = layerScores(where, weight, statistics[k]);
    checkFiniteScores(where, scores);
    return scores;
  });
}

/** The outputs one by one. */
const outputsOf = (y: Tensor): Directions => ({ count: y.shape[1], write: outputFactors.factors(y) });

/** `statisticsPass` of a chain. */
function chainPass({ layers, rules }: Chain): Pass<LayerStatistics[], LayerStatistics[]> {
  const add = (total: readonly LayerStatistics[], part: readonly LayerStatistics[]): LayerStatistics[] =>
    total.map((layer, k) => addLayer(layer, part[k]));
  return {
    costs: [1],
    map:
      ({ inputs }) =>
      () =>
        inArena((arena) => {
          const own = layers.map(({ weight, bias, activation }) => ({
            weight: copyIn(arena, weight),
            bias: copyIn(arena, bias),
            activation,
          }));
          const X = copyIn(arena, inputs);
          return energiesAlong(arena, (x) => throughChain({ layers: own, rules }, x), X, outputsOf).map(
            ({ input, energy }) => statisticsIn(arena, input, energy, "f64"),
          );
        }),
    initial: () => layers.map(noStatisticsOf),
    start: (part) => part,
    reduce: add,
    merge: add,
  };
}

/** `scalesOf` of a chain, of which a page with few bytes takes only ordinary ones. */
function checkRange(who: string, chain: Chain, inputs: Tensor, otherwise: string): void {
  const [[X]] = chunks(inputs);
  const { layers } = chain;
  const parameters = layers.flatMap(({ weight, bias }) => [weight, bias]);
  if (areSurelyOrdinary(parameters, X)) return;
  const output = throughChain(chain, source(createTape(), X)) as Variable; // as the batch is on a tape
  const scales = scalesAlong(layers, output, outputsOf);
  if (scales !== undefined)
    throw new ValueError(who, `numbers whose squares are in range, or ${otherwise}`, showExtreme(scales));
}

import {
  copyIn,
  dtypeOf,
  kernels,
  seededRandom,
  takeRows,
  tensor,
  ValueError,
  zeros,
} from "@espalier/tensor";
import type { Nested, Tensor } from "@espalier/tensor";
import type { Compensation } from "../compensation/compensation.ts";
import type { Movable } from "../compensation/gauss-newton/ask.ts";
import { answered } from "../compensation/gauss-newton/local-answers.ts";
import type { MetricName } from "../method/metric.ts";
import { metricOf } from "../method/metric.ts";
import { removalCount } from "../method/rank.ts";
import type { LayerScores } from "../method/score.ts";
import { checkSamples } from "../network/loss.ts";
import { checkNetwork, forward, mapParameters, sizesOf, weightCount } from "../network/network.ts";
import type { Network } from "../network/network.ts";
import { required } from "../network/required.ts";
import { checkInputs, chunks } from "../network/samples.ts";
import { isTensor, scoringFor } from "../strategies/scoring.ts";
import type { ScoreOptions } from "../strategies/scoring.ts";
import type { Work } from "../streaming/progress.ts";
import { createRotation } from "../streaming/rotation.ts";
import { pruningByStages } from "./by-stages.ts";
import type { PrunedByStages, StageOptions } from "./by-stages.ts";
import { effortOf } from "./effort.ts";
import type { EffortName } from "./effort.ts";
import { checkSteps } from "./in-steps.ts";
import { scheduleFor } from "./schedule.ts";

/** What a search depends on besides network and inputs. */
export interface SolveOptions extends ScoreOptions {
  /** How many times weights are removed and scored anew: as many as the effort allows by default, and once without a solver. */
  readonly steps?: number | undefined;
  /** How much the compensation by many parameters may cost. */
  readonly effort?: EffortName | undefined;
  /** Parameters that stay as they are, such as the biases of a network that has none. */
  readonly frozen?: readonly Movable[] | undefined;
  /** What the outputs are brought close to: those of the dense network, by default, or the `targets`. */
  readonly objective?: "dense" | "labels" | undefined;
}

/**
 * The parameters that a compensation moves together.
 *
 * @throws ValueError when all of them are frozen
 */
export function moved(
  who: string,
  compensation: Compensation | undefined,
  { frozen = [] }: Pick<SolveOptions, "frozen">,
): readonly Movable[] {
  const known = ["weight", "bias", "slope"];
  const odd = frozen.find((each) => !known.includes(each));
  if (odd !== undefined) throw new ValueError(who, `frozen parameters among ${known.join(", ")}`, odd);
  if (compensation === undefined || compensation.moves.length === 0) return [];
  const moves = compensation.moves.filter((each) => !frozen.includes(each));
  if (moves.length > 0) return moves;
  throw new ValueError(
    who,
    `a parameter among ${compensation.moves.join(", ")} that may move for the compensation ${compensation.name}`,
    `all of them frozen`,
  );
}

/** Prunes in stages, with many parameters making up for what goes, from samples in memory. */
export function* pruningAndSolving(
  who: string,
  network: Network,
  inputs: Tensor | Nested,
  options: SolveOptions & { readonly ratio: number },
  moves: readonly Movable[],
): Work<PrunedByStages> {
  checkNetwork(who, network);
  const X = isTensor(inputs) ? inputs : tensor(inputs);
  checkInputs(who, network, X);
  const plan = planOf(who, network, X.shape[0], options, moves);
  const { metric, reference } = objectiveOf(who, network, X, options);
  const deal = createRotation(X.shape[0], options.random ?? seededRandom(1));
  const { effort } = plan;
  function* scores(left: Network): Work<LayerScores[]> {
    const rows = deal(effort.scored);
    const some = rows.length === X.shape[0] ? X : takeRows(X, rows);
    const targets = options.targets && (some === X ? options.targets : takeRows(options.targets, rows));
    return yield* scoringFor(who, left, some, { ...options, targets, samples: undefined });
  }
  return yield* answered(pruningByStages(network, { ...plan, metric }), {
    inputs: X,
    reference,
    deal,
    scores,
  });
}

/**
 * What a search will do.
 *
 * @throws ValueError when the ratio leaves no weight, there are fewer samples than outputs, or the effort is unknown
 */
export function planOf(
  who: string,
  network: Network,
  samples: number,
  { ratio, steps, effort: name }: SolveOptions & { readonly ratio: number },
  moves: readonly Movable[],
): Omit<StageOptions, "metric"> {
  const weights = weightCount(network);
  if (removalCount(weights, ratio) === weights)
    throw new ValueError(who, `a ratio that leaves one of ${weights} weights`, String(ratio));
  const outputs = sizesOf(network).at(-1) ?? 0;
  if (samples < outputs)
    throw new ValueError(who, `at least ${outputs} samples, as many as outputs`, String(samples));
  const effort = effortOf(who, name);
  if (steps !== undefined) checkSteps(who, steps);
  return { who, moves, effort, samples, schedule: scheduleFor(ratio, effort, steps) };
}

/** The metric of the solver, and what it compares the outputs with. */
function objectiveOf(
  who: string,
  network: Network,
  X: Tensor,
  { objective = "dense", metric, targets, loss }: SolveOptions,
): { readonly metric: MetricName; readonly reference: Tensor } {
  if (objective === "dense") return { metric: metricOf(who, metric), reference: outputsFor(network, X) };
  if (objective !== "labels") throw new ValueError(who, "an objective among dense, labels", objective);
  const labels = required(who, "the objective labels", "targets", targets);
  const own = required(who, "the objective labels", "loss", loss);
  checkSamples(who, network, { inputs: X, targets: labels }, own);
  if (own === "mean-squared-error") return { metric: "outputs", reference: labels };
  return { metric: "labels", reference: oneHot(labels, sizesOf(network).at(-1) ?? 0, dtypeOf(X)) };
}

/** y⁰ [n, m], a chunk at a time, where the kernels are fastest. */
function outputsFor(network: Network, X: Tensor): Tensor {
  const M = sizesOf(network).at(-1) ?? 0;
  const result = zeros([X.shape[0], M], dtypeOf(network.layers[0].weight));
  const arena = kernels().arena();
  try {
    const own = mapParameters(network, (parameter) => copyIn(arena, parameter));
    let at = 0;
    for (const [rows] of chunks(X)) {
      const { data } = forward(own, rows);
      result.data.set(data, at);
      at += data.length;
    }
  } finally {
    arena.release();
  }
  return result;
}

function oneHot({ data, shape: [N] }: Tensor, classes: number, dtype: "f32" | "f64"): Tensor {
  const result = zeros([N, classes], dtype);
  for (let n = 0; n < N; n++) result.data[n * classes + data[n]] = 1;
  return result;
}

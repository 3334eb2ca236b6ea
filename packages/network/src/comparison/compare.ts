import { firstNotFinite, ShapeError, ValueError, zeros } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";
import { checkOptions } from "../calls/options.ts";
import { metricIn } from "../loss/metric-in.ts";
import { metricOf } from "../loss/metric-factors.ts";
import { checkNetwork, forward, inputWidth, outputWidth } from "../graph/network.ts";
import type { Network } from "../graph/network.ts";
import { outputScales } from "./output-weights.ts";
import { checkInputs, chunks } from "../graph/samples.ts";
import { addSquares, addSums, meanOf, noSquares, rootOf, rootOfRatio, valueOf } from "./square-sum.ts";
import type { SquareSum } from "./square-sum.ts";

/**
 * How far the outputs of a network b are from those of a network a, on some inputs. Where a says that its outputs count differently, squares
 * count as much.
 */
export interface OutputDifference {
  /** N, the number of samples. */
  readonly samples: number;
  /** √E‖b − a‖² */
  readonly rootMeanSquare: number;
  /** E‖b − a‖², which is 0 or Infinity if it is out of the range of doubles. */
  readonly meanSquare: number;
  /**
   * √(E‖b − a‖² / E‖a‖²): 0 if there is no difference, and Infinity if a is 0 throughout and b is not. In the metric of a softmax
   * √(2 E[KL(softmax a ‖ softmax b)]), which to first order is the same square in that metric, and needs no scale. Of several outputs the sum of the
   * divergences counts, by their weights, and for an output without a softmax half of its square.
   */
  readonly relative: number;
  /** max_n |b_m − a_m| of each output, [m] */
  readonly largest: Tensor;
  /** E|b_m − a_m| of each output, [m] */
  readonly mean: Tensor;
}

/**
 * Compares the outputs of two networks on some inputs. Outputs may have any size, since they are scaled before they are squared.
 * The difference is Infinity if an output of either is too large for its precision.
 *
 * @param inputs [n, d_0]
 * @throws ShapeError, ValueError when a network or the inputs are not valid, or the networks differ in their number of inputs or
 * outputs
 */
export function compareOutputs(
  a: Network,
  b: Network,
  inputs: Tensor,
  options: { readonly metric?: "outputs" | "softmax" | undefined } = {},
): OutputDifference {
  const who = "compareOutputs";
  checkNetwork(`${who}: a`, a);
  checkOptions(who, options, '{ metric: "softmax" }');
  return compareWith(who, outputsOf(who, a, inputs, metricOf(who, options.metric)), b);
}

/**
 * {@link compareOutputs} of many networks with one, whose outputs are computed once.
 *
 * @param inputs [n, d_0]
 * @throws ShapeError, ValueError when the network or the inputs do not fit; the result throws when a second network does not
 */
export function outputComparison(a: Network, inputs: Tensor): (b: Network) => OutputDifference {
  checkNetwork("outputComparison: a", a);
  const known = outputsOf("outputComparison", a, inputs);
  return (b) => compareWith("outputComparison", known, b);
}

/** The outputs of a network on some inputs, chunk by chunk. */
export interface Outputs {
  readonly network: Network;
  readonly chunks: readonly { readonly inputs: Tensor; readonly outputs: Tensor }[];
  /** In which a difference is measured. */
  readonly metric: "outputs" | "softmax";
  /** E‖NN(x)‖² */
  readonly meanSquare: SquareSum;
  readonly samples: number;
}

/** The outputs that others are compared with. */
export function outputsOf(
  who: string,
  network: Network,
  inputs: Tensor,
  metric: Outputs["metric"] = "outputs",
): Outputs {
  checkInputs(who, network, inputs);
  const [samples] = inputs.shape;
  let squares = noSquares;
  const scales = outputScales(network);
  const found = Array.from(chunks(inputs), ([X]) => {
    const outputs = forward(network, X);
    squares = addSquares(squares, scaled(outputs.data, scales));
    return { inputs: X, outputs };
  });
  return { network, chunks: found, metric, meanSquare: meanOf(squares, samples), samples };
}

/**
 * {@link outputsOf} a network whose outputs are finite.
 *
 * @throws ValueError when one of them is not
 */
export function finiteOutputsOf(
  who: string,
  network: Network,
  inputs: Tensor,
  metric: Outputs["metric"] = "outputs",
): Outputs {
  const found = outputsOf(who, network, inputs, metric);
  let first = 0;
  for (const { outputs } of found.chunks) {
    const [N, M] = outputs.shape;
    const at = firstNotFinite(outputs.data);
    if (at >= 0) {
      const place = `output ${at % M} of sample ${first + Math.floor(at / M)}`;
      throw new ValueError(who, "finite outputs of the network", `${outputs.data[at]} in ${place}`);
    }
    first += N;
  }
  return found;
}

/** {@link compareOutputs}, where the outputs of a are known. */
export function compareWith(
  who: string,
  { network: a, chunks: known, metric, meanSquare, samples }: Outputs,
  b: Network,
): OutputDifference {
  checkSameEnds(who, a, b);
  const M = outputWidth(b);
  const [largest, mean] = [zeros([M]), zeros([M])];
  let total = noSquares;
  const scales = outputScales(a);
  const softmax = metric === "softmax" ? metricIn(a, metric) : undefined;
  let divergence = 0;
  for (const { inputs, outputs } of known) {
    const own = forward(b, inputs);
    divergence += softmax?.divergence(own, outputs) ?? 0;
    const difference = differenceOf(own, outputs);
    for (const [at, d] of difference.entries()) {
      const m = at % M;
      largest.data[m] = Math.max(largest.data[m], d);
      mean.data[m] += d / samples;
    }
    // Each chunk is summed by itself, so that the rounding error does not grow with the samples.
    total = addSums(total, addSquares(noSquares, scaled(difference, scales)));
  }
  const change = meanOf(total, samples);
  return {
    samples,
    rootMeanSquare: rootOf(change),
    meanSquare: valueOf(change),
    relative: metric === "softmax" ? Math.sqrt((2 * divergence) / samples) : rootOfRatio(change, meanSquare),
    largest,
    mean,
  };
}

/** The numbers of some outputs, each times the root of its weight. */
const scaled = (data: Data, scales: Float64Array | undefined): Data =>
  scales === undefined ? data : Float64Array.from(data, (each, at) => each * scales[at % scales.length]);

/** |b − a|, in double precision for any networks; Infinity if either is not finite. */
const differenceOf = ({ data: b }: Tensor, { data: a }: Tensor): Float64Array =>
  Float64Array.from(b, (value, at) =>
    Number.isFinite(value) && Number.isFinite(a[at]) ? Math.abs(value - a[at]) : Infinity,
  );

function checkSameEnds(who: string, a: Network, b: Network): void {
  checkNetwork(`${who}: b`, b);
  const [expected, received] = [a, b].map(
    (network) => `${inputWidth(network)} inputs and ${outputWidth(network)} outputs`,
  );
  if (expected !== received) throw new ShapeError(who, `a second network of ${expected}`, received);
}

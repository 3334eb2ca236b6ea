import { affineInput, affineLines, primal, reverseSweep } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { parametersOf } from "@espalier/network";
import type { Network } from "@espalier/network";
import { exponentOf, factorsIn, judged, largestOf } from "@espalier/network/internal";
import { dtypeOf, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { PassInput } from "../streaming/pass.ts";
import { directionsOf } from "./directions.ts";
import type { Directions } from "./directions.ts";
import type { LayerScale, Scales } from "./layer-scale.ts";
import { outputsOnTape } from "./on-tape.ts";

/** Squares of numbers within 2^±450 are within 2^±900, and so are sums of 2^100 of them. */
const ORDINARY = 450;

/**
 * The scales that bring the largest numbers of a batch near 1; undefined for a batch whose squares are in range, as almost all are.
 *
 * @param X the first samples [n, d_0]; others should not differ by 2^400
 */
export function scalesOf({ network, metric = "outputs" }: PassInput, X: Tensor): Scales | undefined {
  if (areSurelyOrdinary(parametersOf(network), X)) return undefined;
  const own = judged(network, metric);
  return scalesAlong(network.layers, outputsOnTape(own, X), (y) => directionsOf(y, factorsIn(own, metric)));
}

/** {@link scalesOf} by outputs on a tape, along directions of them. */
export function scalesAlong(
  layers: Network["layers"],
  output: Variable,
  directionsAt: (y: Tensor) => Directions,
): Scales | undefined {
  const lines = affineLines(output);
  const sensitivities = lines.map(() => 0);
  const y = primal(output);
  const directions = directionsAt(y);
  const f = zeros(y.shape, dtypeOf(y));
  for (let m = 0; m < directions.count; m++) {
    directions.write(m, f);
    for (const [k, g] of reverseSweep(output, f, lines).entries())
      if (g !== undefined) sensitivities[k] = Math.max(sensitivities[k], largestOf(primal(g).data));
  }
  const scales = layers.map(({ weight }, k) => ({
    input: scaleOf(affineInput(lines[k]).data),
    sensitivity: scaleOf([sensitivities[k]]),
    weight: scaleOf(weight.data),
  }));
  return scales.every(isOrdinary) ? undefined : { layers: scales, outputs: scaleOf(y.data) };
}

/** Whether the magnitudes of the parameters and of the inputs, all multiplied, cannot leave the range. It takes no pass. */
export function areSurelyOrdinary(parameters: readonly Tensor[], X: Tensor): boolean {
  let total = Math.abs(scaleOf(X.data));
  for (const { shape, data } of parameters) {
    const terms = shape[1] ?? 1; // of a sum by a matrix
    total += Math.abs(scaleOf(data)) + Math.log2(terms);
  }
  return total <= ORDINARY;
}

/** Whether the squares in a layer are in range. */
export const isOrdinary = ({ input: a, sensitivity: b, weight: c }: LayerScale): boolean =>
  [a, b, a + b, a + c, a + b + c].every((exponent) => Math.abs(exponent) <= ORDINARY);

/** The exponent that brings the largest of some numbers near 1, within ±1000; 0 where all are 0 or one is not finite. */
function scaleOf(values: ArrayLike<number>): number {
  const largest = largestOf(values);
  return largest > 0 && largest < Infinity ? -Math.max(-1000, Math.min(1000, exponentOf(largest))) : 0;
}

/** A tensor times a power of two, in f64; without a factor, the tensor itself. */
export const scaled = (x: Tensor, exponent: number = 0): Tensor =>
  exponent === 0 ? x : { shape: x.shape, data: Float64Array.from(x.data, (each) => each * 2 ** exponent) };

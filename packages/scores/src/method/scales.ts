import { affineInput, affineLines, primal, reverseSweep } from "@espalier/autodiff";
import { mapParameters } from "@espalier/network";
import type { Network } from "@espalier/network";
import { exponentOf, factorsIn, judged, largestOf } from "@espalier/network/internal";
import { dtypeOf, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { PassInput } from "../streaming/pass.ts";
import { directionsOf } from "./directions.ts";
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
  if (isSurelyOrdinary(network, X)) return undefined;
  const own = judged(network, metric);
  const output = outputsOnTape(own, X);
  const lines = affineLines(output);
  const sensitivities = lines.map(() => 0);
  const y = primal(output);
  const directions = directionsOf(y, factorsIn(own, metric));
  const f = zeros(y.shape, dtypeOf(y));
  for (let m = 0; m < directions.count; m++) {
    directions.write(m, f);
    for (const [k, g] of reverseSweep(output, f, lines).entries())
      if (g !== undefined) sensitivities[k] = Math.max(sensitivities[k], largestOf(primal(g).data));
  }
  const layers = network.layers.map(({ weight }, k) => ({
    input: scaleOf(affineInput(lines[k]).data),
    sensitivity: scaleOf([sensitivities[k]]),
    weight: scaleOf(weight.data),
  }));
  return layers.every(isOrdinary) ? undefined : { layers, outputs: scaleOf(y.data) };
}

/** Whether the magnitudes of the parameters and of the inputs, all multiplied, cannot leave the range. It takes no pass. */
export function isSurelyOrdinary(network: Network, X: Tensor): boolean {
  let total = Math.abs(scaleOf(X.data));
  mapParameters(network, (parameter) => {
    const terms = parameter.shape[1] ?? 1; // of a sum by a matrix
    total += Math.abs(scaleOf(parameter.data)) + Math.log2(terms);
    return parameter;
  });
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

import { dtypeOf, ShapeError, ValueError } from "@espalier/tensor";
import type { DType } from "@espalier/tensor";
import type { Activation } from "./activation.ts";
import { curveOf } from "./activation-curves.ts";
import { checkNetwork, requireChain } from "./network.ts";
import type { Layer, Network } from "./network.ts";

/** Half the distance from 1 to the next number, and the smallest number above 0. */
const precisions: Readonly<Record<DType, { readonly u: number; readonly tiny: number }>> = {
  f64: { u: 2 ** -53, tiny: 2 ** -1074 },
  f32: { u: 2 ** -24, tiny: 2 ** -149 },
};

/**
 * How far each output may be from the exact value of the network, for all inputs of at most the given sizes: |computed − exact| ≤
 * bound, for any order of the sums. So two programs that compute one network differ by at most the sum of their bounds.
 *
 * With γ_k = k u / (1 − k u), a signal is a sum of n products that are not zero and a bias. So a term has at most n + 3 roundings,
 * including the product and the rounding of an adjusted bias. From the errors e_j and the sizes m_j of the inputs,
 *
 *     |ŝ_i − s_i| ≤ Σ_j |W_ij| e_j + γ_{n+3} (Σ_j |W_ij| (m_j + e_j) + |b_i|)        e_i ≤ |σ′| |ŝ_i − s_i| + c u |σ|
 *
 * with c roundings in σ; a product or a value below the smallest normal number adds as much as the smallest number.
 *
 * @param size of all inputs, or one for each
 * @param dtype the precision of the computation; by default that of the network
 * @returns one bound for each output
 * @see Higham 2002, "Accuracy and Stability of Numerical Algorithms", (3.5) and lemma 3.1
 * @throws ShapeError, ValueError when the network is not valid, or a size is not finite
 */
export function roundingBound(
  network: Network,
  size: number | ArrayLike<number>,
  dtype?: DType,
): Float64Array {
  checkNetwork("roundingBound", network);
  requireChain("roundingBound", "a bound of its rounding", network);
  const [{ weight }] = network.layers;
  let signals = inputsOf(size, weight.shape[1]);
  for (const layer of network.layers) signals = throughLayer(layer, signals, dtype ?? dtypeOf(weight));
  return signals.error;
}

/** The largest size of each value, and of its error. */
interface Sizes {
  readonly size: Float64Array;
  readonly error: Float64Array;
}

function inputsOf(size: number | ArrayLike<number>, J: number): Sizes {
  const sizes = typeof size === "number" ? new Float64Array(J).fill(size) : Float64Array.from(size);
  if (sizes.length !== J) throw new ShapeError("roundingBound", `${J} sizes of inputs`, `${sizes.length}`);
  for (const each of sizes)
    if (!(each >= 0 && each < Infinity))
      throw new ValueError("roundingBound", "finite sizes of inputs, ≥ 0", String(each));
  return { size: sizes, error: new Float64Array(J) };
}

function throughLayer({ weight, bias, activation }: Layer, before: Sizes, dtype: DType): Sizes {
  const { u, tiny } = precisions[dtype];
  const [I, J] = weight.shape;
  const curve = curveOf(activation);
  const after: Sizes = { size: new Float64Array(I), error: new Float64Array(I) };
  for (let i = 0; i < I; i++) {
    let [passed, size, terms] = [0, Math.abs(bias.data[i]), 3];
    for (let j = 0; j < J; j++) {
      const W_ij = Math.abs(weight.data[i * J + j]);
      if (W_ij === 0) continue;
      passed += W_ij * before.error[j];
      size += W_ij * before.size[j];
      terms++;
    }
    const gamma = (terms * u) / (1 - terms * u);
    const error = passed + gamma * (size + passed) + terms * tiny;
    const steeper = Math.max(1, slopeOf(activation, i));
    after.size[i] = steeper * curve.size(size);
    const rounded = curve.rounding(size + error) * u * steeper;
    after.error[i] = steeper * curve.slope(size + error) * error + rounded + tiny;
  }
  return after;
}

/** |a| of a neuron with a PReLU, else 0. */
function slopeOf(activation: Activation, i: number): number {
  if (activation.kind !== "prelu") return 0;
  const { data } = activation.slope;
  return Math.abs(data[data.length === 1 ? 0 : i]);
}

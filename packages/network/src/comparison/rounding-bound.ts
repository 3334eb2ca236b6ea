import { dtypeOf, ShapeError, ValueError } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import { checkNetwork, inputWidth } from "../graph/network.ts";
import type { Layer, Network } from "../graph/network.ts";
import { part, sideBySide, throughActivation, throughNode } from "./rounding-of-nodes.ts";
import type { Precision, Sizes } from "./rounding-of-nodes.ts";
import { graphOf, walk } from "../graph/walk.ts";

const precisions: Readonly<Record<DType, Precision>> = {
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
 * with c roundings in σ; a product or a value below the smallest normal number adds as much as the smallest number. The nodes of a graph have
 * bounds of their own; that of a normalization grows with 1/√ε, and is infinite for ε = 0. Behind a square root or a reciprocal, whose slopes
 * have no bound, it is infinite.
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
  const precision = precisions[dtype ?? dtypeOf(network.layers[0].weight)];
  const inputs = inputsOf(size, inputWidth(network));
  const outputs = walk<Sizes, Tensor>(
    graphOf(network),
    ({ width }, start) => part(inputs, start, start + width),
    (node, from) =>
      node.op === "layer"
        ? throughLayer(network.layers[node.layer], from[0], precision)
        : throughNode(node, from, precision),
  );
  // 0 times an infinite size is no number.
  return sideBySide(outputs).error.map((error) => (Number.isNaN(error) ? Infinity : error));
}

function inputsOf(size: number | ArrayLike<number>, J: number): Sizes {
  const sizes = typeof size === "number" ? new Float64Array(J).fill(size) : Float64Array.from(size);
  if (sizes.length !== J) throw new ShapeError("roundingBound", `${J} sizes of inputs`, `${sizes.length}`);
  for (const each of sizes)
    if (!(each >= 0 && each < Infinity))
      throw new ValueError("roundingBound", "finite sizes of inputs, ≥ 0", String(each));
  return { size: sizes, error: new Float64Array(J) };
}

function throughLayer({ weight, bias, activation }: Layer, before: Sizes, precision: Precision): Sizes {
  const { u, tiny } = precision;
  const [I, J] = weight.shape;
  const signals: Sizes = { size: new Float64Array(I), error: new Float64Array(I) };
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
    signals.error[i] = passed + gamma * (size + passed) + terms * tiny;
    signals.size[i] = size;
  }
  return throughActivation(activation, signals, precision);
}

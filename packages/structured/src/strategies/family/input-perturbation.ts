import { chunks } from "@espalier/network";
import { batchSensitivities } from "@espalier/scores/internal";
import type { Tensor } from "@espalier/tensor";
import type { UnitStrategy } from "../../units/unit-strategy.ts";

/**
 * Input perturbation: how much each input can move an output, in parts of the output's range,
 *
 *     Φ_j = max_m √E[S_mj²] · (max x_j − min x_j) / (max y_m − min y_m)        S_mj = ∂NN_m/∂x_j
 *
 * A constant input has Φ = 0; an output that is constant is left out. The abstract says that sensitivities are aggregated over the training set
 * as mean square average, absolute average or maximum; we take the mean square. The scaling and the maximum over outputs are recalled.
 *
 * @see Zurada, Malinowski & Usui 1997, "Perturbation method for deleting redundant inputs of perceptron networks"
 */
export const inputPerturbation: UnitStrategy = {
  kind: "units",
  name: "input-perturbation",
  only: "input",
  compensation: "none",
  *score(network, { inputs, layers }) {
    const widths = layers.map((k) => network.layers[k].weight.shape[1]);
    const squares: Float64Array[][] = layers.map(() => []); // of each layer and output
    const x = widths.map((J) => rangeOf(J));
    let y: ReturnType<typeof rangeOf> | undefined;
    let done = 0;
    for (const [X] of chunks(inputs)) {
      const batch = batchSensitivities(network, X);
      y ??= rangeOf(batch.outputs.shape[1]);
      for (const [at, k] of layers.entries()) x[at].add(batch.inputs[k]);
      y.add(batch.outputs);
      let m = 0;
      for (const all of batch.each(layers)) {
        for (const [at, { byInput }] of all.entries()) {
          const sum = (squares[at][m] ??= new Float64Array(widths[at]));
          for (let nj = 0; nj < byInput.data.length; nj++) sum[nj % widths[at]] += byInput.data[nj] ** 2;
        }
        m++;
      }
      yield { stage: "scores", done: (done += X.shape[0]), total: inputs.shape[0] };
    }
    const outRange = y?.range() ?? [];
    return layers.map((_, at) =>
      x[at].range().map((range, j) =>
        squares[at].reduce((most, sum, m) => {
          if (outRange[m] === 0) return most;
          return Math.max(most, (Math.sqrt(sum[j] / inputs.shape[0]) * range) / outRange[m]);
        }, 0),
      ),
    );
  },
};

/**
 * The inputs below the largest gap: with Φ sorted in descending order, the cut is at the largest ratio Φ_(r) / Φ_(r+1), if C times that
 * ratio is larger than every other one. C = ½ is recalled.
 *
 * @param scores Φ_j
 * @returns the numbers of the inputs to remove, ascending; none if no gap stands out
 */
export function inputsBelowGap(scores: Float64Array, C = 0.5): number[] {
  const order = [...scores.keys()].toSorted((a, b) => scores[b] - scores[a] || a - b);
  const gaps = order.slice(1).map((j, r) => {
    const [above, below] = [scores[order[r]], scores[j]];
    if (below > 0) return above / below;
    return above > 0 ? Infinity : 1; // the inputs of score 0 are alike
  });
  const widest = gaps.reduce((best, gap, r) => (gap > gaps[best] ? r : best), 0);
  const standsOut = gaps[widest] > 1 && gaps.every((gap, r) => r === widest || C * gaps[widest] > gap);
  return standsOut ? order.slice(widest + 1).toSorted((a, b) => a - b) : [];
}

/** The range of each column of some tensors. */
function rangeOf(J: number): { readonly add: (X: Tensor) => void; readonly range: () => Float64Array } {
  const [least, most] = [new Float64Array(J).fill(Infinity), new Float64Array(J).fill(-Infinity)];
  return {
    add({ data }) {
      for (let nj = 0; nj < data.length; nj++) {
        const j = nj % J;
        least[j] = Math.min(least[j], data[nj]);
        most[j] = Math.max(most[j], data[nj]);
      }
    },
    range: () => most.map((each, j) => each - least[j]),
  };
}

import { outputWidths } from "@espalier/network";
import type { Pass, PassOf } from "@espalier/scores";
import { addArrays, batchSensitivities } from "@espalier/scores/internal";
import type { Tensor } from "@espalier/tensor";
import { inChunks } from "../../units/unit-strategy.ts";
import type { UnitStrategy } from "../../units/unit-strategy.ts";
import { addSquares, noSquares } from "./squared-sensitivities.ts";

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
export const inputPerturbation: UnitStrategy = inChunks(
  { name: "input-perturbation", only: "input", compensation: "none" },
  {
    passes: (layers) => [perturbationPass(layers)],
    scores(_, layers, { samples, total }) {
      const { squares, x, y } = total as Sums; // of this pass
      const outRange = widthsOf(y);
      return layers.map((__, at) => {
        const ranges = widthsOf(x[at]);
        return ranges.map((range, j) =>
          outRange.reduce(
            (most, width, m) =>
              width === 0
                ? most
                : Math.max(most, (Math.sqrt(squares[at][m * ranges.length + j] / samples) * range) / width),
            0,
          ),
        );
      });
    },
  },
);

/** The least and the most of each column. */
interface Ranges {
  readonly least: Float64Array;
  readonly most: Float64Array;
}

interface Sums {
  /** Σ_n S_mj² of each layer, [m, j] */
  readonly squares: Float64Array[];
  /** The ranges of the inputs of each layer … */
  readonly x: readonly Ranges[];
  /** … and of the outputs. */
  readonly y: Ranges;
}

const perturbationPass =
  (layers: readonly number[]): PassOf =>
  ({ network }): Pass<Sums, Sums> => {
    const both = (total: Sums, part: Sums): Sums => ({
      squares: addArrays(total.squares, part.squares),
      x: total.x.map((each, at) => joined(each, part.x[at])),
      y: joined(total.y, part.y),
    });
    return {
      costs: [1],
      map:
        ({ inputs }) =>
        () => {
          const squares = noSquares(network, layers);
          const batch = batchSensitivities(network, inputs);
          addSquares(squares, batch, layers);
          return { squares, x: layers.map((k) => rangesOf(batch.inputs[k])), y: rangesOf(batch.outputs) };
        },
      initial: () => ({
        squares: noSquares(network, layers),
        x: layers.map((k) => noRanges(network.layers[k].weight.shape[1])),
        y: noRanges(outputWidths(network).reduce((sum, width) => sum + width, 0)),
      }),
      reduce: both,
      merge: both,
    };
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

const noRanges = (J: number): Ranges => ({
  least: new Float64Array(J).fill(Infinity),
  most: new Float64Array(J).fill(-Infinity),
});

function rangesOf({ data, shape: [, J] }: Tensor): Ranges {
  const { least, most } = noRanges(J);
  for (let nj = 0; nj < data.length; nj++) {
    const j = nj % J;
    least[j] = Math.min(least[j], data[nj]);
    most[j] = Math.max(most[j], data[nj]);
  }
  return { least, most };
}

const joined = (a: Ranges, b: Ranges): Ranges => ({
  least: a.least.map((each, j) => Math.min(each, b.least[j])),
  most: a.most.map((each, j) => Math.max(each, b.most[j])),
});

const widthsOf = ({ least, most }: Ranges): Float64Array => most.map((each, j) => each - least[j]);

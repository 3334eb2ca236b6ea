import { matmulTN } from "@espalier/tensor";
import { affineCosts, affineProblem } from "../unit-affine.ts";
import { fromStatistics } from "../from-statistics.ts";
import type { UnitStrategy } from "../../units/unit-strategy.ts";

/**
 * Layer-wise least squares: units go one by one, always the one whose removal costs the signals of the next layer least after weights and biases
 * were fitted again, in least squares: the compensation `affine`. This is `unit-affine` with the identity in place of the sensitivities,
 * A = WᵀW.
 *
 * Of these papers only the titles could be read; the greedy order is recalled.
 *
 * @see Mauch & Yang 2017, "A novel layerwise pruning method for model reduction of fully connected deep neural networks"; Mauch & Yang 2018, "Least-squares based layerwise pruning of deep neural networks"
 */
export const layerwiseLeastSquares: UnitStrategy = fromStatistics(
  { name: "layerwise-least-squares", compensation: "affine" },
  { covariance: true },
  (statistics, layer) => {
    const problem = affineProblem(statistics, layer);
    if (problem === undefined) return new Float64Array(statistics.mean.length);
    const { data } = matmulTN(layer.weight, layer.weight);
    const J = statistics.mean.length;
    // A constant unit costs nothing; the problem has zeros there.
    const isFree = (j: number): boolean => statistics.covariance?.[j * J + j] === 0;
    const A = Float64Array.from(data, (each, at) =>
      isFree(at % J) || isFree(Math.floor(at / J)) ? 0 : each,
    );
    return affineCosts(A, problem.precision);
  },
);

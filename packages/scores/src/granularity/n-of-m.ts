import type { Mask } from "@espalier/network";
import { ShapeError, showShape, ValueError } from "@espalier/tensor";
import { removalCount } from "../method/rank.ts";
import type { Granularity } from "./granularity.ts";

/**
 * n:m sparsity: of each m consecutive weights of a row, the n of highest importance are kept, so that hardware and kernels know where to look. Of
 * equal ones a weight that is 0 already goes first, then the earlier one. The ratio follows: 1 − n/m.
 *
 * @throws ValueError when n > m, or m is 0
 * @see Mishra et al. 2021, "Accelerating sparse deep neural networks", arXiv:2104.08378, for 2:4
 */
export function nOfM(who: string, n: number, m: number): Granularity {
  const name = `${n}:${m}`;
  if (m < 1 || n > m) throw new ValueError(who, "n:m with n ≤ m and m ≥ 1", name);
  return {
    name,
    isFixed: true,
    size: m - n,
    cheapest(caller, importance, ratio, weights) {
      for (const [k, { shape }] of importance.entries())
        if (shape[1] % m !== 0)
          throw new ShapeError(
            `${caller}: layer ${k}`,
            `a number of inputs that ${m} divides, for ${name}`,
            showShape(shape),
          );
      const all = importance.reduce((sum, { data }) => sum + data.length, 0);
      const gone = (all / m) * (m - n);
      if (removalCount(all, ratio) !== gone)
        throw new ValueError(caller, `the ratio ${gone / all}, the only one of ${name}`, String(ratio));
      return importance.map(({ data }, k) => keptOfEach(data, weights[k].data, n, m));
    },
  };
}

function keptOfEach(importance: ArrayLike<number>, weights: ArrayLike<number>, n: number, m: number): Mask {
  const mask = new Uint8Array(importance.length);
  for (let from = 0; from < importance.length; from += m) {
    const group = Array.from({ length: m }, (_, at) => from + at);
    const isZero = (at: number): number => Number(weights[at] === 0);
    group.sort((a, b) => importance[b] - importance[a] || isZero(a) - isZero(b) || b - a);
    for (const at of group.slice(0, n)) mask[at] = 1;
  }
  return mask;
}

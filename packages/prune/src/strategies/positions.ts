import type { Tensor } from "@espalier/tensor";

/**
 * Importances that compare weights only within their group: of n weights, the least important is at ½ / n, the next one at
 * 1½ / n, and so on; of equal ones, weights that are 0 already come first, then the others in their order.
 *
 * A value that is not finite is kept, so that the check of the scores finds it.
 *
 * A cut over all groups together, at any position t, then takes round(t n) of each: the same fraction of every group, and an
 * exact count of all. Shares are rounded by the method of Webster and Sainte-Laguë, in which a higher ratio removes everything that a
 * lower one does; the method of largest remainders does not have this property.
 *
 * @param groups the number of consecutive groups of equal length: 1, or the rows of a matrix
 * @see Balinski & Young 1982, "Fair representation"
 */
export function positionsWithin({ shape, data }: Tensor, groups: number, weight?: Tensor): Tensor {
  const n = data.length / groups;
  const isZero = (at: number): number => (weight?.data[at] === 0 ? 1 : 0);
  const positions = new Float64Array(data.length);
  for (let start = 0; start < data.length; start += n) {
    const order = Uint32Array.from({ length: n }, (_, at) => start + at);
    order.sort((a, b) => data[a] - data[b] || isZero(b) - isZero(a) || a - b);
    for (const [rank, at] of order.entries())
      positions[at] = Number.isFinite(data[at]) ? (rank + 0.5) / n : data[at];
  }
  return { shape, data: positions };
}

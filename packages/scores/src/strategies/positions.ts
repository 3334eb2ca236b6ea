import type { Tensor } from "@espalier/tensor";
import { sortByValue } from "../method/sort.ts";

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
  const values = data instanceof Float64Array ? data : Float64Array.from(data);
  const order = sortByValue(values, zerosFirst(data.length, weight));
  const positions = new Float64Array(data.length);
  const ranks = new Uint32Array(groups); // of the next weight in each group
  for (let next = 0; next < order.length; next++) {
    const at = order[next];
    const rank = ranks[Math.floor(at / n)]++;
    positions[at] = Number.isFinite(data[at]) ? (rank + 0.5) / n : data[at];
  }
  return { shape, data: positions };
}

/** All positions, those of weights that are 0 first. */
function zerosFirst(count: number, weight: Tensor | undefined): Uint32Array<ArrayBuffer> {
  const order = new Uint32Array(count);
  let next = 0;
  for (const isZero of [true, false])
    for (let at = 0; at < count; at++) if ((weight?.data[at] === 0) === isZero) order[next++] = at;
  return order;
}

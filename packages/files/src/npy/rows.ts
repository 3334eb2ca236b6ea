import { reshape, ShapeError, showShape, sizeOf } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";

/**
 * Samples as rows, [n, …] → [n, d]: images [n, 28, 28] become [n, 784], single numbers [n] become [n, 1]. Shares the data.
 *
 * @throws ShapeError when there is no first axis
 */
export function flattenRows(samples: Tensor): Tensor {
  const [N, ...axes] = samples.shape;
  if (N === undefined) throw new ShapeError("flattenRows", "samples [n, …]", showShape(samples.shape));
  return reshape(samples, [N, sizeOf(axes)]);
}

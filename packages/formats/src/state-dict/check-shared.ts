import type { NamedTensor } from "./named-tensor.ts";
import { refuseTensor } from "./parameter.ts";

/**
 * Refuses tied weights, as a chain of layers has none. Two names may be of the same numbers, but not two matrices. Matrices side by side in
 * one storage share none.
 *
 * @throws FormatError naming both
 */
export function checkShared(tensors: readonly NamedTensor[]): void {
  const matrices = tensors.flatMap((tensor, at) =>
    tensor.storage === undefined || tensor.shape.length < 2 ? [] : [{ tensor, at, ...tensor.storage }],
  );
  // By where they begin, so that a matrix can meet only the one before it that reaches furthest.
  matrices.sort((p, q) => p.from - q.from);
  const furthest = new Map<string, (typeof matrices)[number]>();
  for (const matrix of matrices) {
    const before = furthest.get(matrix.key);
    if (before !== undefined && matrix.from < before.to && matrix.from < matrix.to) {
      const [first, second] = before.at < matrix.at ? [before, matrix] : [matrix, before];
      refuseTensor(second.tensor, `numbers of its own, and not those of ${first.tensor.name} (tied weights)`);
    }
    if (before === undefined || matrix.to > before.to) furthest.set(matrix.key, matrix);
  }
}

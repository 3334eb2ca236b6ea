import type { Network } from "@espalier/network";
import { show, usesOf } from "@espalier/network/internal";
import { checkTensor, sameShape, ShapeError, showShape } from "@espalier/tensor";
import type { LayerStatistics } from "./statistics.ts";
import { noTiedMoments } from "./tied.ts";

/** @throws ShapeError when statistics are of another network */
export function checkStatistics(who: string, network: Network, statistics: readonly LayerStatistics[]): void {
  const { layers } = network;
  if (!Array.isArray(statistics) || statistics.length !== layers.length)
    throw new ShapeError(who, `statistics of ${layers.length} layers`, show(statistics));
  const ties = noTiedMoments(network);
  for (const [k, { weight }] of layers.entries()) {
    const { weighted, unweighted, tied } = statistics[k];
    if (ties[k]?.pull.shape.join() !== tied?.pull.shape.join())
      throw new ShapeError(
        `${who}: layer ${k}`,
        `moments of ${usesOf(layers, k).length} uses of its matrix`,
        String(tied?.pull.shape[2] ?? 1),
      );
    const [I, J] = weight.shape;
    const wanted = [
      [weighted.totalEnergy, [I]],
      [weighted.mean, [I, J]],
      [weighted.scatter, [I, J]],
      [unweighted.totalEnergy, [1]],
      [unweighted.mean, [1, J]],
      [unweighted.scatter, [1, J]],
    ] as const;
    for (const [tensor, shape] of wanted) {
      checkTensor(`${who}: layer ${k}`, "moments", tensor);
      if (!sameShape(tensor.shape, shape))
        throw new ShapeError(`${who}: layer ${k}`, `moments ${showShape(shape)}`, showShape(tensor.shape));
    }
  }
}

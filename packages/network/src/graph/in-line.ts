import { ShapeError, showShape } from "@espalier/tensor";
import type { Layer } from "./graph.ts";

/** Checks that each layer reads as many values as the one before has neurons. */
export function checkInLine(who: string, layers: readonly Layer[]): void {
  for (const [k, { weight }] of layers.entries()) {
    const width = k === 0 ? weight.shape[1] : layers[k - 1].weight.shape[0];
    if (weight.shape[1] !== width)
      throw new ShapeError(
        `${who}: layer ${k}`,
        `a weight of ${width} columns, the neurons of layer ${k - 1}`,
        showShape(weight.shape),
      );
  }
}

import { forward } from "@espalier/prune";
import type { Network, Tensor } from "@espalier/prune";

/** The outputs of a network with two inputs on a square of side × side cells. */
export interface Field {
  readonly side: number;
  /** Row by row from the top, where the second input is largest. */
  readonly values: Float64Array;
}

/** The range of each input of some samples: [least, greatest] of the first and of the second. */
export function rangesOf({ data, shape: [N] }: Tensor): [[number, number], [number, number]] {
  const range = (column: number): [number, number] => {
    let [least, greatest] = [Infinity, -Infinity];
    for (let n = 0; n < N; n++) {
      least = Math.min(least, data[2 * n + column]);
      greatest = Math.max(greatest, data[2 * n + column]);
    }
    return [least, greatest];
  };
  return [range(0), range(1)];
}

export function fieldOf(network: Network, inputs: Tensor, side: number): Field {
  const [[a0, a1], [b0, b1]] = rangesOf(inputs);
  const points = new Float64Array(2 * side * side);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const at = 2 * (row * side + column);
      points[at] = a0 + ((a1 - a0) * (column + 0.5)) / side;
      points[at + 1] = b1 + ((b0 - b1) * (row + 0.5)) / side;
    }
  const { data } = forward(network, { shape: [side * side, 2], data: points });
  return { side, values: Float64Array.from(data) };
}

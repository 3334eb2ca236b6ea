import type { Network } from "../network/network.ts";
import { rowsOf } from "./constants.ts";
import type { Constants } from "./constants.ts";

/**
 * The neurons of each layer that a smaller network needs: those that are not constant and that a needed neuron of the next
 * layer reads. In the last layer all are needed, since each is an output.
 *
 * The first list has the inputs that are read, so there is one list more than there are layers.
 *
 * Removing an unread neuron makes no other neuron constant, since all neurons that read it are removed too. So two passes are enough:
 * the constants from the inputs on, then the read neurons from the outputs back.
 */
export function keptOf({ layers }: Network, constants: readonly Constants[]): number[][] {
  const [outputs] = layers[layers.length - 1].bias.shape;
  const kept = [upTo(outputs)];
  for (let k = layers.length - 1; k >= 0; k--) {
    const rows = rowsOf(layers[k].weight);
    // A constant output needs no neuron: its value is in its bias.
    const reading = kept[0].map((i) => rows[i]);
    const isNeeded = (j: number): boolean =>
      !(k > 0 && constants[k - 1].isConstant[j]) && reading.some((row) => row[j] !== 0);
    kept.unshift(upTo(layers[k].weight.shape[1]).filter(isNeeded));
  }
  return kept;
}

/** 0, 1 … n − 1 */
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

import type { Network } from "../network/network.ts";
import { rowsOf } from "./constants.ts";
import type { Constants } from "./constants.ts";

/**
 * The neurons of each layer that a smaller network needs: those that are not constant and that a needed neuron of the next
 * layer reads. Of the last layer all, as each is an output.
 *
 * In front of them stand the inputs that are read, so there is one list more than there are layers.
 *
 * Nothing becomes constant because unread neurons go: whoever reads them goes as well. So constants first, from the inputs on, and
 * then the readers, from the outputs back, is all there is to do.
 */
export function keptOf({ layers }: Network, constants: readonly Constants[]): number[][] {
  const [outputs] = layers[layers.length - 1].bias.shape;
  const kept = [upTo(outputs)];
  for (let k = layers.length - 1; k >= 0; k--) {
    const rows = rowsOf(layers[k].weight);
    // A constant output reads nothing but constants, of which none is needed: all of it is in its bias.
    const reading = kept[0].map((i) => rows[i]);
    const isNeeded = (j: number): boolean =>
      !(k > 0 && constants[k - 1].isConstant[j]) && reading.some((row) => row[j] !== 0);
    kept.unshift(upTo(layers[k].weight.shape[1]).filter(isNeeded));
  }
  return kept;
}

/** 0, 1 … n − 1 */
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

import type { Data } from "../../tensor.ts";
import type { Kernels } from "../kernels.ts";
import { reference } from "../reference/reference.ts";
import { activation, activationSlope } from "../reference/activations.ts";
import { PARTS } from "../reference/sums.ts";
import { elements } from "./element.ts";
import type { Element } from "./element.ts";
import type { Engine } from "./engine.ts";

type Functions = Pick<
  Kernels,
  "activation" | "activationSlope" | "negativeSums" | "softmax" | "exponentialSums"
>;

/**
 * What computes exp, and what sums beside it.
 *
 * @param partsAt memory for eight doubles
 */
export function functionsOn({ routines, memory }: Engine, partsAt: number): Functions {
  const elementOf = (...arrays: readonly Data[]): Element | undefined =>
    elements.find(({ isOf }) => arrays.every((data) => data.buffer === memory && isOf(data)));

  /** Pairs by a routine (addresses, pairs), and then what is left. */
  const byPairs = (name: string, arrays: readonly Data[], rest: (from: number) => void): void => {
    const element = elementOf(...arrays);
    const pairs = element === undefined ? 0 : Math.floor(arrays[0].length / 2);
    if (element !== undefined && pairs > 0)
      routines[`${element.dtype}-${name}`](...arrays.map(({ byteOffset }) => byteOffset), pairs);
    rest(2 * pairs);
  };

  return {
    activation: (step) => byPairs(step.name, [step.X, step.Y], (from) => activation(step, from)),
    activationSlope: (step) =>
      byPairs(`${step.name}Slope`, [step.X, step.c, step.Z], (from) => activationSlope(step, from)),
    negativeSums(arrays) {
      const { X, c, sums } = arrays;
      const element = elementOf(X, c);
      const width = sums.length === 1 ? PARTS : sums.length;
      const rows = Math.floor(X.length / width);
      const isWhole = X.length % width === 0 && width % PARTS === 0 && width <= 128;
      if (element === undefined || !isWhole || rows === 0) return reference.negativeSums(arrays);
      const parts = new Float64Array(memory, partsAt, width);
      const run = routines[`${element.dtype}-negativeSums`];
      run(X.byteOffset, c.byteOffset, width * element.bytes, partsAt, rows, width / PARTS);
      if (sums.length === 1) sums[0] = parts.reduce((sum, part) => sum + part, 0);
      else sums.set(parts);
    },
    softmax(lines) {
      const { X, length, step, P } = lines;
      const element = elementOf(X, P);
      if (element === undefined || step !== 1 || length % 2 > 0 || X.length === 0)
        return reference.softmax(lines);
      routines[`${element.dtype}-softmax`](X.byteOffset, P.byteOffset, X.length / length, length / 2);
    },
    exponentialSums(lines) {
      const { X, length, step, largest, totals } = lines;
      const element = elementOf(X);
      const isIn = largest.buffer === memory && totals.buffer === memory;
      if (element === undefined || !isIn || step !== 1 || length % 2 > 0 || X.length === 0)
        return reference.exponentialSums(lines);
      const run = routines[`${element.dtype}-exponentialSums`];
      run(X.byteOffset, largest.byteOffset, totals.byteOffset, X.length / length, length / 2);
    },
  };
}

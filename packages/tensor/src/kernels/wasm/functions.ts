import type { Data } from "../../tensor.ts";
import type { Kernels } from "../kernels.ts";
import { reference } from "../reference/reference.ts";
import { activation, activationSlope } from "../reference/activations.ts";
import { PARTS } from "../reference/sums.ts";
import { elements } from "./element.ts";
import type { Element } from "./element.ts";
import type { Engine } from "./engine.ts";

/** Doubles in the memory for parts. */
const MOST_PARTS = 128;

type Functions = Pick<
  Kernels,
  "activation" | "activationSlope" | "columnSums" | "negativeSums" | "softmax" | "exponentialSums"
>;

/**
 * What computes exp, and what sums beside it.
 *
 * @param partsAt memory for {@link MOST_PARTS} doubles
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

  /** Sums by a routine (addresses, bytes of a row, sums, rows, groups); false where there is none for them. */
  const downColumns = (name: string, arrays: readonly Data[], sums: Float64Array): boolean => {
    const element = elementOf(...arrays);
    const width = sums.length;
    const rows = arrays[0].length / width;
    const isWhole = Number.isInteger(rows) && width % PARTS === 0 && width <= MOST_PARTS;
    if (element === undefined || !isWhole || rows === 0) return false;
    const addresses = arrays.map(({ byteOffset }) => byteOffset);
    const run = routines[`${element.dtype}-${name}`];
    run(...addresses, width * element.bytes, partsAt, rows, width / PARTS);
    sums.set(new Float64Array(memory, partsAt, width));
    return true;
  };

  return {
    activation: (step) => byPairs(step.name, [step.X, step.Y], (from) => activation(step, from)),
    activationSlope: (step) =>
      byPairs(`${step.name}Slope`, [step.X, step.c, step.Z], (from) => activationSlope(step, from)),
    columnSums(arrays) {
      const { X, sums } = arrays;
      if (!downColumns("columnSums", [X], sums)) reference.columnSums(arrays);
    },
    negativeSums(arrays) {
      const { X, c, sums } = arrays;
      if (sums.length > 1) {
        if (!downColumns("negativeSums", [X, c], sums)) reference.negativeSums(arrays);
        return;
      }
      const parts = new Float64Array(PARTS);
      if (downColumns("negativeSums", [X, c], parts)) sums[0] = parts.reduce((sum, part) => sum + part, 0);
      else reference.negativeSums(arrays);
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

import type { Data, DType } from "../../../tensor.ts";
import type { Kernels } from "../../kernels.ts";
import { reference } from "../../reference/reference.ts";
import { activation, activationSlope } from "../../reference/activations.ts";
import { logOfTotal, PARTS } from "../../reference/sums.ts";
import { activationNames, areWithin, functionNames } from "./activations.ts";
import type { Engine, Routines } from "../engine/engine.ts";
import { elementsIn, inBoth } from "../engine/element-of.ts";

/** The number of doubles in memory for partial sums. */
const MOST_PARTS = 128;

type Functions = Pick<
  Kernels,
  "activation" | "activationSlope" | "columnSums" | "negativeSums" | "softmax" | "logSumExp"
>;

type Both = Readonly<Record<DType, Routines[string]>>;

/**
 * The kernels that compute exp, and the sums that use the same memory.
 *
 * @param partsAt memory for {@link MOST_PARTS} doubles
 */
export function functionsOn({ routines, memory }: Engine, partsAt: number): Functions {
  const elementOf = elementsIn(memory);
  const parts = new Float64Array(memory, partsAt, MOST_PARTS);
  const byName = <N extends string>(names: readonly N[], suffix: string): Readonly<Record<N, Both>> =>
    Object.fromEntries(names.map((name) => [name, inBoth(routines, name + suffix)])) as Record<N, Both>; // of all names
  const [functions, slopes] = [byName(functionNames, ""), byName(activationNames, "Slope")];
  const [columnSums, negativeSums, softmax, exponentialSums] = [
    "columnSums",
    "negativeSums",
    "softmax",
    "exponentialSums",
  ].map((name) => inBoth(routines, name));

  /** Sums of `width` columns by a routine (addresses, bytes of a row, parts, rows, groups); false if no routine fits. */
  const downColumns = (run: Both, X: Data, c: Data | undefined, width: number): boolean => {
    const element = elementOf(X, c);
    const rows = X.length / width;
    const groups = Math.ceil(width / PARTS); // the last group may reach beyond the row, into sums that are never read
    if (element === undefined || !Number.isInteger(rows) || rows === 0 || groups * PARTS > MOST_PARTS)
      return false;
    const row = width * element.bytes;
    const routine = run[element.dtype];
    if (c === undefined) routine(X.byteOffset, row, partsAt, rows, groups);
    else routine(X.byteOffset, c.byteOffset, row, partsAt, rows, groups);
    return true;
  };

  return {
    activation(step) {
      const { name, parameters = [], X, Y } = step;
      const element = areWithin(name, X, parameters) ? elementOf(X, Y) : undefined;
      const pairs = element === undefined ? 0 : Math.floor(X.length / 2);
      parts.set(parameters);
      if (element !== undefined && pairs > 0)
        functions[name][element.dtype](X.byteOffset, Y.byteOffset, pairs, partsAt);
      activation(step, 2 * pairs);
    },
    activationSlope(step) {
      const { name, parameters = [], X, c, Z } = step;
      const element = areWithin(name, X, parameters) ? elementOf(X, c, Z) : undefined;
      const pairs = element === undefined ? 0 : Math.floor(X.length / 2);
      parts.set(parameters);
      if (element !== undefined && pairs > 0)
        slopes[name][element.dtype](X.byteOffset, c.byteOffset, Z.byteOffset, pairs, partsAt);
      activationSlope(step, 2 * pairs);
    },
    columnSums(arrays) {
      const { X, sums } = arrays;
      if (!downColumns(columnSums, X, undefined, sums.length)) return reference.columnSums(arrays);
      for (let i = 0; i < sums.length; i++) sums[i] = parts[i];
    },
    negativeSums(arrays) {
      const { X, c, sums } = arrays;
      const isOne = sums.length === 1;
      if (!downColumns(negativeSums, X, c, isOne ? PARTS : sums.length))
        return reference.negativeSums(arrays);
      if (!isOne) for (let i = 0; i < sums.length; i++) sums[i] = parts[i];
      else {
        let sum = 0;
        for (let part = 0; part < PARTS; part++) sum += parts[part];
        sums[0] = sum;
      }
    },
    softmax(lines) {
      const { X, length, step, P } = lines;
      const element = elementOf(X, P);
      if (element === undefined || step !== 1 || length % 2 > 0 || X.length === 0)
        return reference.softmax(lines);
      softmax[element.dtype](X.byteOffset, P.byteOffset, X.length / length, length / 2);
    },
    logSumExp(lines) {
      const { X, length, step, Y } = lines;
      const element = elementOf(X);
      if (element === undefined || step !== 1 || length % 2 > 0 || X.length === 0)
        return reference.logSumExp(lines);
      const most = MOST_PARTS / 2; // for each line, the largest and the total
      for (let from = 0; from < Y.length; from += most) {
        const rows = Math.min(most, Y.length - from);
        const start = X.byteOffset + from * length * element.bytes;
        exponentialSums[element.dtype](start, partsAt, partsAt + 8 * most, rows, length / 2);
        for (let row = 0; row < rows; row++) Y[from + row] = logOfTotal(parts[row], parts[most + row]);
      }
    },
  };
}

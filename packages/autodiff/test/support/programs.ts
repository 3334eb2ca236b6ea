import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { apply, ops } from "../../src/index.ts";
import type { Inputs, Value } from "../../src/index.ts";
import { tensors } from "./arbitraries.ts";

/** Entry by entry, smooth everywhere, and never larger than 3: so that no program grows. */
const unary = [ops.tanh, ops.sigmoid, ops.neg, ops.scale(0.5)];
const binary = [ops.add, ops.sub, ops.mul];

/** One op, applied to values that earlier steps made; counted back from the newest. */
interface Step {
  readonly op: number;
  readonly a: number;
  readonly b: number;
}

/** A program of a few steps, and two matrices [2, 3] for it. Values are used once, often, or not at all. */
export interface RandomProgram {
  readonly steps: readonly Step[];
  readonly inputs: Readonly<Record<"x" | "y", Tensor>>;
  readonly tangents: Readonly<Record<"x" | "y", Tensor>>;
}

const step = fc.record({ op: fc.nat(unary.length + binary.length - 1), a: fc.nat(3), b: fc.nat(3) });
const pair = fc.record({ x: tensors([2, 3]), y: tensors([2, 3]) });

export const randomPrograms: fc.Arbitrary<RandomProgram> = fc.record({
  steps: fc.array(step, { maxLength: 8 }),
  inputs: pair,
  tangents: pair,
});

/** Squashed after every step, so that no value is beyond ±1. */
export function run({ steps }: RandomProgram, { x, y }: Inputs<"x" | "y">): Value {
  const values: Value[] = [x, y];
  for (const { op, a, b } of steps) {
    const [first, second] = [a, b].map((back) => values[Math.max(0, values.length - 1 - back)]);
    const made =
      op < unary.length
        ? apply(unary[op], { x: first })
        : apply(binary[op - unary.length], { a: first, b: second });
    values.push(apply(ops.tanh, { x: made }));
  }
  return values[values.length - 1];
}

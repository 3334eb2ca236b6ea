import { full } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { apply, jvp, ops, vjp } from "@espalier/autodiff";
import type { Inputs, Op, Program, Value } from "@espalier/autodiff";
import type { SecondOrder, Spec, Tensors } from "./spec.ts";

/** What a spec needs beyond the op: where its inputs lie, their shapes, and further fields. */
export type Known<K extends string> = Pick<Spec<K>, "inputs" | "shapes"> &
  Partial<
    Pick<
      Spec<K>,
      | "formula"
      | "majorant"
      | "roundings"
      | "accuracy"
      | "kinkDistance"
      | "stretched"
      | "samples"
      | "composite"
    >
  > & {
    /** Says that the rules can be differentiated only once. */
    readonly firstOrderOnly?: boolean;
  };

/**
 * The spec of a primitive: its rules as they are, with no tape in between, and the tape for what only a tape does.
 *
 * Any op of this form will do, so that a wrong one can be handed in to see whether it is found.
 */
export function specOf<K extends string, D extends K>(op: Op<K, D>, known: Known<K>): Spec<K, Tensor> {
  const anyOp = op as unknown as Op; // its inputs and rules are found by name, at run time
  const program: Program<K> = (inputs) => apply(anyOp, inputs);
  const rules: Pick<Spec<string, Tensor>, "jvp" | "vjp"> = {
    jvp(inputs, tangents) {
      const y = apply(anyOp, inputs);
      const each = Object.keys(anyOp.jvp).filter((name) => name in tangents);
      return each
        .map((name) => numbers(anyOp.jvp[name](inputs, asTensors(tangents)[name], y, apply)))
        .reduce((a, b) => apply(ops.add, { a, b }));
    },
    vjp(inputs, cotangent) {
      const y = apply(anyOp, inputs);
      const each = Object.entries(anyOp.vjp);
      return Object.fromEntries(
        each.map(([name, rule]) => [name, numbers(rule(inputs, cotangent, y, apply))]),
      );
    },
  };
  return { ...specOfProgram(op.name, program, known), ...(rules as Pick<Spec<K, Tensor>, "jvp" | "vjp">) };
}

/** The spec of a program of ops: its derivatives as the tape and the tangent trace have them. */
export function specOfProgram<K extends string>(
  name: string,
  program: Program<K>,
  { firstOrderOnly, ...known }: Known<K>,
): Spec<K, Tensor> {
  const run = program as unknown as Program<string>; // it is only ever handed the inputs it asks for
  const derived: Omit<Spec<string, Tensor>, keyof Known<string> | "name"> = {
    f: (inputs) => numbers(run(inputs)),
    jvp: (inputs, tangents) => numbers(jvp(run, inputs, tangents).tangent),
    vjp: (inputs, cotangent) => vjp(run, inputs).pullback(cotangent),
    record: (inputs) => vjp(run, inputs),
    accumulate: (inputs, cotangent, sums) => vjp(usedTwice(run, cotangent, sums), inputs).pullback(ONE),
    f32: true,
    precision: "f64",
    ...(firstOrderOnly === true ? {} : { second: secondOrderOf(run) }),
  };
  return { name, ...known, ...(derived as Omit<Spec<K, Tensor>, keyof Known<K> | "name">) };
}

const ONE: Tensor = full([], 1);

/** ⟨ȳ, f(x)⟩ + ⟨sums, x⟩: its gradient is what a tape adds up for an x that is used elsewhere with the cotangent `sums`. */
const usedTwice =
  (program: Program<string>, cotangent: Tensor, sums: Tensors): Program<string> =>
  (inputs) =>
    Object.entries(sums).reduce(
      (total, [name, sum]) => apply(ops.add, { a: total, b: inner(inputs[name], sum) }),
      inner(program(inputs), cotangent),
    );

const inner = (a: Value, b: Value): Value => apply(ops.sumOver(), { x: apply(ops.mul, { a, b }) });

/** Both ways to the Hessian of ⟨ȳ, f⟩ times a direction, through the rules of the rules. */
function secondOrderOf(program: Program<string>): SecondOrder<string, Tensor> {
  const gradient =
    (cotangent: Tensor, name: string): Program<string> =>
    (inputs) =>
      vjp(program, inputs).pullback(cotangent)[name];
  return {
    forwardOverReverse: (inputs, cotangent, tangents) =>
      Object.fromEntries(
        Object.keys(tangents).map((name) => [
          name,
          numbers(jvp(gradient(cotangent, name), inputs, tangents).tangent),
        ]),
      ),
    reverseOverReverse(inputs, cotangent, tangents) {
      const slope: Program<string> = (traced) =>
        Object.keys(tangents)
          .map((name) => inner(gradient(cotangent, name)(traced), tangents[name]))
          .reduce((a, b) => apply(ops.add, { a, b }));
      return vjp(slope, inputs).pullback(ONE);
    },
  };
}

const asTensors = (inputs: Inputs<string>): Tensors => inputs as Tensors;

/** Rules that are handed tensors return tensors. */
const numbers = (value: Value): Tensor => value as Tensor;

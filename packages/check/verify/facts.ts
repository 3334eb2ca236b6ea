import { sizeOf } from "@espalier/tensor";
import { drawProbe } from "../src/index.ts";
import type { Spec } from "../src/index.ts";
import { mixedDirections } from "../src/points/directions.ts";
import { trialOf } from "../src/trial/trial-of.ts";
import { primal, shapeOf } from "@espalier/autodiff";
import type { Value } from "@espalier/autodiff";
import type { Primitive } from "../specs/primitive.ts";
import { agreement } from "./equivalence.ts";
import { both, mutant, reverse } from "./mistakes/mistake.ts";
import type { Wrong } from "./mistakes/mistake.ts";

// What proofs suppose of a rule, looked up by running it.

/** An array of NaN, which shows in whatever is computed from it. */
const poisoned = (x: Value): Value => ({
  shape: shapeOf(x),
  data: primal(x).data.map(() => Number.NaN),
});

/** The rule with NaN in place of what a mistake of this kind takes for something else. */
export const poisoning =
  (kind: string): Wrong =>
  (rule, input) =>
  (inputs, moved, output, use) => {
    if (kind === "output for input")
      return rule({ ...inputs, [input]: poisoned(inputs[input]) }, moved, output, use);
    const all = Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, poisoned(x)]));
    if (kind === "input for output") return rule(inputs, moved, poisoned(output), use);
    return rule(all, moved, output, use);
  };

/** The rule with NaN in place of the output and of all inputs by which the op has derivatives. */
export const poisoningMoving =
  ({ op }: Primitive): Wrong =>
  (rule) =>
  (inputs, moved, output, use) => {
    const moving = Object.entries(inputs).filter(([name]) => Object.hasOwn(op.vjp, name));
    const all = Object.fromEntries(moving.map(([name, x]) => [name, poisoned(x)]));
    return rule({ ...inputs, ...all }, moved, poisoned(output), use);
  };

/** Whether the rules for an input give the same when they are changed so. */
export function isUnchangedBy(wrong: Wrong, { op, specWith }: Primitive, input: string): boolean {
  return agreement(specWith(op), specWith(mutant(op, input, "changed", both, wrong))) === "bits";
}

/** What a reverse rule is handed and what it returns, over some points. */
export function seenBy(primitive: Primitive, input: string): { handed: Value; returned: Value }[] {
  const seen: { handed: Value; returned: Value }[] = [];
  const watching: Wrong = (rule) => (inputs, moved, output, use) => {
    const returned = rule(inputs, moved, output, use);
    seen.push({ handed: moved, returned });
    return returned;
  };
  const { op, specWith } = primitive;
  const spec = specWith(mutant(op, input, "watched", reverse, watching));
  for (let seed = 1; seed <= 20; seed++)
    trialOf(spec, drawProbe(spec, seed, false), mixedDirections).pulled();
  return seen;
}

export const isOne = (x: Value): boolean => sizeOf(shapeOf(x)) === 1;

export const isConstant = (x: Value): boolean =>
  primal(x).data.every((each, _, { 0: first }) => Object.is(each, first));

/** At most one axis is longer than 1, but for the last against all others. */
export const isLine = (x: Value): boolean => {
  const columns = shapeOf(x).at(-1) ?? 1;
  return columns === 1 || columns === sizeOf(shapeOf(x));
};

export const isOp =
  (...names: readonly string[]) =>
  ({ op }: Primitive): boolean =>
    names.includes(op.name);

/** Whether every second derivative of a spec is 0. */
export function isPiecewiseLinear({ op, specWith }: Primitive): boolean {
  const spec: Spec = specWith(op);
  return agreement(spec, { ...spec, second: noSecond }) === "bits";
}

/** All second derivatives 0, which is what left out means. */
const noSecond: NonNullable<Spec["second"]> = {
  forwardOverReverse: () => ({}),
  reverseOverReverse: () => ({}),
};

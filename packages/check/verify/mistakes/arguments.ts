import { showShape } from "@espalier/tensor";
import { apply, ops, primal, shapeOf } from "@espalier/autodiff";
import type { Inputs, Value } from "@espalier/autodiff";
import { entrywise, pick } from "./linear.ts";
import { both, inRule, reverse, whereMet } from "./mistake.ts";
import type { Mistake, Wrong } from "./mistake.ts";

const sameShape = (a: Value, b: Value): boolean => showShape(shapeOf(a)) === showShape(shapeOf(b));

/** The rule, with other inputs than it was given. */
const reading =
  (change: (inputs: Inputs<string>) => Inputs<string>): Wrong =>
  (rule) =>
  (inputs, moved, output, use) =>
    rule(change(inputs), moved, output, use);

/** The rule, with another change than it was given. */
const feeling =
  (change: (moved: Value) => Value): Wrong =>
  (rule) =>
  (inputs, moved, output, use) =>
    rule(inputs, change(moved), output, use);

const each = (inputs: Inputs<string>, f: (value: Value) => Value): Inputs<string> =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, f(value)]));

const absolute = entrywise("abs", Math.abs);
const toOnes = entrywise("ones", () => 1);

const neighbour = (x: Value): Value => {
  const { shape, data } = primal(x);
  return apply(
    pick(
      shape,
      Array.from(data, (_, at) => (at + 1) % data.length),
    ),
    { x },
  );
};

/** What a rule reads, mistaken for something else. */
export const misread: readonly Mistake[] = [
  whereMet("output for input", reverse, (meet) => (rule, input) => (inputs, moved, output, use) => {
    if (!sameShape(output, inputs[input])) return rule(inputs, moved, output, use);
    meet();
    return rule({ ...inputs, [input]: output }, moved, output, use);
  }),
  whereMet("input for output", reverse, (meet) => (rule, input) => (inputs, moved, output, use) => {
    if (!sameShape(output, inputs[input])) return rule(inputs, moved, output, use);
    meet();
    return rule(inputs, moved, inputs[input], use);
  }),
  inRule(
    "negative numbers taken for positive",
    both,
    reading((inputs) => each(inputs, (x) => apply(absolute, { x }))),
  ),
  inRule(
    "the next entry read",
    reverse,
    reading((inputs) => each(inputs, neighbour)),
  ),
  inRule(
    "mean of the cotangent",
    reverse,
    feeling((x) => apply(ops.broadcastTo(shapeOf(x)), { x: apply(ops.meanOver(), { x }) })),
  ),
  inRule(
    "cotangent taken for ones",
    reverse,
    feeling((x) => apply(toOnes, { x })),
  ),
];

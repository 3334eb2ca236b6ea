import type { Tensor } from "@espalier/tensor";
import { apply, ops, primal, shapeOf } from "../../../src/index.ts";
import type { AnyOp, Rule, Value } from "../../../src/index.ts";

/** A kind of mistake, as it can be made in any rule. */
export interface Mistake {
  readonly name: string;
  /** Where it is made: in the rule of one mode, or in a helper that both rules share. */
  readonly modes: readonly ("jvp" | "vjp")[];
  readonly wrong: (rule: Rule<string>, input: string) => Rule<string>;
}

/** What a rule returns, changed by ops, so that the mistake is in its derivatives too. */
const after =
  (change: (result: Value, inputs: Readonly<Record<string, Value>>) => Value) =>
  (rule: Rule<string>): Rule<string> =>
  (inputs, moved, output, use) =>
    change(rule(inputs, moved, output, use), inputs);

const scaled = (c: number): ((rule: Rule<string>) => Rule<string>) =>
  after((x) => apply(ops.scale(c), { x }));

/** A linear map of the entries, whose derivative is itself. */
const entrywise = (name: string, f: (x: number, at: number, size: number) => number): AnyOp => {
  const op: AnyOp = {
    name,
    shape: ({ x }) => x,
    forward: ({ x }, y) => y.data.forEach((_, at) => (y.data[at] = f(x.data[at], at, x.data.length))),
    jvp: { x: (_, xDot, __, use) => use(op, { x: xDot }) },
    vjp: { x: (_, yBar, __, use) => use(op, { x: yBar }) },
  };
  return op;
};

const mapped = (name: string, f: (x: number, at: number, size: number) => number) => {
  const op = entrywise(name, f);
  return after((x) => apply(op, { x }));
};

/** The entries in reverse order: transposed, for want of a better way that fits every shape. */
const backwards: AnyOp = {
  ...entrywise("backwards", (x) => x),
  forward: ({ x }, y) => y.data.set(x.data.toReversed()),
  jvp: { x: (_, xDot, __, use) => use(backwards, { x: xDot }) },
  vjp: { x: (_, yBar, __, use) => use(backwards, { x: yBar }) },
};

const overwrite = (tensor: Tensor): void => void (tensor.data[0] += 1);

/** Where something is larger than 5 the result is doubled: tests on small numbers never come there. */
const wrongBeyond = after((result, inputs) => {
  const large = Object.values(inputs).some((input) => primal(input).data.some((x) => Math.abs(x) > 5));
  return apply(ops.scale(large ? 2 : 1), { x: result });
});

const stateful = (rule: Rule<string>): Rule<string> => {
  let calls = 0;
  return (inputs, moved, output, use) =>
    apply(ops.scale(++calls % 7 === 0 ? 1.5 : 1), { x: rule(inputs, moved, output, use) });
};

const reverse = ["vjp"] as const;
const forward = ["jvp"] as const;
const both = ["jvp", "vjp"] as const;

export const mistakes: readonly Mistake[] = [
  { name: "sign", modes: reverse, wrong: scaled(-1) },
  { name: "sign of the jvp", modes: forward, wrong: scaled(-1) },
  { name: "sign of both", modes: both, wrong: scaled(-1) },
  { name: "doubled", modes: reverse, wrong: scaled(2) },
  { name: "left out", modes: reverse, wrong: scaled(0) },
  { name: "1e-4 off", modes: reverse, wrong: scaled(1.0001) },
  { name: "1e-4 off in both", modes: both, wrong: scaled(1.0001) },
  { name: "1e-9 off in both", modes: both, wrong: scaled(1 + 1e-9) },
  { name: "n - 1 for n", modes: both, wrong: after((x) => apply(ops.scale(sizeRatio(x)), { x })) },
  {
    name: "last entry 10 % off",
    modes: reverse,
    wrong: mapped("last", (x, at, size) => (at === size - 1 ? 1.1 * x : x)),
  },
  { name: "single precision inside", modes: both, wrong: mapped("fround", (x) => Math.fround(x)) },
  { name: "clipped at 10", modes: reverse, wrong: mapped("clip", (x) => Math.max(-10, Math.min(10, x))) },
  { name: "flushed below 1e-3", modes: both, wrong: mapped("flush", (x) => (Math.abs(x) < 1e-3 ? 0 : x)) },
  { name: "an offset of 1e-9", modes: reverse, wrong: mapped("offset", (x) => x + 1e-9) },
  { name: "wrong beyond 5", modes: both, wrong: wrongBeyond },
  { name: "second call differs", modes: reverse, wrong: stateful },
  {
    name: "input overwritten",
    modes: reverse,
    wrong: (rule, input) => (inputs, moved, output, use) => {
      const result = rule(inputs, moved, output, use);
      overwrite(primal(inputs[input]));
      return result;
    },
  },
  {
    name: "cotangent overwritten",
    modes: reverse,
    wrong: (rule) => (inputs, moved, output, use) => {
      const result = rule(inputs, moved, output, use);
      overwrite(primal(moved));
      return result;
    },
  },
  {
    name: "second derivative lost",
    modes: both,
    wrong: after((x) => primal(x)),
  },
  {
    name: "mean of the cotangent",
    modes: reverse,
    wrong: (rule) => (inputs, moved, output, use) => {
      const mean = apply(ops.meanOver(), { x: moved });
      return rule(inputs, apply(ops.broadcastTo(shapeOf(moved)), { x: mean }), output, use);
    },
  },
  {
    name: "flat shape",
    modes: reverse,
    wrong: after((x) => ({ shape: [primal(x).data.length, 1, 1], data: primal(x).data })),
  },
  {
    name: "output for input",
    modes: reverse,
    wrong: (rule, input) => (inputs, moved, output, use) =>
      String(shapeOf(output)) === String(shapeOf(inputs[input]))
        ? rule({ ...inputs, [input]: output }, moved, output, use)
        : rule(inputs, moved, output, use),
  },
  { name: "entries in reverse order", modes: reverse, wrong: after((x) => apply(backwards, { x })) },
];

/** (n − 1)/n, or ½ for one number. */
function sizeRatio(x: Value): number {
  const size = primal(x).data.length;
  return size > 1 ? (size - 1) / size : 0.5;
}

/** The op with a mistake in the rules for one input. */
export function mutant(op: AnyOp, input: string, { name, modes, wrong }: Mistake): AnyOp {
  const rules = (mode: "jvp" | "vjp"): AnyOp["jvp"] =>
    modes.includes(mode) ? { ...op[mode], [input]: wrong(op[mode][input], input) } : op[mode];
  return { ...op, name: `${op.name}, ${input}: ${name}`, jvp: rules("jvp"), vjp: rules("vjp") };
}

import { apply, isTraced, ops, primal, shapeOf } from "@espalier/autodiff";
import type { Inputs, Value } from "@espalier/autodiff";
import { entrywise, pick } from "./linear.ts";
import type { Spec } from "../../src/index.ts";
import { both, drawn, forward, inRule, returning, reverse, scaled } from "./mistake.ts";
import type { Mistake, Modes, Wrong } from "./mistake.ts";

const mapped = (name: string, f: (x: number, at: number, size: number) => number): Wrong => {
  const op = entrywise(name, f);
  return returning((x) => apply(op, { x }));
};

/** Where an input holds such a number, the result is multiplied. */
const scaledWhere = (kind: string, modes: Modes, isSuch: (x: number) => boolean, c: number): Mistake => {
  const holds = (inputs: Inputs<string>): boolean =>
    Object.values(inputs).some((input) => primal(input).data.some(isSuch));
  const wrong = returning((x, inputs) => apply(ops.scale(holds(inputs) ? c : 1), { x }));
  return inRule(kind, modes, wrong, drawn(holds));
};

const differentiatedTwice = ({ second }: Spec): boolean => second !== undefined;

/** (n − 1)/n, or ½ for one number. */
function oneLess(x: Value): number {
  const size = primal(x).data.length;
  return size > 1 ? (size - 1) / size : 0.5;
}

const backwards: Wrong = returning((x) => {
  const { shape, data } = primal(x);
  return apply(
    pick(
      shape,
      Array.from(data, (_, at) => data.length - 1 - at),
    ),
    { x },
  );
});

/** The numbers of a matrix written down by columns and read by rows. */
const transposed: Wrong = returning((x) => {
  const { shape, data } = primal(x);
  const columns = shape[shape.length - 1] ?? 1;
  const rows = data.length / columns;
  return apply(
    pick(
      shape,
      Array.from(data, (_, at) => (at % rows) * columns + Math.floor(at / rows)),
    ),
    { x },
  );
});

/** What a rule returns, spoilt. */
export const results: readonly Mistake[] = [
  inRule("sign of the vjp", reverse, scaled(-1)),
  inRule("sign of the jvp", forward, scaled(-1)),
  inRule("sign of both", both, scaled(-1)),
  inRule("doubled", reverse, scaled(2)),
  inRule("halved in both", both, scaled(0.5)),
  inRule("left out", reverse, scaled(0)),
  inRule("left out in both", both, scaled(0)),
  inRule("1e-4 off", reverse, scaled(1 + 1e-4)),
  inRule("1e-4 off in both", both, scaled(1 + 1e-4)),
  inRule("1e-9 off in both", both, scaled(1 + 1e-9)),
  inRule(
    "an offset of 1e-9",
    reverse,
    mapped("offset", (x) => x + 1e-9),
  ),
  inRule(
    "n − 1 for n",
    both,
    returning((x) => apply(ops.scale(oneLess(x)), { x })),
  ),
  inRule("its absolute value", reverse, mapped("abs", Math.abs)),
  inRule(
    "last entry 10 % off",
    reverse,
    mapped("last", (x, at, size) => (at === size - 1 ? 1.1 * x : x)),
  ),
  inRule("entries in reverse order", reverse, backwards),
  inRule("transposed", reverse, transposed),
  inRule("single precision inside", both, mapped("fround", Math.fround)),
  inRule(
    "clipped at 10",
    reverse,
    mapped("clip", (x) => Math.max(-10, Math.min(10, x))),
  ),
  inRule(
    "flushed to 0 below 1e-3",
    both,
    mapped("flush", (x) => (Math.abs(x) < 1e-3 ? 0 : x)),
  ),
  inRule(
    "doubled below 1e-6",
    both,
    mapped("tiny", (x) => (Math.abs(x) < 1e-6 ? 2 * x : x)),
  ),
  scaledWhere("wrong beyond 5", both, (x) => Math.abs(x) > 5, 2),
  scaledWhere("NaN beyond 700", both, (x) => Math.abs(x) > 700, Number.NaN),
  scaledWhere("NaN at an exact 0", reverse, (x) => x === 0, Number.NaN),
  inRule(
    "wrong in single precision alone",
    reverse,
    returning((x) => apply(ops.scale(primal(x).data instanceof Float32Array ? 1.01 : 1), { x })),
  ),
  inRule("second derivative lost", both, returning(primal), differentiatedTwice),
  inRule(
    "second derivative refused",
    both,
    (rule) => (inputs, moved, output, use) => {
      if (Object.values(inputs).some(isTraced)) throw new Error("not differentiable twice");
      return rule(inputs, moved, output, use);
    },
    differentiatedTwice,
  ),
  inRule(
    "flat shape",
    reverse,
    returning((x) => ({ shape: [1, ...shapeOf(x), 1], data: primal(x).data })),
  ),
];

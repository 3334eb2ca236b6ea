import { apply, primal } from "@espalier/autodiff";
import { entrywise } from "./linear.ts";
import { inRule, returning, reverse } from "./mistake.ts";
import type { Mistake, Wrong } from "./mistake.ts";

/** In an array of a thousand entries only one is wrong. */
const one = (f: (x: number) => number): Wrong => {
  const op = entrywise("one entry", (x, at, size) => (at === Math.floor(0.618 * size) ? f(x) : x));
  return returning((x) => (primal(x).data.length < 1000 ? x : apply(op, { x })));
};

export const largeMistakes: readonly Mistake[] = [
  inRule(
    "one entry of 1,000: 10 % off",
    reverse,
    one((x) => 1.1 * x),
  ),
  inRule(
    "one entry of 1,000: sign",
    reverse,
    one((x) => -x),
  ),
  inRule(
    "one entry of 1,000: left out",
    reverse,
    one(() => 0),
  ),
];

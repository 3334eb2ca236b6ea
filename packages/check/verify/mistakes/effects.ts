import { showShape } from "@espalier/tensor";
import { apply, ops, primal, shapeOf } from "@espalier/autodiff";
import type { Rule, Value } from "@espalier/autodiff";
import { both, forward, inRule, reverse } from "./mistake.ts";
import type { Mistake, Wrong } from "./mistake.ts";

type Arguments = Parameters<Rule<string>>;

/** Writes to something it was handed, when it is done with it. */
const overwriting =
  (what: (args: Arguments, input: string) => Value): Wrong =>
  (rule, input) =>
  (...args) => {
    const result = rule(...args);
    const { data } = primal(what(args, input));
    // Not to what it returns: a rule may hand its change on as it is.
    const own = primal(result).data.slice();
    data[0] += 1;
    return data === primal(result).data ? { shape: primal(result).shape, data: own } : result;
  };

const stateful: Wrong = (rule) => {
  let calls = 0;
  return (...args) => apply(ops.scale(++calls % 7 === 0 ? 1.5 : 1), { x: rule(...args) });
};

/** The first result for each shape, for ever. */
const cached: Wrong = (rule) => {
  const kept = new Map<string, Value>();
  return (...args) => {
    const result = rule(...args);
    const shape = showShape(shapeOf(result));
    if (!kept.has(shape)) kept.set(shape, result);
    return kept.get(shape) ?? result;
  };
};

/** What a rule does besides returning a result. */
export const effects: readonly Mistake[] = [
  inRule(
    "input overwritten",
    reverse,
    overwriting(([inputs], input) => inputs[input]),
  ),
  inRule(
    "cotangent overwritten",
    reverse,
    overwriting(([, moved]) => moved),
  ),
  inRule(
    "tangent overwritten",
    forward,
    overwriting(([, moved]) => moved),
  ),
  inRule(
    "output overwritten",
    reverse,
    overwriting(([, , output]) => output),
  ),
  inRule("every seventh call differs", reverse, stateful),
  inRule("first result kept", both, cached),
];

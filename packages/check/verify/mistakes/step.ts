import { shapeOf } from "@espalier/autodiff";
import type { AnyOp, Apply, Inputs, Value } from "@espalier/autodiff";
import { whereMet } from "./mistake.ts";
import type { Mistake, Modes } from "./mistake.ts";

/** An op inside a rule, as it is about to be applied. */
export interface Step {
  readonly op: AnyOp;
  readonly given: Inputs<string>;
  readonly use: Apply;
  /** The inputs of the rule itself. */
  readonly inputs: Inputs<string>;
}

/** A wrong result of a step; undefined where this step gives no occasion. */
export type Slip = (step: Step) => Value | undefined;

/** A mistake in one of the ops that a rule is written in. There is a place for it where such an op is met. */
export const inStep = (kind: string, modes: Modes, slip: Slip, detail?: string): Mistake => ({
  ...whereMet(kind, modes, (meet) => (rule) => (inputs, moved, output, use) => {
    const slippery = ((op: AnyOp, given: Inputs<string>): Value => {
      const result = slip({ op, given, use, inputs });
      if (result !== undefined) meet();
      return result ?? use(op, given);
    }) as Apply; // the overloads of Apply, which say no more than this
    return rule(inputs, moved, output, slippery);
  }),
  ...(detail === undefined ? {} : { detail }),
});

/** A slip in ops of these names alone. */
export const named =
  (names: readonly string[], slip: Slip): Slip =>
  (step) =>
    names.includes(step.op.name) ? slip(step) : undefined;

/** The shape of what a step should return. */
export const outputShape = ({ op, given }: Step): readonly number[] =>
  op.shape(Object.fromEntries(Object.entries(given).map(([name, value]) => [name, shapeOf(value)])));

import { drawProbe } from "../../src/index.ts";
import type { Spec, Tensors } from "../../src/index.ts";
import { mixedDirections } from "../../src/points/directions.ts";
import { trialOf } from "../../src/trial/trial-of.ts";
import { apply, ops } from "@espalier/autodiff";
import type { AnyOp, Inputs, Rule, Value } from "@espalier/autodiff";
import type { Primitive } from "../../specs/primitive.ts";

/** A mistake, as it can be made in the rules of any primitive that has a place for it. */
export interface Mistake {
  readonly kind: string;
  /** Which of several of its kind. */
  readonly detail?: string;
  /** The spec of a primitive with the mistake in its rules for one input; undefined where there is no place for it. */
  seed(this: void, primitive: Primitive, input: string): Spec | undefined;
}

/** In the rule of one mode, or in a helper that both rules share. */
export type Modes = readonly ("jvp" | "vjp")[];
export const reverse: Modes = ["vjp"];
export const forward: Modes = ["jvp"];
export const both: Modes = ["jvp", "vjp"];

export type Wrong = (rule: Rule<string>, input: string, op: AnyOp) => Rule<string>;

/**
 * A mistake that can be made in any rule.
 *
 * @param hasPlace whether what it is about occurs with this primitive at all
 */
export const inRule = (
  kind: string,
  modes: Modes,
  wrong: Wrong,
  hasPlace: (spec: Spec) => boolean = () => true,
): Mistake => ({
  kind,
  seed({ op, specWith }, input) {
    const spec = specWith(mutant(op, input, kind, modes, wrong));
    return hasPlace(spec) ? spec : undefined;
  },
});

/** Whether such inputs are ever drawn. */
export const drawn =
  (isSuch: (inputs: Tensors) => boolean) =>
  (spec: Spec): boolean =>
    Array.from({ length: PROBES }, (_, seed) => drawProbe(spec, seed, false)).some(({ inputs }) =>
      isSuch(inputs),
    );

const PROBES = 200;

/** The op with a mistake in its rules for one input. */
export function mutant(op: AnyOp, input: string, kind: string, modes: Modes, wrong: Wrong): AnyOp {
  const rules = (mode: "jvp" | "vjp"): AnyOp["jvp"] =>
    modes.includes(mode) ? { ...op[mode], [input]: wrong(op[mode][input], input, op) } : op[mode];
  return { ...op, name: `${op.name}, ${input}: ${kind}`, jvp: rules("jvp"), vjp: rules("vjp") };
}

/** Changes what a rule returns, by ops, so that the mistake is in its derivatives too. */
export const returning =
  (change: (result: Value, inputs: Inputs<string>) => Value): Wrong =>
  (rule) =>
  (inputs, moved, output, use) =>
    change(rule(inputs, moved, output, use), inputs);

export const scaled = (c: number): Wrong => returning((x) => apply(ops.scale(c), { x }));

const DRY_RUNS = 40;

/** A mistake that can be made in a rule on some occasions, where `meet` is called. There has to be one. */
export const whereMet = (kind: string, modes: Modes, wrong: (meet: () => void) => Wrong): Mistake => ({
  kind,
  seed({ op, specWith }, input) {
    let met = false;
    const meet = (): void => void (met = true);
    const spec = specWith(mutant(op, input, kind, modes, wrong(meet)));
    const seeds = Array.from({ length: DRY_RUNS }, (_, seed) => seed);
    const hasPlace = seeds.some((seed) => {
      dryRun(spec, seed);
      return met;
    });
    return hasPlace ? spec : undefined;
  },
});

function dryRun(spec: Spec, seed: number): void {
  try {
    const trial = trialOf(spec, drawProbe(spec, seed, false), mixedDirections);
    trial.pushed();
    trial.pulled();
  } catch {
    // Then the mistake was met, and shows.
  }
}

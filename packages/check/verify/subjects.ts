import type { Spec } from "../src/index.ts";
import { everyPrimitive, specs } from "../specs/index.ts";
import { inNetworks } from "../specs/networks.ts";
import type { Primitive } from "../specs/primitive.ts";
import { largeMistakes, mistakes } from "./mistakes/index.ts";
import type { Mistake } from "./mistakes/mistake.ts";

/** A primitive where mistakes are made. */
export interface Subject extends Primitive {
  /** What its settings are counted under. */
  readonly group: string;
  /** Its inputs whose rules are made wrong. */
  readonly rules: readonly string[];
  readonly mistakes: readonly Mistake[];
  /** Its share of the points at which correct rules are looked at. */
  readonly share: number;
}

/** A point of a large array or a network takes the time of many. */
const SMALL_SHARE = 1 / 20;

const subject = (primitive: Primitive, group: string, share = 1): Subject => ({
  ...primitive,
  group,
  rules: differentiable(primitive),
  mistakes,
  share,
});

const differentiable = ({ op, specWith }: Primitive): readonly string[] => {
  const { inputs } = specWith(op);
  return Object.keys(op.vjp).filter((name) => inputs[name]?.held === undefined);
};

/** The same with an input of a thousand entries, where a mistake in one of them has to be found. */
const large = (
  primitive: Primitive,
  input: string,
  shapes: Readonly<Record<string, readonly number[]>>,
): Subject => ({
  ...primitive,
  name: `${primitive.name}, large`,
  group: `${primitive.op.name}, large`,
  rules: [input],
  mistakes: largeMistakes,
  share: SMALL_SHARE,
  specWith: (variant): Spec => ({ ...primitive.specWith(variant), shapes: () => shapes }),
});

/** All primitives, two of them in a network, and some with a thousand entries. */
export const subjects: readonly Subject[] = [
  ...everyPrimitive.map((each) => subject(each, each.op.name)),
  ...inNetworks.map((each) => subject(each, each.name, SMALL_SHARE)),
  large(specs.tanh[0], "x", { x: [20, 50] }),
  large(specs.mul[0], "a", { a: [20, 50], b: [50] }),
  large(specs.affine[0], "W", { X: [2, 40], W: [25, 40], b: [25] }),
  large(specs.softmax[1], "x", { x: [20, 50] }),
  large(specs.softmaxCrossEntropy[0], "X", { X: [100, 10], target: [100] }),
];

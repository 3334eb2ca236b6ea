import type { Activation, ActivationKind } from "../../src/index.ts";

/** Numbers for the activations that have some; each is a number of half precision. */
// prettier-ignore
const numbered: readonly Activation[] = [
  { kind: "leaky-relu", alpha: 0.25 },
  { kind: "elu", alpha: 1.5 },
  { kind: "celu", alpha: 0.75 },
  { kind: "softplus", beta: 2 },
  { kind: "hardsigmoid", alpha: 0.25, beta: 0.5 },
  { kind: "clip", min: -1, max: 0.5 },
  { kind: "sin", omega: 3 },
  { kind: "cos", omega: 3 },
];

/** An activation of a kind without slopes. */
export const activationOf = (kind: ActivationKind): Activation =>
  numbered.find((each) => each.kind === kind) ?? ({ kind } as Activation); // the others have no numbers

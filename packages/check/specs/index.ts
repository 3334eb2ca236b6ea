import type { ops } from "@espalier/autodiff";
import { activations } from "./activations.ts";
import { arithmetic } from "./arithmetic.ts";
import { linear } from "./linear.ts";
import { losses } from "./losses.ts";
import { normalization } from "./normalization.ts";
import type { Primitive } from "./primitive.ts";
import { pointwise } from "./pointwise.ts";
import { scalar, slopes } from "./scalar.ts";
import { shapes } from "./shapes.ts";

/** How each primitive is checked. The type asks for all of them: one without a row here does not compile. */
export const specs: Readonly<Record<keyof typeof ops, readonly Primitive[]>> = {
  ...arithmetic,
  ...linear,
  ...activations,
  ...normalization,
  ...shapes,
  ...losses,
  pointwise,
  slopeOps: slopes,
  neg: [scalar("neg")],
  exp: [scalar("exp")],
  log: [scalar("log")],
  sqrt: [scalar("sqrt")],
  tanh: [scalar("tanh")],
  sigmoid: [scalar("sigmoid")],
  softplus: [scalar("softplus")],
  gelu: [scalar("gelu")],
  relu: [scalar("relu")],
  negativePart: [scalar("negativePart")],
};

export const everyPrimitive: readonly Primitive[] = Object.values(specs).flat();

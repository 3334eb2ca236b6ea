import type { Op } from "../op.ts";
import { scalarFamily } from "./scalar-family.ts";
import type { ScalarFamily, ScalarRule, SlopeOp } from "./scalar-family.ts";
import * as rules from "./scalar-rules.ts";

// The ops of each rule. A call that is marked as pure is left out of a bundle that does not use its result.
export const neg: ScalarFamily = /* @__PURE__ */ scalarFamily("neg", rules.neg);
export const exp: ScalarFamily = /* @__PURE__ */ scalarFamily("exp", rules.exp);
export const log: ScalarFamily = /* @__PURE__ */ scalarFamily("log", rules.log);
export const sqrt: ScalarFamily = /* @__PURE__ */ scalarFamily("sqrt", rules.sqrt);
export const tanh: ScalarFamily = /* @__PURE__ */ scalarFamily("tanh", rules.tanh);
export const sigmoid: ScalarFamily = /* @__PURE__ */ scalarFamily("sigmoid", rules.sigmoid);
export const softplus: ScalarFamily = /* @__PURE__ */ scalarFamily("softplus", rules.softplus);
export const gelu: ScalarFamily = /* @__PURE__ */ scalarFamily("gelu", rules.gelu);
export const relu: ScalarFamily = /* @__PURE__ */ scalarFamily("relu", rules.relu);
export const negativePart: ScalarFamily = /* @__PURE__ */ scalarFamily("negativePart", rules.negativePart);

/** The functions of one number that have an op. */
export type ScalarName = keyof typeof rules;

/** Every function of one number with its first two derivatives. */
export const scalarRules: Readonly<Record<ScalarName, ScalarRule>> = rules;

const families: Readonly<Record<ScalarName, ScalarFamily>> = {
  neg,
  exp,
  log,
  sqrt,
  tanh,
  sigmoid,
  softplus,
  gelu,
  relu,
  negativePart,
};

/** The ops y = f(x), entry by entry. */
export const scalarOps: Readonly<Record<ScalarName, Op<"x">>> = /* @__PURE__ */ perFamily(({ op }) => op);

/** c f′(x), entry by entry; see `ScalarFamily`. */
export const slopeOps: Readonly<Record<ScalarName, SlopeOp>> = /* @__PURE__ */ perFamily(
  ({ slope }) => slope,
);

/** The op of a family. */
export const opOf = ({ op }: ScalarFamily): Op<"x"> => op;

function perFamily<T>(pick: (family: ScalarFamily) => T): Readonly<Record<ScalarName, T>> {
  const picked = Object.entries(families).map(([name, family]) => [name, pick(family)]);
  return Object.fromEntries(picked) as Record<ScalarName, T>; // an entry for each family
}

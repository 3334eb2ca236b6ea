import { primal } from "@espalier/autodiff";
import type { Apply, ScalarRule, Value } from "@espalier/autodiff";
import * as curves from "@espalier/autodiff/curves";
import * as ops from "@espalier/autodiff/ops";
import { dtypeOf, full } from "@espalier/tensor";
import type { Activation, ActivationKind } from "./kinds.ts";

type Of<K extends ActivationKind> = Activation<Value> & { readonly kind: K };

/** x = σ(s) of a kind of activation, in ops. */
export type RuleOf<K extends ActivationKind> = (signal: Value, activation: Of<K>, apply: Apply) => Value;

/** x = σ(s) of an activation of its kind. */
export type Rule = (signal: Value, activation: Activation<Value>, apply: Apply) => Value;

/** An activation by a scalar rule that its numbers determine. */
const by =
  <K extends ActivationKind>(name: K, rule: (activation: Of<K>) => ScalarRule) =>
  (x: Value, activation: Of<K>, apply: Apply): Value =>
    apply(ops.pointwise(name, rule(activation)), { x });

// Each is a value of its own: a bundle has those that it uses.
export const identity: RuleOf<"identity"> = (s) => s;
export const relu: RuleOf<"relu"> = (s, _, apply) => apply(ops.relu, { x: s });
export const prelu: RuleOf<"prelu"> = (s, a, apply) => apply(ops.prelu, { X: s, a: a.slope });
export const leakyRelu: RuleOf<"leaky-relu"> = (s, a, apply) =>
  apply(ops.prelu, { X: s, a: full([1], a.alpha, dtypeOf(primal(s))) });
export const tanh: RuleOf<"tanh"> = (s, _, apply) => apply(ops.tanh, { x: s });
export const sigmoid: RuleOf<"sigmoid"> = (s, _, apply) => apply(ops.sigmoid, { x: s });
export const gelu: RuleOf<"gelu"> = (s, _, apply) => apply(ops.gelu, { x: s }); // exact, with erf
export const geluTanh: RuleOf<"gelu-tanh"> = /* @__PURE__ */ by("gelu-tanh", () => curves.geluTanh);
export const silu: RuleOf<"silu"> = /* @__PURE__ */ by("silu", () => curves.silu);
export const elu: RuleOf<"elu"> = /* @__PURE__ */ by("elu", ({ alpha }) => curves.elu(alpha));
export const selu: RuleOf<"selu"> = /* @__PURE__ */ by("selu", () => curves.selu);
export const celu: RuleOf<"celu"> = /* @__PURE__ */ by("celu", ({ alpha }) => curves.celu(alpha));
export const softplus: RuleOf<"softplus"> = /* @__PURE__ */ by("softplus", ({ beta }) =>
  curves.softplus(beta),
);
export const mish: RuleOf<"mish"> = /* @__PURE__ */ by("mish", () => curves.mish);
export const hardsigmoid: RuleOf<"hardsigmoid"> = /* @__PURE__ */ by("hardsigmoid", ({ alpha, beta }) =>
  curves.hardsigmoid(alpha, beta),
);
export const hardswish: RuleOf<"hardswish"> = /* @__PURE__ */ by("hardswish", () => curves.hardswish);
export const clip: RuleOf<"clip"> = /* @__PURE__ */ by("clip", ({ min, max }) => curves.clip(min, max));
export const softsign: RuleOf<"softsign"> = /* @__PURE__ */ by("softsign", () => curves.softsign);
export const logsigmoid: RuleOf<"logsigmoid"> = /* @__PURE__ */ by("logsigmoid", () => curves.logsigmoid);
export const sin: RuleOf<"sin"> = /* @__PURE__ */ by("sin", ({ omega }) => curves.sine(omega));
export const cos: RuleOf<"cos"> = /* @__PURE__ */ by("cos", ({ omega }) => curves.cosine(omega));
export const exp: RuleOf<"exp"> = (s, _, apply) => apply(ops.exp, { x: s });
export const abs: RuleOf<"abs"> = /* @__PURE__ */ by("abs", () => curves.absolute);
export const sqrt: RuleOf<"sqrt"> = (s, _, apply) => apply(ops.sqrt, { x: s });
export const reciprocal: RuleOf<"reciprocal"> = /* @__PURE__ */ by("reciprocal", () => curves.reciprocal);

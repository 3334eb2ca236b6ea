import type { Activation, ActivationKind } from "../activation/activation.ts";

/** How a language writes the parts of activations. */
export interface Language {
  /** A number, to the last bit of the precision. */
  readonly number: (value: number) => string;
  /** A function of one number, by its name in C. */
  readonly call: (
    name: "exp" | "expm1" | "log1p" | "tanh" | "sin" | "cos" | "fabs" | "sqrt",
    argument: string,
  ) => string;
  /** x Φ(x) of s. */
  readonly gelu: string;
}

type Of<K extends ActivationKind> = Activation & { readonly kind: K };
type Rows = {
  readonly [K in Exclude<ActivationKind, "prelu">]: (language: Language, activation: Of<K>) => string;
};

/** log(1 + exp s), rearranged so that exp never overflows. */
const softplus = ({ call }: Language): string =>
  `((s > 0 ? s : 0) + ${call("log1p", call("exp", `-${call("fabs", "s")}`))})`;

/** 2 √(2/π) and 0.044715. */
const [STEEP, CUBIC] = [2 * Math.sqrt(2 / Math.PI), 0.044715];
const [LAMBDA, ALPHA] = [1.0507009873554805, 1.6732632423543772];

/** σ(s) as an expression that C and JavaScript have in common. */
// prettier-ignore
const rows: Rows = {
  identity:     ()                               => "s",
  relu:         ()                               => "(s < 0 ? 0 : s)",
  "leaky-relu": ({ number }, { alpha })          => `(s > 0 ? s : ${number(alpha)} * s)`,
  tanh:         ({ call })                       => call("tanh", "s"),
  sigmoid:      ({ call })                       => `1 / (1 + ${call("exp", "-s")})`,
  gelu:         ({ gelu })                       => gelu,
  "gelu-tanh":  ({ call, number })               => `s / (1 + ${call("exp", `-${number(STEEP)} * (s + ${number(CUBIC)} * s * s * s)`)})`,
  silu:         ({ call })                       => `s / (1 + ${call("exp", "-s")})`,
  elu:          ({ call, number }, { alpha })    => `(s > 0 ? s : ${number(alpha)} * ${call("expm1", "s")})`,
  selu:         ({ call, number })               => `(s > 0 ? ${number(LAMBDA)} * s : ${number(LAMBDA * ALPHA)} * ${call("expm1", "s")})`,
  celu:         ({ call, number }, { alpha })    => `(s > 0 ? s : ${number(alpha)} * ${call("expm1", `s / ${number(alpha)}`)})`,
  softplus:     ({ call, number }, { beta })     => `((s > 0 ? s : 0) + ${call("log1p", call("exp", `-${number(beta)} * ${call("fabs", "s")}`))} / ${number(beta)})`,
  mish:         (language)                       => `s * ${language.call("tanh", softplus(language))}`,
  hardsigmoid:  ({ number }, { alpha, beta })    => `(${line(number, alpha, beta)} < 0 ? 0 : ${line(number, alpha, beta)} > 1 ? 1 : ${line(number, alpha, beta)})`,
  hardswish:    ()                               => "(s > 3 ? s : s > -3 ? s * (s + 3) / 6 : 0)",
  clip:         ({ number }, { min, max })       => `(s < ${number(min)} ? ${number(min)} : s > ${number(max)} ? ${number(max)} : s)`,
  softsign:     ({ call })                       => `s / (1 + ${call("fabs", "s")})`,
  logsigmoid:   ({ call })                       => `((s < 0 ? s : 0) - ${call("log1p", call("exp", `-${call("fabs", "s")}`))})`,
  sin:          ({ call, number }, { omega })    => call("sin", `${number(omega)} * s`),
  cos:          ({ call, number }, { omega })    => call("cos", `${number(omega)} * s`),
  exp:          ({ call })                       => call("exp", "s"),
  abs:          ({ call })                       => call("fabs", "s"),
  sqrt:         ({ call })                       => call("sqrt", "s"),
  reciprocal:   ()                               => "1 / s",
};

const line = (number: Language["number"], alpha: number, beta: number): string =>
  `${number(alpha)} * s + ${number(beta)}`;

/** σ(s) of an activation without slopes. */
export function expressionIn(
  language: Language,
  activation: Exclude<Activation, { readonly kind: "prelu" }>,
): string {
  // The row of a kind takes the activations of that kind.
  const row = rows[activation.kind] as (language: Language, activation: Activation) => string;
  return row(language, activation);
}

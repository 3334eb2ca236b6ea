import { normalCdf, normalPdf } from "@espalier/tensor";
import type { PointwiseName } from "../../specs/pointwise.ts";
import { geluByTanh, sigmoid } from "./formulas.ts";
import type { Slope } from "./formulas.ts";

const { cos, exp, sin, tanh } = Math;
const sigmoidSlope = (x: number): number => sigmoid(x) * sigmoid(-x);
const softplus = (x: number): number => Math.log1p(exp(-Math.abs(x))) + Math.max(x, 0);
/** 1 on the right of 0, and this on the left. */
const left =
  (f: (x: number) => number, right = 1): Slope =>
  (x) =>
    x > 0 ? right : f(x);
const [LAMBDA, ALPHA] = [1.0507009873554805, 1.6732632423543772];

/** Plausible wrong formulas for dy/dx of an activation: a factor or a term left out, the slope of a relative, a kink from the other side. */
// prettier-ignore
export const wrongActivationSlopes: Readonly<Record<PointwiseName, Readonly<Record<string, Slope>>>> = {
  silu:            { "σ": (x) => sigmoid(x), "x σ′": (x) => x * sigmoidSlope(x), "y (1 − y)": (_, y) => y * (1 - y), "that of 1.702 x": (x) => sigmoid(1.702 * x) + 1.702 * x * sigmoidSlope(1.702 * x) },
  elu:             { "α left out": left(exp), "y + 1": (x, y) => x > 0 ? 1 : y + 1, "1": () => 1, "1 at 0": (x) => x >= 0 ? 1 : 1.5 * exp(x) },
  "elu of 1":      { "y": (x, y) => x > 0 ? 1 : y, "1 + x": left((x) => 1 + x), "0 for x < 0": left(() => 0) },
  selu:            { "λ left out": left((x) => ALPHA * exp(x), 1), "α left out": left((x) => LAMBDA * exp(x), LAMBDA), "y + λ": (x, y) => x > 0 ? LAMBDA : y + LAMBDA, "λ at 0": (x) => x >= 0 ? LAMBDA : LAMBDA * ALPHA * exp(x) },
  celu:            { "exp x": left(exp), "α exp(x/α)": left((x) => 0.5 * exp(x / 0.5)), "that of ELU": left((x) => 0.5 * exp(x)) },
  "softplus of 2": { "σ(x)": (x) => sigmoid(x), "β σ(βx)": (x) => 2 * sigmoid(2 * x), "1 for βx > 20": (x) => x > 10 ? 1 : sigmoid(2 * x) },
  "gelu-tanh":     { "σ(2z)": (x) => sigmoid(2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)), "c = 0.0447": geluByTanh(0.0447), "cube left out": geluByTanh(0), "by erf": (x) => normalCdf(x) + x * normalPdf(x) },
  mish:            { "tanh": (x) => tanh(softplus(x)), "σ left out": (x) => tanh(softplus(x)) + x * (1 - tanh(softplus(x)) ** 2), "tanh for softplus": (x) => tanh(x) + x * (1 - tanh(x) ** 2) },
  hardsigmoid:     { "1 between": (x) => Math.abs(x) < 2 ? 1 : 0, "α everywhere": () => 0.25, "⅕": (x) => x > -2 && x <= 2 ? 0.2 : 0, "0 at the upper end": (x) => x > -2 && x < 2 ? 0.25 : 0 },
  hardswish:       { "x/6 + ½": (x) => x > 3 ? 1 : x > -3 ? x / 6 + 0.5 : 0, "1 between": (x) => x > -3 ? 1 : 0, "x/3": (x) => x > 3 ? 1 : x > -3 ? x / 3 : 0, "−½ at −3": (x) => x > 3 ? 1 : x >= -3 ? (2 * x + 3) / 6 : 0 },
  clip:            { "1": () => 1, "1 below": (x) => x <= 0.5 ? 1 : 0, "0 at the upper end": (x) => x > -1 && x < 0.5 ? 1 : 0, "1 at the lower end": (x) => x >= -1 && x <= 0.5 ? 1 : 0 },
  softsign:        { "1/(1 + |x|)": (x) => 1 / (1 + Math.abs(x)), "1/(1 + x²)": (x) => 1 / (1 + x * x), "1/(1 + x)²": (x) => 1 / (1 + x) ** 2, "1 − y²": (_, y) => 1 - y * y },
  logsigmoid:      { "σ(x)": (x) => sigmoid(x), "−σ(−x)": (x) => -sigmoid(-x), "1 − y": (_, y) => 1 - y, "1/y": (_, y) => 1 / y },
  "sin of 2x":     { "ω left out": (x) => cos(2 * x), "ω cos x": (x) => 2 * cos(x), "−ω cos ωx": (x) => -2 * cos(2 * x), "√(1 − y²)": (_, y) => 2 * Math.sqrt(Math.max(1 - y * y, 0)) },
  "cos of 2x":     { "ω left out": (x) => -sin(2 * x), "−ω sin x": (x) => -2 * sin(x), "ω sin ωx": (x) => 2 * sin(2 * x) },
  abs:             { "0 at 0": (x) => Math.sign(x), "1": () => 1, "1 at 0": (x) => x >= 0 ? 1 : -1 },
  reciprocal:      { "y²": (_, y) => y * y, "−1/x": (x) => -1 / x, "−y/2": (_, y) => -y / 2, "log |x|": (x) => Math.log(Math.abs(x)) },
};

/** The same for d²y/dx². */
// prettier-ignore
export const wrongActivationCurvatures: Readonly<Partial<Record<PointwiseName, Readonly<Record<string, Slope>>>>> = {
  silu:            { "2 σ′": (x) => 2 * sigmoidSlope(x), "σ′": (x) => sigmoidSlope(x), "0": () => 0 },
  elu:             { "0": () => 0, "α left out": left(exp, 0) },
  selu:            { "0": () => 0, "λ left out": left((x) => ALPHA * exp(x), 0) },
  celu:            { "exp(x/α)": left((x) => exp(x / 0.5), 0), "0": () => 0 },
  "softplus of 2": { "β left out": (x) => sigmoidSlope(2 * x), "β²": (x) => 4 * sigmoidSlope(2 * x) },
  "gelu-tanh":     { "by erf": (x) => normalPdf(x) * (2 - x * x), "0": () => 0 },
  mish:            { "that of SiLU": (x) => sigmoidSlope(x) * (2 + x * (sigmoid(-x) - sigmoid(x))), "0": () => 0 },
  hardswish:       { "⅙": (x) => x > -3 && x <= 3 ? 1 / 6 : 0, "⅓ everywhere": () => 1 / 3, "0": () => 0 },
  softsign:        { "−2/(1 + |x|)³": (x) => -2 / (1 + Math.abs(x)) ** 3, "2 sign x/(1 + |x|)³": (x) => (2 * Math.sign(x)) / (1 + Math.abs(x)) ** 3, "−sign x/(1 + |x|)³": (x) => -Math.sign(x) / (1 + Math.abs(x)) ** 3 },
  logsigmoid:      { "σ′": (x) => sigmoidSlope(x), "−σ": (x) => -sigmoid(x) },
  "sin of 2x":     { "−ω y": (_, y) => -2 * y, "−y": (_, y) => -y, "ω² y": (_, y) => 4 * y },
  "cos of 2x":     { "−ω y": (_, y) => -2 * y, "ω² y": (_, y) => 4 * y },
  reciprocal:      { "y³": (_, y) => y ** 3, "−2 y³": (_, y) => -2 * y ** 3, "2 y²": (_, y) => 2 * y * y },
};

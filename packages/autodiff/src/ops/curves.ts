import {
  cos,
  exp,
  expm1,
  log1p,
  power,
  sigmoid,
  sigmoidSlope,
  sin,
  tanh,
  tanhSlope,
} from "@espalier/tensor/elementary";
import type { ScalarRule } from "./scalar-family.ts";

/*
 * The activations of neurons that are not rows of `scalarRules`: some have parameters. At a kink the slope is that on the left.
 */

/** log(1 + exp x), rearranged so that exp never overflows. */
const softplusOf = (x: number): number => Math.max(x, 0) + log1p(exp(-Math.abs(x)));
/** Where a slope has gone to 0, what it is a factor of may have gone to infinity. */
const decayed = (slope: number, factor: number): number => (slope === 0 ? 0 : slope * factor);

/** x σ(x). @see Elfwing et al. 2018, "Sigmoid-weighted linear units"; also called swish */
export const silu: ScalarRule = {
  kernel: { name: "silu" },
  f: (x) => x * sigmoid(x),
  slope: (x) => sigmoid(x) + x * sigmoidSlope(x),
  curvature: (x) => sigmoidSlope(x) * (2 + x * (sigmoid(-x) - sigmoid(x))),
};

/** x where x > 0, else α (exp x − 1). @see Clevert et al. 2016, "Fast and accurate deep network learning by ELUs" */
export const elu = (alpha: number): ScalarRule => ({
  kernel: { name: "elu", parameters: [alpha] },
  f: (x) => (x > 0 ? x : alpha * expm1(x)),
  slope: (x) => (x > 0 ? 1 : alpha * exp(x)),
  curvature: (x) => (x > 0 ? 0 : alpha * exp(x)),
});

/** λ and α with which mean 0 and variance 1 are kept from layer to layer. */
const LAMBDA = 1.0507009873554805;
const ALPHA = 1.6732632423543772;

/** λ ELU(x) with α = 1.673… and λ = 1.050… @see Klambauer et al. 2017, "Self-normalizing neural networks" */
export const selu: ScalarRule = {
  kernel: { name: "selu", parameters: [LAMBDA, LAMBDA * ALPHA] },
  f: (x) => (x > 0 ? LAMBDA * x : LAMBDA * ALPHA * expm1(x)),
  slope: (x) => (x > 0 ? LAMBDA : LAMBDA * ALPHA * exp(x)),
  curvature: (x) => (x > 0 ? 0 : LAMBDA * ALPHA * exp(x)),
};

/** x where x > 0, else α (exp(x/α) − 1), for α > 0: without a kink. @see Barron 2017, "Continuously differentiable ELUs" */
export const celu = (alpha: number): ScalarRule => ({
  kernel: { name: "celu", parameters: [alpha] },
  f: (x) => (x > 0 ? x : alpha * expm1(x / alpha)),
  slope: (x) => (x > 0 ? 1 : exp(x / alpha)),
  curvature: (x) => (x > 0 ? 0 : exp(x / alpha) / alpha),
});

/** log(1 + exp βx) / β, for β > 0 */
export const softplus = (beta: number): ScalarRule => ({
  kernel: { name: "softplus", parameters: [beta] },
  f: (x) => softplusOf(beta * x) / beta,
  slope: (x) => sigmoid(beta * x),
  curvature: (x) => beta * sigmoidSlope(beta * x),
});

const ROOT = /* @__PURE__ */ Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/**
 * ½ x (1 + tanh z) with z = √(2/π) (x + 0.044715 x³), which is x σ(2z): close to x Φ(x).
 *
 * @see Hendrycks & Gimpel 2016, "Gaussian error linear units"
 */
export const geluTanh: ScalarRule = {
  kernel: { name: "gelu-tanh", parameters: [2 * ROOT, CUBIC, 3 * CUBIC] },
  f: (x) => x * sigmoid(inner(x)),
  slope: (x) => sigmoid(inner(x)) + x * decayed(sigmoidSlope(inner(x)), innerSlope(x)),
  curvature: (x) => {
    const [w, d] = [inner(x), innerSlope(x)];
    const change = 2 * d + x * ((sigmoid(-w) - sigmoid(w)) * d * d + 2 * ROOT * 6 * CUBIC * x);
    return decayed(sigmoidSlope(w), change);
  },
};
/** 2z, and its slope. */
const inner = (x: number): number => 2 * ROOT * (x + CUBIC * x * x * x);
const innerSlope = (x: number): number => 2 * ROOT * (1 + 3 * CUBIC * x * x);

/** x tanh(log(1 + exp x)). @see Misra 2020, "Mish: a self regularized non-monotonic activation function" */
export const mish: ScalarRule = {
  kernel: { name: "mish" },
  f: (x) => x * tanh(softplusOf(x)),
  slope: (x) => {
    const s = softplusOf(x);
    return tanh(s) + x * tanhSlope(s) * sigmoid(x);
  },
  curvature: (x) => {
    const s = softplusOf(x);
    const [t, d, p] = [tanh(s), tanhSlope(s), sigmoid(x)];
    return d * (2 * p + x * (sigmoidSlope(x) - 2 * t * p * p));
  },
};

/** αx + β between 0 and 1, else the nearer of them; for α > 0 */
export const hardsigmoid = (alpha: number, beta: number): ScalarRule => {
  const line = (x: number): number => alpha * x + beta;
  return {
    kernel: { name: "hardsigmoid", parameters: [alpha, beta] },
    f: (x) => Math.min(Math.max(line(x), 0), 1),
    slope: (x) => (line(x) > 0 && line(x) <= 1 ? alpha : 0),
    curvature: () => 0,
  };
};

/** x times x/6 + ½, where that is between 0 and 1. @see Howard et al. 2019, "Searching for MobileNetV3" */
export const hardswish: ScalarRule = {
  kernel: { name: "hardswish" },
  f: (x) => (x > 3 ? x : x > -3 ? (x * (x + 3)) / 6 : 0),
  slope: (x) => (x > 3 ? 1 : x > -3 ? (2 * x + 3) / 6 : 0),
  curvature: (x) => (x > -3 && x <= 3 ? 1 / 3 : 0),
};

/** x between two numbers, else the nearer of them: ReLU6 with 0 and 6. */
export const clip = (min: number, max: number): ScalarRule => ({
  kernel: { name: "clip", parameters: [min, max] },
  f: (x) => Math.min(Math.max(x, min), max),
  slope: (x) => (x > min && x <= max ? 1 : 0),
  curvature: () => 0,
});

/** x / (1 + |x|) */
export const softsign: ScalarRule = {
  kernel: { name: "softsign" },
  f: (x) => x / (1 + Math.abs(x)),
  slope: (x) => power(1 / (1 + Math.abs(x)), 2),
  curvature: (x) => -2 * Math.sign(x) * power(1 / (1 + Math.abs(x)), 3),
};

/** log σ(x) = −log(1 + exp −x) */
export const logsigmoid: ScalarRule = {
  kernel: { name: "logsigmoid" },
  f: (x) => -softplusOf(-x),
  slope: (x) => sigmoid(-x),
  curvature: (x) => -sigmoidSlope(x),
};

/** sin ωx. @see Sitzmann et al. 2020, "Implicit neural representations with periodic activation functions" */
export const sine = (omega: number): ScalarRule => ({
  kernel: { name: "sin", parameters: [omega] },
  f: (x) => sin(omega * x),
  slope: (x) => omega * cos(omega * x),
  curvature: (_, y) => -omega * omega * y,
});

/** cos ωx, as positional encodings have it beside sin ωx. @see Vaswani et al. 2017, "Attention is all you need", §3.5 */
export const cosine = (omega: number): ScalarRule => ({
  f: (x) => cos(omega * x),
  slope: (x) => -omega * sin(omega * x),
  curvature: (_, y) => -omega * omega * y,
});

/** |x| */
export const absolute: ScalarRule = {
  kernel: { name: "abs" },
  f: Math.abs,
  slope: (x) => (x > 0 ? 1 : -1),
  curvature: () => 0,
};

/** 1/x; its slope at 0 is −∞. */
export const reciprocal: ScalarRule = {
  f: (x) => 1 / x,
  slope: (_, y) => -y * y,
  curvature: (_, y) => 2 * y * y * y,
};

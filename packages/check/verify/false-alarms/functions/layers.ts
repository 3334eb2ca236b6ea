import { between, entrywise, inner, mean, scalar, total, vector } from "../function.ts";
import type { RightFunction } from "../function.ts";

const { exp, log, sqrt, tanh } = Math;

const softmax = (x: Float64Array): Float64Array => {
  const top = x.reduce((a, b) => Math.max(a, b), -Infinity);
  const parts = x.map((each) => exp(each - top));
  return parts.map((each) => each / total(parts));
};

const softmaxOf = (c: number, domain = {}): RightFunction =>
  vector(
    `softmax ${c}x`,
    (x) => softmax(x.map((each) => c * each)),
    (x, u) => {
      const y = softmax(x.map((each) => c * each));
      return y.map((each, at) => c * each * (u[at] - inner(u, y)));
    },
    domain,
  );

const layerNorm = (eps: number): RightFunction =>
  vector(
    `layer norm, ε = ${eps}`,
    (x) => centred(x).map((each) => each / sqrt(variance(x) + eps)),
    (x, u) => {
      const root = sqrt(variance(x) + eps);
      const y = centred(x).map((each) => each / root);
      const [m, c] = [mean(u), inner(u, y) / x.length];
      return u.map((each, at) => (each - m - y[at] * c) / root);
    },
  );

const rmsNorm = (eps: number): RightFunction =>
  vector(
    `RMS norm, ε = ${eps}`,
    (x) => x.map((each) => each / sqrt(mean(x.map((e) => e * e)) + eps)),
    (x, u) => {
      const root = sqrt(mean(x.map((e) => e * e)) + eps);
      const c = inner(u, x) / (x.length * root * root);
      return u.map((each, at) => (each - x[at] * c) / root);
    },
  );

const centred = (x: Float64Array): Float64Array => x.map((each) => each - mean(x));
const variance = (x: Float64Array): number => mean(centred(x).map((each) => each * each));

const C = sqrt(2 / Math.PI);
const gelu = (x: number): number => tanh(C * (x + 0.044715 * x ** 3));
const sigmoid = (x: number): number => 1 / (1 + exp(-x));

export const layers: readonly RightFunction[] = [
  layerNorm(1e-5),
  layerNorm(1e-3),
  layerNorm(1e-8),
  rmsNorm(1e-6),
  rmsNorm(1e-5),
  softmaxOf(1),
  softmaxOf(30),
  softmaxOf(1000),
  vector(
    "softmax of thousands",
    softmax,
    (x, u) => {
      const y = softmax(x);
      return y.map((each, at) => each * (u[at] - inner(u, y)));
    },
    between(-5000, 5000),
  ),
  vector(
    "log softmax",
    (x) => {
      const top = x.reduce((a, b) => Math.max(a, b), -Infinity);
      const size = top + log(total(x.map((each) => exp(each - top))));
      return x.map((each) => each - size);
    },
    (x, u) => {
      const y = softmax(x);
      return u.map((each, at) => each - y[at] * total(u));
    },
  ),
  scalar(
    "cross-entropy of class 0",
    (x) => -log(softmax(x)[0]),
    (x) => softmax(x).map((each, at) => each - (at === 0 ? 1 : 0)),
    between(-300, 300),
  ),
  entrywise(
    "GELU by tanh",
    (x) => 0.5 * x * (1 + gelu(x)),
    (x) => 0.5 * (1 + gelu(x)) + 0.5 * x * (1 - gelu(x) ** 2) * C * (1 + 3 * 0.044715 * x * x),
  ),
  entrywise(
    "SiLU",
    (x) => x * sigmoid(x),
    (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))),
  ),
  entrywise(
    "mish",
    (x) => x * tanh(Math.log1p(exp(x))),
    (x) => {
      const t = tanh(Math.log1p(exp(x)));
      return t + x * (1 - t * t) * sigmoid(x);
    },
    between(-300, 300),
  ),
  vector(
    "x / ‖x‖",
    (x) => x.map((each) => each / sqrt(inner(x, x) + 1e-12)),
    (x, u) => {
      const root = sqrt(inner(x, x) + 1e-12);
      return u.map((each, at) => each / root - (x[at] * inner(u, x)) / root ** 3);
    },
  ),
  vector(
    "attention of one query",
    attention,
    (x, u) => {
      // Scores q·k_i of two keys, values of one number each: x = (q, k₁, k₂, v₁, v₂).
      const [q, k1, k2, v1, v2] = x;
      const p = softmax(Float64Array.of(q * k1, q * k2));
      const s = p[0] * p[1] * (v1 - v2) * u[0];
      return Float64Array.of(s * (k1 - k2), s * q, -s * q, p[0] * u[0], p[1] * u[0]);
    },
    {},
    5,
  ),
];

function attention([q, k1, k2, v1, v2]: Float64Array): Float64Array {
  const p = softmax(Float64Array.of(q * k1, q * k2));
  return Float64Array.of(p[0] * v1 + p[1] * v2);
}

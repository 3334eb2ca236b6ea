import { elementary, kernels, mapInto, ValueError } from "@espalier/tensor";
import type { ActivationName } from "@espalier/tensor";
import type { Op } from "../op.ts";
import { oneShape } from "./one-shape.ts";

/** y = f(x), its slope dy/dx and its curvature d²y/dx², in x or in y, whichever is simpler. */
export interface ScalarRule {
  /** y = f(x) */
  readonly f: (x: number) => number;
  /** dy/dx */
  readonly slope: (x: number, y: number) => number;
  /** d²y/dx² */
  readonly curvature: (x: number, y: number) => number;
}

const { exp, gelu, geluSlope, log, log1p, normalPdf, sigmoid, sigmoidSlope, tanh, tanhSlope } = elementary;

/** log(1 + exp x), rearranged so that exp never overflows. */
const softplus = (x: number): number => Math.max(x, 0) + log1p(exp(-Math.abs(x)));
const step = (x: number): number => (x > 0 ? 1 : 0);

/** The functions of one number that have an op. */
export type ScalarName =
  | "neg"
  | "exp"
  | "log"
  | "sqrt"
  | "tanh"
  | "sigmoid"
  | "softplus"
  | "gelu"
  | "relu"
  | "negativePart";

/** Every function of one number with its first two derivatives. A row here is all that a new function needs. */
// prettier-ignore
export const scalarRules: Readonly<Record<ScalarName, ScalarRule>> = {
  //              y = f(x)                      dy/dx                                     d²y/dx²
  neg:          { f: (x) => -x,                 slope: () => -1,                          curvature: () => 0 },
  exp:          { f: exp,                       slope: (_, y) => y,                       curvature: (_, y) => y },
  log:          { f: log,                       slope: (x) => 1 / x,                      curvature: (x) => -1 / (x * x) }, // y is NaN for x < 0
  sqrt:         { f: Math.sqrt,                 slope: (_, y) => 0.5 / y,                 curvature: (x, y) => -0.25 / (x * y) }, // the slope at 0 is ∞
  tanh:         { f: tanh,                      slope: tanhSlope,                         curvature: (x, y) => -2 * y * tanhSlope(x) },
  sigmoid:      { f: sigmoid,                   slope: sigmoidSlope,                      curvature: (x, y) => sigmoidSlope(x) * (sigmoid(-x) - y) },
  softplus:     { f: softplus,                  slope: sigmoid,                           curvature: sigmoidSlope },
  gelu:         { f: gelu,                      slope: geluSlope,                         curvature: (x) => 2 * normalPdf(x) - x * (x * normalPdf(x)) },
  relu:         { f: (x) => Math.max(x, 0),     slope: step,                              curvature: () => 0 }, // the slope at the kink is 0
  negativePart: { f: (x) => Math.min(x, 0),     slope: (x) => 1 - step(x),                curvature: () => 0 }, // and 1 here, so that the two slopes add up to 1
};

/** The activations of neurons have kernels, which compute the same numbers as the table; tests hold the two together. */
const hasKernel = (name: ScalarName): name is ActivationName =>
  name === "relu" || name === "tanh" || name === "sigmoid" || name === "gelu";

/** The ops y = f(x), entry by entry, one for each row of the table. */
export const scalarOps: Readonly<Record<ScalarName, Op<"x">>> = perRule((name) => {
  const { f } = scalarRules[name];
  return {
    name,
    shape: ({ x }) => x,
    forward: ({ x }, y) =>
      hasKernel(name) ? kernels().activation({ name, X: x.data, Y: y.data }) : void mapInto(y, f, x),
    jvp: { x: ({ x }, xDot, y, apply) => apply(slopeOps[name], { x, y, c: xDot }) },
    vjp: { x: ({ x }, yBar, y, apply) => apply(slopeOps[name], { x, y, c: yBar }) },
  };
});

/** c times a derivative. A change of 0 has no effect even if the derivative is infinite, as that of √x at 0. */
const times = (c: number, derivative: number): number => (c === 0 ? 0 : c * derivative);

/**
 * c f′(x), entry by entry, for each row of the table: what both rules of y = f(x) compute. Its input y
 * is held constant: as a function of x it is already part of f′(x).
 *
 * @throws ShapeError when x, y and c differ in shape
 */
export const slopeOps: Readonly<Record<ScalarName, Op<"x" | "y" | "c", "x" | "c">>> = perRule((name) => ({
  name: `${name} slope`,
  shape: ({ x, y, c }) => oneShape(`${name} slope`, { x, y, c }),
  forward: ({ x, y, c }, z) => {
    if (hasKernel(name)) return kernels().activationSlope({ name, X: x.data, c: c.data, Z: z.data });
    const { slope } = scalarRules[name];
    for (let index = 0; index < z.data.length; index++)
      z.data[index] = times(c.data[index], slope(x.data[index], y.data[index]));
  },
  jvp: {
    x: ({ x, y, c }, xDot, _, apply) => apply(curvatureOps[name], { x, y, c, d: xDot }),
    c: ({ x, y }, cDot, _, apply) => apply(slopeOps[name], { x, y, c: cDot }),
  },
  vjp: {
    x: ({ x, y, c }, zBar, _, apply) => apply(curvatureOps[name], { x, y, c, d: zBar }),
    c: ({ x, y }, zBar, _, apply) => apply(slopeOps[name], { x, y, c: zBar }),
  },
}));

/** c d f″(x), entry by entry: the derivative of {@link slopeOps} by x, times a change d. The table ends here. */
const curvatureOps: Readonly<Record<ScalarName, Op<"x" | "y" | "c" | "d", "x" | "c" | "d">>> = perRule(
  (name) => {
    const { curvature } = scalarRules[name];
    const third = (): never => {
      throw new ValueError(name, "a first or second derivative", "a request for the third");
    };
    return {
      name: `${name} curvature`,
      shape: ({ x, y, c, d }) => oneShape(`${name} curvature`, { x, y, c, d }),
      forward: ({ x, y, c, d }, z) => {
        for (let index = 0; index < z.data.length; index++)
          z.data[index] = times(c.data[index] * d.data[index], curvature(x.data[index], y.data[index]));
      },
      jvp: {
        x: third,
        c: ({ x, y, d }, cDot, _, apply) => apply(curvatureOps[name], { x, y, c: cDot, d }),
        d: ({ x, y, c }, dDot, _, apply) => apply(curvatureOps[name], { x, y, c, d: dDot }),
      },
      vjp: {
        x: third,
        c: ({ x, y, d }, zBar, _, apply) => apply(curvatureOps[name], { x, y, c: zBar, d }),
        d: ({ x, y, c }, zBar, _, apply) => apply(curvatureOps[name], { x, y, c, d: zBar }),
      },
    };
  },
);

function perRule<T>(build: (name: ScalarName) => T): Readonly<Record<ScalarName, T>> {
  const names = Object.keys(scalarRules) as ScalarName[]; // Object.keys returns plain strings
  return Object.fromEntries(names.map((name) => [name, build(name)])) as Record<ScalarName, T>;
}

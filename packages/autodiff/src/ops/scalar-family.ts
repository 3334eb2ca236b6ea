import { kernels, mapInto, ValueError } from "@espalier/tensor";
import type { FunctionName } from "@espalier/tensor";
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
  /** Kernels that compute the same numbers, if there are some. */
  readonly kernel?: ScalarKernel | undefined;
}

/** Under which name, and with which parameters, the kernels know a function whose slope is one of x alone. */
export interface ScalarKernel {
  readonly name: FunctionName;
  readonly parameters?: readonly number[] | undefined;
}

export type SlopeOp = Op<"x" | "y" | "c", "x" | "c">;

/** What a rule makes: the op y = f(x), entry by entry, and what its derivatives are made of. */
export interface ScalarFamily {
  readonly op: Op<"x">;
  /**
   * c f′(x), entry by entry: what both rules of y = f(x) compute. Its input y is held constant: as a function of x it is already
   * part of f′(x).
   *
   * @throws ShapeError when x, y and c differ in shape
   */
  readonly slope: SlopeOp;
}

/** c times a derivative. A change of 0 has no effect even if the derivative is infinite, as that of √x at 0. */
const times = (c: number, derivative: number): number => (c === 0 ? 0 : c * derivative);

export function scalarFamily(name: string, rule: ScalarRule): ScalarFamily {
  const { f, kernel } = rule;
  const curvature = curvatureOp(name, rule);
  const slopeOfX = (x: number): number => rule.slope(x, NaN); // a slope that has a kernel does not read y
  const slope: SlopeOp = {
    name: `${name} slope`,
    shape: ({ x, y, c }) => oneShape(`${name} slope`, { x, y, c }),
    forward: ({ x, y, c }, z) => {
      if (kernel !== undefined && kernel.name !== "exp")
        return kernels().activationSlope({
          name: kernel.name,
          parameters: kernel.parameters,
          slope: slopeOfX,
          X: x.data,
          c: c.data,
          Z: z.data,
        });
      for (let index = 0; index < z.data.length; index++)
        z.data[index] = times(c.data[index], rule.slope(x.data[index], y.data[index]));
    },
    jvp: {
      x: ({ x, y, c }, xDot, _, apply) => apply(curvature, { x, y, c, d: xDot }),
      c: ({ x, y }, cDot, _, apply) => apply(slope, { x, y, c: cDot }),
    },
    vjp: {
      x: ({ x, y, c }, zBar, _, apply) => apply(curvature, { x, y, c, d: zBar }),
      c: ({ x, y }, zBar, _, apply) => apply(slope, { x, y, c: zBar }),
    },
  };
  const op: Op<"x"> = {
    name,
    shape: ({ x }) => x,
    forward: ({ x }, y) => {
      if (kernel === undefined) mapInto(y, f, x);
      else kernels().activation({ ...kernel, f, X: x.data, Y: y.data });
    },
    jvp: { x: ({ x }, xDot, y, apply) => apply(slope, { x, y, c: xDot }) },
    vjp: { x: ({ x }, yBar, y, apply) => apply(slope, { x, y, c: yBar }) },
  };
  return { op, slope };
}

/** c d f″(x), entry by entry: the derivative of c f′(x) by x, times a change d. The family ends here. */
function curvatureOp(name: string, rule: ScalarRule): Op<"x" | "y" | "c" | "d", "x" | "c" | "d"> {
  const third = (): never => {
    throw new ValueError(name, "a first or second derivative", "a request for the third");
  };
  const curvature: Op<"x" | "y" | "c" | "d", "x" | "c" | "d"> = {
    name: `${name} curvature`,
    shape: ({ x, y, c, d }) => oneShape(`${name} curvature`, { x, y, c, d }),
    forward: ({ x, y, c, d }, z) => {
      for (let index = 0; index < z.data.length; index++)
        z.data[index] = times(c.data[index] * d.data[index], rule.curvature(x.data[index], y.data[index]));
    },
    jvp: {
      x: third,
      c: ({ x, y, d }, cDot, _, apply) => apply(curvature, { x, y, c: cDot, d }),
      d: ({ x, y, c }, dDot, _, apply) => apply(curvature, { x, y, c, d: dDot }),
    },
    vjp: {
      x: third,
      c: ({ x, y, d }, zBar, _, apply) => apply(curvature, { x, y, c: zBar, d }),
      d: ({ x, y, c }, zBar, _, apply) => apply(curvature, { x, y, c, d: zBar }),
    },
  };
  return curvature;
}

/** The op y = f(x) of any rule, entry by entry: a new activation is a rule. */
export const pointwise = (name: string, rule: ScalarRule): Op<"x"> => scalarFamily(name, rule).op;

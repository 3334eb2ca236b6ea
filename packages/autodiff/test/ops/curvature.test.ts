import { map, tensor } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe } from "vitest";
import { apply, jvp, ops, scalarRules, vjp } from "../../src/index.ts";
import type { Program, ScalarName } from "../../src/index.ts";
import { numbers, positives } from "../support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { expectNear, u } from "../support/near.ts";

/** x, and changes c, d and ȳ with another ċ and ḋ. */
const points = fc.record({
  x: positives,
  c: numbers,
  d: numbers,
  yBar: numbers,
  cDot: numbers,
  dDot: numbers,
});

/** c d f″(x), as the tangent of c f′(x) along d. */
const curvature =
  (name: ScalarName, x: Tensor): Program<"c" | "d"> =>
  ({ c, d }) =>
    jvp(
      ({ at }) => apply(ops.slopeOps[name], { x: at, y: map(scalarRules[name].f, x), c }),
      { at: x },
      { at: d },
    ).tangent;

describe.each(Object.keys(scalarRules) as ScalarName[])("%s: c d f″(x)", (name) => {
  law("moves by ċ d f″ + c ḋ f″, and hands back d f″ ȳ and c f″ ȳ", points, (point) => {
    const { x, c, d, yBar, cDot, dDot } = point;
    const { f, curvature: secondSlope } = scalarRules[name];
    const second = secondSlope(x, f(x));
    const program = curvature(name, tensor(x));
    const inputs = { c: tensor(c), d: tensor(d) };
    const { value, tangent } = jvp(program, inputs, { c: tensor(cDot), d: tensor(dDot) });
    const { pullback } = vjp(program, inputs);
    const back = pullback(tensor(yBar));
    // A few roundings of products of three numbers up to 3, and of a sum of two of them.
    const bound = 8 * u * Math.abs(second) * 18;
    expectNear(value, tensor(c * d * second), bound);
    expectNear(tangent, tensor((cDot * d + c * dDot) * second), bound);
    expectNear(back.c, tensor(yBar * d * second), bound);
    expectNear(back.d, tensor(yBar * c * second), bound);
  });
});

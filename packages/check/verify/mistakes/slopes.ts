import { normalCdf, normalPdf } from "@espalier/tensor";
import { primal, scalarRules } from "@espalier/autodiff";
import type { AnyOp, ScalarName, ScalarRule } from "@espalier/autodiff";
import { pointwiseRules } from "../../specs/pointwise.ts";
import type { PointwiseName } from "../../specs/pointwise.ts";
import { geluByTanh, sigmoid } from "./formulas.ts";
import type { Slope } from "./formulas.ts";
import { wrongActivationCurvatures, wrongActivationSlopes } from "./activations.ts";
import { both } from "./mistake.ts";
import type { Mistake } from "./mistake.ts";
import { inStep } from "./step.ts";
import type { Slip } from "./step.ts";

/** Plausible wrong formulas for dy/dx. Both rules of a scalar function share the slope, so no adjoint identity sees these. */
// prettier-ignore
const wrongSlopes: Readonly<Record<ScalarName, Readonly<Record<string, Slope>>>> = {
  neg:          { "1": () => 1 },
  exp:          { "x": (x) => x, "x e^(x − 1)": (x) => x * Math.exp(x - 1), "e^min(x, 300)": (x) => Math.exp(Math.min(x, 300)) },
  log:          { "1/y": (_, y) => 1 / y, "1/(x + 1e-8)": (x) => 1 / (x + 1e-8), "1/max(x, 1e-2)": (x) => 1 / Math.max(x, 1e-2) },
  sqrt:         { "½ x": (x) => 0.5 / x, "1/y": (_, y) => 1 / y, "½/(y + 1e-8)": (_, y) => 0.5 / (y + 1e-8) },
  tanh:         { "1 − y": (_, y) => 1 - y, "1 + y²": (_, y) => 1 + y * y, "1 − x²": (x) => 1 - x * x },
  sigmoid:      { "y (1 + y)": (_, y) => y * (1 + y), "x (1 − x)": (x) => x * (1 - x), "1 − y²": (_, y) => 1 - y * y },
  softplus:     { "y": (_, y) => y, "eˣ/(1 + eˣ)": (x) => Math.exp(x) / (1 + Math.exp(x)), "σ(2x)": (x) => sigmoid(2 * x), "1 for x > 20": (x) => x > 20 ? 1 : sigmoid(x) },
  gelu:         { "Φ": normalCdf, "x φ": (x) => x * normalPdf(x), "by tanh": geluByTanh(0.044715), "by tanh, 0.0447": geluByTanh(0.0447), "σ(1.702 x)": (x) => sigmoid(1.702 * x) },
  relu:         { "1e-3 for x < 0": (x) => x > 0 ? 1 : 1e-3, "1 at 0": (x) => x >= 0 ? 1 : 0, "½ at 0": (x) => (1 + Math.sign(x)) / 2, "y": (_, y) => y, "1": () => 1, "1 for |x| < 6": (x) => x > 0 && x < 6 ? 1 : 0 },
  negativePart: { "0 at 0": (x) => x >= 0 ? 0 : 1, "½ at 0": (x) => (1 - Math.sign(x)) / 2, "1": () => 1, "1e-3 for x > 0": (x) => x > 0 ? 1e-3 : 1 },
};

/** The same for d²y/dx². */
// prettier-ignore
const wrongCurvatures: Readonly<Partial<Record<ScalarName, Readonly<Record<string, Slope>>>>> = {
  exp:          { "0": () => 0 },
  log:          { "1/x²": (x) => 1 / x ** 2, "−1/x": (x) => -1 / x },
  sqrt:         { "−¼/x": (x) => -0.25 / x, "−½/(x y)": (x, y) => -0.5 / (x * y) },
  tanh:         { "2 y (1 − y²)": (_, y) => 2 * y * (1 - y * y), "−2 y": (_, y) => -2 * y, "0": () => 0 },
  sigmoid:      { "y (1 − y)": (_, y) => y * (1 - y), "y (1 − y)(1 + 2y)": (_, y) => y * (1 - y) * (1 + 2 * y) },
  softplus:     { "σ": (x) => sigmoid(x), "0": () => 0 },
  gelu:         { "φ": normalPdf, "φ (2 − x)": (x) => normalPdf(x) * (2 - x), "φ (1 − x²)": (x) => normalPdf(x) * (1 - x * x) },
};

type WrongTable<N extends string> = Readonly<Partial<Record<N, Readonly<Record<string, Slope>>>>>;

/** Slips in a column of a table of rules. */
function slips<N extends string>(
  rules: Readonly<Record<N, ScalarRule>>,
  table: WrongTable<N>,
  column: "slope" | "curvature",
): Mistake[] {
  const names = Object.keys(table) as N[]; // Object.keys forgets that it was given a Record
  return names.flatMap((name) =>
    Object.entries(table[name] ?? {}).map(([detail, wrong]) => {
      const right = rules[name][column];
      const slip: Slip = ({ op, given, use }) => {
        if (op.name !== `${name} ${column}`) return undefined;
        const { x, y } = Object.fromEntries(
          Object.entries(given).map(([key, value]) => [key, primal(value).data]),
        );
        // A slip at 0 is none where no 0 is met.
        if (x.every((each, at) => Object.is(right(each, y[at]), wrong(each, y[at])))) return undefined;
        return use({ ...op, forward: entriesOf(wrong) }, given);
      };
      return inStep(`slip in the ${column}`, both, slip, detail);
    }),
  );
}

/** z = c w(x, y) or c d w(x, y). */
const entriesOf =
  (wrong: Slope): AnyOp["forward"] =>
  ({ x, y, c, ...rest }, z) => {
    const d = rest["d"]?.data;
    for (let at = 0; at < z.data.length; at++)
      z.data[at] = c.data[at] * (d?.[at] ?? 1) * wrong(x.data[at], y.data[at]);
  };

/** PReLU at its kink: 1 where the convention says a. */
const preluFromTheRight: Mistake = inStep("kink from the other side", both, ({ op, given, use }) => {
  if (op.name !== "prelu slope" || given["X"] === undefined) return undefined;
  const forward: AnyOp["forward"] = ({ X, a, c }, Z) => {
    for (let at = 0; at < Z.data.length; at++)
      Z.data[at] = X.data[at] >= 0 ? c.data[at] : a.data[at % a.data.length] * c.data[at];
  };
  return use({ ...op, forward }, given);
});

/** The slips in the rule of one activation. */
export const slipsOf = (name: PointwiseName): Mistake[] => [
  ...slips(pointwiseRules, { [name]: wrongActivationSlopes[name] }, "slope"),
  ...slips(pointwiseRules, { [name]: wrongActivationCurvatures[name] ?? {} }, "curvature"),
];

export const slopeSlips: readonly Mistake[] = [
  ...slips(scalarRules, wrongSlopes, "slope"),
  ...slips(scalarRules, wrongCurvatures, "curvature"),
  ...slips(pointwiseRules, wrongActivationSlopes, "slope"),
  ...slips(pointwiseRules, wrongActivationCurvatures, "curvature"),
  preluFromTheRight,
];

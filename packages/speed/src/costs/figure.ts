import type { Figure } from "@espalier/pages";
import { logAxis, lookChannels } from "@espalier/pages/figures";
import { ink, looksOf } from "@espalier/pages/looks";
import { showCount } from "@espalier/pages/numbers";
import { fitOf, methods, pointsOf, quantities, SAMPLES } from "./study.ts";
import type { CostStudy, MethodName, Quantity } from "./study.ts";

const names: Readonly<Record<MethodName, string>> = {
  "elimination-compensation": "elimination-compensation",
  nonlinear: "nonlinear, as here",
  naive: "nonlinear, a forward pass a weight",
};

const [proposed, nonlinear] = [...looksOf(["elimination-compensation", "nonlinear"]).values()];
const looks = new Map([
  [names["elimination-compensation"], proposed],
  [names.nonlinear, nonlinear],
  [names.naive, { colour: ink, shape: "diamond" }],
]);

/** Seconds and operations against the number of weights, both axes logarithmic: a power law is a straight line. */
export const costFigure = (study: CostStudy): Figure => ({
  kind: "figure",
  name: "costs",
  title: "What the scores of all weights cost",
  caption:
    "Seconds (left) and floating-point operations (right) of scoring all weights of a network, against the number of its weights. Lines are fitted power " +
    "laws, through the filled points; of hollow points some weights were removed, and the others extrapolated.",
  spec: {
    spacing: 90,
    bounds: "flush",
    hconcat: (["seconds", "operations"] as const).map((quantity) => panel(study, quantity)),
  },
});

function panel(study: CostStudy, quantity: Quantity) {
  const { title, of } = quantities[quantity];
  const points = methods.flatMap((method) =>
    pointsOf(study, method).map((each) => ({
      name: names[method],
      x: each.weights,
      y: of(each),
      isWhole: each.removed === undefined,
    })),
  );
  const ends = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  const lines = methods.flatMap((method) => {
    const fit = fitOf(study, method, quantity);
    return fit === undefined ? [] : ends.map((x) => ({ name: names[method], x, y: fit.at(x) }));
  });
  const x = logAxis("weights", "x");
  const y = logAxis(`${title} for ${showCount(SAMPLES)} samples`, "y");
  const { color, shape } = lookChannels("name", looks, 3);
  const marks = (isWhole: boolean) => ({
    data: { values: points.filter((each) => each.isWhole === isWhole) },
    mark: {
      type: "point" as const,
      filled: isWhole,
      opacity: 1,
      size: 60,
      ...(isWhole ? {} : { strokeWidth: 1.5 }),
    },
    encoding: { x, y, color, shape },
  });
  const fitted = {
    data: { values: lines },
    mark: { type: "line" as const, strokeWidth: 1.2, opacity: 0.5 },
    encoding: { x, y, color },
  };
  return { width: 400, height: 340, layer: [fitted, marks(true), marks(false)] };
}

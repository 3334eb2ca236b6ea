import { proposed } from "../../experiments/strategies.ts";
import type { Picture } from "../../experiments/measure.ts";
import { showNumber } from "@espalier/pages/numbers";
import { plural } from "../words.ts";
import { positions, times } from "@espalier/data/diffusion-sorption";
import { text } from "@espalier/pages";
import type { Figure } from "@espalier/pages";
import { fieldPicture } from "@espalier/pages/figures";
import type { ColourScale, FieldPanel } from "@espalier/pages/figures";
import type { Measured } from "../measured.ts";
import type { ExperimentSection } from "./section.ts";

/** The solution of the equation, as the networks predict it. */
export const pictures: ExperimentSection = (measured) => {
  const { pictures: list, experiment } = measured.measurements;
  if (truthOf(list) === undefined) return undefined;
  return {
    title: "The solution of the equation, before and after pruning",
    blocks: [
      text(
        `u(t, x) of the first test sample, and the prediction of the network of the first seed, with ρ = ${experiment.pictureRatio} of the weights removed. ` +
          `Position x runs from left to right, ${showNumber(positions[0])} to ${showNumber(positions[positions.length - 1])}; time t from top to bottom, in ` +
          `${plural(times.length - 1, "step")} from ${times[1]} to ${times[times.length - 1]}. The error is network − truth, where the truth has the noise of the data; its ` +
          "root mean square stands above it.",
      ),
      figureOf(measured),
    ],
  };
};

const truthOf = (list: readonly Picture[]): Picture | undefined =>
  list.find(({ stage }) => stage === "truth");

/** Those that are shown, as far as they are there. */
const shown = [
  ["baseline", "baseline", "before pruning"],
  [proposed, "pruned", `${proposed}, pruned`],
  [proposed, "fine-tuned", `${proposed}, fine-tuned`],
  ["magnitude", "pruned", "magnitude, pruned"],
  ["magnitude", "fine-tuned", "magnitude, fine-tuned"],
] as const;

function figureOf({ measurements, name, title }: Measured): Figure {
  const list = measurements.pictures;
  const truth = truthOf(list)?.values ?? [];
  const found = shown.flatMap(([strategy, stage, label]) => {
    const picture = list.find((each) => each.strategy === strategy && each.stage === stage);
    if (picture === undefined) return [];
    const error = picture.values.map((value, at) => value - truth[at]);
    return [{ label, values: picture.values, error }];
  });
  const largest = Math.max(...found.flatMap(({ error }) => error.map(Math.abs)));
  const value: ColourScale = {
    title: "u",
    scheme: "viridis",
    reverse: false,
    low: Math.min(...truth),
    high: Math.max(...truth),
  };
  const difference: ColourScale = {
    title: "network − truth",
    scheme: "redblue",
    reverse: true,
    low: -largest,
    high: largest,
  };
  const rows: FieldPanel[][] = [
    [{ title: "truth", values: truth, scale: value }],
    ...found.map(({ label, values, error }) => [
      { title: label, values, scale: value },
      { title: `error, ${showNumber(rootMeanSquare(error))}`, values: error, scale: difference },
    ]),
  ];
  return {
    kind: "figure",
    name: `pictures-${name}`,
    title: `The solution by ${title}, and its errors`,
    caption:
      "Left: the truth, and the network before pruning, right after it and after fine-tuning. Right: the error of each, all in the same colours.",
    spec: fieldPicture(rows, positions.length),
  };
}

const rootMeanSquare = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

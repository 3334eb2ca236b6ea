import { showNumber } from "../../../report/numbers.ts";
import { plural, proposed } from "../../../report/words.ts";
import { positions, times } from "../../../data/diffusion-sorption/solution.ts";
import type { Picture } from "../../results.ts";
import { heading, text } from "../document.ts";
import type { Drawing } from "../document.ts";
import { fieldPicture } from "../field-picture.ts";
import type { ColourScale, FieldPanel } from "../field-picture.ts";
import type { Measured } from "../measured.ts";
import type { SectionOf } from "./section.ts";

/** The solution of the equation, as the networks see it. */
export const pictures: SectionOf = ({ experiments }) => {
  const pictured = experiments.filter(({ measurements }) => truthOf(measurements.pictures) !== undefined);
  if (pictured.length === 0) return undefined;
  const ratios = new Set(pictured.map(({ measurements }) => measurements.experiment.pictureRatio));
  return {
    id: "pictures",
    title: "The solution of the equation, before and after pruning",
    blocks: [
      text(
        `u(t, x) of the first test sample, and what the networks of the first seed say of it, with ρ = ${[...ratios].join(", ")} of the weights removed. ` +
          `Position x runs from left to right, ${showNumber(positions[0])} to ${showNumber(positions[positions.length - 1])}; time t from top to bottom, in ` +
          `${plural(times.length - 1, "step")} from ${times[1]} to ${times[times.length - 1]}. The error is network − truth, where the truth has the noise of the data; over it its ` +
          "root mean square.",
      ),
      ...pictured.flatMap((measured) => [
        heading(`pictures-${measured.name}`, `u(t, x) by ${measured.title}`),
        drawingOf(measured),
      ]),
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

function drawingOf({ measurements, name, title }: Measured): Drawing {
  const list = measurements.pictures;
  const truth = truthOf(list)?.values ?? [];
  const found = shown.flatMap(([strategy, stage, label]) => {
    const picture = list.find((each) => each.strategy === strategy && each.stage === stage);
    if (picture === undefined) return [];
    const error = picture.values.map((value, at) => value - truth[at]);
    return [{ label, values: picture.values, error }];
  });
  const largest = Math.max(...found.flatMap(({ error }) => error.map(Math.abs)));
  const value: ColourScale = { colours: "viridis", low: Math.min(...truth), high: Math.max(...truth) };
  const difference: ColourScale = { colours: "redblue", low: -largest, high: largest };
  const panels: (FieldPanel | undefined)[] = [
    { title: "truth", values: truth, scale: value },
    undefined,
    ...found.flatMap(({ label, values, error }): FieldPanel[] => [
      { title: label, values, scale: value },
      { title: `error, ${showNumber(rootMeanSquare(error))}`, values: error, scale: difference },
    ]),
  ];
  const caption =
    "Left: the truth, and the network before pruning, right after it and after fine-tuning. Right: the error of each, all in the same colours.";
  const about = { title: `The solution by ${title}, and its errors`, caption };
  return {
    kind: "drawing",
    name: `pictures-${name}`,
    ...about,
    source: {
      svg: fieldPicture(about, positions.length, 2, panels, [
        { title: "u", scale: value },
        { title: "network − truth", scale: difference },
      ]),
    },
  };
}

const rootMeanSquare = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

import { spreadOf } from "../../report/statistics.ts";
import type { Figure } from "../document.ts";
import { lineFigure } from "./line-figure.ts";
import type { LinePanel } from "./line-figure.ts";
import type { BySeed } from "../statistics.ts";
import { looksInTurn } from "./series-looks.ts";
import { meanOf } from "../statistics.ts";

export interface StudyFigure extends Pick<Figure, "name" | "title" | "caption"> {
  /** What is varied, and its values. */
  readonly x: string;
  readonly labels: readonly (number | string)[];
  /** A line each. */
  readonly ratios: readonly number[];
  /** Of the value at an index and a ratio, one a seed. */
  readonly rows: (index: number, ratio: number) => readonly Studied[];
  readonly baseline: BySeed;
}

interface Studied {
  readonly seed: number;
  readonly testLoss: number;
  readonly outputChange: number;
}

/** Loss and change of the outputs, against something that is varied. */
export function studyFigure({
  name,
  title,
  caption,
  x,
  labels,
  ratios,
  rows,
  baseline,
}: StudyFigure): Figure {
  const panel = (heading: string, y: string, quantity: "testLoss" | "outputChange"): LinePanel => ({
    title: heading,
    x,
    labels: labels.map((label) => label.toLocaleString("en-US")),
    y,
    series: ratios.map((ratio) => ({
      name: `ρ = ${ratio}`,
      points: labels.map((_, at) => {
        const values = rows(at, ratio).map((row) => row[quantity]);
        const { mean, min, max } = spreadOf(values);
        return { at, y: mean, low: min, high: max };
      }),
    })),
    ...(quantity === "testLoss" && baseline.size > 0
      ? { levels: [{ name: "baseline", y: meanOf(baseline) }] }
      : {}),
  });
  const panels = [
    panel("Test loss", "test loss (log scale)", "testLoss"),
    panel("Change of the outputs", "E‖NN(x) − NN(x before)‖² (log scale)", "outputChange"),
  ];
  return {
    kind: "figure",
    name,
    title,
    caption,
    spec: lineFigure(panels, looksInTurn(ratios.map((ratio) => `ρ = ${ratio}`))),
  };
}

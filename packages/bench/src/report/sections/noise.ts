import { isPruning } from "../../experiments/strategies.ts";
import { looksOf } from "@espalier/pages/looks";
import { text } from "@espalier/pages";
import type { Figure } from "@espalier/pages";
import { lineFigure } from "@espalier/pages/figures";
import type { LinePanel } from "@espalier/pages/figures";
import type { Measured } from "../measured.ts";
import { noiseVariance, noisyGroups } from "../noise.ts";
import type { NoisyGroup } from "../noise.ts";
import { mainStrategies, shownRatios } from "../measured.ts";
import { meanOf } from "@espalier/pages/statistics";
import { headings, stages, when } from "../words.ts";
import type { OverallSection } from "./section.ts";

/** The ratio at which the losses are shown against the noise: where strategies differ. */
const RATIO = 0.9;

/** What noise in the data does. */
export const noise: OverallSection = ({ experiments }) => {
  const groups = noisyGroups(experiments);
  if (groups.length === 0) return undefined;
  return {
    title: headings.noise,
    blocks: [
      text(
        "Uniform noise in ±d is on all data, those for training and those for testing, so no loss can be expected below its variance d²/3. The part of a loss above it is the network's " +
          "own error. Whether pruning makes networks more sensitive to noise is [one of the claims](claims.md#equation-all-strategies-are-robust-to-noise).",
      ),
      ...groups.map(figureOf),
    ],
  };
};

const before = "before pruning";
const variance = "d²/3, the variance of the noise";

function figureOf({ quiet, noisy }: NoisyGroup): Figure {
  const all = [quiet, ...noisy];
  const strategies = mainStrategies(quiet);
  const ratios = shownRatios(quiet);
  const ratio = ratios.includes(RATIO) ? RATIO : ratios[ratios.length - 1];
  const panels = stages.map((stage): LinePanel => {
    const line = (name: string, y: (measured: Measured) => number) => ({
      name,
      points: all.map((measured, at) => ({ at, y: y(measured) })),
    });
    return {
      title: when[stage],
      x: "noise d (not to scale)",
      labels: all.map((measured) => String(measured.noise)),
      y: "test loss (log scale)",
      series: [
        ...strategies
          .filter((strategy) => stage === "fine-tuned" || isPruning(strategy))
          .map((strategy) => line(strategy, (measured) => meanOf(measured.values(stage, strategy, ratio)))),
        line(before, (measured) => meanOf(measured.baseline())),
        line(variance, (measured) => noiseVariance(measured.noise)),
      ],
    };
  });
  const looks = new Map([
    ...looksOf(strategies),
    [before, { colour: "#e69f00", shape: "square" }] as const,
    [variance, { colour: "#56b4e9", shape: "triangle-right" }] as const,
  ]);
  return {
    kind: "figure",
    name: `noise-${quiet.network.join("-")}`,
    title: `Test loss against the noise: ${quiet.network.join("-")}`,
    caption: `Mean test loss of ${quiet.network.join("-")} at ρ = ${ratio}, for each noise d on the data; and the least that can be expected, d²/3.`,
    spec: lineFigure(panels, looks),
  };
}

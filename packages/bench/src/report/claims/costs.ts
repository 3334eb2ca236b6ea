import { max, mean, min } from "d3-array";
import { cases } from "../../cases/index.ts";
import { proposed } from "../../experiments/strategies.ts";
import { table } from "@espalier/pages";
import type { Findings } from "../findings.ts";
import type { Measured } from "../measured.ts";
import { showCount, showNumber, showSeconds, showShare } from "@espalier/pages/numbers";
import { headings } from "../words.ts";
import { linksTo, verdictOf } from "./comparisons.ts";
import type { Claim } from "./comparisons.ts";

type What = readonly [findings: Findings, measured: Measured, strategy: string, field: "scores" | "training"];

/** Times of all seeds. */
const secondsOfSeeds = (...[{ costs }, { name }, strategy, field]: What): number[] =>
  (costs?.rows ?? [])
    .filter((row) => row.experiment === name && row.strategy === strategy)
    .flatMap((row) => row[field] ?? []);

/** The shortest of all seeds: what else the machine does only adds. Undefined where none was taken. */
const secondsOf = (...what: What): number | undefined => min(secondsOfSeeds(...what));

/** The criterion before there were data: means over the seeds, beside 1 + M epochs and the training before pruning alone. */
function formerCriteria(findings: Findings, measured: Measured): boolean[] {
  const scores = mean(secondsOfSeeds(findings, measured, proposed, "scores")) ?? NaN;
  const training = mean(secondsOfSeeds(findings, measured, "baseline", "training")) ?? NaN;
  const [before] = measured.measurements.experiment.recipe.epochs;
  const sweeps = 1 + measured.network[measured.network.length - 1];
  return [scores <= (sweeps * training) / before, scores <= NEGLIGIBLE * training];
}

/** Epochs; an epoch is one backpropagation over the data, and this many times as much is still comparable. */
const COMPARABLE = 3;

/** Of the time of all training. */
const NEGLIGIBLE = 0.05;

/** Sections 3 and 4.2. */
export const costOfBackpropagation: Claim = {
  title: "Scoring costs about one backpropagation, negligible beside training",
  says:
    "“The latter has a computational cost comparable to that of a single backpropagation step and therefore requires a negligible amount of time when compared to the overall training " +
    "time.” (4.2)",
  criterion:
    `Holds: on every network, scoring all weights takes no longer than ${COMPARABLE} epochs of training, where an epoch is one backpropagation over the data, and at most ${100 * NEGLIGIBLE} % of the ` +
    "time of all training, before pruning and after it at one ratio. Holds partly: some of this.",
  judge(findings) {
    const rows = findings.experiments.flatMap((measured) => {
      const scores = secondsOf(findings, measured, proposed, "scores");
      const training = secondsOf(findings, measured, "baseline", "training");
      if (scores === undefined || training === undefined) return [];
      const [before, after] = measured.measurements.experiment.recipe.epochs;
      const epoch = training / before;
      return [
        { measured, scores, epoch, inEpochs: scores / epoch, share: scores / (epoch * (before + after)) },
      ];
    });
    if (rows.length === 0) return undefined;
    const largest = rows.toSorted((a, b) => b.share - a.share)[0];
    return {
      verdict: verdictOf(
        rows.flatMap(({ inEpochs, share }) => [inEpochs <= COMPARABLE, share <= NEGLIGIBLE]),
      ),
      formerly: verdictOf(rows.flatMap(({ measured }) => formerCriteria(findings, measured))),
      measured: `At most ${showShare(largest.share)} of the time of all training, as long as ${showNumber(largest.inEpochs)} epochs (${largest.measured.label}).`,
      tables: [
        table(
          `Scoring by \`${proposed}\`, beside training: the shortest times of all seeds, measured while other threads worked.`,
          ["network", "scores", "an epoch", "scores, in epochs", "share of training"],
          rows.map(({ measured, scores, epoch, inEpochs, share }) => [
            measured.label,
            showSeconds(scores),
            showSeconds(epoch),
            showNumber(inEpochs),
            showShare(share),
          ]),
        ),
      ],
      figures: linksTo(
        rows.map(({ measured }) => measured),
        headings.costs,
      ),
    };
  },
};

/** As many times as there are weights, but for a factor of ten. */
const ROUGHLY = 10;

/** Sections 3 and 4.2. */
export const costOfNonlinear: Claim = {
  title: "The non-linear strategy costs about N_W times as much",
  says:
    "Its cost is that of a forward evaluation for each weight, which makes it “computationally prohibitive” (3), and many times “more computationally expensive than the proposed " +
    "method” (4.2).",
  criterion: `A time for each sample, as ours evaluates it on fewer. Holds: the non-linear strategy takes at least N_W / ${ROUGHLY} times as long as the proposed one, on every network. Holds partly: at least ${ROUGHLY} times as long.`,
  judge(findings) {
    const rows = findings.experiments.flatMap((measured) => {
      const ours = secondsOf(findings, measured, proposed, "scores");
      const brute = secondsOf(findings, measured, "nonlinear", "scores");
      if (ours === undefined || brute === undefined) return [];
      const { trainingSamples } = cases[measured.case];
      const used = measured.measurements.experiment.recipe.nonlinearSamples;
      const factor = brute / used / (ours / trainingSamples);
      return [{ measured, ours, brute, factor, used, trainingSamples }];
    });
    if (rows.length === 0) return undefined;
    const all = rows.every(({ measured, factor }) => factor >= measured.weights / ROUGHLY);
    const some = rows.every(({ factor }) => factor >= ROUGHLY);
    const range = (show: (value: number) => string, of: (row: (typeof rows)[number]) => number): string =>
      `${show(min(rows, of) ?? NaN)} to ${show(max(rows, of) ?? NaN)}`;
    return {
      verdict: all ? "holds" : some ? "holds partly" : "does not hold",
      measured: `A sample takes it ${range(showNumber, ({ factor }) => factor)} times as long as the proposed method, on networks of ${range(showCount, ({ measured }) => measured.weights)} weights.`,
      tables: [
        table(
          "Seconds of scoring all weights, and how many times as long a sample takes.",
          ["network", "weights", proposed, "samples", "nonlinear", "samples", "a sample: times"],
          rows.map(({ measured, ours, brute, factor, used, trainingSamples }) => [
            measured.label,
            showCount(measured.weights),
            showSeconds(ours),
            showCount(trainingSamples),
            showSeconds(brute),
            showCount(used),
            showNumber(factor),
          ]),
        ),
      ],
      figures: linksTo(
        rows.map(({ measured }) => measured),
        headings.costs,
      ),
      remark:
        "The paper speaks of the plain algorithm, N_W forward passes; ours follows the outputs along straight pieces, or computes again only what lies downstream of a weight, with the same result, " +
        "and it is ours that is judged here. `docs/costs.md` measures the plain one as well, whose operations grow as N_W².",
    };
  },
};

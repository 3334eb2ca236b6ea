import { proposed } from "../../experiments/strategies.ts";
import { table } from "@espalier/pages";
import type { Table } from "@espalier/pages";
import { shownRatios } from "../measured.ts";
import type { Measured } from "../measured.ts";
import { showEstimate, showNumber } from "@espalier/pages/numbers";
import { differenceOf, factorOf } from "@espalier/pages/statistics";
import type { Estimate } from "@espalier/pages/statistics";
import { headings } from "../words.ts";
import type { LaterStage } from "../words.ts";
import { ALIKE, linksTo, verdictOf } from "./comparisons.ts";
import type { Claim, Verdict } from "./comparisons.ts";

/** A loss that is no more than this many times that before pruning counts as unchanged. */
const UNCHANGED = ALIKE;

/** The networks of MNIST that the proposed method has pruned. */
const measuredAt = (experiments: readonly Measured[], stage: LaterStage, ratio: number): Measured[] =>
  experiments.filter(
    ({ case: name, baseline, values }) =>
      name === "mnist" && baseline().size > 0 && values(stage, proposed, ratio).size > 0,
  );

/** The loss of the proposed method as a multiple of that before pruning, seed by seed. */
const changeOf = (measured: Measured, stage: LaterStage, ratio: number): Estimate =>
  factorOf(measured.values(stage, proposed, ratio), measured.baseline());

const isUnchanged = (measured: Measured, stage: LaterStage, ratio: number): boolean =>
  changeOf(measured, stage, ratio).mean <= UNCHANGED;

/** The largest ratio up to which, without a gap, nothing changes; undefined if none. */
function unchangedUpTo(measured: Measured, stage: LaterStage): number | undefined {
  const ratios = shownRatios(measured);
  const first = ratios.findIndex((ratio) => !isUnchanged(measured, stage, ratio));
  return ratios.slice(0, first < 0 ? ratios.length : first).at(-1);
}

/** Factors of the loss at every ratio, and changes of the accuracy where there is one. */
function changeTable(experiments: readonly Measured[], stage: LaterStage): Table {
  const ratios = [...new Set(experiments.flatMap(shownRatios))].toSorted((a, b) => a - b);
  return table(
    `Test loss of \`${proposed}\` as a multiple of that before pruning, and its test accuracy less that before, in percentage points.`,
    ["network", "", ...ratios.map(String)],
    experiments.flatMap((measured) => [
      [measured.label, "loss", ...ratios.map((ratio) => showEstimate(changeOf(measured, stage, ratio), 1))],
      [
        measured.label,
        "accuracy",
        ...ratios.map((ratio) => {
          const after = measured.values(stage, proposed, ratio, "testAccuracy");
          const { mean, low, high, seeds } = differenceOf(after, measured.baseline("testAccuracy"));
          return seeds === 0
            ? "–"
            : showEstimate({ mean: 100 * mean, low: 100 * low, high: 100 * high, seeds }, 0);
        }),
      ],
    ]),
    2,
  );
}

/** `784-32-32-10: × 1.03 at 0.5` */
const showChange = (measured: Measured, stage: LaterStage, ratios: readonly number[]): string =>
  `${measured.label}: ${ratios.map((ratio) => `×\u00a0${showNumber(changeOf(measured, stage, ratio).mean)} at ρ\u00a0=\u00a0${ratio}`).join(", ")}`;

const HALF = 0.5;
const NEARLY = 0.4;

/** Section 4.1, of the left column of figure 1. */
export const halfWithoutRetraining: Claim = {
  title: "MNIST: about half of the weights can go without retraining",
  says:
    "“Using the proposed method, it is possible to remove up to approximately 50 % of the weights without a significant change in the loss and without " +
    "re-training the pruned network.” (4.1)",
  criterion: `Holds: at ρ = ${HALF}, right after pruning, the loss is at most ${UNCHANGED} times that before pruning, on every network. Holds partly: on some of them, or on all at ρ = ${NEARLY}.`,
  judge({ experiments }) {
    const own = measuredAt(experiments, "pruned", HALF);
    if (own.length === 0) return undefined;
    const half = own.map((measured) => isUnchanged(measured, "pruned", HALF));
    const nearly = own.every((measured) => isUnchanged(measured, "pruned", NEARLY));
    const verdict: Verdict = half.every(Boolean)
      ? "holds"
      : half.some(Boolean) || nearly
        ? "holds partly"
        : "does not hold";
    const sentences = own.map((measured) => {
      const last = unchangedUpTo(measured, "pruned");
      const range = last === undefined ? "changed at every ratio" : `unchanged up to ρ\u00a0=\u00a0${last}`;
      return `${showChange(measured, "pruned", [HALF])}, ${range}`;
    });
    return {
      verdict,
      measured: `Loss beside that before pruning: ${sentences.join("; ")}.`,
      tables: [changeTable(own, "pruned")],
      figures: linksTo(own, headings.comparison),
    };
  },
};

const removed: readonly number[] = [0.8, 0.85, 0.9];

/** Section 4.1, of the right column of figure 1. */
export const unchangedAfterFineTuning: Claim = {
  title: "MNIST: after fine-tuning, 80 to 90 % can go and the loss stays nearly the same",
  says: "“… with the loss remaining nearly unchanged even with 80–90 % of the weights removed.” (4.1)",
  criterion: `Holds: at ρ = ${removed.join(", ")}, after fine-tuning, the loss is at most ${UNCHANGED} times that before pruning, on every network. Holds partly: at some of these.`,
  judge({ experiments }) {
    const own = measuredAt(experiments, "fine-tuned", removed[0]);
    if (own.length === 0) return undefined;
    const ratios = removed.filter((ratio) => own.every(({ ratios: all }) => all.includes(ratio)));
    return {
      verdict: verdictOf(
        own.flatMap((measured) => ratios.map((ratio) => isUnchanged(measured, "fine-tuned", ratio))),
      ),
      measured: `Loss beside that before pruning: ${own.map((measured) => showChange(measured, "fine-tuned", ratios)).join("; ")}.`,
      tables: [changeTable(own, "fine-tuned")],
      figures: linksTo(own, headings.comparison),
      remark:
        `The baseline has had the first training only, the fine-tuned network both: the comparison is the paper's. ${trainedOn(own)}The table shows the accuracy too, since a ` +
        "network that is sure of its errors has a higher loss and no more errors.",
    };
  },
};

/** What training as long as the fine-tuned ones does to a network that loses nothing, where that has been measured. */
function trainedOn(own: readonly Measured[]): string {
  const measured = own.filter(({ values }) => values("fine-tuned", proposed, 0).size > 0);
  return measured.length === 0
    ? ""
    : `Trained on for as long, and not pruned, it has another loss too: ${measured.map((each) => showChange(each, "fine-tuned", [0])).join("; ")}. `;
}

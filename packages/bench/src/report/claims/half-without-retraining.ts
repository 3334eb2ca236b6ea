import { measuredOnly, linksTo } from "./where.ts";
import type { Claim, Verdict } from "./claim.ts";
import { changeTable, isUnchanged, showChange, UNCHANGED, unchangedUpTo } from "./unchanged.ts";
import { headings } from "../words.ts";

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
    const own = measuredOnly(experiments, "mnist", "pruned", HALF);
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

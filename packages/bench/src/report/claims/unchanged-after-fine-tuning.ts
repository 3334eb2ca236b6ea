import { proposed } from "../../experiments/strategies.ts";
import type { Measured } from "../measured.ts";
import type { Claim } from "./claim.ts";
import { verdictOf } from "./claim.ts";
import { changeTable, isUnchanged, showChange, UNCHANGED } from "./unchanged.ts";
import { measuredOnly, linksTo } from "./where.ts";
import { headings } from "../words.ts";

const removed: readonly number[] = [0.8, 0.85, 0.9];

/** Section 4.1, of the right column of figure 1. */
export const unchangedAfterFineTuning: Claim = {
  title: "MNIST: after fine-tuning, 80 to 90 % can go and the loss stays nearly the same",
  says: "“… with the loss remaining nearly unchanged even with 80–90 % of the weights removed.” (4.1)",
  criterion: `Holds: at ρ = ${removed.join(", ")}, after fine-tuning, the loss is at most ${UNCHANGED} times that before pruning, on every network. Holds partly: at some of these.`,
  judge({ experiments }) {
    const own = measuredOnly(experiments, "mnist", "fine-tuned", removed[0]);
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

import { list, text } from "@espalier/pages";
import type { Block } from "@espalier/pages";
import { showNumber } from "@espalier/pages/numbers";
import { meanOf } from "@espalier/pages/statistics";
import { TUNED } from "./cells.ts";
import type { Cells } from "./cells.ts";

/** Without labels, ahead of the paper's method with labels: where it holds, and where it does not. */
export function claimOf(all: readonly Cells[], seeds: number): Block[] {
  if (seeds === 0) return [text("Not measured yet.")];
  const cells = all.flatMap((each) => each.ratios.map((ratio) => cellOf(each, ratio)));
  const behind = cells.filter(({ isAhead }) => !isAhead);
  const won = cells.reduce((sum, { ahead }) => sum + ahead, 0);
  const ratios = [...new Set(cells.map(({ ratio }) => ratio))];
  const verdict = behind.length === 0 ? "**Holds**" : "**Does not hold everywhere**";
  return [
    list([
      `${verdict}: the mean test loss is lower in ${cells.length - behind.length} of ${cells.length} cells, and in ${won} of ${cells.length * seeds} pairs of one seed.`,
      ...behind.map(
        ({ label, besideTuned, denseBesideTuned }) =>
          `Behind at ${label}: ${showNumber(besideTuned, 2)} times the loss with labels. The dense network, whose outputs are the goal, has ${showNumber(denseBesideTuned, 2)} times that loss.`,
      ),
      ...ratios.map((ratio) => {
        const beside = cells.filter((cell) => cell.ratio === ratio).map(({ besideDense }) => besideDense);
        return `At ρ = ${ratio} the loss of \`network\` is ${showNumber(Math.min(...beside), 1)} to ${showNumber(Math.max(...beside), 1)} times that of the dense network.`;
      }),
    ]),
  ];
}

function cellOf({ measured, losses, before }: Cells, ratio: number) {
  const [own, tuned] = ["network", TUNED].map((name) => losses(name, ratio));
  return {
    label: `${measured.label}, ρ = ${ratio}`,
    ratio,
    ahead: [...own].filter(([seed, loss]) => loss < (tuned.get(seed) ?? 0)).length,
    isAhead: meanOf(own) < meanOf(tuned),
    besideTuned: meanOf(own) / meanOf(tuned),
    denseBesideTuned: meanOf(before()) / meanOf(tuned),
    besideDense: meanOf(own) / meanOf(before()),
  };
}

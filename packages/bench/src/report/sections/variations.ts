import { proposed } from "../../experiments/strategies.ts";
import { showCount, showEstimate, showMean } from "@espalier/pages/numbers";
import { heading, table, text } from "@espalier/pages";
import type { Block, Table } from "@espalier/pages";
import type { Findings } from "../findings.ts";
import { bySeed } from "../measured.ts";
import type { Measured } from "../measured.ts";
import { factorOf } from "@espalier/pages/statistics";
import { stages, when } from "../words.ts";
import type { LaterStage } from "../words.ts";
import type { OverallSection } from "./section.ts";
import { byRatio } from "./tables.ts";

/** What happens when our choices change, one at a time. */
export const variations: OverallSection = ({ experiments, variations: all }) => {
  const kept = experiments.filter(({ measurements }) => measurements.keptState.length > 0);
  if (all.length === 0 && kept.length === 0) return undefined;
  const groups = [...Map.groupBy(all, ({ of }) => of).entries()];
  return {
    title: "When our choices change",
    blocks: [
      text(
        "The paper does not give the batch size or the learning rate, nor whether fine-tuning continues with Adam's state. `nonlinear` uses a part of the samples to save time. Here each of these is changed, one at a time.",
      ),
      ...groups.flatMap(([of, changed]) => changes(of, changed)),
      ...(kept.length > 0 ? [heading("Adam's state kept over pruning")] : []),
      ...kept.map(keptTable),
    ],
  };
};

const changes = (of: Measured, changed: Findings["variations"]): Block[] => [
  heading(`Batch, learning rate and samples: ${of.title}`),
  ...stages.map((stage) => changeTable(of, changed, stage)),
];

/** A row for each setting and strategy. */
function changeTable(of: Measured, changed: Findings["variations"], stage: LaterStage): Table {
  const { batch, learningRate, nonlinearSamples } = of.measurements.experiment.recipe;
  const unchanged = `batch ${batch}, learning rate ${learningRate}, \`nonlinear\` on ${showCount(nonlinearSamples)} samples`;
  const all = [{ measured: of, change: unchanged }, ...changed];
  const strategies = new Set(changed.flatMap(({ measured }) => measured.strategies));
  const ratios = [...new Set(changed.flatMap(({ measured }) => measured.ratios))].toSorted((a, b) => a - b);
  return table(
    `${when[stage]}: test loss of \`${proposed}\`, and that of others as a multiple of it.`,
    ["setting", "before pruning", "strategy", ...ratios.map((ratio) => `ρ = ${ratio}`)],
    all.flatMap(({ measured, change }) =>
      [...strategies]
        .filter((strategy) => measured.strategies.includes(strategy))
        .map((strategy) => [
          change,
          showMean(measured.baseline()),
          strategy,
          ...ratios.map((ratio) => {
            const own = measured.values(stage, strategy, ratio);
            return strategy === proposed
              ? showMean(own)
              : showEstimate(factorOf(own, measured.values(stage, proposed, ratio)), 1);
          }),
        ]),
    ),
    3,
  );
}

function keptTable({ title, values, measurements: { keptState } }: Measured): Table {
  const ratios = [...new Set(keptState.map(({ ratio }) => ratio))].toSorted((a, b) => a - b);
  const kept = (at: number) => keptState.filter(({ ratio }) => ratio === at);
  return byRatio(
    `${title}: test loss of \`${proposed}\` after fine-tuning with the state in which training left Adam, as a multiple of that with a fresh one.`,
    "",
    ["kept / fresh"],
    ratios,
    (_, ratio) =>
      showEstimate(factorOf(bySeed(kept(ratio), "testLoss"), values("fine-tuned", proposed, ratio)), 1),
    (ratio) => `ρ = ${ratio}`,
  );
}

import { proposed } from "../../experiments/strategies.ts";
import type { LadderRow } from "../../experiments/kinds/ladder.ts";
import { list, text } from "@espalier/pages";
import type { Document, Section, Table } from "@espalier/pages";
import type { Findings } from "../findings.ts";
import { bySeed } from "../measured.ts";
import type { Measured } from "../measured.ts";
import { showNumber, showSpread, unitOf } from "@espalier/pages/numbers";
import { meanOf, spreadOf } from "@espalier/pages/statistics";
import type { BySeed } from "@espalier/pages/statistics";
import { byRatio } from "./tables.ts";

/** What each method does, in the order of the tables. */
const methods: Readonly<Record<string, string>> = {
  bias: "the paper's method: one removal, and each bias makes up for the weights of its neuron. No labels.",
  "bias-joint":
    "the same removal; then all biases of the network move together. No weight is touched. No labels.",
  Adam: "the paper's removal, then 60 epochs of Adam on the outputs of the dense network. No labels.",
  "network, quick":
    "all kept weights, biases and slopes make up for what is removed, in stages, at the effort `quick`. No labels.",
  network: "the same at the default effort. No labels.",
};

const TUNED = "bias, then 15 epochs with labels";

/** Whether some findings are about compensation by many parameters. */
export const hasLadder = ({ experiments }: Findings): boolean =>
  experiments.some(({ measurements }) => measurements.ladder.length > 0);

/** The page about them. */
export const ladderPage = (findings: Findings, lead: readonly string[]): Document => ({
  title: "Compensation by the whole network",
  lead: [
    "At 90 % removed and more, one bias cannot make up for the weights of its neuron. Here every kept parameter does, from the same samples and without a label. `npm run reproduce -- beyond` measures this page.",
    ...lead,
  ],
  sections: [methodsOf(findings), claimOf(findings), ...findings.experiments.map(sectionOf)],
});

const methodsOf = ({ experiments }: Findings): Section => ({
  title: "Methods",
  blocks: [
    list([
      ...namesIn(experiments).map((name) => `\`${name}\`: ${methods[name] ?? ""}`),
      `\`${TUNED}\`: the paper's method, followed by fine-tuning on the labels. It is the only row that sees a label.`,
    ]),
    text(
      "Classifiers are compared in the metric of their softmax, regressions in squared outputs. Ranking is that of `elimination-compensation` throughout. Hyper-parameters were chosen on training samples of one seed of two networks; test samples were used for these tables alone. Passes count how often the training samples were gone through, by gradients, products with the Gauss–Newton matrix and values of the objective, or epochs; a pass is about as much arithmetic as an epoch, and less where columns are gone.",
    ),
  ],
});

const namesIn = (experiments: readonly Measured[]): string[] => [
  ...new Set(experiments.flatMap(({ measurements }) => measurements.ladder.map(({ method }) => method))),
];

/** Losses of a method, or of fine-tuning with labels. */
function lossesOf(measured: Measured, name: string, ratio: number): BySeed {
  if (name === TUNED) return measured.values("fine-tuned", proposed, ratio);
  return bySeed<"testLoss">(rowsOf(measured, name, ratio), "testLoss");
}

const rowsOf = ({ measurements }: Measured, name: string, ratio: number): readonly LadderRow[] =>
  measurements.ladder.filter(({ method, ratio: own }) => method === name && own === ratio);

const ratiosOf = ({ measurements }: Measured): number[] =>
  [...new Set(measurements.ladder.map(({ ratio }) => ratio))].toSorted((a, b) => a - b);

/** Without labels, ahead of the paper's method with labels: where it holds, and where it does not. */
function claimOf({ experiments }: Findings): Section {
  const cells = experiments.flatMap((measured) =>
    ratiosOf(measured).map((ratio) => {
      const [own, tuned] = ["network", TUNED].map((name) => lossesOf(measured, name, ratio));
      const seeds = [...own.keys()].filter((seed) => tuned.has(seed));
      const ahead = seeds.filter((seed) => (own.get(seed) ?? 0) < (tuned.get(seed) ?? 0)).length;
      return {
        label: `${measured.label}, ρ = ${ratio}`,
        seeds: seeds.length,
        ahead,
        isAhead: meanOf(own) < meanOf(tuned),
        besideTuned: meanOf(own) / meanOf(tuned),
        denseBesideTuned: meanOf(measured.baseline()) / meanOf(tuned),
        besideDense: meanOf(own) / meanOf(measured.baseline()),
        ratio,
      };
    }),
  );
  const known = cells.filter(({ seeds }) => seeds > 0);
  const behind = known.filter(({ isAhead }) => !isAhead);
  const pairs = known.reduce((sum, { seeds }) => sum + seeds, 0);
  const won = known.reduce((sum, { ahead }) => sum + ahead, 0);
  return {
    title: "The claim",
    blocks: [
      text(
        "From 90 % removed on, without labels, `network` is ahead of the paper's method followed by fine-tuning with labels, on all eight networks.",
      ),
      list([
        `${behind.length === 0 && known.length > 0 ? "**Holds**" : "**Does not hold everywhere**"}: the mean test loss is lower in ${known.length - behind.length} of ${known.length} cells, and in ${won} of ${pairs} pairs of one seed.`,
        ...behind.map(
          ({ label, besideTuned, denseBesideTuned }) =>
            `Behind at ${label}: ${showNumber(besideTuned, 2)} times the loss with labels. The dense network, whose outputs are the goal, has ${showNumber(denseBesideTuned, 2)} times that loss.`,
        ),
        ...ratiosIn(known).map((ratio) => {
          const beside = known.filter((cell) => cell.ratio === ratio).map(({ besideDense }) => besideDense);
          return `At ρ = ${ratio} the loss of \`network\` is ${showNumber(Math.min(...beside), 1)} to ${showNumber(Math.max(...beside), 1)} times that of the dense network.`;
        }),
      ]),
    ],
  };
}

const ratiosIn = (cells: readonly { readonly ratio: number }[]): number[] => [
  ...new Set(cells.map(({ ratio }) => ratio)),
];

function sectionOf(measured: Measured): Section {
  const ratios = ratiosOf(measured);
  const names = [...namesIn([measured]), TUNED];
  const accurate = measured.baseline("testAccuracy");
  const losses = names.flatMap((name) => ratios.map((ratio) => meanOf(lossesOf(measured, name, ratio))));
  const unit = unitOf(losses);
  const show = (values: BySeed, scale: number): string => {
    if (values.size === 0) return "–";
    const { mean, sd } = showSpread(spreadOf([...values.values()]), scale);
    return sd === "" ? mean : `${mean} ± ${sd}`;
  };
  const before = show(measured.baseline(), unit);
  const units = unit === 1 ? "" : ` in units of ${unit.toExponential()}`;
  const tables: Table[] = [
    byRatio(`Test loss${units}; before pruning ${before}.`, "ρ", names, ratios, (name, ratio) =>
      show(lossesOf(measured, name, ratio), unit),
    ),
  ];
  if (accurate.size > 0)
    tables.push(
      byRatio(
        `Test accuracy in percent; before pruning ${show(accurate, 0.01)}.`,
        "ρ",
        names,
        ratios,
        (name, ratio) =>
          show(
            name === TUNED
              ? measured.values("fine-tuned", proposed, ratio, "testAccuracy")
              : bySeed<"testAccuracy">(rowsOf(measured, name, ratio), "testAccuracy"),
            0.01,
          ),
      ),
    );
  tables.push(
    byRatio("Passes over the training samples.", "ρ", namesIn([measured]), ratios, (name, ratio) =>
      passesOf(measured, name, ratio),
    ),
  );
  return { title: measured.title, blocks: tables };
}

function passesOf(measured: Measured, name: string, ratio: number): string {
  const passes = bySeed<"passes">(rowsOf(measured, name, ratio), "passes");
  return passes.size === 0 ? "–" : showNumber(meanOf(passes), 0);
}

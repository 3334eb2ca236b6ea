import type { CostsFile } from "../experiments/costs.ts";
import { table, text } from "@espalier/pages";
import type { Block, Document, Section } from "@espalier/pages";
import { timingFigure } from "./timing.ts";
import type { Findings } from "./findings.ts";
import { mainStrategies, seedsOf } from "./measured.ts";
import type { Measure, Measured } from "./measured.ts";
import { showBytes, showCount } from "@espalier/pages/numbers";
import { present } from "./pages.ts";
import { comparisonFigure, lowest } from "./sections/comparisons.ts";
import { costs, machineOf } from "./sections/costs.ts";
import { layers, sizes } from "./sections/networks.ts";
import { settings, strategies } from "./sections/settings.ts";
import { spreadTable } from "./sections/tables.ts";
import { plural, problemOf, stages, titles } from "./words.ts";

/** The report of `npm start`: one experiment, and the machine it ran on. */
export function startReport(findings: Findings, costsFile: CostsFile): Document | undefined {
  const [measured] = findings.experiments;
  if (measured === undefined) return undefined;
  const { progress } = findings;
  const hasAccuracy = measured.baseline("testAccuracy").size > 0;
  return {
    title: "Elimination-compensation pruning, measured",
    lead: [
      whatRan(measured),
      "The method is that of [arXiv:2602.20467](https://arxiv.org/abs/2602.20467).",
      ...(progress.done < progress.planned
        ? [
            `This run is not complete: ${showCount(progress.done)} of ${showCount(progress.planned)} measurements have been made.`,
          ]
        : []),
    ],
    sections: present([
      comparison(measured, "testLoss"),
      hasAccuracy ? comparison(measured, "testAccuracy") : undefined,
      time(measured, findings, costsFile),
      layers(measured, findings),
      sizes(measured, findings),
      strategies(findings),
      settings(findings),
      environment(costsFile),
    ]),
  };
}

function whatRan({ measurements: { experiment }, weights }: Measured): string {
  const { recipe, seeds, comparisons } = experiment;
  const [before, after] = recipe.epochs;
  const [{ strategies: asked, pruned }] = comparisons;
  return (
    `A ${recipe.network.join("-")} network (${showCount(weights)} weights) was trained on ${problemOf(recipe)} for ${plural(before, "epoch")} from ` +
    `${plural(seeds, "weight initialisation")}, reduced by ${asked.length} strategies at ${plural(pruned.length, "pruning ratio")}, and fine-tuned for ${plural(after, "epoch")}.`
  );
}

function comparison(measured: Measured, measure: Measure): Section {
  const own = { ...measured, strategies: mainStrategies(measured) };
  const blocks: Block[] = [
    comparisonFigure(own, measure),
    text(`The tables show the ${seedsOf(measured)}.`),
    ...stages.map((stage) => spreadTable(own, stage, measure)),
  ];
  return {
    title: titles[measure],
    blocks: measure === "testLoss" ? [...blocks, ...lowest(own).map(text)] : blocks,
  };
}

function time(measured: Measured, findings: Findings, file: CostsFile): Section | undefined {
  const spec = timingFigure(measured, file);
  const section = costs(measured, { ...findings, costs: file });
  if (spec === undefined || section === undefined) return undefined;
  return {
    ...section,
    blocks: [
      {
        kind: "figure",
        name: `seconds-${measured.name}`,
        title: `Time of each strategy's scores: ${measured.title}`,
        caption:
          "Time for the scores of all weights and the removal at one ratio: means over the seeds, thin lines the range. Training and fine-tuning of one network, to compare with.",
        spec,
      },
      ...section.blocks,
    ],
  };
}

const environment = ({ environment: machine, workers }: CostsFile): Section => ({
  title: "Environment",
  blocks: [
    table(
      "",
      ["what", "value"],
      [
        ["machine", machineOf(machine)],
        ["threads", String(workers)],
        ["finished", machine.date],
        ["peak memory", machine.peakMemoryBytes === undefined ? "–" : showBytes(machine.peakMemoryBytes)],
      ],
      2,
    ),
  ],
});

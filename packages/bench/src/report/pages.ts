import type { Document, Section } from "@espalier/pages";
import type { Findings } from "./findings.ts";
import { compared } from "./measured.ts";
import { showCount } from "@espalier/pages/numbers";
import { criteria, verdicts } from "./sections/claims.ts";
import { comparisonFigure, comparisons } from "./sections/comparisons.ts";
import { compression, compressionFigure } from "./sections/compression.ts";
import { costs } from "./sections/costs.ts";
import { crossed, crossedOverall } from "./sections/crossed.ts";
import { layers, sizes } from "./sections/networks.ts";
import { noise } from "./sections/noise.ts";
import { pictures } from "./sections/pictures.ts";
import { predicted, predictedFigure } from "./sections/predicted.ts";
import type { ExperimentSection } from "./sections/section.ts";
import { settings, strategies } from "./sections/settings.ts";
import { calibration, steps } from "./sections/studies.ts";
import { variations } from "./sections/variations.ts";

/** A page, and its file in the folder of results: the overview lies beside that folder. */
export interface Page {
  readonly name: string | undefined;
  readonly document: Document;
}

const WRITTEN =
  "`npm run reproduce -- report` writes this page and its figures from the files of measurements beside it; every number and every verdict comes from there.";

/**
 * The pages about published results: the overview, the claims, the studies, and one for each experiment.
 */
export const pagesOf = (findings: Findings): Page[] => [
  { name: undefined, document: overviewOf(findings) },
  {
    name: "claims",
    document: { title: "The paper's claims, judged", lead: [BACK, WRITTEN], sections: criteria(findings) },
  },
  {
    name: "studies",
    document: {
      title: "Studies over several networks",
      lead: [BACK, WRITTEN],
      sections: present([noise, predicted, crossedOverall, variations].map((section) => section(findings))),
    },
  },
  ...findings.experiments.map((measured) => ({
    name: measured.name,
    document: {
      title: measured.title,
      lead: [BACK, WRITTEN],
      sections: present(experimentSections.map((section) => section(measured, findings))),
    },
  })),
];

const BACK = "[All results](../results.md)";

/** The sections about each experiment, in reading order. */
const experimentSections: readonly ExperimentSection[] = [
  comparisons,
  pictures,
  crossed,
  compression,
  calibration,
  steps,
  layers,
  sizes,
  costs,
];

const overviewOf = (findings: Findings): Document => ({
  title: "Elimination-compensation pruning, measured again",
  lead: [
    `The experiments of [arXiv:2602.20467](https://arxiv.org/abs/2602.20467) at their real size, and studies beyond them, measured by \`npm run reproduce -- studies\`. ${WRITTEN}`,
    ...incomplete(findings),
  ],
  sections: present([
    verdicts(findings),
    figures(findings),
    contents(findings),
    strategies(findings),
    settings(findings),
  ]),
});

/** Figures of the smallest network of each case, with the middle level of noise; and of the method beyond the paper. */
function figures({ experiments }: Findings): Section | undefined {
  const small = [...Map.groupBy(experiments, (measured) => measured.case).values()].map((own) => {
    const { weights } = own[0];
    const same = own.filter((measured) => measured.weights === weights);
    return same[(same.length - 1) >> 1];
  });
  if (small.length === 0) return undefined;
  const last = small[small.length - 1];
  return {
    title: "Four figures",
    blocks: [
      ...small.map((measured) => comparisonFigure(compared(measured), "testLoss")),
      compressionFigure(last),
      predictedFigure(experiments),
    ],
  };
}

const contents = ({ experiments }: Findings): Section | undefined =>
  experiments.length === 0
    ? undefined
    : {
        title: "Everything else",
        blocks: [
          {
            kind: "list",
            items: [
              "[The claims](results/claims.md): criteria, verdicts, and the numbers behind them.",
              "[Studies](results/studies.md): noise, predicted and measured change, rankings and compensations, other settings.",
              ...experiments.map(({ name, title }) => `[${title}](results/${name}.md)`),
            ],
          },
        ],
      };

/** Said as long as something is missing. */
const incomplete = ({ progress: { done, planned } }: Findings): string[] =>
  done < planned
    ? [
        `**Not complete:** ${showCount(done)} of ${showCount(planned)} measurements have been published. These pages leave out the others.`,
      ]
    : [];

export const present = (sections: readonly (Section | undefined)[]): Section[] =>
  sections.filter((section) => section !== undefined);

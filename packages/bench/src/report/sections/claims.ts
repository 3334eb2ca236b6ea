import type { Claim, Judgement } from "../claims/comparisons.ts";
import { claims as all } from "../claims/index.ts";
import { ruleOfConsistency } from "../claims/lowest.ts";
import { fold, list, table, text, anchorOf } from "@espalier/pages";
import type { Section } from "@espalier/pages";
import type { Findings } from "../findings.ts";
import { listed } from "@espalier/pages/numbers";

/** Of the criteria: a reader has to know which of them the data may have shaped. */
const HISTORY: readonly string[] = [
  "The criteria were rewritten twice. Where the criterion from before the measurements gives another verdict, the last column has it.",
  "When some of the results on the equation were known, and none of those on MNIST: “consistently lowest” had required a lower loss in 90 % of the comparisons with one rival at a time, and a clearly higher one in " +
    "2.5 % at most; that a second rival is lower did not matter there, and losses within a factor of 1.1 did. Robustness to noise had been asked of every case, of the losses less d²/3, with no regard to what the seeds leave open. " +
    "Scoring had been compared, by means over the seeds, with 1 + M epochs, and with 5 % of the training before pruning.",
  "When all results were known: claims about all data had been judged over all of it together, six networks on the equation and two on MNIST; the non-linear strategy over both stages together; and comparisons of " +
    "two losses that are no better than guessing had been counted. All other criteria are older than the data.",
];

interface Judged {
  readonly claim: Claim;
  readonly judgement: Judgement;
}

/** The claims that measurements bear on. */
const judgedBy = (findings: Findings): Judged[] =>
  all.flatMap((claim) => {
    const judgement = claim.judge(findings);
    return judgement === undefined ? [] : [{ claim, judgement }];
  });

/** Each claim of the paper beside our measurement. */
export function verdicts(findings: Findings): Section | undefined {
  const judged = judgedBy(findings);
  if (judged.length === 0) return undefined;
  return {
    title: "The paper's claims",
    blocks: [
      text(
        "Each row has a claim of the paper, our measurement, and whether the claim holds by a criterion that is computed from the files. The paper leaves settings open; ours " +
          "are [below](#settings-and-our-choices). A verdict is about these settings and these networks. [The criteria and their numbers](results/claims.md) have a page of their own.",
      ),
      table(
        "",
        ["claim", "measured", "verdict", "by the first criterion"],
        judged.map(({ claim: { title }, judgement }) => [
          `[${title}](results/claims.md#${anchorOf(title)})`,
          judgement.measured,
          `**${judgement.verdict}**`,
          judgement.formerly ?? "–",
        ]),
        4,
      ),
    ],
  };
}

/** How claims are judged, and the numbers behind each verdict. */
export function criteria(findings: Findings): Section[] {
  const judged = judgedBy(findings);
  if (judged.length === 0) return [];
  return [
    {
      title: "How claims are judged",
      blocks: [
        text("“Clearly” means that the 95 % interval over the seeds excludes equality."),
        text(ruleOfConsistency),
        ...HISTORY.map((each) => text(each)),
      ],
    },
    ...judged.map(sectionOf),
  ];
}

function sectionOf({ claim: { title, says, criterion }, judgement }: Judged): Section {
  const { verdict, formerly, measured, tables, figures, remark } = judgement;
  return {
    title,
    blocks: [
      text(`**${verdict}.** ${measured}`),
      list([
        `The paper: ${says}`,
        `Criterion: ${criterion}`,
        ...(formerly === undefined ? [] : [`By the first criterion: ${formerly}.`]),
        ...(remark === undefined ? [] : [remark]),
        ...(figures.length === 0 ? [] : [`Figures: ${listed(figures)}.`]),
      ]),
      ...(tables.length === 0 ? [] : [fold("The numbers", tables)]),
    ],
  };
}

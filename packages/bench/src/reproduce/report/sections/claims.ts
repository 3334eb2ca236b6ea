import { ruleOfConsistency } from "../claims/consistently-lower.ts";
import { claims as all } from "../claims/index.ts";
import { fold, heading, list, table, text } from "../document.ts";
import type { Block } from "../document.ts";
import type { Section } from "../document.ts";
import type { Claim, Judgement } from "../claims/claim.ts";
import { listed } from "../shown.ts";
import type { SectionOf } from "./section.ts";

/** Of the criteria: a reader has to know which of them the data may have shaped. */
const HISTORY: readonly string[] = [
  "Criteria were written anew twice, so the last column has the verdict by the criterion as it was before there were data, where that is another one.",
  "When some of the results on the equation were known, and none of those on MNIST: “consistently lowest” had asked for a lower loss in 90 % of the comparisons with one rival at a time, and a clearly higher one in " +
    "2.5 % at most; that a second rival is lower did not matter there, and losses within a factor of 1.1 did. Robustness to noise had been asked of every case, of the losses less d²/3, with no regard to what the seeds leave open. " +
    "Scoring had been compared, by means over the seeds, with 1 + M epochs, and with 5 % of the training before pruning.",
  "When all results were known: claims about all data had been judged over all of it together, six networks on the equation and two on MNIST; the non-linear strategy over both stages together; and comparisons of " +
    "two losses that are no better than guessing had been counted. All other criteria are older than the data.",
];

/** Each claim of the paper beside our measurement. */
export const claims: SectionOf = (findings): Section | undefined => {
  const judged = all.flatMap((claim) => {
    const judgement = claim.judge(findings);
    return judgement === undefined ? [] : [{ claim, judgement }];
  });
  if (judged.length === 0) return undefined;
  return {
    id: "claims",
    title: "The paper's claims",
    blocks: [
      text(
        "What the paper says of its experiments, what we measured, and whether it holds by a criterion that is stated below and computed from the files. The paper leaves settings open; ours " +
          "are [below](#settings). A verdict is about these settings and these networks. “Clearly” means that the 95 % interval over the seeds excludes equality.",
      ),
      text(ruleOfConsistency),
      ...HISTORY.map((each) => text(each)),
      table(
        "The claims.",
        ["claim", "measured", "verdict", "by the first criterion"],
        judged.map(({ claim, judgement }) => [
          `[${claim.title}](#${claim.id})`,
          judgement.measured,
          `**${judgement.verdict}**`,
          judgement.formerly ?? "–",
        ]),
        4,
      ),
      ...judged.flatMap(({ claim, judgement }) => detailsOf(claim, judgement)),
    ],
  };
};

function detailsOf({ id, title, says, criterion }: Claim, judgement: Judgement): Block[] {
  const { verdict, measured, tables, figures, remark } = judgement;
  const links = figures.map((link) => `[${link.label}](#${link.id})`);
  return [
    heading(id, title),
    text(`**${verdict}.** ${measured}`),
    list([
      `The paper: ${says}`,
      `Criterion: ${criterion}`,
      ...(remark === undefined ? [] : [remark]),
      ...(links.length === 0 ? [] : [`Figures: ${listed(links)}.`]),
    ]),
    ...(tables.length === 0 ? [] : [fold("The numbers", tables)]),
  ];
}

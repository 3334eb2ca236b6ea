import { ruleOfConsistency } from "../claims/consistently-lower.ts";
import { claims as all } from "../claims/index.ts";
import { fold, heading, list, table, text } from "../document.ts";
import type { Block } from "../document.ts";
import type { Section } from "../document.ts";
import type { Claim, Judgement } from "../claims/claim.ts";
import { listed } from "../shown.ts";
import type { SectionOf } from "./section.ts";

/** Of the criteria: a reader has to know which of them the data may have shaped. */
const HISTORY =
  "Three criteria were written anew when some of the results on the equation were known, and none of those on MNIST. “Consistently lowest” had counted comparisons with one rival at a time, in which " +
  "the place of a second rival did not matter. Robustness to noise had been asked of every case, with no regard to what the seeds leave open. Scoring had been compared with one epoch for each output and one more. " +
  "All other criteria are older than the data.";

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
      text(HISTORY),
      table(
        "The claims, in the order of the paper.",
        ["claim", "measured", "verdict"],
        judged.map(({ claim, judgement }) => [
          `[${claim.title}](#${claim.id})`,
          judgement.measured,
          `**${judgement.verdict}**`,
        ]),
        3,
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

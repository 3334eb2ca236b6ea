import { showCount } from "../../report/numbers.ts";
import type { Document, Section } from "./document.ts";
import type { Findings } from "./findings.ts";
import { sections } from "./sections/index.ts";

/** The page about what has been found: those sections for which something has been measured. */
export const pageOf = (findings: Findings): Document => ({
  title: "Elimination-compensation pruning, measured again",
  lead: [
    "The experiments of [arXiv:2602.20467](https://arxiv.org/abs/2602.20467) at their real size, and studies beyond them, measured by `npm run reproduce -- studies`. This page and its " +
      "figures are written by `npm run reproduce -- report` from the files beside them; every number and every verdict comes from there.",
    ...incomplete(findings),
  ],
  sections: sections
    .map((sectionOf) => sectionOf(findings))
    .filter((section): section is Section => section !== undefined),
});

/** Said as long as something is missing. */
const incomplete = ({ progress: { done, planned } }: Findings): string[] =>
  done < planned
    ? [
        `**Not complete:** ${showCount(done)} of ${showCount(planned)} measurements have been published. What is missing has no place on this page.`,
      ]
    : [];

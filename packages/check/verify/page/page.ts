import type { FalseAlarms } from "../false-alarms/results.ts";
import type { Results } from "../results.ts";
import { falseAlarms } from "./alarms.ts";
import { equivalents, survivors } from "./not-found.ts";
import { head } from "./head.ts";
import { kinds, oracles } from "./mistakes.ts";
import { totalsOf } from "./summary.ts";

/** docs/verification.md: every figure on it comes from the two result files. */
export function pageOf(results: Results, alarms: FalseAlarms): string {
  const totals = totalsOf(results);
  return `${[
    head(results, totals, alarms),
    "## Which check finds which mistake",
    kinds(results, totals),
    "## Which oracle finds what",
    oracles(results, totals),
    "## False alarms",
    falseAlarms(results, totals, alarms),
    ...survivors(totals),
    "## What is not counted, and why",
    equivalents(results, totals),
    LIMITS,
  ].join("\n\n")}\n`;
}

const LIMITS = `## What was not seeded

- log x at 0, and log x and √x below 0: outside the domain that their specs declare.
- Wrong functions with right derivatives of them, and anything else that
  [no oracle can catch](checking-derivatives.md#what-no-oracle-can-catch).
- Mistakes in third derivatives, which the rules refuse.
- Undefined or missing cotangents, and arrays that overlap: here a cotangent is always an array of its own.`;

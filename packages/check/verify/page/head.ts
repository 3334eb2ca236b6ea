import { alarmTotals } from "../false-alarms/results.ts";
import type { FalseAlarms } from "../false-alarms/results.ts";
import type { Results } from "../results.ts";
import { countUsual } from "./mistakes.ts";
import type { Totals } from "./summary.ts";
import { percent, thousands } from "./table.ts";

/** Kinds of mistakes that the other checks do not claim to look for. */
const BEYOND = new Set([
  "input overwritten",
  "cotangent overwritten",
  "tangent overwritten",
  "output overwritten",
  "accumulator overwritten",
  "accumulated twice",
  "second sweep adds to the first",
  "recording used up by a sweep",
  "one array handed in twice counts once",
  "wrong in single precision alone",
]);

/** What the page is about, and its figures in short. */
export function head({ points, usual }: Results, totals: Totals, alarms: FalseAlarms): string {
  const { seeded, mutants, equivalent, survivors: missed, late, comparisons, failures, draws } = totals;
  const right = alarmTotals(alarms.functions);
  const best = (suffix: string): string => {
    const counts = usual.map((name, at) => (name.endsWith(suffix) ? countUsual(mutants, at) : 0));
    return percent(Math.max(...counts), mutants.length);
  };
  const plain = mutants.filter(({ kind }) => !BEYOND.has(kind));
  const bestOfPlain = (suffix: string): string => {
    const counts = usual.map((name, at) => (name.endsWith(suffix) ? countUsual(plain, at) : 0));
    return percent(Math.max(...counts), plain.length);
  };
  return `# How good the checks are

A check of derivatives is worth what it finds, as long as it raises no false alarm. So mistakes are made on purpose, one at a time, in
every rule of every primitive, and each is shown to the oracles of [\`@espalier/check\`](checking-derivatives.md) and to four checks
that are in use elsewhere. And right functions that are hard to check are shown to the oracles without a formula.

|     |     |
| --- | --- |
| mistakes seeded | ${thousands(seeded)} |
| proven to change nothing, and not counted | ${thousands(equivalent.length)} |
| found by our oracles, of the other ${thousands(mutants.length)} | **${thousands(mutants.length - missed.length)}** (${percent(mutants.length - missed.length, mutants.length)}) |
| of these at the first ${points.first} points | ${thousands(mutants.length - missed.length - late.length)} |
| found by the best of the other checks, at points from N(0, 1) | ${best("N(0, 1)")} |
| and at the points that ours draws | ${best("our points")} |
| the same of the ${thousands(plain.length)} mistakes that are not about overwriting, adding up, recordings or single precision, at N(0, 1) and at ours | ${bestOfPlain("N(0, 1)")}, ${bestOfPlain("our points")} |
| found by ours where only the function and its vjp are given | ${thousands(mutants.filter(({ bare }) => bare === true).length)} |
| false alarms of ours, at ${thousands(draws)} points of our rules | **${thousands(failures)}** of ${thousands(comparisons)} comparisons |
| and where only the function and its vjp are given, at ${thousands(totals.bare.draws)} points | **${thousands(totals.bare.failures)}** of ${thousands(totals.bare.comparisons)} comparisons |
| false alarms at ${thousands(right.points)} points of ${right.functions} right functions that are not ours | **${thousands(right.alarms)}** of ${thousands(right.compared)} comparisons |

\`npm run verify\` seeds the mistakes and writes [verification.json](verification.json): a line for each mistake in each rule, with
the oracles and checks that find it. \`npm run verify -- false-alarms\` looks at the right functions and writes
[false-alarms.json](false-alarms.json): a line for each function. Both draw everything from fixed seeds and write this page. The mistakes
stand in [packages/check/verify/mistakes](../packages/check/verify/mistakes), the right functions in
[false-alarms/functions](../packages/check/verify/false-alarms/functions), the other checks in [usual](../packages/check/verify/usual).
Mistakes and oracles have the same authors: take our column for an upper bound.`;
}

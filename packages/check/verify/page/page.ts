import type { FalseAlarms } from "../false-alarms/results.ts";
import { alarmTable, alarmTotals } from "../false-alarms/results.ts";
import { mistakesByKind } from "../mistakes/index.ts";
import type { Mutant, Results } from "../results.ts";
import { totalsOf } from "./summary.ts";
import type { Totals } from "./summary.ts";
import { orAbsent, percent, table, thousands } from "./table.ts";

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

function head({ points, usual }: Results, totals: Totals, alarms: FalseAlarms): string {
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

const countUsual = (mutants: readonly Mutant[], at: number): number =>
  mutants.filter(({ usual }) => usual.includes(at)).length;

const LEGEND = `Each check looks at FIRST points, and at MORE further ones if it has found nothing. The other checks are written again from their
sources: PyTorch's gradcheck, whole (_slow_) and by one projection (_fast_), both with forward mode and gradgradcheck; JAX's check_grads to
second order (_jax_); and one random coordinate with a fixed tolerance (_one_), as teaching libraries have it. They look at points from
N(0, 1); the columns with a star are the same checks at the points that ours draws, with zeros, ties, kinks, and sizes from 1e-3 to 1e3,
where they refute right rules as well ([below](#false-alarms)). The column _f, vjp_ counts what ours finds when it is given a function and
its vjp alone, as in [the page for users](checking-derivatives.md): then it sees nothing of a jvp, of second derivatives or of recordings.`;

function kinds({ usual, points }: Results, { mutants }: Totals): string {
  const row = (name: string, own: readonly Mutant[]): (string | number)[] => [
    name,
    own.length,
    own.filter(({ found }) => found.length > 0).length,
    orAbsent(own.filter(({ bare }) => bare === true).length),
    ...usual.map((_, at) => orAbsent(countUsual(own, at))),
  ];
  const rows = Object.entries(mistakesByKind).map(([name, mistakes]) => {
    const own = new Set(mistakes.map(({ kind }) => kind));
    return row(
      name,
      mutants.filter(({ kind }) => own.has(kind)),
    );
  });
  const stars = ["slow", "fast", "jax", "one"].flatMap((name) => [name, `${name}*`]);
  const columns = ["mistakes", "seeded", "ours", "f, vjp", ...stars.filter((_, at) => at % 2 === 0)];
  const titles = [...columns, ...stars.filter((_, at) => at % 2 === 1)];
  const legend = LEGEND.replace("FIRST", `${points.first}`).replace("MORE", `${points.more}`);
  return `${legend}\n\n${table(titles, [...rows, row("all", mutants)])}`;
}

function oracles({ oracles: all }: Results, { mutants }: Totals): string {
  const rows = all.map(({ name, law }, at) => {
    const own = mutants.filter(({ found }) => found.includes(at));
    const alone = own.filter(({ found }) => found.length === 1);
    const examples = [...new Set(alone.map(({ kind }) => kind))].slice(0, 3).join("; ");
    return [name, orAbsent(own.length), orAbsent(alone.length), law, examples];
  });
  return `_Alone_ are the mistakes that no other oracle finds: they are why an oracle is there. \`value\` looks at the function, where no mistake was
made.

${table(["oracle", "finds", "alone", "law", "what it finds alone"], rows)}`;
}

function falseAlarms(
  { usual, correct }: Results,
  { draws, failures, bare }: Totals,
  alarms: FalseAlarms,
): string {
  const points = correct.reduce((sum, each) => sum + each.points, 0);
  const none = (count: number): string => (count === 0 ? "none" : thousands(count));
  const rows = usual.map((name, at) => [
    name,
    thousands(points),
    none(correct.reduce((sum, each) => sum + each.refuted[at], 0)),
  ]);
  const ours = [
    ["ours", thousands(draws), none(failures)],
    ["ours, of a function and its vjp alone", thousands(bare.draws), none(bare.failures)],
  ];
  return `How often a right rule of ours is refuted:

${table(["check", "points", "refuted"], [...ours, ...rows])}

And right functions that are not ours, of which the check is told nothing but their rules. Where steps do not resolve a function, or at a
kink that is not declared, it compares nothing and says so.

${alarmTable(alarms)}`;
}

/** Nothing where everything was found. */
const survivors = ({ survivors: missed }: Totals): string[] =>
  missed.length === 0
    ? []
    : [
        "## What was not found",
        table(
          ["rule", "mistake"],
          missed.map(({ of, kind, detail }) => [of, detail === undefined ? kind : `${kind}: ${detail}`]),
        ),
      ];

function equivalents({ proofs }: Results, { equivalent }: Totals): string {
  const rows = proofs.map(({ name, text }, at) => [
    name,
    equivalent.filter((each) => each.equivalent === at).length,
    text,
  ]);
  return `These give the same numbers as the right rule, at 100 points and in both precisions, wherever a spec can be asked: tangents, cotangents,
second derivatives, sweeps, sums. For each there is a reason, and what the reason supposes was looked up in the rule itself. One without a
reason would be counted as not found.

${table(
  ["reason", "mistakes", "why nothing changes"],
  rows.filter(([, count]) => count !== 0),
)}`;
}

const LIMITS = `## What was not seeded

- log x at 0, and log x and √x below 0: outside the domain that their specs declare.
- Wrong functions with right derivatives of them, and anything else that
  [no oracle can catch](checking-derivatives.md#what-no-oracle-can-catch).
- Mistakes in third derivatives, which the rules refuse.
- Undefined or missing cotangents, and arrays that overlap: here a cotangent is always an array of its own.`;

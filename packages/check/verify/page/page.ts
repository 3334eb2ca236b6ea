import type { Mutant, Results } from "../results.ts";
import { matrix } from "./matrix.ts";
import { totalsOf } from "./summary.ts";
import type { Totals } from "./summary.ts";
import { orAbsent, percent, table, thousands } from "./table.ts";

/** docs/verification.md: everything on it comes from the results. */
export function pageOf(results: Results): string {
  const totals = totalsOf(results);
  return `${[
    head(results, totals),
    "## Which check finds which mistake",
    kinds(results, totals),
    "## Which oracle finds what",
    oracles(results, totals),
    "## Rule by rule",
    "How many of the mistakes in a rule each oracle finds. A rule is a primitive and an input; what settings it has are counted together.",
    matrix(results, totals),
    "## False alarms",
    falseAlarms(results, totals),
    "## What nobody found",
    survivors(totals),
    "## What is not counted, and why",
    equivalents(results, totals),
    LIMITS,
  ].join("\n\n")}\n`;
}

function head({ points, usual }: Results, totals: Totals): string {
  const { seeded, mutants, equivalent, survivors: missed, late, comparisons, failures, draws } = totals;
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

A check of derivatives is worth what it finds. So mistakes are made on purpose, one at a time, in every rule of every primitive, and
each is shown to the oracles of [\`@espalier/check\`](checking-derivatives.md) and to four checks that are in use elsewhere.

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
| false alarms of ours, at ${thousands(draws)} points of correct rules | **${thousands(failures)}** of ${thousands(comparisons)} comparisons |
| and where only the function and its vjp are given, at ${thousands(totals.bare.draws)} points | **${thousands(totals.bare.failures)}** of ${thousands(totals.bare.comparisons)} comparisons |

All of it is measured by \`npm run verify\`, which takes some minutes, draws everything from fixed seeds, and writes
[verification.json](verification.json) and from it this page. The mistakes stand in
[packages/check/verify/mistakes](../packages/check/verify/mistakes), the other checks in
[usual](../packages/check/verify/usual). Mistakes and oracles have the same authors: take our column for an upper bound.`;
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

const LEGEND = `Each check looks at FIRST points, and at MORE further ones if it has found nothing. The other checks are ours only in that we wrote
them again from their sources: PyTorch's gradcheck, whole (_slow_) and by one projection (_fast_), both with forward mode and gradgradcheck;
JAX's check_grads to second order (_jax_); and one random coordinate with a fixed tolerance (_one_), as teaching libraries have it. They
look at points from N(0, 1), as their users let them; the columns with a star are the same checks at the points that ours draws, with
zeros, ties, kinks, and sizes from 1e-3 to 1e3, where they refute correct rules as well ([below](#false-alarms)). In the column _f, vjp_ are the
mistakes that ours finds where it is given a function and its vjp and nothing else, as in the ten lines of
[the page for users](checking-derivatives.md): it has differences to go by, and sees nothing of a jvp, of second derivatives or of recordings.`;

function kinds({ usual, points }: Results, { mutants }: Totals): string {
  const names = [...new Set(mutants.map(({ kind }) => kind))];
  const row = (name: string, own: readonly Mutant[]): (string | number)[] => [
    name,
    own.length,
    own.filter(({ found }) => found.length > 0).length,
    orAbsent(own.filter(({ bare }) => bare === true).length),
    ...usual.map((_, at) => orAbsent(countUsual(own, at))),
  ];
  const columns = [
    "mistake",
    "rules",
    "ours",
    "f, vjp",
    "slow",
    "fast",
    "jax",
    "one",
    "slow*",
    "fast*",
    "jax*",
    "one*",
  ];
  const rows = [
    ...names.map((name) =>
      row(
        name,
        mutants.filter(({ kind }) => kind === name),
      ),
    ),
    row("all", mutants),
  ];
  const legend = LEGEND.replace("FIRST", `${points.first}`).replace("MORE", `${points.more}`);
  return `${legend}\n\n${table(columns, rows)}`;
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

function falseAlarms({ usual, correct }: Results, { draws, failures, bare }: Totals): string {
  const points = correct.reduce((sum, each) => sum + each.points, 0);
  const rows = usual.map((name, at) => {
    const refuted = correct.reduce((sum, each) => sum + each.refuted[at], 0);
    return [name, thousands(points), refuted === 0 ? "none" : thousands(refuted)];
  });
  return `How often a correct rule is called wrong.

${table(
  ["check", "points", "refuted"],
  [
    ["ours", thousands(draws), failures === 0 ? "none" : `${failures} comparisons`],
    [
      "ours, of a function and its vjp alone",
      thousands(bare.draws),
      bare.failures === 0 ? "none" : `${bare.failures} comparisons`,
    ],
    ...rows,
  ],
)}`;
}

const survivors = ({ survivors: missed }: Totals): string =>
  missed.length === 0
    ? "Nothing: every mistake that changes a number was found."
    : table(
        ["rule", "mistake"],
        missed.map(({ of, kind, detail }) => [of, detail === undefined ? kind : `${kind}: ${detail}`]),
      );

function equivalents({ proofs }: Results, { equivalent }: Totals): string {
  const parts = proofs.map(({ name, text }, at) => {
    const own = equivalent.filter((each) => each.equivalent === at);
    const byKind = [...new Set(own.map(({ kind }) => kind))].map((kind) => {
      const rules = own.filter((each) => each.kind === kind).map(({ of }) => of);
      return [kind, rules.length, rules.join("; ")];
    });
    return own.length === 0
      ? ""
      : `### ${name[0].toUpperCase()}${name.slice(1)}\n\n${text}\n\n${table(["mistake", "rules", "where"], byKind)}`;
  });
  return `These mutants give the same numbers as the correct rule, at 100 points and in both precisions, wherever a spec can be asked: tangents,
cotangents, second derivatives, sweeps, sums. For each there is a reason, and what the reason supposes was looked up in the rule itself.
One without a reason would be counted as a survivor.

${parts.filter((part) => part !== "").join("\n\n")}`;
}

const LIMITS = `## What was not seeded

- log x at 0, and log x and √x below 0: outside the domain that their specs declare.
- Kinks that are not declared, wrong functions with right derivatives of them, and anything else that
  [no oracle can catch](checking-derivatives.md#what-no-oracle-can-catch).
- Mistakes in third derivatives, which the rules refuse.
- Undefined or missing cotangents, and arrays that overlap: here a cotangent is always an array of its own.`;

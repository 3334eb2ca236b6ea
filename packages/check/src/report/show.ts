import type { Budget } from "../oracles/oracle.ts";
import { ratioOf } from "./report.ts";
import type { Failure, OracleReport, Report } from "./report.ts";

/** A report as text: what was compared, how near each oracle came to its bound, and each failure with its replay. */
export function showReport(report: Report): string {
  const { name, passed, failures, complaints, jacobian, oracles } = report;
  const verdict = passed ? "correct as far as checked" : failures.length > 0 ? "WRONG" : "NOT CHECKED ENOUGH";
  return [
    `${name}: derivatives ${verdict}`,
    `  ${report.draws} points, ${report.values} values, ${report.redrawn} drawn again; seed ${report.seed}; round-off bounds by ${report.roundOff}`,
    `  ${jacobian.entries} Jacobian entries, ${jacobian.zeros} of them 0, the others ${short(jacobian.smallest)} … ${short(jacobian.largest)} in size`,
    "",
    ...table([HEADER, ...oracles.map(row)]),
    ...complaints.map((each) => `\n  not enough: ${each}`),
    ...failures.map((each) => `\n${showFailure(name, each)}`),
  ].join("\n");
}

/** One failure: the expected value, the received one, the budget, and how to reproduce it. */
export function showFailure(name: string, failure: Failure): string {
  const { oracle, law, mode, at, received, expected, error, bound, budget, replay, inputs, thrown } = failure;
  const point = Object.entries(inputs).map(
    ([input, { shape, data }]) => `    ${input} [${shape.join(", ")}] = ${data.map(exact).join(", ")}`,
  );
  return [
    `  ${oracle} (${law}) refutes the ${mode} of ${name}${at === "" ? "" : ` at ${at}`}`,
    ...(thrown === undefined
      ? [
          `    received ${exact(received)}, expected ${exact(expected)}; error ${short(error)}, bound ${short(bound)}${showBudget(budget)}`,
        ]
      : [`    it threw ${thrown}`]),
    ...(isSlight(failure) ? [INEXACT] : []),
    ...point,
    `    again: check(spec, { replay: ${replay} })`,
  ].join("\n");
}

/** Where f is that exact, the rule is wrong; the check cannot know. */
const INEXACT =
  "    if the values of f are only accurate to a tolerance, as those of an iteration that stops there, declare it as the accuracy of the spec";

/** Whether differences of f show a slope that is off by so little that values of f which are not exact may be the cause. */
const isSlight = ({ budget, error, expected }: Failure): boolean =>
  budget?.["round-off of f"] !== undefined && error <= SLIGHT * Math.abs(expected);

/** An iteration whose values are accurate to 1e-6 has slopes that are off by the root of that. */
const SLIGHT = 1e-2;

/** ` = 1.0e-9 truncation + 2.0e-6 round-off` */
const showBudget = (budget: Budget = {}): string => {
  const parts = Object.entries(budget).map(([name, part]) => `${short(part)} ${name}`);
  return parts.length === 0 ? "" : ` = ${parts.join(" + ")}`;
};

const HEADER = [
  "oracle",
  "trials",
  "compared",
  "skipped",
  "worst error",
  "its bound",
  "ratio",
  "estimated",
  "law",
];

function row({ name, law, trials, comparisons, skipped, worst, estimated }: OracleReport): string[] {
  const compared = Object.values(comparisons).reduce((sum, each) => sum + each, 0);
  const figures = worst === undefined ? ["", "", ""] : [worst.error, worst.bound, ratioOf(worst)].map(short);
  return [
    name,
    `${trials}`,
    `${compared}`,
    `${skipped}`,
    ...figures,
    `${Math.round(100 * estimated)} %`,
    law,
  ];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (isText(at, cells) ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
      .join("  ");
  return rows.map((cells) => `  ${line(cells)}`.trimEnd());
}

const isText = (column: number, cells: readonly string[]): boolean =>
  column === 0 || column === cells.length - 1;

const short = (x: number): string => (x === 0 || !Number.isFinite(x) ? `${x}` : x.toExponential(1));

/** All digits, and −0 as what it is. */
const exact = (x: number): string => (Object.is(x, -0) ? "-0" : `${x}`);

import { table, thousands } from "../page/table.ts";
import type { Verdict } from "./run.ts";

/** What checks have said of right functions. Plain data. */
export interface FalseAlarms {
  readonly format: "espalier-false-alarms";
  readonly version: 1;
  readonly seed: number;
  readonly functions: readonly Verdict[];
}

/** All functions, or those of a kind, in one line. */
export interface AlarmTotals {
  readonly functions: number;
  readonly points: number;
  readonly compared: number;
  readonly skipped: number;
  readonly alarms: number;
}

export function alarmTotals(verdicts: readonly Verdict[]): AlarmTotals {
  const sum = (of: (verdict: Verdict) => number): number => verdicts.reduce((all, each) => all + of(each), 0);
  return {
    functions: verdicts.length,
    points: sum(({ points }) => points),
    compared: sum(({ compared }) => compared),
    skipped: sum(({ skipped }) => skipped),
    alarms: sum(({ alarms }) => alarms),
  };
}

/** The functions by kind, as a table of a page. */
export function alarmTable({ functions }: FalseAlarms): string {
  const kinds = [...new Set(functions.map(({ kind }) => kind))];
  const row = (name: string, own: readonly Verdict[]): (string | number)[] => {
    const { points, compared, skipped, alarms } = alarmTotals(own);
    return [name, own.length, thousands(points), thousands(compared), thousands(skipped), alarms];
  };
  return table(
    ["kind", "functions", "points", "comparisons", "not resolved", "false alarms"],
    [
      ...kinds.map((kind) =>
        row(
          kind,
          functions.filter((each) => each.kind === kind),
        ),
      ),
      row("all", functions),
    ],
  );
}

/** The same in a few lines for a terminal, with every function that was refuted or mostly not resolved. */
export function alarmSummary({ functions }: FalseAlarms): string {
  const { points, compared, skipped, alarms } = alarmTotals(functions);
  return [
    `${alarms} false alarms in ${thousands(compared)} comparisons at ${thousands(points)} points of ${functions.length} right functions`,
    `${thousands(skipped)} comparisons by differences were skipped: not resolved, or at a kink`,
    ...functions
      .filter((each) => each.alarms > 0)
      .map(({ kind, name, alarms: own }) => `  refuted: ${name} (${kind}), ${own} times`),
    ...functions
      .filter(({ byDifferences, skipped: own }) => own > byDifferences)
      .map(({ kind, name }) => `  mostly not resolved: ${name} (${kind})`),
  ].join("\n");
}

import { alarmTable } from "../false-alarms/results.ts";
import type { FalseAlarms } from "../false-alarms/results.ts";
import type { Results } from "../results.ts";
import type { Totals } from "./summary.ts";
import { table, thousands } from "./table.ts";

/** How often something right is refuted. */
export function falseAlarms(
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

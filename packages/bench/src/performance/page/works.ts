import { ratio, seconds } from "../race/statistics.ts";
import type { CaseResult, EntryResult, Results, WorkResult } from "../results.ts";
import { forwardTable } from "./forward.ts";
import { ABSENT, table } from "./table.ts";
import { digits, time } from "./words.ts";

/** How the speed of a work is best read. */
export function workTable(work: WorkResult, names: Names): string {
  if (work.name === "limits") return limitTable(work);
  if (work.name === "forward") return forwardTable(work);
  return work.name.startsWith("products") ? productTable(work, names) : timeTable(work, names);
}

export type Names = ReadonlyMap<string, string>;

export const namesOf = ({ contenders }: Results): Names =>
  new Map([["node", "Node alone"], ...contenders.map(({ id, name }) => [id, name] as const)]);

/** Operations, or bytes, in a second. */
const limitTable = ({ cases }: WorkResult): string =>
  table(
    ["", "median", "quartiles"],
    cases.map(({ name, flop, bytes = 0, entries: [entry] }) => {
      const { low, median, high } = seconds(entry.seconds);
      const speed = (taken: number): string => digits((flop ?? bytes) / taken / 1e9);
      return [
        name,
        `${speed(median)} ${flop === undefined ? "GB/s" : "GFLOP/s"}`,
        `${speed(high)} – ${speed(low)}`,
      ];
    }),
  );

/** A row for each shape: billions of operations a second, and what ours is of the limit. */
function productTable({ cases }: WorkResult, names: Names): string {
  const ids = idsOf(cases);
  return table(
    ["GFLOP/s", ...ids.map((id) => (id === "limit" ? "the peak" : nameOf(id, names))), "of the peak"],
    cases.map((each) => {
      const speeds = ids.map((id) => {
        const entry = entryOf(each, id);
        return entry ? digits((each.flop ?? 0) / seconds(entry.seconds).median / 1e9) : ABSENT;
      });
      return [each.name, ...speeds, shareOfPeak(each)];
    }),
  );
}

function shareOfPeak(each: CaseResult): string {
  const [limit, ours] = [entryOf(each, "limit"), entryOf(each, "kernels")];
  if (!limit || !ours) return ABSENT;
  const { low, median, high } = ratio(limit.seconds, ours.seconds);
  return `${percent(median)} (${percent(low)} – ${percent(high)})`;
}

const percent = (part: number): string => `${Math.round(100 * part)} %`;

/** A row for each contender: the time of each case, and how many times that of ours it is. */
function timeTable({ cases }: WorkResult, names: Names): string {
  const ids = idsOf(cases);
  const head = cases.flatMap(({ name }) => [name, "× ours"]);
  return table(
    ["", ...head],
    ids.map((id) => [nameOf(id, names), ...cases.flatMap((each) => timeCells(each, id))]),
  );
}

function timeCells(each: CaseResult, id: string): [string, string] {
  const [entry, ours] = [entryOf(each, id), entryOf(each, "kernels")];
  if (!entry) return [ABSENT, ABSENT];
  const shown = time(seconds(entry.seconds).median);
  if (!ours) return [shown, ABSENT];
  const isAlone = entry.seconds.filter((taken) => taken !== null).length < 3;
  if (entry === ours) {
    const { low, high } = seconds(entry.seconds);
    return [`**${shown}**`, isAlone ? ABSENT : `${time(low)} – ${time(high)}`];
  }
  const { low, median, high } = ratio(entry.seconds, ours.seconds);
  return [shown, isAlone ? digits(median) : `${digits(median)} (${digits(low)} – ${digits(high)})`];
}

const idsOf = (cases: readonly CaseResult[]): string[] => [
  ...new Set(cases.flatMap(({ entries }) => entries.map(({ id }) => id))),
];

const entryOf = ({ entries }: CaseResult, id: string): EntryResult | undefined =>
  entries.find((entry) => entry.id === id);

const nameOf = (id: string, names: Names): string => names.get(id) ?? id;

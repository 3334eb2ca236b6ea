import { table } from "@espalier/pages";
import type { Table } from "@espalier/pages";
import { showNumber, showSeconds } from "@espalier/pages/numbers";
import { ratio, seconds } from "../race.ts";
import type { Quartiles } from "../race.ts";
import type { CaseResult, WorkResult } from "../results.ts";
import { ABSENT, entryOf } from "./cells.ts";
import { forwardTable } from "./forward.ts";

/** How the speed of a work is best read. */
export function workTable(work: WorkResult, names: Names): Table {
  if (work.name === "limits") return limitTable(work);
  if (work.name === "forward") return forwardTable(work);
  if (["inference", "solver", "fine-tuning"].includes(work.name)) return caseTable(work, names);
  return work.name.startsWith("products") ? productTable(work, names) : timeTable(work, names);
}

type Names = ReadonlyMap<string, string>;

/** Operations, or bytes, in a second. */
const limitTable = ({ cases }: WorkResult): Table =>
  table(
    "",
    ["", "median", "quartiles"],
    cases.map(({ name, flop, bytes = 0, entries: [entry] }) => {
      const { low, median, high } = seconds(entry.seconds);
      const speed = (taken: number): string => showNumber((flop ?? bytes) / taken / 1e9);
      return [
        name,
        `${speed(median)} ${flop === undefined ? "GB/s" : "GFLOP/s"}`,
        `${speed(high)} – ${speed(low)}`,
      ];
    }),
  );

/** A row for each shape: billions of operations a second, and what ours is of the limit. */
function productTable({ cases }: WorkResult, names: Names): Table {
  const ids = idsOf(cases);
  const percent = (part: number): string => `${Math.round(100 * part)} %`;
  return table(
    "",
    ["GFLOP/s", ...ids.map((id) => (id === "limit" ? "the peak" : (names.get(id) ?? id))), "of the peak"],
    cases.map((each) => {
      const speeds = ids.map((id) => {
        const entry = entryOf(each, id);
        return entry ? showNumber((each.flop ?? 0) / seconds(entry.seconds).median / 1e9) : ABSENT;
      });
      const [limit, ours] = [entryOf(each, "limit"), entryOf(each, "kernels")];
      const share = limit && ours && ratio(limit.seconds, ours.seconds);
      return [each.name, ...speeds, share ? withQuartiles(share, percent) : ABSENT];
    }),
  );
}

const withQuartiles = ({ low, median, high }: Quartiles, shown: (value: number) => string): string =>
  `${shown(median)} (${shown(low)} – ${shown(high)})`;

/** A row for each contender: the time of each case, and how many times that of ours it is. */
const timeTable = ({ cases }: WorkResult, names: Names): Table =>
  table(
    "",
    ["", ...cases.flatMap(({ name }) => [name, "× ours"])],
    idsOf(cases).map((id) => [names.get(id) ?? id, ...cases.flatMap((each) => timeCells(each, id))]),
  );

/** A row for each case: the time of ours, and of each other contender its time and how many times that of ours it is. */
function caseTable({ cases }: WorkResult, names: Names): Table {
  const ids = idsOf(cases);
  return table(
    "",
    [
      "",
      ...ids.flatMap((id) => (id === "kernels" ? [names.get(id) ?? id] : [names.get(id) ?? id, "× ours"])),
    ],
    cases.map((each) => [
      each.name,
      ...ids.flatMap((id) => timeCells(each, id).slice(0, id === "kernels" ? 1 : 2)),
    ]),
  );
}

function timeCells(each: CaseResult, id: string): [string, string] {
  const [entry, ours] = [entryOf(each, id), entryOf(each, "kernels")];
  if (!entry) return [ABSENT, ABSENT];
  const { low, median, high } = seconds(entry.seconds);
  const shown = showSeconds(median);
  if (!ours) return [shown, ABSENT];
  const isAlone = entry.seconds.filter((taken) => taken !== null).length < 3;
  if (entry === ours)
    return [`**${shown}**`, isAlone ? ABSENT : `${showSeconds(low)} – ${showSeconds(high)}`];
  const times = ratio(entry.seconds, ours.seconds);
  return [shown, isAlone ? showNumber(times.median) : withQuartiles(times, showNumber)];
}

const idsOf = (cases: readonly CaseResult[]): string[] => [
  ...new Set(cases.flatMap(({ entries }) => entries.map(({ id }) => id))),
];

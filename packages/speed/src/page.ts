import { min } from "d3-array";
import { fiveDigits, stringifyRows } from "@espalier/pages/results";
import { heading, table, text } from "@espalier/pages";
import type { Block, Table } from "@espalier/pages";
import type { SlotPage } from "@espalier/pages/slot-page";
import { showBytes, showCount, showNumber, showSeconds } from "@espalier/pages/numbers";
import { ratio, seconds } from "./race.ts";
import type { Quartiles } from "./race.ts";
import { performance } from "./results.ts";
import type { CaseResult, EntryResult, Performance, WorkResult } from "./results.ts";
import { figures } from "./summary.ts";
import type { Figure } from "./summary.ts";
import { batches, nameOfForward, precisions, ratios } from "./works.ts";

/** docs/performance.md. */
export const performancePage: SlotPage<typeof performance> = {
  name: "performance",
  schema: performance,
  toJson: ({ works, ...head }) => stringifyRows(head, { works }, fiveDigits),
  slots: (results) => ({
    rounds: String(results.rounds),
    machine: [machineTable(results)],
    summary: summaryOf(results),
    works: results.works.flatMap((work) => [
      heading(work.title, 2),
      text(work.counted),
      workTable(work, new Map([["node", "Node alone"], ...results.contenders.map(nameOf)])),
    ]),
    sizes: sizesOf(results),
    memory: memoryOf(results),
  }),
};

const nameOf = ({ id, name }: Performance["contenders"][number]) => [id, name] as const;

const machineTable = ({ machine, date, digits, contenders }: Performance): Table =>
  table(
    "",
    ["", ""],
    [
      ["processor", `${machine.cpu}, ${machine.cores} cores`],
      ["memory", `${machine.memory} GiB`],
      ["system", machine.system],
      ["Node", machine.node],
      ["date", date.slice(0, 10)],
      ["digits", digits],
      ...contenders.flatMap(({ library, version, absent = "" }) =>
        library === undefined ? [] : [[library, version ?? `not on this machine: ${absent}`]],
      ),
    ],
    2,
  );

function summaryOf(results: Performance): Block[] {
  const rows = figures.flatMap(({ what, measured, unit }) => {
    const found = measured(results);
    if (found === undefined) return [];
    const isSpread = found.low < found.high;
    return [
      [
        what,
        show(found.median, unit),
        isSpread ? `${show(found.low, unit)} – ${show(found.high, unit)}` : "",
      ],
    ];
  });
  return rows.length === 0 ? [] : [table("", ["", "median", "quartiles"], rows)];
}

function show(value: number, unit: Figure["unit"]): string {
  if (unit === "bytes") return showBytes(value);
  if (unit === "%") return `${Math.round(value)} %`;
  return `${showNumber(value)} ${unit === "times" ? "×" : unit}`;
}

const sizesOf = ({ sizes }: Performance): Block[] => {
  const rows = sizes.map(({ name, minified, gzip }) => [name, showBytes(minified), showBytes(gzip)]);
  return rows.length === 0 ? [] : [table("", ["", "minified", "gzip"], rows)];
};

const memoryOf = ({ heap, stream }: Performance): Block[] => [
  ...(heap === undefined
    ? []
    : [
        text(
          `A step of \`train\`, 784-32-32-10 at batch 128 in f32, leaves ${showBytes(heap.objects)} of objects and ${showBytes(heap.arrays)} of arrays to the garbage ` +
            `collector, and ${showBytes(heap.kept)} after a collection. These are means over ${heap.steps} steps without a collection in between. The objects are small: ` +
            "arguments of kernels, views of arrays, and numbers that the engine keeps in objects.",
        ),
      ]),
  ...(stream === undefined
    ? []
    : [
        text(
          `Scoring 16-16-16-2 on a stream of ${showCount(stream.samples)} samples, ${showBytes(stream.sampleBytes)} in all, took ${showSeconds(stream.seconds)} with the making of the samples. Memory rose by at ` +
            `most ${showBytes(stream.peakBytes)} of heap and arrays, and by ${showBytes(stream.peakResidentBytes)} of resident memory.`,
        ),
      ]),
];

/** A cell with nothing in it. */
const ABSENT = "·";

/** How the speed of a work is best read. */
function workTable(work: WorkResult, names: Names): Table {
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

const entryOf = ({ entries }: CaseResult, id: string): EntryResult | undefined =>
  entries.find((entry) => entry.id === id);

/** Who runs all weights, and who those that are there. */
const pairs = [
  ["plain", "sparse plain"],
  ["kernels", "sparse kernels"],
] as const;

/** A row for each case, and for both kinds of kernels the two shortest times and their ratio. */
export const forwardTable = ({ cases }: WorkResult): Table =>
  table(
    "",
    [
      "removed",
      ...["plain", "WASM"].flatMap((kind) => [`${kind}, dense`, `${kind}, sparse`, "dense : sparse"]),
    ],
    cases.map((each) => [
      each.name,
      ...pairs.flatMap(([dense, sparse]) => {
        const [slow, fast] = [shortest(each, dense), shortest(each, sparse)];
        return slow && fast
          ? [showSeconds(slow), showSeconds(fast), showNumber(slow / fast)]
          : [ABSENT, ABSENT, ABSENT];
      }),
    ]),
  );

/**
 * The smallest of the measured fractions from which on the sparse pass is the faster one, at it and at all beyond; a row for each
 * precision and batch, a column for both kinds of kernels.
 */
export const winsTable = ({ cases }: WorkResult): Table =>
  table(
    "",
    ["", "plain TypeScript", "WebAssembly"],
    precisions.flatMap((dtype) =>
      batches.map((samples) => [
        `${dtype}, batch ${samples}`,
        ...pairs.map(([dense, sparse]) => {
          const wins = ratios.map((removed) => {
            const found = cases.find(({ name }) => name === nameOfForward(dtype, samples, removed));
            const [slow, fast] = [found && shortest(found, dense), found && shortest(found, sparse)];
            return slow !== undefined && fast !== undefined && slow > fast;
          });
          const from = wins.lastIndexOf(false) + 1;
          return from < ratios.length ? `${Math.round(100 * ratios[from])} %` : "never";
        }),
      ]),
    ),
  );

/** The shortest time of all rounds: these passes are short, and what else the machine does can only lengthen them. */
const shortest = (each: CaseResult, id: string): number | undefined =>
  min(entryOf(each, id)?.seconds ?? [], (taken) => taken ?? undefined);

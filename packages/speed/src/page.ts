import { fiveDigits, stringifyRows } from "@espalier/pages/results";
import { heading, table, text } from "@espalier/pages";
import type { Block, Table } from "@espalier/pages";
import type { SlotPage } from "@espalier/pages/slot-page";
import { showBytes, showCount, showNumber, showSeconds } from "@espalier/pages/numbers";
import { performance } from "./results.ts";
import type { Performance } from "./results.ts";
import { figures } from "./summary.ts";
import type { Figure } from "./summary.ts";
import { workTable } from "./tables/work.ts";

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

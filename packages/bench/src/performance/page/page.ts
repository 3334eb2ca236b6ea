import type { Results } from "../results.ts";
import { isMet, targets } from "../targets.ts";
import type { Target } from "../targets.ts";
import { table } from "./table.ts";
import { bytes, digits, time } from "./words.ts";
import { namesOf, workTable } from "./works.ts";

/** docs/performance.md: everything on it comes from the results. */
export function pageOf(results: Results): string {
  const names = namesOf(results);
  const works = results.works.map(
    (work) => `## ${work.title}\n\n${work.counted}\n\n${workTable(work, names)}`,
  );
  const sections = [head(results), targetsOf(results), ...works, sizesOf(results), memoryOf(results)];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function head({ machine, date, digits: source, rounds, contenders }: Results): string {
  const libraries = contenders.flatMap((each) =>
    each.library === undefined
      ? []
      : [[each.library, "version" in each ? each.version : `not on this machine: ${each.absent}`]],
  );
  const facts = [
    ["processor", `${machine.cpu}, ${machine.cores} cores`],
    ["memory", `${machine.memory} GiB`],
    ["system", machine.system],
    ["Node", machine.node],
    ["date", date.slice(0, 10)],
    ["digits", source],
    ...libraries,
  ];
  return `# How fast it is

Written by \`npm run bench\`, in one run on one machine:

${table(["", ""], facts, 2)}

Everybody has a process of their own, where all that has to be done only once is done first: reading and converting samples, compiling, taking
memory. Then they are measured in turn, ${rounds} times round, each round beginning with another one. Times are medians; ratios are medians of the
ratios in each round, with their quartiles in brackets. What takes long sits rounds out, and where it takes very long there is one time
and no spread. Python's libraries have one thread, and so has jax-js in Node. Those who compute the same were compared in a number that
depends on all of their result, and agree in four digits. [performance.json](performance.json) has every time.

Ratios carry over to other machines, times do not: what is 128 bits wide in WebAssembly may be 512 bits wide in a library for the processor.`;
}

function targetsOf(results: Results): string {
  const rows = targets.flatMap(({ what, measured, bound, unit }) => {
    const value = measured(results);
    if (value === undefined) return [];
    const [word, limit] = "least" in bound ? ["at least", bound.least] : ["at most", bound.most];
    const mark = isMet(value, bound) ? "" : "**missed**";
    return [[what, show(value, unit), `${word} ${limit} ${signs[unit]}`, mark]];
  });
  return rows.length === 0
    ? ""
    : `## What was to be reached\n\n${table(["", "measured", "wanted", ""], rows)}`;
}

const signs: Readonly<Record<Target["unit"], string>> = {
  times: "×",
  "%": "%",
  ms: "ms",
  kB: "kB",
  bytes: "bytes",
};

function show(value: number, unit: Target["unit"]): string {
  if (unit === "bytes") return bytes(value);
  return unit === "%" ? `${Math.round(value)} %` : `${digits(value)} ${signs[unit]}`;
}

const sizesOf = ({ sizes }: Results): string =>
  sizes.length === 0
    ? ""
    : `## Size

Bundled by esbuild with all that they export, minified, for an engine of ES modules; kernels included.

${table(
  ["", "minified", "gzip"],
  sizes.map(({ name, minified, gzip }) => [name, bytes(minified), bytes(gzip)]),
)}`;

function memoryOf({ heap, stream }: Results): string {
  const parts: string[] = [];
  if (heap)
    parts.push(`A step of \`train\`, 784-32-32-10 at batch 128 in f32, leaves ${bytes(heap.objects)} of objects and ${bytes(heap.arrays)} of arrays to the garbage
collector, and after its collection ${bytes(heap.kept)}: means over ${heap.steps} steps, with no collection in between. The objects are small:
what kernels are called with, views of arrays, and numbers that the engine keeps in objects.`);
  if (stream)
    parts.push(`Scores of 16-16-16-2 on a stream of ${stream.samples.toLocaleString("en-US")} samples, ${bytes(stream.sampleBytes)} in all, took ${time(stream.seconds)} with the making of the samples; at
most ${bytes(stream.peakBytes)} of heap and arrays, and ${bytes(stream.peakResidentBytes)} of resident memory, above what there was before.`);
  return parts.length === 0 ? "" : `## Memory\n\n${parts.join("\n\n")}`;
}

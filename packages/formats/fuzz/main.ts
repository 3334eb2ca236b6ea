// npm run fuzz: damaged files for every reader. A case is known by its number, so that any can be read again alone.
import { getHeapStatistics } from "node:v8";
import { fuzz } from "./fuzz.ts";
import { larges, memoryOf } from "./large.ts";
import { readers } from "./readers.ts";
import { commandLine } from "../../../scripts/command-line.ts";
import type { Reader } from "./readers.ts";

const USAGE = `npm run fuzz [-- options]

  --cases N       damaged files for each reader; 200000 unless given
  --from N        the number of the first case; 0 unless given
  --reader NAME   one reader alone: ${readers.map(({ name }) => name).join(", ")}
  --help`;

const { values } = commandLine({
  usage: USAGE,
  options: {
    cases: { type: "string", default: "200000" },
    from: { type: "string", default: "0" },
    reader: { type: "string" },
  },
});

/** What a reader may take beside its multiple of the file: a few objects, whatever the file. */
const SLACK = 2 ** 12;

/** What a case took, at most: garbage collected in between makes the true figure larger, never a false alarm. */
interface Extremes {
  milliseconds: number;
  slowest: number;
  /** Array memory, in bytes for a byte of the file, beyond the slack. */
  arrays: number;
  hungriest: number;
}

/** The cases of a reader, and what they took at most. @returns whether there was no finding, and no more memory taken than is said */
function measured(reader: Reader, from: number, cases: number): boolean {
  const most: Extremes = { milliseconds: 0, slowest: from, arrays: 0, hungriest: from };
  const began = performance.now();
  const outcome = fuzz(reader, from, cases, (read, file, seed) => {
    const before = getHeapStatistics().external_memory;
    const start = performance.now();
    try {
      return read();
    } finally {
      const took = performance.now() - start;
      const arrays =
        Math.max(0, getHeapStatistics().external_memory - before - SLACK) / Math.max(1, file.length);
      if (took > most.milliseconds) [most.milliseconds, most.slowest] = [took, seed];
      if (arrays > most.arrays) [most.arrays, most.hungriest] = [arrays, seed];
    }
  });
  const { read, refused, findings } = outcome;
  console.log(
    `${reader.name.padEnd(12)} cases ${from}…${from + cases - 1}: ${refused} refused, ${read} read, ${findings.length} findings, ${((performance.now() - began) / 1000).toFixed(0)} s; ` +
      `at most ${most.milliseconds.toFixed(1)} ms (case ${most.slowest}), ` +
      `${most.arrays.toFixed(1)} bytes of arrays a byte (case ${most.hungriest})`,
  );
  for (const { seed, error } of findings.slice(0, 10)) console.log(`  case ${seed}:`, error);
  if (most.arrays > reader.multiple)
    console.log(`  more than ${reader.multiple} bytes a byte: case ${most.hungriest}`);
  return findings.length === 0 && most.arrays <= reader.multiple;
}

/** What a reader may allocate for a byte of the file, with what could have been collected meanwhile. */
const MOST_ALLOCATED = 100;

/** Files of a megabyte that were made to take much. @returns whether none took more than it may */
async function largesMeasured(): Promise<boolean> {
  let within = true;
  for (const large of larges) {
    await memoryOf(large); // once more than is counted, so that what the engine keeps of code is there
    const memory = await memoryOf(large);
    console.log(`${large.name.padEnd(36)} ${memory.toFixed(1).padStart(5)} bytes allocated a byte`);
    within &&= memory <= MOST_ALLOCATED;
  }
  return within;
}

const chosen = readers.filter(({ name }) => values.reader === undefined || name === values.reader);
const [from, cases] = [Number(values.from), Number(values.cases)];
if (chosen.length === 0 || !Number.isSafeInteger(from) || !Number.isSafeInteger(cases) || cases < 1) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const each = chosen.map((reader) => measured(reader, from, cases));
  if (values.reader === undefined) each.push(await largesMeasured());
  if (each.includes(false)) process.exitCode = 1;
}

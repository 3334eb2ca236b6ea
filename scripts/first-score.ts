import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Prints the processor time that the process has taken since its start, in milliseconds. */
const PRINT = `
  const { user, system } = process.cpuUsage();
  console.log((user + system) / 1000);`;

const PROGRAM = `
  import { initialNetwork, prune, seededRandom } from "@espalier/prune";
  import { randomUniform } from "@espalier/tensor";
  const random = seededRandom(1);
  const network = initialNetwork({ sizes: [16, 16, 2], random });
  prune(network, randomUniform([100, 16], -1, 1, random), { ratio: 0.5 });
  ${PRINT}`;

const ROUNDS = 15;

/**
 * The processor time from the start of a process to the first scores of a small network, above that of a process that does nothing, in
 * milliseconds: the difference of two medians, of processes in turn. Processor time depends less on what else runs than the clock.
 *
 * @param folder where the packages are installed
 */
export function firstScore(folder: string): number {
  const programs = { "nothing.js": PRINT, "first-score.js": PROGRAM };
  const times: Record<string, number[]> = {};
  for (const [file, code] of Object.entries(programs)) writeFileSync(join(folder, file), code);
  for (let round = 0; round < ROUNDS; round++)
    for (const file of Object.keys(programs)) {
      const printed = execFileSync(process.execPath, [file], { cwd: folder, encoding: "utf8" });
      (times[file] ??= []).push(Number(printed));
    }
  const [nothing, scored] = Object.keys(programs).map((file) => median(times[file]));
  return scored - nothing;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

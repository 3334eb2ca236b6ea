// Runs the cluster while things go wrong at random moments, and compares what each run leaves with the bytes of one process.
//
//     npm run torture:cluster                                        50 runs
//     npm run torture:cluster -- --runs 5 --seed 7 --workers 3 --out faults.json
import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { initialNetwork } from "@espalier/prune";
import { writeJson } from "@espalier/formats/json";
import { writeNpy } from "@espalier/formats/npy";
import { randomNormal, seededRandom } from "@espalier/tensor";
import { espalier } from "espalier";
import { writeAtomically } from "espalier/files";
import { missingDisks } from "../../bench/torture/disks.ts";
import { missingRedis } from "../test/support/redis.ts";
import { faults } from "./faults.ts";
import { endOf, forget, inspect, inWorld, put, sleep } from "./world.ts";
import type { Results } from "./world.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "50" },
    workers: { type: "string", default: "3" },
    seed: { type: "string", default: String(Date.now() % 1e6) },
    out: { type: "string" },
  },
});
const [runs, workers, seed] = [values.runs, values.workers, values.seed].map(Number);

const missing = missingRedis();
if (missing !== undefined) {
  console.log(`left out, as ${missing}`);
  process.exit(0);
}
const withoutDisk = missingDisks();
if (withoutDisk !== undefined) console.log(`no full disks, as ${withoutDisk}`);
const kinds = faults.filter(({ needsDisk }) => needsDisk !== true || withoutDisk === undefined);

/** Fifteen spans and a bit: maps of some tenths of a second, and two levels of merges. */
const SAMPLES = 15 * 65_536 + 777;
const network = writeJson({ network: initialNetwork({ sizes: [8, 12, 4], random: seededRandom(1) }) });
const inputs = writeNpy(randomNormal([SAMPLES, 8], seededRandom(2), "f32"));
/** In kB: twice what the results need. */
const DISK = 256;
/** A run that takes longer than this hangs. */
const PATIENCE = 180_000;

const home = mkdtempSync(join(tmpdir(), "espalier-cluster-"));

async function referenceOf(folder: string): Promise<Results> {
  const io = {
    folder,
    stdin: process.stdin,
    stdout: process.stderr,
    stderr: process.stderr,
    signal: new AbortController().signal,
  };
  await espalier(["statistics", "model.json", "inputs.npy"], io);
  await espalier(
    ["prune", "model.json", "--statistics", "model.stats", "--ratio", "0.5", "--out", "small.json"],
    io,
  );
  const read = (name: string): Uint8Array => readFileSync(join(folder, name));
  return { samples: SAMPLES, statistics: read("model.stats"), network: read("small.json") };
}

/** One run with some faults. @returns what is wrong with what it left, and a line about it */
async function tortured(
  folder: string,
  run: number,
  reference: Results,
): Promise<{ found: string[]; happened: string[]; seconds: number; starts: number }> {
  const random = seededRandom(seed + run);
  const happened: string[] = [];
  const begin = performance.now();
  return inWorld(folder, { workers, disk: withoutDisk === undefined ? DISK : undefined }, async (world) => {
    let running = world.prune();
    let isOver = false;
    const disturbances = Array.from({ length: 1 + Math.floor(random() * 4) }, async () => {
      const kind = kinds[Math.floor(random() * kinds.length)];
      await sleep(500 + 4000 * random());
      if (isOver) return;
      happened.push(kind.name);
      await kind.happen(world, random);
    });
    const killing = random() < 0.4 ? 1000 + 3000 * random() : undefined;
    if (killing !== undefined) {
      await sleep(killing);
      if (running.exitCode === null) {
        happened.push("the run is killed, and begun again");
        running.kill("SIGKILL");
        running = world.prune();
      }
    }
    const code = await Promise.race([endOf(running), sleep(PATIENCE).then(() => -1)]);
    isOver = true;
    await Promise.all(disturbances);
    const found =
      code === 0
        ? await inspect(folder, world.shared, reference)
        : [`exit code ${code}: ${world.log().slice(-2000)}`];
    const starts = (world.log().match(/^(map|merge) \S+: [\d.]+ s/gm) ?? []).length;
    return { found, happened, seconds: (performance.now() - begin) / 1000, starts };
  });
}

console.log(`seed ${seed}, ${runs} runs, ${workers} workers\n`);
const referenceFolder = join(home, "reference");
mkdirSync(referenceFolder);
for (const [name, bytes] of [
  ["model.json", network],
  ["inputs.npy", inputs],
] as const)
  put(referenceFolder, name, bytes);
const reference = await referenceOf(referenceFolder);
const counts = new Map<string, number>();
let [wrong, computed, seconds] = [0, 0, 0];
for (let run = 0; run < runs; run++) {
  const folder = join(home, `run-${run}`);
  mkdirSync(folder);
  for (const [name, bytes] of [
    ["model.json", network],
    ["inputs.npy", inputs],
  ] as const)
    put(folder, name, bytes);
  const { found, happened, ...took } = await tortured(folder, run, reference);
  for (const name of happened) counts.set(name, (counts.get(name) ?? 0) + 1);
  computed += took.starts;
  seconds += took.seconds;
  if (found.length > 0) wrong++;
  console.log(
    `run ${run + 1}: ${took.seconds.toFixed(0)} s, ${took.starts} results; ${happened.join("; ") || "nothing happened"}; ${found.length === 0 ? "the bytes of one process" : "WRONG"}`,
  );
  for (const each of found) console.log(`    ${each}`);
  forget(folder);
}
forget(home);
console.log(`\n${runs - wrong} of ${runs} runs ended with the bytes of one process`);
for (const [name, times] of counts) console.log(`${String(times).padStart(4)}  ${name}`);
if (values.out !== undefined)
  await writeAtomically(
    values.out,
    `${JSON.stringify({ format: "espalier-cluster-faults", version: 1, seed, runs, wrong, workers, jobsPerRun: 19, results: computed, secondsPerRun: seconds / runs, faults: Object.fromEntries(counts) }, undefined, 2)}\n`,
  );
process.exitCode = wrong === 0 ? 0 : 1;

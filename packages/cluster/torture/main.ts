// Runs the cluster while things go wrong at random moments, and compares what each run leaves with the bytes of one process.
//
//     npm run torture:cluster                                        50 runs
//     npm run torture:cluster -- --runs 5 --seed 7 --workers 3 --out faults.json
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initialNetwork } from "@espalier/prune";
import { writeJson } from "@espalier/formats/json";
import { writeNpy } from "@espalier/formats/npy";
import { randomNormal, seededRandom } from "@espalier/tensor";
import { espalier } from "espalier";
import { writeAtomically } from "espalier/files";
import { missingDisks } from "../../bench/torture/disks.ts";
import { missingRedis } from "../test/support/redis.ts";
import { faults } from "./faults.ts";
import { endOf, inspect, inWorld, sleep } from "./world.ts";
import type { Kind, Results, World } from "./world.ts";
import { commandLine } from "../../../scripts/command-line.ts";

const { values } = commandLine({
  usage: `npm run torture:cluster [-- options]

Runs the cluster while things go wrong, and compares what each run leaves with the bytes of one process. Every fifth run compensates by the whole
network, the others sum statistics.

  --runs N       50 unless given
  --workers N    3 unless given
  --seed N       of what goes wrong, and when; another one each time unless given
  --out FILE     writes what happened, for npm run many-machines -- --faults FILE`,
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
const possible = faults.filter(({ needsDisk }) => needsDisk !== true || withoutDisk === undefined);

/** Fifteen spans and a bit: maps of some tenths of a second, and two levels of merges. */
const pruning: Kind = {
  samples: 15 * 65_536 + 777,
  words: ["model.json", "inputs.npy", "--ratio", "0.5"],
};
/** Three jobs for each question of the solver, which asks for some tens of sums, one after the other. */
const solving: Kind = {
  samples: 2 * 16_384 + 777,
  words: ["model.json", "few.npy", "--ratio", "0.5", "--compensation", "network", "--effort", "quick"],
};
const network = writeJson({ network: initialNetwork({ sizes: [8, 12, 4], random: seededRandom(1) }) });
const samplesOf = ({ samples }: Kind): Uint8Array =>
  writeNpy(randomNormal([samples, 8], seededRandom(2), "f32"));
const files = { "model.json": network, "inputs.npy": samplesOf(pruning), "few.npy": samplesOf(solving) };
/** In kB: some twice what the answers to the solver need, which stay until its run ends. */
const DISK = 2048;
/** A run that takes longer than this hangs. */
const PATIENCE = 300_000;

const home = mkdtempSync(join(tmpdir(), "espalier-cluster-"));

/** What one process writes, of each kind of run. */
async function referencesIn(folder: string): Promise<ReadonlyMap<Kind, Results>> {
  const io = {
    folder,
    stdin: process.stdin,
    stdout: process.stderr,
    stderr: process.stderr,
    signal: new AbortController().signal,
  };
  const cut = ["--statistics", "model.stats", "--ratio", "0.5", "--out", "cut.json"];
  await espalier(["statistics", "model.json", "inputs.npy"], io);
  await espalier(["prune", "model.json", ...cut], io);
  await espalier(["prune", ...solving.words, "--out", "solved.json"], io);
  const read = (name: string): Uint8Array => readFileSync(join(folder, name));
  return new Map([
    [pruning, { statistics: read("model.stats"), network: read("cut.json") }],
    [solving, { statistics: undefined, network: read("solved.json") }],
  ]);
}

interface Tortured {
  /** The faults in the files that the run left. */
  readonly found: readonly string[];
  readonly happened: readonly string[];
  readonly seconds: number;
  readonly results: number;
}

/** One run with some faults. The workers and the server are those of all runs. */
async function tortured(world: World, run: number, kind: Kind, reference: Results): Promise<Tortured> {
  const random = seededRandom(seed + run);
  const happened: string[] = [];
  const begin = performance.now();
  const before = world.log().length;
  rmSync(join(home, "small.json"), { force: true });
  let running = world.prune(kind);
  let isOver = false;
  const disturbances = Array.from({ length: 1 + Math.floor(random() * 4) }, async () => {
    const fault = possible[Math.floor(random() * possible.length)];
    await sleep(500 + 6000 * random());
    if (isOver) return;
    happened.push(fault.name);
    await fault.happen(world, random);
  });
  if (random() < 0.4) {
    await sleep(1000 + 5000 * random());
    if (running.exitCode === null) {
      happened.push("the run is killed, and begun again");
      running.kill("SIGKILL");
      running = world.prune(kind);
    }
  }
  const code = await Promise.race([endOf(running), sleep(PATIENCE).then(() => -1)]);
  isOver = true;
  if (code === -1) running.kill("SIGKILL");
  await Promise.all(disturbances);
  const log = world.log().slice(before);
  const found =
    code === 0
      ? await inspect(home, world.shared, kind, reference)
      : [`exit code ${code}: ${log.slice(-2000)}`];
  for (const name of readdirSync(world.shared))
    rmSync(join(world.shared, name), { force: true, recursive: true });
  const results = (log.match(/^[a-z]+ \S+: [\d.]+ s/gm) ?? []).length;
  return { found, happened, seconds: (performance.now() - begin) / 1000, results };
}

console.log(`seed ${seed}, ${runs} runs, ${workers} workers\n`);
const referenceFolder = join(home, "reference");
mkdirSync(referenceFolder);
for (const folder of [home, referenceFolder]) {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}
const references = await referencesIn(referenceFolder);
const counts = new Map<string, number>();
let [wrong, solved, computed, seconds] = [0, 0, 0, 0];
await inWorld(home, { workers, disk: withoutDisk === undefined ? DISK : undefined }, async (world) => {
  for (let run = 0; run < runs; run++) {
    const isSolved = run % 5 === 4;
    const [kind, reference] = [...references][isSolved ? 1 : 0];
    const { found, happened, ...took } = await tortured(world, run, kind, reference);
    for (const name of happened) counts.set(name, (counts.get(name) ?? 0) + 1);
    if (isSolved) solved++;
    computed += took.results;
    seconds += took.seconds;
    if (found.length > 0) wrong++;
    const verdict = found.length === 0 ? "the bytes of one process" : "WRONG";
    console.log(
      `run ${run + 1}: ${isSolved ? "solver, " : ""}${took.seconds.toFixed(0)} s, ${took.results} results; ${happened.join("; ") || "nothing happened"}; ${verdict}`,
    );
    for (const each of found) console.log(`    ${each}`);
  }
});
rmSync(home, { recursive: true, force: true });
console.log(`\n${runs - wrong} of ${runs} runs ended with the bytes of one process`);
for (const [name, times] of counts) console.log(`${String(times).padStart(4)}  ${name}`);
if (values.out !== undefined)
  await writeAtomically(
    values.out,
    `${JSON.stringify({ format: "espalier-cluster-faults", version: 1, seed, runs, wrong, workers, solved, results: computed, secondsPerRun: seconds / runs, faults: Object.fromEntries(counts) }, undefined, 2)}\n`,
  );
process.exitCode = wrong === 0 ? 0 : 1;

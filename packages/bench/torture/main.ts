// Mistreats what writes files: kills it at random moments, fills its disks and takes them away, and runs it twice at once.
//
//     npm run torture                                   200 kills in ten minutes at most
//     npm run torture -- --kills 40 --minutes 2 --only prune --seed 7
import { Command, InvalidArgumentError } from "commander";
import { seededRandom } from "@espalier/tensor";
import { cache } from "./cache.ts";
import { fullDisk, readOnlyDisk, vanishingDisk } from "./disks.ts";
import { prunes, twoPrunes } from "./prune.ts";
import { runs } from "./runs.ts";
import { inFolder } from "./trial.ts";
import type { Trial } from "./trial.ts";

const trials: readonly Trial[] = [prunes, cache, twoPrunes, fullDisk, readOnlyDisk, vanishingDisk, ...runs];

function natural(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("expected a whole number");
  return Number(text);
}

const options = new Command("torture")
  .description("Kills the programs that write files, fills their disks, and runs them twice at once.")
  .option("--kills <count>", "how many kills", natural, 200)
  .option("--minutes <count>", "nothing new begins after so long", natural, 10)
  .option("--only <trial>", "only the trials whose name contains this", "")
  .option(
    "--seed <number>",
    "repeats the moments of the kills as far as a clock can",
    natural,
    Date.now() % 1e6,
  )
  .parse()
  .opts<{ kills: number; minutes: number; only: string; seed: number }>();
const { kills, minutes, seed } = options;
const end = performance.now() + 60_000 * minutes;

console.log(`seed ${seed}, ${kills} kills, ${minutes} minutes at most\n`);
let [killed, faults] = [0, 0];
for (const [at, trial] of trials.entries()) {
  if (!trial.name.includes(options.only)) continue;
  const reason = performance.now() > end ? "the time is over" : trial.missing?.();
  if (reason !== undefined) {
    console.log(`${trial.name}: left out, as ${reason}`);
    continue;
  }
  const counts = new Map<string, number>();
  const found = new Set<string>();
  const begin = performance.now();
  await inFolder((folder) =>
    trial.run(
      {
        random: seededRandom(seed + at),
        folder,
        count: (what, times = 1) => {
          if (times > 0) counts.set(what, (counts.get(what) ?? 0) + times);
        },
        fault: (what) => void found.add(what.trim()),
        isOver: () => performance.now() > end,
      },
      Math.round(kills * trial.share),
    ),
  );
  killed += counts.get("killed") ?? 0;
  faults += found.size;
  const figures = [...counts].map(([what, times]) => `${times} ${what}`).join(", ");
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  console.log(`${trial.name}: ${figures}; ${found.size === 0 ? "no fault" : "FAULTS"} (${seconds} s)`);
  for (const fault of found) console.log(`    ${fault}`);
}
console.log(`\n${killed} killed, ${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { missingDisks, onDisk, remount, resize } from "./disks.ts";
import { run } from "./program.ts";
import type { Running } from "./program.ts";
import { sleep } from "./trial.ts";
import type { Context, Trial } from "./trial.ts";

/** A program that measures, keeps what it has in a journal, and goes on where it was. */
interface Program {
  readonly name: string;
  readonly start: (context: Context, out: string) => Running;
  /** The files that must not depend on how often it was killed, from the folder of its results. */
  readonly results: (out: string) => readonly string[];
}

const reproduce: Program = {
  name: "reproduce, its tiny part",
  start: ({ folder }, out) => run("packages/bench/test/support/reproduce-tiny.ts", [out, "2"], folder),
  results: (out) =>
    readdirSync(join(out, "tiny"))
      .filter((name) => name !== "costs.json")
      .map((name) => join("tiny", name)),
};

const settings = "--network 68-8-1 --epochs 1,1 --batch 2048 --seeds 2 --ratios 0.5,0.9".split(" ");

const start: Program = {
  name: "npm start, a small network",
  start: ({ folder }, out) => {
    const words = [...settings, "--nonlinear-samples", "16", "--data", join(folder, "data"), "--out", out];
    return run("packages/bench/src/commands/start.ts", words, folder);
  },
  results: () => ["results.json"],
};

/** The results in a folder; undefined where there are none. */
function contentOf({ results }: Program, out: string): string | undefined {
  if (!existsSync(out)) return undefined;
  const names = results(out).toSorted();
  return names.every((name) => existsSync(join(out, name)))
    ? names.map((name) => `${name}\n${readFileSync(join(out, name), "utf8")}`).join("\n")
    : undefined;
}

interface Reference {
  readonly content: string;
  readonly time: number;
}

/** What an undisturbed run writes, and how long it takes, in ms: the second one, which has its data. */
async function referenceOf(context: Context, program: Program): Promise<Reference> {
  for (const name of ["first", "reference"]) {
    const begin = performance.now();
    const out = join(context.folder, name);
    const { code, stderr } = await program.start(context, out).ended;
    const content = contentOf(program, out);
    if (code !== 0 || content === undefined) throw new Error(`an undisturbed run failed: ${stderr}`);
    if (name === "reference") return { content, time: performance.now() - begin };
  }
  throw new Error("no reference");
}

function compare(context: Context, program: Program, out: string, { content }: Reference): void {
  if (contentOf(program, out) !== content) context.fault("results with other bytes");
  const drafts = readdirSync(out, { recursive: true }).filter((name) => String(name).endsWith(".draft"));
  if (drafts.length > 0) context.fault(`drafts that nothing swept: ${drafts.join(", ")}`);
}

const killed = (program: Program, share: number): Trial => ({
  name: `${program.name}, killed`,
  share,
  async run(context, kills) {
    const reference = await referenceOf(context, program);
    let isComplete = true;
    for (let [done, at] = [0, 0]; done < kills && !context.isOver();) {
      if (isComplete) at++;
      const out = join(context.folder, `killed-${at}`);
      const running = program.start(context, out);
      await Promise.race([sleep(1.1 * reference.time * context.random()), running.ended]);
      running.kill();
      const { code, stderr } = await running.ended;
      if (code === undefined) done++;
      context.count(code === undefined ? "killed" : "complete");
      if (code !== undefined && code !== 0) context.fault(`exit code ${code}: ${stderr}`);
      isComplete = code === 0;
      if (isComplete) compare(context, program, out, reference);
    }
    if (isComplete) return;
    const last = readdirSync(context.folder).filter((name) => name.startsWith("killed-")).length;
    const out = join(context.folder, `killed-${last}`);
    const { code, stderr } = await program.start(context, out).ended;
    if (code !== 0) context.fault(`the last run failed: ${stderr}`);
    else compare(context, program, out, reference);
  },
});

const twoAtOnce = (program: Program): Trial => ({
  name: `${program.name}, two at once`,
  share: 0,
  async run(context) {
    const reference = await referenceOf(context, program);
    for (let at = 0; at < 3 && !context.isOver(); at++) {
      const out = join(context.folder, `two-${at}`);
      const ended = await Promise.all([0, 1].map(() => program.start(context, out).ended));
      context.count("pairs");
      for (const { code, stderr } of ended) if (code !== 0) context.fault(`exit code ${code}: ${stderr}`);
      compare(context, program, out, reference);
    }
  },
});

const onFullDisk = (program: Program): Trial => ({
  name: `${program.name}, on a disk that is full, then larger`,
  share: 0,
  missing: missingDisks,
  async run(context) {
    const reference = await referenceOf(context, program);
    const disk = join(context.folder, "disk");
    for (const size of [4, 12, 16, 24, 40]) {
      if (context.isOver()) return;
      await onDisk(disk, size, async () => {
        const out = join(disk, "out");
        const first = await program.start(context, out).ended;
        context.count(first.code === 0 ? "complete" : "full");
        if (first.code === 0) context.fault(`results on a disk of ${size} kB`);
        if (first.code === 70 || first.stderr.includes("    at "))
          if (program === start) context.fault(`a trace for a full disk: ${first.stderr}`);
        if (!first.stderr.includes("no space left there")) context.fault(`no reason: ${first.stderr}`);
        const journal = join(out, "journal.jsonl");
        const kept = existsSync(journal) ? readFileSync(journal, "utf8") : "";
        if (kept !== "" && !kept.endsWith("\n")) context.fault("a part of a line in the journal");
        context.count("units kept", kept.split("\n").length - 1);
        resize(disk, 8000);
        const second = await program.start(context, out).ended;
        if (second.code !== 0) context.fault(`with room again: ${second.stderr}`);
        else compare(context, program, out, reference);
        if (!readFileSync(journal, "utf8").startsWith(kept)) context.fault("a journal that lost lines");
      });
    }
  },
});

const onReadOnlyDisk = (program: Program): Trial => ({
  name: `${program.name}, on a disk that is read-only`,
  share: 0,
  missing: missingDisks,
  async run(context) {
    const { time } = await referenceOf(context, program);
    const disk = join(context.folder, "disk");
    await onDisk(disk, 4000, async () => {
      remount(disk, "ro");
      const begin = performance.now();
      const { code, stderr } = await program.start(context, join(disk, "out")).ended;
      context.count("refused", code === 0 ? 0 : 1);
      context.count("% of a run until it said so", Math.round((100 * (performance.now() - begin)) / time));
      if (!stderr.includes("file system that cannot be written")) context.fault(`no reason: ${stderr}`);
    });
  },
});

export const runs: readonly Trial[] = [
  killed(reproduce, 0.35),
  killed(start, 0.1),
  twoAtOnce(reproduce),
  twoAtOnce(start),
  onFullDisk(reproduce),
  onFullDisk(start),
  onReadOnlyDisk(start),
];

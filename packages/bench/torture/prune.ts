import { mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeNpy } from "@espalier/formats/npy";
import { writeOnnx } from "@espalier/formats/onnx";
import { initialNetwork } from "@espalier/prune";
import { randomNormal, seededRandom } from "@espalier/tensor";
import { cli, run } from "./program.ts";
import type { Ended, Running } from "./program.ts";
import { sleep } from "./trial.ts";
import type { Context, Trial } from "./trial.ts";

export const given = ["inputs.npy", "model.onnx"];
export const results = ["model.pruned.mask.npz", "model.pruned.onnx", "model.pruned.report.json"];
export const words = ["prune", "model.onnx", "inputs.npy", "--ratio", "0.8"];

/** A folder with a network of 100,352 weights and a thousand inputs. */
export function prepare(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const random = seededRandom(1);
  const network = initialNetwork({ sizes: [256, 256, 128, 16], random, dtype: "f32" });
  writeFileSync(join(folder, "model.onnx"), writeOnnx({ network }));
  writeFileSync(join(folder, "inputs.npy"), writeNpy(randomNormal([1000, 256], random, "f32")));
}

export const prune = (folder: string, ...more: readonly string[]): Running =>
  run(cli, [...words, ...more], folder);

const contentsOf = (folder: string): string[] =>
  results.map((name) => readFileSync(join(folder, name), "latin1"));

/** What an undisturbed run writes, and how long it takes, in ms. */
export async function referenceOf(
  folder: string,
): Promise<{ readonly contents: readonly string[]; readonly time: number }> {
  prepare(folder);
  const begin = performance.now();
  const { code, stderr } = await prune(folder).ended;
  if (code !== 0) throw new Error(`an undisturbed run failed: ${stderr}`);
  return { contents: contentsOf(folder), time: performance.now() - begin };
}

/** Looks at a folder after a run: all results as they should be, or none; nothing else but drafts and a log of names. */
export function inspect(context: Context, folder: string, contents: readonly string[]): "all" | "none" {
  const names = readdirSync(folder).filter((name) => !given.includes(name));
  const drafts = names.filter((name) => /\.(?:draft|redo)$/.test(name));
  const found = names.filter((name) => !drafts.includes(name)).toSorted();
  context.count("drafts left", drafts.length);
  if (found.length === 0) return "none";
  if (found.join() !== results.join()) context.fault(`a part of the results: ${found.join(", ")}`);
  else if (contentsOf(folder).join() !== contents.join()) context.fault("results with other bytes");
  return "all";
}

const isPart = (folder: string): boolean => {
  const found = readdirSync(folder).filter((name) => results.includes(name));
  return found.length > 0 && found.length < results.length;
};

export const prunes: Trial = {
  name: "espalier prune, killed",
  share: 0.4,
  async run(context, kills) {
    const { contents, time } = await referenceOf(join(context.folder, "reference"));
    const folder = join(context.folder, "killed");
    prepare(folder);
    for (let [done, at] = [0, 0]; done < kills && !context.isOver(); at++) {
      const running = prune(folder);
      // Half of them anywhere, half while it writes.
      const wait = at % 2 === 0 ? sleep(1.1 * time * context.random()) : untilDraft(folder, running.ended);
      if (at % 2 === 1) await wait.then(() => sleep(8 * context.random()));
      else await Promise.race([wait, running.ended]);
      running.kill();
      const { code } = await running.ended;
      if (code === undefined) done++;
      context.count(code === undefined ? "killed" : "finished before");
      if (code !== undefined && code !== 0) context.fault(`exit code ${code}`);
      if (isPart(folder)) {
        // It was killed between two names. The next command gives the others theirs, and finds that they are taken.
        context.count("named by the next command");
        const next = await prune(folder).ended;
        if (next.code !== 2) context.fault(`exit code ${next.code} after a part of the results`);
      }
      const state = inspect(context, folder, contents);
      if (code === 0 && state === "none") context.fault("no results of a run that finished");
      if (state === "all") for (const name of results) rmSync(join(folder, name), { force: true });
    }
    const { code, stderr } = await prune(folder).ended;
    if (code !== 0) context.fault(`the last run failed: ${stderr}`);
    inspect(context, folder, contents);
    const left = readdirSync(folder).filter((name) => /\.(?:draft|redo)$/.test(name));
    if (left.length > 0) context.fault(`drafts that nothing swept: ${left.join(", ")}`);
  },
};

/** Waits for a draft to come into being, or for the end of the run. */
async function untilDraft(folder: string, ended: Promise<Ended>): Promise<void> {
  const stop = new AbortController();
  const seen = new Promise<void>((resolve) => {
    watch(folder, { signal: stop.signal }, (_, name) => {
      if (name?.endsWith(".draft") === true) resolve();
    });
  });
  await Promise.race([seen, ended]);
  stop.abort();
}

export const twoPrunes: Trial = {
  name: "espalier prune, two at once",
  share: 0,
  async run(context) {
    const { contents } = await referenceOf(join(context.folder, "reference"));
    for (let at = 0; at < 10 && !context.isOver(); at++) {
      const folder = join(context.folder, `two-${at}`);
      prepare(folder);
      const isForced = at % 2 === 1;
      const more = isForced ? ["--force"] : [];
      const codes = (await Promise.all([prune(folder, ...more).ended, prune(folder, ...more).ended]))
        .map(({ code }) => String(code))
        .toSorted();
      context.count("pairs");
      // Without --force the second one is refused, unless it asked after the first had ended.
      if (codes.join() !== (isForced ? "0,0" : "0,2")) context.fault(`exit codes ${codes.join(" and ")}`);
      if (inspect(context, folder, contents) === "none") context.fault("no results");
    }
  },
};

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { inspect, prepare, prune, referenceOf } from "./prune.ts";
import { sleep } from "./trial.ts";
import type { Context, Trial } from "./trial.ts";

const system = (...words: readonly string[]): boolean =>
  spawnSync(words[0], words.slice(1), { stdio: "ignore" }).status === 0;

/** A disk in memory of some kB, for as long as work goes on there. */
export async function onDisk<T>(folder: string, size: number, work: () => Promise<T>): Promise<T> {
  mkdirSync(folder, { recursive: true });
  if (!system("mount", "-t", "tmpfs", "-o", `size=${size}k`, "tmpfs", folder))
    throw new Error(`no disk in memory at ${folder}`);
  try {
    return await work();
  } finally {
    system("umount", "-l", folder);
  }
}

export const remount = (folder: string, options: string): boolean =>
  system("mount", "-o", `remount,${options}`, folder);

export const resize = (folder: string, size: number): boolean => remount(folder, `size=${size}k`);

/** Why there are no disks in memory; undefined where there are. */
export function missingDisks(): string | undefined {
  if (process.platform !== "linux")
    return `disks in memory are made with Linux's mount, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return "only root may mount a disk in memory";
  const folder = join("/tmp", `espalier-torture-probe-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const isThere = system("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", folder);
  if (isThere) system("umount", folder);
  rmdirSync(folder);
  return isThere ? undefined : "this system does not let mount a disk in memory";
}

/** Runs with results on a disk that does not hold the network and the inputs. */
async function pruneTo(
  context: Context,
  disk: string,
  contents: readonly string[],
  reason: string,
): Promise<void> {
  const out = (name: string): string => join(disk, name);
  const { code, stderr } = await prune(join(context.folder, "reference"), "--out", out("model.pruned.onnx"))
    .ended;
  context.count(code === 0 ? "written" : "refused");
  const state = inspect(context, disk, contents);
  if (code === 0 ? state !== "all" : state !== "none")
    context.fault(`exit code ${code} with ${state} of the results`);
  if (code !== 0 && code !== 2) context.fault(`exit code ${code}: ${stderr}`);
  if (code === 2 && !stderr.includes(reason)) context.fault(`a message without its reason: ${stderr}`);
  if (readdirSync(disk).some((name) => name.endsWith(".draft"))) context.fault("a draft that is left");
}

export const fullDisk: Trial = {
  name: "espalier prune, on a disk that is full",
  share: 0,
  missing: missingDisks,
  async run(context) {
    const { contents } = await referenceOf(join(context.folder, "reference"));
    const disk = join(context.folder, "disk");
    for (const size of [4, 8, 12, 200, 392, 400, 408, 600, 780, 800, 820, 2000]) {
      if (context.isOver()) return;
      await onDisk(disk, size, () => pruneTo(context, disk, contents, "no space left there"));
    }
  },
};

export const readOnlyDisk: Trial = {
  name: "espalier prune, on a disk that is read-only",
  share: 0,
  missing: missingDisks,
  async run(context) {
    const { contents } = await referenceOf(join(context.folder, "reference"));
    const disk = join(context.folder, "disk");
    await onDisk(disk, 2000, async () => {
      remount(disk, "ro");
      const begin = performance.now();
      await pruneTo(context, disk, contents, "file system that cannot be written");
      context.count("ms until it said so", Math.round(performance.now() - begin));
    });
  },
};

export const vanishingDisk: Trial = {
  name: "espalier prune, on a disk that vanishes",
  share: 0,
  missing: missingDisks,
  async run(context) {
    const { contents, time } = await referenceOf(join(context.folder, "reference"));
    for (let at = 0; at < 10 && !context.isOver(); at++) {
      const disk = join(context.folder, `disk-${at}`);
      const folder = join(disk, "there");
      await onDisk(disk, 4000, async () => {
        prepare(folder);
        const running = prune(folder);
        await Promise.race([sleep(1.1 * time * context.random()), running.ended]);
        system("umount", "-l", disk);
        const { code, stderr } = await running.ended;
        // Open files still reach the disk; the path leads to an empty folder.
        context.count(code === 0 ? "written" : "refused");
        if (code !== 0 && code !== 2) context.fault(`exit code ${code}: ${stderr}`);
        if (readdirSync(disk).length > 0) inspect(context, disk, contents);
      });
    }
  },
};

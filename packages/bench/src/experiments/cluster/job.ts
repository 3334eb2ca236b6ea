import { createHash } from "node:crypto";
import type { Job } from "@espalier/cluster";
import type { Network } from "@espalier/prune";
import type { DataSet } from "@espalier/data";
import { version } from "espalier/files";
import type { TaskReport } from "../perform.ts";
import { idOf } from "../unit.ts";
import type { Task } from "../unit.ts";

/** A task of a grid of experiments, as a job of a queue. */
export interface UnitsJob extends Job {
  readonly kind: "units";
  readonly task: Omit<Task, "baseline">;
  /** The name of the trained network in the store, where the units start from it. */
  readonly baseline: string | undefined;
  /** The SHA-256 of the data set, and the version of the program, both as the run began. */
  readonly expected: { readonly data: string; readonly producer: string };
}

/** The result of a job, as its file has it. */
export interface UnitsResult {
  readonly measured: readonly (TaskReport & { readonly kind: "measured" })[];
  /** The network that the task trained for others. */
  readonly network: Network | undefined;
}

export const producer = `espalier ${version}`;

/** A job that names its result by a digest of the task. */
export function jobOf(task: Task, baseline: string | undefined, data: string): UnitsJob {
  const { experiment, seed, units } = task;
  const expected = { data, producer };
  const digest = createHash("sha256").update(
    JSON.stringify([units.map((unit) => idOf(experiment, unit)), seed, baseline, expected]),
  );
  const result = `${digest.digest("hex").slice(0, 32)}.units`;
  return { kind: "units", result, task: { experiment, seed, units }, baseline, expected };
}

/** The SHA-256 of the numbers of a data set, in hex. */
export function identityOfData({ train, test }: DataSet): string {
  const hash = createHash("sha256");
  for (const { shape, data } of [train.inputs, train.targets, test.inputs, test.targets]) {
    hash.update(JSON.stringify([shape, data.BYTES_PER_ELEMENT]));
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}

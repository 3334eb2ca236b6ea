import { availableParallelism, cpus, release, totalmem, type } from "node:os";
import * as v from "valibot";
import { amount, count, text } from "./schema.ts";
import type { Read } from "./schema.ts";

/** What may matter for speed, and nothing that tells whose machine it is. */
export const machine = v.strictObject({
  cpu: text,
  cores: count,
  /** In GiB. */
  memory: amount,
  system: text,
  node: text,
});

/** This machine. */
export const machineNow = (): Read<typeof machine> => ({
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  memory: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release().split("-")[0]}, ${process.arch}`,
  node: `${process.version} (V8 ${process.versions.v8})`,
});

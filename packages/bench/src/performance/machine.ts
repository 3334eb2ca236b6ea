import { availableParallelism, cpus, release, totalmem, type } from "node:os";
import type { Machine } from "./results.ts";

/** What may matter for speed, and nothing that tells whose machine it is. */
export const machineNow = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  memory: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release().split("-")[0]}, ${process.arch}`,
  node: `${process.version} (V8 ${process.versions.v8})`,
});

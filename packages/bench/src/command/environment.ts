import { readFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import type { Environment } from "../results.ts";

/** The machine a run is on. */
export async function environmentOf(date: Date): Promise<Environment> {
  const manifest: unknown = JSON.parse(
    await readFile(new URL("../../package.json", import.meta.url), "utf8"),
  );
  return {
    node: process.version,
    platform: process.platform,
    arch: process.arch,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    date: date.toISOString(),
    version: (manifest as { version: string }).version, // our own package.json
  };
}

/** The largest resident set of this process so far, threads included, in bytes. */
export const peakMemoryBytes = (): number => process.resourceUsage().maxRSS * 1024;

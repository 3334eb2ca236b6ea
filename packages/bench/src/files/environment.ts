import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { amount, date, machine, machineNow, text } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";

/** The machine that measured something. */
export const environment = v.strictObject({
  node: text,
  platform: text,
  arch: text,
  cpu: machine.entries.cpu,
  cores: machine.entries.cores,
  date,
  /** Of Espalier. */
  version: text,
  peakMemoryBytes: v.exactOptional(amount),
  wallSeconds: v.exactOptional(amount),
});
export type Environment = Read<typeof environment>;

/** This machine. */
export async function environmentNow(): Promise<Environment> {
  const manifest: unknown = JSON.parse(
    await readFile(new URL("../../package.json", import.meta.url), "utf8"),
  );
  const { cpu, cores } = machineNow();
  return {
    node: process.version,
    platform: process.platform,
    arch: process.arch,
    cpu,
    cores,
    date: new Date().toISOString(),
    version: (manifest as { version: string }).version, // our own package.json
  };
}

/** The largest resident set of this process so far, threads included, in bytes. */
export const peakMemoryBytes = (): number => process.resourceUsage().maxRSS * 1024;

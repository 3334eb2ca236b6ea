import { readFileSync } from "node:fs";
import type { Presence } from "../contender.ts";

/** This package and those it measures have one version. */
export const espalier = async (): Promise<Presence> => {
  const manifest = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return { version: (JSON.parse(manifest) as { version: string }).version }; // our own package.json
};

export const engine = async (): Promise<Presence> => ({ version: `V8 ${process.versions.v8}` });

import { basename } from "node:path";
import type { Manifest } from "./published.ts";

/**
 * What Node loads of a package: the modules that programs import, and those that are run by themselves, such as a worker's. For each name of
 * a file in dist/node its source.
 */
export function nodeEntries({ exports, sideEffects }: Manifest): Record<string, string> {
  const imported = Object.entries(exports).map(([path, source]) => [nodeName(path), source] as const);
  const run = (sideEffects || []).map((source) => [basename(source, ".ts"), source] as const);
  return Object.fromEntries([...imported, ...run].filter(([, source]) => source.endsWith(".ts")));
}

/** The name of the file of an entry. All files are in one folder, so a module finds its worker beside it wherever it is put. */
export const nodeName = (path: string): string => path.replace(/^\.\/?/, "").replaceAll("/", "-") || "index";

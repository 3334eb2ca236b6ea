import { fileURLToPath } from "node:url";

/** The path of a file of the documentation. */
export const inDocs = (name: string): string =>
  fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url));

/** Writes progress, apart from the output. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

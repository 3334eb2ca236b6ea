import { readFileSync } from "node:fs";
import { folderOf } from "../src/rivals.ts";
import type { Presence } from "../src/tasks.ts";

/** A library of this folder. Its name is a variable here, so that the compiler does not look for what may not be installed. */
export async function load<T>(name: string): Promise<T | undefined> {
  try {
    return (await import(name)) as T;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** The version of a library that is there. */
export const presence =
  (name: string, library: unknown): (() => Promise<Presence>) =>
  async () => {
    if (library === undefined) return { absent: "not installed" };
    const manifest = readFileSync(`${folderOf(name)}package.json`, "utf8");
    return { version: (JSON.parse(manifest) as { version: string }).version }; // every package has one
  };

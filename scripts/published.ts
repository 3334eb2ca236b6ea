import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the scripts read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string>>;
  /** The modules that do more than to define what they export. */
  readonly sideEffects?: false | readonly string[];
}

const root = fileURLToPath(new URL("..", import.meta.url));

/** The folder of each package that npm gets, which are those below packages/ that are not private, and its package.json. */
export const published: ReadonlyMap<string, Manifest> = new Map(
  globSync("packages/*/package.json", { cwd: root })
    .toSorted()
    .map((path): [string, Manifest] => [
      basename(dirname(path)),
      JSON.parse(readFileSync(join(root, path), "utf8")),
    ])
    .filter(([, manifest]) => manifest.private !== true),
);

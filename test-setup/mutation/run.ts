import { execFileSync, spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parts } from "./parts.ts";
import { commandLine } from "../../scripts/command-line.ts";

// npm run mutate: tries the mutants of one part after the other, each against its own tests: by Stryker, or in one process. Arguments choose parts by name.

const stryker = fileURLToPath(import.meta.resolve("@stryker-mutator/core/package.json")).replace(
  "package.json",
  "bin/stryker.js",
);

const vitest = fileURLToPath(import.meta.resolve("vitest/package.json")).replace(
  "package.json",
  "vitest.mjs",
);

const { positionals: names } = commandLine({
  usage: `npm run mutate [-- part…]: changes the code in small ways, and looks whether a test notices. Parts: ${parts.map(({ name }) => name).join(", ")}`,
  words: Infinity,
});
const chosen = parts.filter(({ name }) => names.length === 0 || names.includes(name));
if (chosen.length === 0)
  throw new Error(`expected ${parts.map(({ name }) => name).join(", ")}; received ${names.join(", ")}`);

const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" });
for (const { name, mutate, found, isInOneProcess } of chosen) {
  rmSync(`${found}.commit`, { force: true });
  const command =
    isInOneProcess === true
      ? [
          vitest,
          "run",
          "--configLoader",
          "native",
          "--config",
          "test-setup/mutation/one-process/vitest.config.ts",
        ]
      : [stryker, "run", "--mutate", mutate.join(","), "--incrementalFile", found];
  const { status } = spawnSync(process.execPath, command, {
    stdio: "inherit",
    env: { ...process.env, MUTATED: name },
  });
  if (status !== 0) process.exitCode = status ?? 1;
  else writeFileSync(`${found}.commit`, commit);
}

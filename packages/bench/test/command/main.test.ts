import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { strategyNames } from "@espalier/prune";
import { describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

const run = (...options: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [main, ...options], { encoding: "utf8" });

describe("the command line", () => {
  it("--help names every option and strategy, and ends well", () => {
    const { status, stdout } = run("--help");
    expect(status).toBe(0);
    const names = [
      "--case",
      "--network",
      "--noise",
      "--epochs",
      "--seeds",
      "--ratios",
      "--out",
      "fetch mnist",
    ];
    for (const name of [...names, ...strategyNames]) expect(stdout).toContain(name);
  });

  it.each([
    ["a ratio that is none", ["--ratios", "80"], "--ratios: expected a number in [0, 1]; received 80"],
    ["a missing data folder", ["--case", "mnist", "--data", "nowhere"], "received no such folder"],
    ["an unknown data set", ["fetch", "cifar"], "fetch: expected mnist; received cifar"],
  ])("bad input such as %s is told in a sentence, with exit code 2", (_, options, message) => {
    const { status, stderr } = run(...options);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });
});

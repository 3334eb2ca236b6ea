import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const main = fileURLToPath(new URL("../../src/reproduce/main.ts", import.meta.url));

const run = (...options: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [main, ...options], { encoding: "utf8" });

it("--help names the parts and the options", () => {
  const { status, stdout } = run("--help");
  expect(status).toBe(0);
  for (const name of ["quick", "paper", "studies", "extended", "--workers", "--data", "--out", "--fresh"])
    expect(stdout).toContain(name);
});

it.each([
  ["a part that is none", ["all"], 1, "Allowed choices are quick, paper, studies, extended"],
  ["half a worker", ["quick", "--workers", "0.5"], 2, "--workers: expected"],
])("%s is refused in a sentence", (_, options, code, message) => {
  const { status, stderr } = run(...options);
  expect(status).toBe(code);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain("    at ");
});

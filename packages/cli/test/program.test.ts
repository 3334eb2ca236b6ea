import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { commands } from "../src/commands/index.ts";
import { folderWithFiles } from "./support/files.ts";
import { ioIn, runIn, temporaryFolder } from "./support/terminal.ts";

describe("the program", () => {
  it("every command has help with an example", async () => {
    const folder = temporaryFolder();
    const { stdout, code } = await runIn(folder, "--help");
    expect(code).toBe(0);
    const names = Array.from(stdout.matchAll(/^ {2}(\w+) (?:\[options\] )?</gm), ([, name]) => name);
    expect(names).toContain("prune");
    for (const name of names) {
      const help = await runIn(folder, `${name} --help`);
      expect(help.code).toBe(0);
      expect(help.stdout, name).toMatch(/Examples?:\n {2}espalier /);
    }
  });

  it.each(commands.map((row) => [row.name, row] as const))(
    "the list of commands shows the arguments of `%s` as its module declares them",
    async (name, { takes, load }) => {
      const define = await load();
      const command = define(new Command(name), ioIn(temporaryFolder()), () => {});
      expect(command.usage()).toBe(`[options] ${takes}`);
    },
  );

  it("`help prune` is `prune --help`", async () => {
    const folder = temporaryFolder();
    expect(await runIn(folder, "help prune")).toEqual(await runIn(folder, "prune --help"));
    expect((await runIn(folder, "help")).stdout).toBe((await runIn(folder, "--help")).stdout);
    expect((await runIn(folder, "help prun")).code).toBe(2);
  });

  it("prints help whatever the exit code of the process is so far", async () => {
    const before = process.exitCode;
    process.exitCode = 1;
    try {
      const { code, stdout } = await runIn(temporaryFolder(), "help");
      expect(code).toBe(0);
      expect(stdout).toContain("Usage: espalier");
    } finally {
      process.exitCode = before;
    }
  });

  it.each(["", "prun", "inspect", "inspect a b", "inspect --no-such model.json"])(
    "`espalier %s` ends with 2",
    async (line) => {
      const { code, stderr } = await runIn(temporaryFolder(), line);
      expect(code).toBe(2);
      expect(stderr).not.toBe("");
    },
  );

  it("--version is that of the package", async () => {
    const { stdout, code } = await runIn(temporaryFolder(), "--version");
    expect([code, stdout]).toEqual([0, "0.1.0\n"]);
  });

  it("shows progress on standard error, if that is a terminal", async () => {
    const line = "prune model.json inputs.json --ratio 0.5";
    expect((await runIn(folderWithFiles(), line)).stderr).toBe("");
    expect((await runIn(folderWithFiles(), line, { isTerminal: true })).stderr).toContain("scores");
  });
});

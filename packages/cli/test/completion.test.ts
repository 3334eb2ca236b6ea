import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWithFiles } from "./support/files.ts";
import { runIn } from "./support/terminal.ts";

describe("espalier completion", () => {
  it.each([
    ["espalier pr", 1, ["prune"]],
    ["espalier prune --ra", 2, ["--ratio"]],
    ["espalier prune --pe", 2, ["--per"]],
    ["espalier prune --sta", 2, ["--statistics", "--start"]],
    ["espalier verify --b", 2, ["--budget"]],
    ["espalier inspect mo", 2, ["model.json"]],
    ["espalier inspect -- -", 3, ["-odd.json"]],
  ])("bash completes `%s`", async (line, at, expected) => {
    const folder = folderWithFiles();
    writeFileSync(join(folder, "-odd.json"), "");
    const { stdout } = await runIn(folder, "completion bash");
    const ask = `COMP_WORDS=(${line}); COMP_CWORD=${at}; _espalier; echo "\${COMPREPLY[@]}"`;
    const completed = execFileSync("bash", ["-c", `${stdout}\n${ask}`], { cwd: folder, encoding: "utf8" });
    expect(completed.trim().split(" ")).toEqual(expected);
  });

  it.each(["my model.json", "*.json", "a\tb.json", "$HOME.json", "it's.json", "[ab].json"])(
    "bash completes the file `%s` as it is called, beside others",
    async (name) => {
      const folder = folderWithFiles();
      const { stdout } = await runIn(folder, "completion bash");
      writeFileSync(join(folder, name), "");
      const ask = `COMP_WORDS=(espalier inspect "$1"); COMP_CWORD=2; _espalier; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const script = `${stdout}\n${ask}`;
      const run = (word: string): string =>
        execFileSync("bash", ["-c", script, "bash", word], { cwd: folder, encoding: "utf8" });
      expect(run("").trim().split("\n").toSorted()).toEqual([name, "inputs.json", "model.json"].toSorted());
      expect(run(name.slice(0, 1)).trim().split("\n")).toContain(name);
    },
  );

  it("what it does not find, such as a name in quotes, bash completes by itself", async () => {
    const { stdout } = await runIn(".", "completion bash");
    const script = `${stdout}\ncomplete -p espalier`;
    expect(execFileSync("bash", ["-c", script], { encoding: "utf8" })).toMatch(/-o bashdefault .*-o default/);
  });

  it("zsh takes the same by bashcompinit; another shell is refused", async () => {
    const [bash, zsh] = [await runIn(".", "completion bash"), await runIn(".", "completion zsh")];
    expect(zsh.stdout).toBe(`autoload -Uz bashcompinit && bashcompinit\n${bash.stdout}`);
    expect((await runIn(".", "completion fish")).stderr).toBe(
      "completion: expected one of bash, zsh; received fish\n",
    );
  });
});

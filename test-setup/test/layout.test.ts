import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const packages = join(import.meta.dirname, "../../packages");

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map(({ parentPath, name }) => join(parentPath, name));

const linesIn = (name: string): number =>
  filesIn(join(packages, name, "src")).reduce(
    (sum, file) => sum + readFileSync(file, "utf8").split("\n").length - 1,
    0,
  );

it.each(readdirSync(packages).map((name) => [name, name === "bench" ? 8000 : 6000] as const))(
  "the source of %s is at most %i lines long",
  (name, most) => {
    const lines = linesIn(name);
    expect(lines).toBeGreaterThan(0);
    expect(lines).toBeLessThanOrEqual(most);
  },
);

it("the source of prune is in folders, with at most four files beside them", () => {
  const beside = readdirSync(join(packages, "prune/src"), { withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(beside.length).toBeLessThanOrEqual(4);
});

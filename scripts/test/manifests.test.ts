import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { addressIn } from "../address/address.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const published = globSync("packages/*/package.json", { cwd: root }).filter(
  (path) => JSON.parse(read(path)).private !== true,
);

describe("a published package", () => {
  it.each(published)("%s says what npm shows", (path) => {
    const manifest = JSON.parse(read(path));
    expect(manifest).toMatchObject({
      description: expect.any(String),
      license: "MIT",
      author: "The Espalier developers",
      publishConfig: { access: "public" },
    });
    expect(manifest.keywords.length).toBeGreaterThan(2);
  });

  it("all have one address and one version, the one of CITATION.cff", () => {
    const own = addressIn(read("package.json"));
    const { version } = JSON.parse(read(published[0]));
    for (const path of published) {
      expect(addressIn(read(path))).toBe(own);
      expect(JSON.parse(read(path)).version).toBe(version);
    }
    expect(read("CITATION.cff")).toContain(`\nversion: ${version}\n`);
    const names = new Set(published.map((path) => JSON.parse(read(path)).name));
    expect(new Set(JSON.parse(read(".changeset/config.json")).fixed[0])).toEqual(names);
  });
});

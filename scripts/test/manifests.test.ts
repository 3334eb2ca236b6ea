import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { addressIn } from "../address/address.ts";
import { nodeName } from "../node-entries.ts";
import { published } from "../published.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const paths = [...published.keys()].map((folder) => `packages/${folder}/package.json`);

describe("a published package", () => {
  it.each(paths)("%s says what npm shows", (path) => {
    const manifest = JSON.parse(read(path));
    expect(manifest).toMatchObject({
      description: expect.any(String),
      license: "MIT",
      author: "The Espalier developers",
      publishConfig: { access: "public" },
    });
    expect(manifest.keywords.length).toBeGreaterThan(2);
  });

  it.each([...published].filter(([, { bin }]) => bin === undefined))(
    "%s gives Node a bundle of each entry, and bundlers its modules",
    (folder, { exports }) => {
      const manifest = JSON.parse(read(`packages/${folder}/package.json`));
      for (const [path, source] of Object.entries(exports).filter(([, each]) => each.endsWith(".ts")))
        expect(Object.entries(manifest.publishConfig.exports[path])).toEqual([
          ["types", source.replace("/src/", "/dist/").replace(/ts$/, "d.ts")],
          ["node", `./dist/node/${nodeName(path)}.js`],
          ["default", source.replace("/src/", "/dist/").replace(/ts$/, "js")],
        ]);
    },
  );

  it("all have one address and one version, the one of CITATION.cff", () => {
    const own = addressIn(read("package.json"));
    const { version } = JSON.parse(read(paths[0]));
    for (const path of paths) {
      expect(addressIn(read(path))).toBe(own);
      expect(JSON.parse(read(path)).version).toBe(version);
    }
    expect(read("CITATION.cff")).toContain(`\nversion: ${version}\n`);
    const names = new Set([...published.values()].map(({ name }) => name));
    expect(new Set(JSON.parse(read(".changeset/config.json")).fixed[0])).toEqual(names);
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const src = fileURLToPath(new URL("../../src", import.meta.url));

/** Every module that is loaded with an entry, as paths below src, and every package. */
function loadedWith(entry: string): { modules: string[]; packages: string[] } {
  const [modules, packages] = [new Set<string>(), new Set<string>()];
  const visit = (file: string): void => {
    if (modules.has(file)) return;
    modules.add(file);
    const code = readFileSync(file, "utf8").replaceAll(/^(import|export) type .*?;$/gms, "");
    for (const [, name] of code.matchAll(/(?:\bfrom|^import) "([^"]+)";$/gm))
      if (name.startsWith(".")) visit(join(dirname(file), name));
      else packages.add(name);
  };
  visit(join(src, entry));
  return { modules: [...modules].map((file) => relative(src, file)), packages: [...packages].toSorted() };
}

describe("the entries", () => {
  it("@espalier/autodiff loads nothing of the kit", () => {
    const { modules, packages } = loadedWith("index.ts");
    expect(modules.length).toBeGreaterThan(10);
    expect(modules.filter((file) => file.startsWith("check"))).toEqual([]);
    expect(packages).toEqual(["@espalier/tensor"]);
  });

  it("@espalier/autodiff/check needs no framework", () => {
    expect(loadedWith("check/index.ts").packages).toEqual(["@espalier/tensor"]);
  });

  it("fast-check stands behind an entry of its own, and of vitest only the types are known", () => {
    expect(loadedWith("check/fast-check.ts").packages).toEqual(["@espalier/tensor", "fast-check"]);
    expect(loadedWith("check/vitest.ts").packages).toEqual(["@espalier/tensor"]);
  });

  it("every file of the kit is used by one of its entries", () => {
    const used = ["check/index.ts", "check/fast-check.ts", "check/vitest.ts"].flatMap(
      (entry) => loadedWith(entry).modules,
    );
    const files = readdirSync(join(src, "check"), { recursive: true, encoding: "utf8" });
    const typesOnly = new Set(["spec.ts", "oracle.ts", "arithmetic/arithmetic.ts"]);
    const missing = files.filter((file) => file.endsWith(".ts") && !used.includes(join("check", file)));
    expect(missing.filter((file) => !typesOnly.has(file))).toEqual([]);
  });
});

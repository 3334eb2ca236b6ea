import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const src = fileURLToPath(new URL("../src", import.meta.url));

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
  it("@espalier/check needs no framework", () => {
    expect(loadedWith("index.ts").packages).toEqual(["@espalier/autodiff", "@espalier/tensor"]);
  });

  it("fast-check stands behind an entry of its own, and of vitest only the types are known", () => {
    expect(loadedWith("fast-check.ts").packages).toEqual(["@espalier/tensor", "fast-check"]);
    expect(loadedWith("vitest.ts").packages).toEqual(["@espalier/autodiff", "@espalier/tensor"]);
  });

  it("every file of the kit is used by one of its entries", () => {
    const used = ["index.ts", "fast-check.ts", "vitest.ts"].flatMap((entry) => loadedWith(entry).modules);
    const files = readdirSync(src, { recursive: true, encoding: "utf8" });
    const typesOnly = new Set(["spec/spec.ts", "trial/trial.ts", "arithmetic/arithmetic.ts"]);
    const missing = files.filter((file) => file.endsWith(".ts") && !used.includes(file));
    expect(missing.filter((file) => !typesOnly.has(file))).toEqual([]);
  });
});

import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { report } from "../../../src/reproduce/report/report.ts";

const docs = fileURLToPath(new URL("../../../../../docs", import.meta.url));

it("the page of the repository says what its measurements say, to the last byte", async () => {
  const folder = await mkdtemp(join(tmpdir(), "espalier-committed-"));
  try {
    const to = join(folder, "results");
    await cp(join(docs, "results"), to, { recursive: true });
    await rm(join(to, "figures"), { recursive: true });
    await report({ to });
    for (const path of ["results.md", join("results", "index.html")])
      expect(await readFile(join(folder, path), "utf8"), path).toBe(await readFile(join(docs, path), "utf8"));
    const [made, kept] = await Promise.all(
      [folder, docs].map((parent) => readdir(join(parent, "results", "figures"))),
    );
    expect(made.toSorted()).toEqual(kept.toSorted()); // and each is in index.html as it is
  } finally {
    await rm(folder, { recursive: true });
  }
});

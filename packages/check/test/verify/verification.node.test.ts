import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pageOf } from "../../verify/page/page.ts";
import { totalsOf } from "../../verify/page/summary.ts";
import { quick } from "../../verify/quick.ts";
import type { Results } from "../../verify/results.ts";

const docs = (name: string): string =>
  readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), "utf8");

const committed = JSON.parse(docs("verification.json")) as Results;

describe("the committed verification", () => {
  const { mutants, survivors, failures, draws, bare } = totalsOf(committed);

  it("has found every mistake that changes anything, of more than three thousand", () => {
    expect(mutants.length).toBeGreaterThan(3000);
    expect(survivors).toEqual([]);
  });

  it("has raised no false alarm in 100,000 draws", () => {
    expect(draws).toBeGreaterThanOrEqual(100_000);
    expect(failures).toBe(0);
  });

  it("has raised none in 10,000 draws where only the function and its vjp are given", () => {
    expect(bare.draws).toBeGreaterThanOrEqual(10_000);
    expect(bare.failures).toBe(0);
  });

  it("is what its page says", () => {
    expect(docs("verification.md")).toBe(pageOf(committed));
  });
});

describe("a small part of it, done again", () => {
  const again = quick();

  it("says of each mutant what was said before", () => {
    expect(again.mutants.length).toBeGreaterThan(20);
    const known = new Map(committed.mutants.map((each) => [keyOf(each), each]));
    for (const mutant of again.mutants) expect(mutant, keyOf(mutant)).toEqual(known.get(keyOf(mutant)));
  });

  it("finds every mistake, and nothing wrong with what is right", () => {
    const { survivors, failures } = totalsOf(again);
    expect({ survivors, failures }).toEqual({ survivors: [], failures: 0 });
  });
});

const keyOf = ({ of, kind, detail }: Results["mutants"][number]): string => `${of}: ${kind} ${detail ?? ""}`;

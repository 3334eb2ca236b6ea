import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { alarmTotals } from "../../verify/false-alarms/results.ts";
import type { FalseAlarms } from "../../verify/false-alarms/results.ts";
import { everyRight } from "../../verify/false-alarms/run.ts";
import { pageOf } from "../../verify/page/page.ts";
import { totalsOf } from "../../verify/page/summary.ts";
import { quick } from "../../verify/quick.ts";
import { replaced } from "../../verify/replace.ts";
import type { Results } from "../../verify/results.ts";
import { isThorough } from "../../../../test-setup/thorough.ts";

const docs = (name: string): string =>
  readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), "utf8");

const committed = JSON.parse(docs("verification.json")) as Results;
const alarms = JSON.parse(docs("false-alarms.json")) as FalseAlarms;

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

  it("has raised none in 100,000 points of right functions that are not ours, and looked at each", () => {
    const { functions, points, alarms: raised } = alarmTotals(alarms.functions);
    expect(functions).toBe(everyRight.length);
    expect(points).toBeGreaterThanOrEqual(100_000);
    expect(raised).toBe(0);
    expect(alarms.functions.filter(({ byDifferences, skipped }) => byDifferences <= skipped)).toEqual([]);
  });

  it("is what its page says", () => {
    expect(docs("verification.md")).toBe(pageOf(committed, alarms));
  });
});

/** `npm run verify` does all of it again. */
describe.runIf(isThorough)("a small part of it, done again", () => {
  let again: Results;
  beforeAll(() => void (again = quick()));

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

describe("some primitives measured again", () => {
  const names = committed.correct.map(({ of }) => of);

  it("leave the rows of all others, and their order", () => {
    expect(replaced(committed, names, new Map())).toEqual(committed);
  });

  it("replace their own rows", () => {
    const [first] = names;
    const correct = { ...committed.correct[0], draws: 1 };
    const { mutants, correct: rows } = replaced(
      committed,
      names,
      new Map([[first, { mutants: [], correct }]]),
    );
    expect(rows[0].draws).toBe(1);
    expect(rows.slice(1)).toEqual(committed.correct.slice(1));
    expect(mutants).toEqual(committed.mutants.filter(({ of }) => !of.startsWith(`${first} `)));
  });

  it("do not stand beside results of another kit, or without the results of a new primitive", () => {
    expect(() => replaced({ ...committed, usual: [] }, names, new Map())).toThrow("usual differ");
    expect(() => replaced(committed, [...names, "new"], new Map())).toThrow("expected results of new");
  });
});

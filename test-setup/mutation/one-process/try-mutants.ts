import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { inject, it } from "vitest";
import { testsOf } from "./collected.ts";
import type { Test } from "./collected.ts";

/** A mutant is given up after this many milliseconds of processor time, in which those tests come first that have killed most. */
const BUDGET = Number(process.env["MUTANT_MS"] ?? 200);
/** A loop that goes round this many times as often as without the mutant has no end. */
const ENDLESS = 100;

export interface Mutant {
  readonly id: string;
  readonly path: string;
  readonly mutatorName: string;
  readonly replacement: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

declare module "vitest" {
  interface ProvidedContext {
    readonly found: string;
    readonly mutants: readonly Mutant[];
    readonly tests: readonly string[];
  }
}

type Hits = Record<string, number>;

/** What instrumented sources look at, and where they count. */
interface Switches {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage: { static: Hits; perTest: Record<string, Hits> };
}

const switches: Switches = { activeMutant: "none", mutantCoverage: { static: {}, perTest: {} } };
Object.assign(globalThis, { __stryker__: switches });

/** A test, how long it takes, and how often it comes by each mutant. */
interface Measured extends Test {
  readonly time: number;
  readonly hits: Hits;
  kills: number;
  runs: number;
}

interface Result {
  readonly id: string;
  readonly status: "Killed" | "Timeout" | "Survived" | "NoCoverage" | "Ignored";
  readonly killedBy?: string;
}

const milliseconds = (): number => process.cpuUsage().user / 1000;

async function measured({ name, run }: Test): Promise<Measured> {
  switches.mutantCoverage.perTest = {};
  switches.currentTestId = name;
  const from = milliseconds();
  await run(); // one that fails without a mutant ends the run
  switches.currentTestId = undefined;
  const hits = switches.mutantCoverage.perTest[name] ?? {};
  return { name, run, hits, time: Math.max(0.1, milliseconds() - from), kills: 0, runs: 0 };
}

/** A test may have killed a mutant close by. */
interface Kill {
  readonly mutant: Mutant;
  readonly by: Measured;
}

/** The tests that come by a mutant; first those that are likely to kill it in little time. */
function inOrder(mutant: Mutant, tests: readonly Measured[], kills: readonly Kill[]): Measured[] {
  const near = kills.filter(({ mutant: { path } }) => path === mutant.path).slice(-40);
  const chance = (test: Measured): number =>
    near
      .filter(({ by }) => by === test)
      .map(({ mutant: { location } }) => Math.abs(location.start.line - mutant.location.start.line))
      .reduce((sum, lines) => sum + 1 / (2 + lines), (test.kills + 0.3) / (test.runs + 3));
  return tests
    .filter(({ hits }) => hits[mutant.id] !== undefined)
    .map((test) => ({ test, gain: chance(test) / test.time }))
    .toSorted((a, b) => b.gain - a.gain)
    .map(({ test }) => test);
}

async function resultOf(mutant: Mutant, tests: readonly Measured[], kills: Kill[]): Promise<Result> {
  const { id } = mutant;
  const covering = inOrder(mutant, tests, kills);
  if (covering.length === 0)
    return { id, status: switches.mutantCoverage.static[id] === undefined ? "NoCoverage" : "Ignored" };
  const end = milliseconds() + BUDGET;
  for (const test of covering) {
    if (milliseconds() > end) break;
    test.runs++;
    const hitLimit = ENDLESS * test.hits[id] + 10_000;
    Object.assign(switches, { activeMutant: id, hitCount: 0, hitLimit });
    try {
      await test.run();
    } catch {
      test.kills++;
      kills.push({ mutant, by: test });
      return { id, status: (switches.hitCount ?? 0) > hitLimit ? "Timeout" : "Killed", killedBy: test.name };
    } finally {
      Object.assign(switches, { activeMutant: "none", hitCount: undefined, hitLimit: undefined });
    }
  }
  return { id, status: "Survived" };
}

/** A report of Stryker's form. */
function report(results: ReadonlyMap<string, Result>, mutants: readonly Mutant[]): object {
  const files: Record<string, { language: string; source: string; mutants: object[] }> = {};
  for (const { path, ...mutant } of mutants) {
    files[path] ??= { language: "typescript", source: readFileSync(path, "utf8"), mutants: [] };
    files[path].mutants.push({ ...mutant, ...results.get(mutant.id) });
  }
  return { schemaVersion: "2.0", thresholds: { high: 80, low: 60 }, files };
}

it("mutants", async () => {
  const [found, mutants] = [inject("found"), inject("mutants")];
  // What was tried before the run was stopped; of other sources nothing counts.
  const journal = `${found}l`;
  mkdirSync(dirname(found), { recursive: true });
  const [head, ...lines] = existsSync(journal) ? readFileSync(journal, "utf8").split("\n") : [""];
  const own = JSON.stringify(mutants);
  if (head !== own) writeFileSync(journal, `${own}\n`);
  const results = new Map<string, Result>();
  if (head === own)
    for (const line of lines.filter((each) => each !== "")) {
      const result: Result = JSON.parse(line);
      results.set(result.id, result);
    }
  const left = mutants.filter(({ id }) => !results.has(id));
  const tests: Measured[] = [];
  for (const file of left.length > 0 ? inject("tests") : [])
    for (const test of await testsOf(file, () => import(/* @vite-ignore */ file)))
      tests.push(await measured(test));
  // Those that a quick test comes by are tried first.
  const quickest = ({ id }: Mutant): number =>
    tests.reduce(
      (least, { hits, time }) => (hits[id] === undefined ? least : Math.min(least, time)),
      Infinity,
    );
  const kills: Kill[] = [];
  for (const { mutant } of left
    .map((each) => ({ mutant: each, time: quickest(each) }))
    .toSorted((a, b) => a.time - b.time || a.mutant.path.localeCompare(b.mutant.path))) {
    const result = await resultOf(mutant, tests, kills);
    results.set(mutant.id, result);
    appendFileSync(journal, `${JSON.stringify(result)}\n`);
  }
  writeFileSync(found, JSON.stringify(report(results, mutants)));
  rmSync(journal);
});

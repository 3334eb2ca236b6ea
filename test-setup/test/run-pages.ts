import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { startVitest } from "vitest/node";
import type { TestModule } from "vitest/node";
import { pages } from "../pages/plugin.ts";
import { pagesThatRun } from "../pages/workspace.ts";

/** What became of a page. */
export interface Outcome {
  /** The titles of the tests that passed. */
  readonly passed: readonly string[];
  /** What each of the others said. */
  readonly failed: Readonly<Record<string, readonly Failure[]>>;
  /** What kept the page from being run at all. */
  readonly refused: readonly string[];
}

interface Failure {
  readonly message: string;
  /** The line of the page that the stack trace begins with. */
  readonly line: number | undefined;
}

/**
 * Runs the pages of a small workspace as Vitest does.
 *
 * @param files the text of each file by its path, Markdown and others
 * @param only a pattern for the titles of the tests to run
 * @returns the outcome of each page that was a test file
 */
export async function runPages(
  files: Readonly<Record<string, string>>,
  only?: string,
): Promise<Readonly<Record<string, Outcome>>> {
  const root = mkdtempSync(join(tmpdir(), "espalier-pages-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const settings = { root, config: false, watch: false, include: pagesThatRun(root) } as const;
    const filter = only === undefined ? {} : { testNamePattern: only };
    // A thread starts faster than a process.
    const options = { ...settings, ...filter, reporters: [{}], pool: "threads" };
    const vitest = await startVitest("test", [], options, { plugins: [pages(root)] });
    await vitest.close();
    const modules = vitest.state.getTestModules();
    return Object.fromEntries(modules.map((page) => [page.relativeModuleId, outcomeOf(page)]));
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Pages that run together with the next ones, since it is Vitest that takes long to start. */
let waiting: { readonly pages: string[]; readonly outcomes: ReturnType<typeof runPages> } | undefined;

/** The outcome of a README. Pages that are asked for at the same time run in one workspace. */
export async function runPage(markdown: string, only?: string): Promise<Outcome> {
  if (only !== undefined) return (await runPages({ "README.md": markdown }, only))["README.md"];
  if (waiting === undefined) {
    const texts: string[] = [];
    const outcomes = new Promise<void>((resolve) => setTimeout(resolve, 0)).then(() => {
      waiting = undefined;
      return runPages(Object.fromEntries(texts.map((page, at) => [pathOf(at), page])));
    });
    waiting = { pages: texts, outcomes };
  }
  const { outcomes } = waiting;
  const at = waiting.pages.push(markdown) - 1;
  return asReadme((await outcomes)[pathOf(at)], pathOf(at));
}

const pathOf = (at: number): string => `docs/${at}.md`;

/** An outcome as if the page were the README. */
const asReadme = (outcome: Outcome, path: string): Outcome =>
  JSON.parse(JSON.stringify(outcome).replaceAll(path, "README.md")) as Outcome; // plain data

function outcomeOf(page: TestModule): Outcome {
  const passed: string[] = [];
  const failed: Record<string, readonly Failure[]> = {};
  for (const test of page.children.allTests()) {
    const { state, errors = [] } = test.result();
    if (state === "passed") passed.push(test.name);
    if (state === "failed")
      failed[test.name] = errors.map(({ message, stacks }) => ({ message, line: stacks?.[0]?.line }));
  }
  return { passed, failed, refused: page.errors().map(({ message }) => message) };
}

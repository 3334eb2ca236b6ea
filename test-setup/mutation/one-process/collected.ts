// Stands in for vitest in the tests of a part: describe and it only note down the tests, so that each of them can be run on many
// mutants. A test must not rest on another one, nor on what the file has set up for it.

export { expect, vi } from "vitest";

/** A test, as it stands in its file. */
export interface Test {
  /** The file, and the titles. */
  readonly name: string;
  readonly run: () => unknown;
}

const tests: Test[] = [];
let titles: string[] = [];

/** The tests of a file, which `load` imports. */
export async function testsOf(file: string, load: () => Promise<unknown>): Promise<Test[]> {
  titles = [file];
  await load();
  return tests.splice(0);
}

export function describe(title: string, body: () => void): void {
  titles.push(title);
  body();
  titles.pop();
}

export function it(title: string, run: () => unknown): void {
  tests.push({ name: [...titles, title].join(" > "), run });
}

type Body<T> = (...row: readonly unknown[]) => T;

/** One for each row; the number of the row takes the place of what its title shows. */
const eachOf =
  <T>(define: (title: string, body: () => T) => void) =>
  (rows: readonly unknown[]) =>
  (title: string, body: Body<T>): void => {
    // As vitest does: arrays are spread if all rows are arrays.
    for (const [at, row] of rows.entries())
      define(`${title} ${at}`, () =>
        body(...(rows.every(Array.isArray) ? (row as readonly unknown[]) : [row])),
      );
  };

describe.each = eachOf<void>(describe);
it.each = eachOf<unknown>(it);

import { expect, test } from "vitest";
import type { Assertion } from "vitest";

/** A block of a page: its title, and the numbers of the lines with its claims. */
interface BlockTest {
  readonly title: string;
  readonly claims: readonly number[];
}

/** Starts a claim on a value; a claim that fails does not keep those after it from being judged. */
type Claim = (line: number, received: unknown) => Assertion;

/**
 * One test for each block of a page. A test runs the page up to the end of its block, so that it may also run alone.
 *
 * @param code the blocks, with a pause at the end of each
 */
export function testPage(
  page: string,
  blocks: readonly BlockTest[],
  code: (claim: Claim) => AsyncGenerator<void>,
): void {
  const reached = new Set<number>();
  const running = code((line, received) => {
    reached.add(line);
    return expect.soft(received, `${page}:${line}`);
  });
  let done = 0;
  for (const [k, { title, claims }] of blocks.entries()) {
    test(title, async () => {
      for (; done <= k; done++) {
        const { done: stopped } = await running.next();
        if (stopped) throw new Error(`${page}: not reached, because a block before this one threw`);
      }
      const missed = claims.filter((line) => !reached.has(line));
      expect(missed, `${page}: lines with a claim that was not reached`).toEqual([]);
    });
  }
}

import { describe, expect, it, onTestFinished, vi } from "vitest";
import { content, expectDownloaded, fetchFrom } from "./support/archive.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

describe("the patience with a mirror", () => {
  it("is with its next byte, not with all of them", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const patience = 1000;
    const givenUp: boolean[] = [];
    /** Answers, and then sends a byte at a time of the first ten, each after nearly too long. */
    const slow: typeof fetch = (_, init) => {
      let sent = 0;
      const wait = (): void => {
        vi.advanceTimersByTime(0.9 * patience);
        givenUp.push(init?.signal?.aborted ?? false);
      };
      const pull = (controller: ReadableStreamDefaultController): void => {
        wait();
        const end = sent < 10 ? sent + 1 : content.length;
        controller.enqueue(content.subarray(sent, end));
        sent = end;
        if (sent === content.length) controller.close();
      };
      wait();
      // Nothing is sent ahead, so that time passes between one chunk and the next.
      return Promise.resolve(new Response(new ReadableStream({ pull }, { highWaterMark: 0 })));
    };
    const folder = await temporaryFolder();
    const mirrors = ["http://slow"];
    await expectDownloaded(folder, await fetchFrom(folder, [], { mirrors, fetch: slow, patience }));
    expect(givenUp).toEqual(Array.from({ length: 12 }, () => false));
    // A timer left behind would keep the process from ending.
    expect(vi.getTimerCount()).toBe(0);
  });
});

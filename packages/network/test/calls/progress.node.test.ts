import { describe, expect, it, vi } from "vitest";
import { finish, run } from "../../src/index.ts";
import type { Progress, Work } from "../../src/index.ts";

/** Counts to `total`, remembering how far it came. */
function counting(total: number): { work: Work<string>; steps: number[] } {
  const steps: number[] = [];
  function* count(): Work<string> {
    for (let done = 1; done <= total; done++) {
      steps.push(done);
      yield { stage: "count", done, total };
    }
    return "counted";
  }
  return { work: count(), steps };
}

describe("work", () => {
  it("is finished at once, with its result", () => {
    const { work, steps } = counting(3);
    expect([finish(work), steps]).toEqual(["counted", [1, 2, 3]]);
  });

  it("runs to its result, and reports every step", async () => {
    const seen: Progress[] = [];
    const { work } = counting(2);
    expect(await run(work, { onProgress: (progress) => void seen.push(progress) })).toBe("counted");
    expect(seen).toEqual([1, 2].map((done) => ({ stage: "count", done, total: 2 })));
  });

  it("needs no options", async () => {
    expect(await run(counting(1).work)).toBe("counted");
  });

  const turns = async (later: (callback: () => void) => unknown): Promise<string[]> => {
    const order: string[] = [];
    const onProgress = ({ done }: Progress): void => {
      order.push(`step ${done}`);
      later(() => void order.push("other"));
    };
    await run(counting(2).work, { onProgress });
    return order;
  };

  it("lets others have their turn at every step", async () => {
    expect(await turns(setImmediate)).toEqual(["step 1", "other", "step 2", "other"]);
  });

  it("lets others have their turn by a timer, where there are no message channels", async () => {
    vi.stubGlobal("MessageChannel", undefined);
    expect(await turns((other) => setTimeout(other, 0))).toEqual(["step 1", "other", "step 2", "other"]);
    vi.unstubAllGlobals();
  });

  it("does not keep timers waiting: an endless one is stopped by a signal that only a timer sends", async () => {
    const signal = AbortSignal.timeout(5);
    await expect(run(counting(Infinity).work, { signal })).rejects.toHaveProperty("name", "TimeoutError");
  });

  it("leaves no channel open, which would keep a process alive", async () => {
    const ports = (): number =>
      process.getActiveResourcesInfo().filter((resource) => resource === "MessagePort").length;
    const before = ports();
    await run(counting(3).work);
    // A port is closed some turns after it is told to.
    await vi.waitFor(() => expect(ports()).toBe(before));
  });

  it("stops before its next step once it is aborted, with the reason", async () => {
    const controller = new AbortController();
    const { work, steps } = counting(5);
    const onProgress = ({ done }: Progress): void => {
      if (done === 2) controller.abort("enough");
    };
    await expect(run(work, { signal: controller.signal, onProgress })).rejects.toBe("enough");
    expect(steps).toEqual([1, 2]);
  });

  it("that is stopped, or goes wrong in who watches, gives back what it holds", async () => {
    let held = 0;
    function* holding(): Work<never> {
      held++;
      try {
        for (;;) yield { stage: "hold", done: 0, total: 1 };
      } finally {
        held--;
      }
    }
    const controller = new AbortController();
    const onProgress = (): void => controller.abort("enough");
    await expect(run(holding(), { signal: controller.signal, onProgress })).rejects.toBe("enough");
    const fail = (): never => {
      throw new Error("asleep");
    };
    await expect(run(holding(), { onProgress: fail })).rejects.toThrow("asleep");
    expect(held).toBe(0);
  });

  it("does not begin when it is aborted before, with the AbortError of the platform if there is no other reason", async () => {
    const { work, steps } = counting(5);
    await expect(run(work, { signal: AbortSignal.abort() })).rejects.toHaveProperty("name", "AbortError");
    expect(steps).toEqual([]);
  });

  it("throws what goes wrong in it, or in who watches", async () => {
    function* failing(): Work<never> {
      yield { stage: "fail", done: 0, total: 1 };
      throw new RangeError("broken");
    }
    expect(() => finish(failing())).toThrow(RangeError);
    await expect(run(failing())).rejects.toThrow("broken");
    const onProgress = (): never => {
      throw new Error("the watcher fell asleep");
    };
    await expect(run(counting(1).work, { onProgress })).rejects.toThrow("asleep");
  });
});

import { describe, expect, it, vi } from "vitest";
import { createWatch } from "../../src/internal.ts";

describe("a watch", () => {
  it("starts nothing once the run is aborted", async () => {
    const begin = vi.fn(async () => "begun");
    await expect(createWatch({ signal: AbortSignal.abort("enough") }).during(begin)).rejects.toBe("enough");
    expect(begin).not.toHaveBeenCalled();
  });

  it("stops waiting as soon as the signal says so, and no longer listens once it is stopped", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const removed = vi.spyOn(signal, "removeEventListener");
    const watch = createWatch({ signal });
    const waiting = watch.during(() => new Promise<never>(() => {}));
    controller.abort("enough");
    await expect(waiting).rejects.toBe("enough");
    watch.stop();
    expect(removed).toHaveBeenCalledOnce();
  });

  it("asks a signal without events after each thing that it waits for", async () => {
    const signal = { aborted: false, reason: "enough" };
    const watch = createWatch({ signal });
    const abort = async (): Promise<void> => {
      signal.aborted = true;
    };
    await expect(watch.during(async () => 1)).resolves.toBe(1);
    await expect(watch.during(abort)).rejects.toBe("enough");
  });
});

import { reference, tensor, useKernels } from "@espalier/tensor";
import { afterEach, describe, expect, it } from "vitest";
import { apply, ops } from "../../src/index.ts";

describe("softmaxCrossEntropy gives its arena back", () => {
  let open = 0;
  const counting = {
    ...reference,
    arena: () => {
      open++;
      return { ...reference.arena(), release: () => void open-- };
    },
  };
  afterEach(() => useKernels(reference));

  it.each([
    ["after a value", 1, false],
    ["after an error", 7, true],
  ])("%s", (_, target, isRefused) => {
    useKernels(counting);
    const loss = () => apply(ops.softmaxCrossEntropy, { X: tensor([[1, 2]]), target: tensor([target]) });
    if (isRefused) expect(loss).toThrow("classes 0 … 1");
    else loss();
    expect(open).toBe(0);
  });
});

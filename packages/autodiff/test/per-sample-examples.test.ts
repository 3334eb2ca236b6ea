import { astype, full, tensor, toNested, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { affineInput, affineLines, apply, createTape, dense, denseBytes, ops } from "../src/index.ts";
import { perSampleJacobians, reverseSweep, sensitivities, source } from "../src/index.ts";
import type { Value, Variable } from "../src/index.ts";

/** Two samples of two entries. */
const X = tensor([
  [1, 2],
  [3, -1],
]);
const W1 = tensor([
  [1, 1],
  [1, -2],
]);
const W2 = tensor([
  [2, 5],
  [1, 1],
]);

const affine = (input: Value, W: Value, b: Value = zeros([2])): Variable =>
  apply(ops.affine, { X: input, W, b }) as Variable; // every input below is on a tape
const relu = (x: Value): Variable => apply(ops.relu, { x }) as Variable;

describe("two layers with a relu between them", () => {
  // Signals of the first: (3, −3) and (2, 5). So the second neuron sleeps for the first sample.
  const output = affine(relu(affine(source(createTape(), X), W1)), W2);
  const [first, second] = perSampleJacobians(output);

  it("have as factors g, the slope by the signal, and x, what went in", () => {
    expect(toNested(output.value as Tensor)).toEqual([
      [6, 3],
      [29, 7],
    ]);
    expect(toNested(first.sensitivity)).toEqual([
      [
        [2, 0],
        [2, 5],
      ],
      [
        [1, 0],
        [1, 1],
      ],
    ]);
    expect(first.input).toEqual(X);
    expect(toNested(second.sensitivity)).toEqual([
      [
        [1, 0],
        [1, 0],
      ],
      [
        [0, 1],
        [0, 1],
      ],
    ]);
    expect(toNested(second.input)).toEqual([
      [3, 0],
      [2, 5],
    ]);
  });

  it("written out are g_mni x_nj, sample by sample", () => {
    const { weight, bias } = dense(first);
    expect(toNested(weight)).toEqual([
      [
        [[2, 4], [0, 0]],
        [[1, 2], [0, 0]],
      ],
      [
        [[6, -2], [15, -5]],
        [[3, -1], [3, -1]],
      ],
    ]); // prettier-ignore
    expect(toNested(bias)).toEqual([
      [
        [2, 0],
        [1, 0],
      ],
      [
        [2, 5],
        [1, 1],
      ],
    ]);
  });

  it("one output alone is one sweep", () => {
    const lines = affineLines(output);
    for (const m of [0, 1])
      expect(sensitivities(output, m, lines).map((g) => [...g.data])).toEqual(
        [first, second].map(({ sensitivity }) => [...sensitivity.data.subarray(4 * m, 4 * m + 4)]),
      );
    expect(lines.map((line) => affineInput(line))).toEqual([first.input, second.input]);
  });
});

describe("affine lines", () => {
  it("used twice with the same weights are two, whose Jacobians add up to the derivative", () => {
    const tape = createTape();
    const [x, W] = [X, W1].map((value) => source(tape, value));
    const output = affine(affine(x, W), W);
    const [once, again] = perSampleJacobians(output).map((layer) => dense(layer).weight);
    // Both outputs of the first sample: rows 0 and 1 of the cotangent.
    const [total] = reverseSweep(output, full([2, 2], 1), [W]) as [Variable];
    const summed = [0, 1, 2, 3].map((ij) =>
      [0, 1, 2, 3].reduce((sum, nm) => sum + once.data[nm * 4 + ij] + again.data[nm * 4 + ij], 0),
    );
    expect([...(total as unknown as Tensor).data]).toEqual(summed);
  });

  it("that the output does not depend on have sensitivity 0, and later ones are not counted", () => {
    const x = source(createTape(), X);
    affine(x, zeros([3, 2]), zeros([3]));
    const output = affine(x, W2);
    affine(output, W1);
    const [aside, last, ...more] = perSampleJacobians(output);
    expect(more).toEqual([]);
    expect(aside.sensitivity).toEqual(zeros([2, 2, 3]));
    expect(sensitivities(output, 0, affineLines(output))[0]).toEqual(zeros([2, 3]));
    expect(toNested(last.input)).toEqual(toNested(X));
  });

  it("of no samples have Jacobians of no samples", () => {
    const output = affine(source(createTape(), zeros([0, 2])), W1);
    const [layer] = perSampleJacobians(output);
    expect(layer.sensitivity.shape).toEqual([2, 0, 2]);
    expect(dense(layer).weight.shape).toEqual([0, 2, 2, 2]);
  });

  it("in single precision have factors in single precision, and half the bytes", () => {
    const [x, W, b] = [X, W1, zeros([2])].map((value) => astype(value, "f32"));
    const [single] = perSampleJacobians(affine(source(createTape(), x), W, b));
    const [double] = perSampleJacobians(affine(source(createTape(), X), W1));
    expect(dense(single).weight).toEqual(astype(dense(double).weight, "f32"));
    expect(single.sensitivity).toEqual(astype(double.sensitivity, "f32"));
    expect(denseBytes(single)).toBe(denseBytes(double) / 2);

    const tape = createTape();
    const [aside, output] = [tape, tape].map((on) => affine(source(on, x), W, b));
    expect(sensitivities(output, 0, [aside])).toEqual([zeros([2, 2], "f32")]);
  });
});

import { tensor, wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Network } from "@espalier/network";
import { cut, remove } from "../../src/index.ts";
import type { LayerScores } from "../../src/index.ts";
import { describeRefusals } from "../../../network/test/support/refusals.ts";

const network: Network = {
  layers: [{ weight: tensor([[1, 2]]), bias: tensor([0]), activation: { kind: "identity" } }],
};
const notTensor = { shape: [1, 2] } as unknown as Tensor; // as JavaScript might have it
const row = tensor([[0, 0]]);
const curvatureOf = (...H: number[]): Tensor => wrap([1, 2, 2], Float64Array.from(H));
const square = curvatureOf(1, 0, 0, 1);

const withRow = (curvature: Tensor, mean: Tensor): readonly LayerScores[] => [
  { importance: tensor([[1, 2]]), compensation: tensor([[0, 0]]), rows: { curvature, mean } },
];

// prettier-ignore
describeRefusals({
  "the part of the scores is named": [
    [() => cut(network, withRow(notTensor, row), 0.5), "cut: layer 0: expected data of curvature in a Float64Array or Float32Array; received undefined"],
    [() => cut(network, withRow(square, notTensor), 0.5), "cut: layer 0: expected data of mean in a Float64Array or Float32Array; received undefined"],
    [() => cut(network, withRow(curvatureOf(1, NaN, 0, 1), row), 0.5), "cut: layer 0: expected finite numbers in curvature; received NaN at entry 1"],
    [() => cut(network, withRow(square, tensor([[0, NaN]])), 0.5), "cut: layer 0: expected finite numbers in mean; received NaN at entry 1"],
  ],
  "the layer and the row are named": [
    [() => remove(network, [Uint8Array.of(0, 1)], withRow(curvatureOf(1, 2, 2, -1), row)), "remove: layer 0, row 0: expected a positive definite matrix; received the pivot -1 in row 0"],
  ],
});

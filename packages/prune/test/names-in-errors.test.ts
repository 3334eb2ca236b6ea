import { compact } from "@espalier/network/compact";
import { sparseForward, toSparse } from "@espalier/network/sparse";
import { tensor } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { assess, compareOutputs, prune } from "../src/index.ts";
import type { Network } from "../src/index.ts";
import { describeRefusals } from "../../network/test/support/refusals.ts";

const network: Network = {
  layers: [{ weight: tensor([[1, 2]]), bias: tensor([0]), activation: { kind: "identity" } }],
};
const broken: Network = { layers: [] };
const inputs = tensor([[1, 2]]);
const notTensor = { shape: [1, 2] } as unknown as Tensor; // as JavaScript might have it

const pruned = prune(network, inputs, { ratio: 0.5 });

// prettier-ignore
describeRefusals({
  "the function that was called is named": [
    [() => compact(broken), "compact: expected a network of at least one layer; received none"],
    [() => compareOutputs(broken, network, inputs), "compareOutputs: a: expected a network of at least one layer; received none"],
    [() => compareOutputs(network, broken, inputs), "compareOutputs: b: expected a network of at least one layer; received none"],
    [() => assess(network, pruned, tensor([[1]])), "assess: expected inputs [N, 2], as the network has 2; received [1, 1]"],
    [() => sparseForward(toSparse(network), notTensor), "sparseForward: expected data of inputs in a Float64Array or Float32Array; received undefined"],
  ],
});

import { finish, initialNetwork } from "@espalier/network";
import { randomNormal, seededRandom } from "@espalier/tensor";
import { prune, pruning, pruningWithin } from "../../../prune/src/index.ts";
import type { PruneOptions, PruneUnitsOptions } from "../../../prune/src/index.ts";
import { describeRefusals } from "../../../network/test/support/refusals.ts";

const random = seededRandom(3);
const network = initialNetwork({ sizes: [8, 12, 4], random });
const inputs = randomNormal([60, 8], random);
const [square] = initialNetwork({ sizes: [3, 3], random }).layers;
const shallow = initialNetwork({ sizes: [8, 4], random });

const of = (options: object) => () => void prune(network, inputs, options as PruneOptions);
const units = (options: object) => () =>
  void prune(network, inputs, { granularity: "neuron", ...options } as PruneUnitsOptions);
// prettier-ignore
describeRefusals({
  "a granularity that is none": [
    [of({ ratio: 0.5, granularity: "row" }), 'prune: expected the granularity weight, neuron, input, n:m such as 2:4, or rows x columns such as 4x4; received "row"'],
    [of({ ratio: 0.5, granularity: "4:2" }), "prune: expected n:m with n ≤ m and m ≥ 1; received 4:2"],
    [of({ ratio: 0.5, granularity: "0:0" }), "prune: expected n:m with n ≤ m and m ≥ 1; received 0:0"],
    [of({ ratio: 0.5, granularity: "0x4" }), "prune: expected blocks of at least one row and one column; received 0x4"],
  ],
  "a ratio that the granularity cannot reach": [
    [of({ ratio: 0.7, granularity: "2:4" }), "prune: expected the ratio 0.5, the only one of 2:4; received 0.7"],
    [of({ ratio: 0.5, granularity: "2:4", steps: 3 }), "prune: expected one step, as 2:4 has only one ratio; received 3"],
    [of({ ratio: 0.5, granularity: "2:4", compensation: "network", swaps: 2 }), "prune: expected no swaps of single weights, with the granularity 2:4; received 2"],
    [units({ ratio: 0.95 }), "prune: expected a ratio up to 0.9166666666666666, which the granularity neuron can reach with a unit in each layer; received 0.95"],
    [units({ ratio: 0.9, granularity: "input" }), "prune: expected a ratio up to 0.5833333333333334, which the granularity input can reach with a unit in each layer; received 0.9"],
    [() => finish(pruningWithin(network, inputs, { budget: 0.1, granularity: "2:4" })), "pruningWithin: expected a ratio, as 2:4 has only one, in place of a budget; received 0.1"],
  ],
  "layers that do not divide": [
    [of({ ratio: 0.5, granularity: "4:8" }), "prune: layer 1: expected a number of inputs that 8 divides, for 4:8; received [4, 12]"],
    [of({ ratio: 0.5, granularity: "5x2" }), "prune: layer 0: expected a weight that blocks of 5x2 divide; received [12, 8]"],
  ],
  "a layer that would be left empty": [
    [units({ count: 12 }), "prune: expected at most 11 of 12 neurons to remove, so that no layer is left empty; received 12"],
    [units({ count: 8, granularity: "input" }), "prune: expected at most 7 of 8 inputs to remove, so that no layer is left empty; received 8"],
    [() => prune(shallow, inputs, { granularity: "neuron", count: 1 }), "prune: expected a network with hidden neurons to remove; received one layer, whose neurons are the outputs"],
  ],
  "units": [
    [units({}), "prune: expected a ratio of the weights or a count of neurons; received neither"],
    [units({ ratio: 0.5, count: 3 }), "prune: expected a ratio of the weights or a count of neurons; received both"],
    [() => finish(pruningWithin(network, inputs, { budget: -1, granularity: "neuron" })), "pruningWithin: expected a budget ≥ 0, a relative change of the outputs; received -1"],
    [() => finish(pruningWithin(network, inputs, { budget: 1, granularity: "neuron", steps: 0 })), "pruningWithin: expected a whole number of steps ≥ 1; received 0"],
    [units({ count: 1.5 }), "prune: expected a whole number of neurons ≥ 0; received 1.5"],
    [units({ ratio: 2 }), "prune: expected a ratio in [0, 1], the fraction of weights to remove; received 2"],
    [units({ count: 3, strategy: "input-perturbation" }), "prune: expected a strategy that scores neurons; received input-perturbation, which scores inputs"],
    [units({ count: 3, strategy: "taylor" }), "prune: expected a loss, which taylor needs; received none"],
    [units({ count: 3, compensation: "row" }), "prune: expected a compensation for whole units among none, mean, constant, bias, coupled, merge, affine, network; received row"],
    [() => finish(pruning({ layers: [square, { ...square, tied: 0 }] }, randomNormal([5, 3], random), { granularity: "neuron", count: 1 })), 'pruning: expected a network with hidden neurons to remove; received one in which each of them stays, such as a column of the output "output"'],
  ],
});

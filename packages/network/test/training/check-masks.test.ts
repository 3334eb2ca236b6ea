import { seededRandom, tensor, zeros, toNested } from "@espalier/tensor";
import { expect, it } from "vitest";
import { assess, prune } from "../../../prune/src/index.ts";
import { finish, train } from "../../src/index.ts";
import type { Network } from "../../src/index.ts";
import { remove } from "../../../scores/src/index.ts";
import { describeRefusals } from "../support/refusals.ts";

const network: Network = {
  layers: [{ weight: tensor([[1, 2, 3]]), bias: tensor([0]), activation: { kind: "identity" } }],
};
const inputs = tensor([[1, 2, 3]]);
const scores = [{ importance: zeros([1, 3]), compensation: zeros([1, 3]) }];
const booleans = [[true, false, true]];
const trained = (masks: never) =>
  finish(
    train(
      network,
      { inputs, targets: tensor([[1]]) },
      {
        loss: "mean-squared-error",
        epochs: 0,
        random: seededRandom(1),
        masks,
      },
    ),
  );

it("booleans keep what is true, wherever masks are taken", () => {
  expect(toNested(remove(network, booleans, scores).layers[0].weight)).toEqual([[1, 0, 3]]);
  expect(toNested(trained(booleans as never).layers[0].weight)).toEqual([[1, 0, 3]]);
  const pruned = { ...prune(network, inputs, { ratio: 0.5 }), masks: booleans as never };
  expect(assess(network, pruned, inputs).layers[0].kept).toBe(2);
});

const bytesOrBooleans = "a mask of bytes in a Uint8Array, or of booleans in an array";
const takers: readonly [string, (masks: never) => unknown][] = [
  ["remove", (masks) => remove(network, masks, scores)],
  ["train", trained],
  ["assess", (masks) => assess(network, { ...prune(network, inputs, { ratio: 0.5 }), masks }, inputs)],
];
const wrong: readonly [masks: unknown, message: string][] = [
  [null, ": expected masks, one for each layer; received null"],
  [[], ": expected masks of 3 entries; received none"],
  [[null], ": expected masks of 3 entries; received null"],
  [[[true, false]], ": expected masks of 3 entries; received 2"],
  [[Uint8Array.of(1, 0, 2)], ": layer 0: expected a mask of 0 and 1; received 2 at entry 2"],
  [[Uint8Array.of(255, 0, 255)], ": layer 0: expected a mask of 0 and 1; received 255 at entry 0"],
  [[[1, 0, 1]], `: layer 0: expected ${bytesOrBooleans}; received 1 at entry 0`],
  [[[true, "false", true]], `: layer 0: expected ${bytesOrBooleans}; received "false" at entry 1`],
  // oxlint-disable-next-line no-sparse-arrays -- a hole is what is refused
  [[[true, , true]], `: layer 0: expected ${bytesOrBooleans}; received undefined at entry 1`],
  [
    [Float64Array.of(1, 0, 1)],
    `: layer 0: expected ${bytesOrBooleans}; received an object of class Float64Array`,
  ],
  [["101"], `: layer 0: expected ${bytesOrBooleans}; received "101"`],
];
describeRefusals(
  Object.fromEntries(
    takers.map(([who, take]) => [
      `masks of ${who}`,
      wrong
        .filter(([masks]) => masks !== null || who !== "train") // which takes none for no masks
        .map(([masks, message]) => [() => take(masks as never), who + message]),
    ]),
  ),
);

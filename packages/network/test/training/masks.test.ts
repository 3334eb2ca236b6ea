import { seededRandom } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { cloneNetwork, finish, parametersOf, train } from "../../src/index.ts";
import type { Mask, Network } from "../../src/index.ts";
import { problems } from "../support/problems.ts";

describe.each(problems)("training by $loss with masks", ({ loss, samples, network }) => {
  const everyOther: Mask[] = network.layers.map(({ weight: { data } }) =>
    Uint8Array.from(data, (_, ij) => ij % 2),
  );
  const trained = (masks: Mask[], epochs: number): Network =>
    finish(train(network, samples, { loss, epochs, batch: 20, random: seededRandom(1), masks }));

  it.each([0, 1, 3])(
    "keeps removed weights at exactly zero after %i epochs, though they were not before",
    (epochs) => {
      const { layers } = trained(everyOther, epochs);
      for (const [k, { weight }] of layers.entries())
        for (const [ij, W_ij] of weight.data.entries())
          if (everyOther[k][ij] === 0) expect(W_ij).toBe(0);
          else expect(W_ij).not.toBe(0);
    },
  );

  it("trains all weights that stay, where the outputs can feel them", () => {
    // All that leads to the outputs stays.
    const masks = everyOther.map((mask, k) => (k === 0 ? mask : mask.map(() => 1)));
    for (const [k, { weight }] of trained(masks, 3).layers.entries())
      for (const [ij, W_ij] of weight.data.entries())
        if (masks[k][ij] === 1) expect(W_ij).not.toBe(network.layers[k].weight.data[ij]);
  });

  it("of no epochs changes nothing else, and leaves the network it was handed as it was", () => {
    const before = cloneNetwork(network);
    const after = trained(everyOther, 0);
    expect(network).toEqual(before);
    for (const [at, { data }] of parametersOf(after).entries())
      for (const [p, value] of data.entries())
        if (value !== 0) expect(value).toBe(parametersOf(network)[at].data[p]);
  });

  it("is the training of a network whose removed weights were zero before", () => {
    expect(finish(train(trained(everyOther, 0), samples, options()))).toEqual(
      finish(train(network, samples, options())),
    );
  });
  const options = () => ({ loss, epochs: 2, batch: 20, random: seededRandom(1), masks: everyOther }) as const;
});

import { initialNetwork } from "@espalier/network";
import { seededRandom, randomNormal } from "@espalier/tensor";
import { expect, it } from "vitest";
import { prune, pruneStream, scoreStream } from "../../../prune/src/index.ts";
import { createPool } from "../../../prune/src/parallel/index.ts";
import { describeRefusals } from "../../../network/test/support/refusals.ts";

const network = initialNetwork({ sizes: [3, 4, 2], random: seededRandom(1) });
const inputs = randomNormal([20, 3], seededRandom(2));
const needed = 3 * 8 * (4 * 3 ** 2 + 2 * 4 ** 2); // 3 · 8 Σ I J²

const message = (who: string): string =>
  `${who}: expected statistics of rows within 1000 bytes, the option memory; received ${needed} bytes for layers of 4 × 3, 2 × 4: 3 · 8 Σ I J²`;

// prettier-ignore
describeRefusals({
  "statistics of rows that do not fit": [
    [() => prune(network, inputs, { ratio: 0.5, strategy: "obs", memory: 1000 }), message("prune")],
    [() => prune(network, inputs, { ratio: 0.5, compensation: "row", memory: 1000 }), message("prune")],
    [() => prune(network, inputs, { ratio: 0.5, compensation: "row", memory: -1 }), "prune: expected a memory of bytes ≥ 0; received -1"],
  ],
});

it("are refused of streams and by threads as well, and computed where they fit", async () => {
  const options = { ratio: 0.5, strategy: "obs", memory: 1000 };
  await expect(pruneStream(network, [inputs], options)).rejects.toThrow(message("pruneStream"));
  await expect(scoreStream(network, [inputs], options)).rejects.toThrow(message("scoreStream"));
  await using pool = createPool({ workers: 1 });
  await expect(pool.score(network, inputs, options)).rejects.toThrow(message("pool.score"));
  expect(prune(network, inputs, { ...options, memory: needed }).removed).toBe(10);
});

it("are refused before any memory is taken: 68 GB for each copy of a layer of 2048 × 2048", () => {
  const layer = {
    ...initialNetwork({ sizes: [2048, 2048], random: seededRandom(1), dtype: "f32" }).layers[0],
  };
  const samples = randomNormal([1, 2048], seededRandom(2), "f32");
  expect(() => prune({ layers: [layer] }, samples, { ratio: 0.5, strategy: "obs" })).toThrow(
    `received ${24 * 2048 ** 3} bytes for layers of 2048 × 2048`,
  );
});

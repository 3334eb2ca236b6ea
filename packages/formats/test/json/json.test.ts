import { FormatError, InputError } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { networkFromJson, networkToJson } from "../../src/json/index.ts";
import type { NetworkJson } from "../../src/json/index.ts";
import { mapParameters } from "@espalier/network";
import { networks } from "../../../network/test/support/arbitraries.ts";
import { graphs } from "../../../network/test/support/graphs.ts";
import { law } from "../../../../test-setup/law.ts";

/** Networks with numbers of any size and all their digits. JSON writes −0 as 0, so there is none. */
const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const anyNetwork = fc
  .record({ network: networks(), values: fc.infiniteStream(anyNumber) })
  .map(({ network, values }) =>
    mapParameters(network, ({ shape, data }) => ({ shape, data: data.map(() => values.next().value + 0) })),
  );

const example: NetworkJson = {
  format: "espalier-network",
  version: 1,
  layers: [
    {
      weight: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      bias: [0, 0.5, 1],
      activation: { kind: "prelu", slope: 0.25 },
    },
    { weight: [[1, 0, -1]], bias: [2], activation: { kind: "identity" } },
  ],
};

describe("a network as JSON", () => {
  law("is read as it was written, to the last bit", anyNetwork, (network) => {
    expect(networkFromJson(networkToJson(network))).toEqual(network);
    expect(networkFromJson(JSON.stringify(networkToJson(network)))).toEqual(network);
  });

  law("has its graph and its tied matrices", graphs({ transposes: true, ties: true }), (network) => {
    expect(networkFromJson(networkToJson(network))).toEqual(network);
    expect(networkFromJson(JSON.stringify(networkToJson(network)))).toEqual(network);
  });

  it("is its layers: weights a row a neuron, biases, and an activation with its slope", () => {
    expect(networkToJson(networkFromJson(example))).toEqual(example);
    const slopes = { ...example.layers[0], activation: { kind: "prelu" as const, slope: [1, 2, 3] } };
    const each = { ...example, layers: [slopes] };
    expect(networkToJson(networkFromJson(each))).toEqual(each);
  });

  it("is read in the precision asked for, double by default", () => {
    const dataOf = (dtype?: "f32" | "f64") => networkFromJson(example, dtype).layers[0].weight.data;
    expect(dataOf()).toBeInstanceOf(Float64Array);
    expect(dataOf("f32")).toBeInstanceOf(Float32Array);
    const single = networkFromJson(example, "f32");
    expect(networkFromJson(networkToJson(single), "f32")).toEqual(single);
  });

  it("may be small next to what it means: an unknown field is ignored", () => {
    expect(networkFromJson({ ...example, comment: "trained on a Tuesday" })).toEqual(
      networkFromJson(example),
    );
  });
});

describe("what is not a network", () => {
  const isRefusedOrRead = (json: unknown): void => {
    try {
      networkFromJson(json);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
    }
  };

  law("is refused with a typed error: any JSON", fc.jsonValue(), isRefusedOrRead);
  law("is refused with a typed error: any text", fc.string(), (text) => {
    expect(() => networkFromJson(text)).toThrow(FormatError);
  });
  law(
    "is refused with a typed error: any value",
    fc.anything({ withBigInt: true, withSparseArray: true }),
    isRefusedOrRead,
  );

  /** A network in which one place, at any depth, holds something else or nothing. */
  const damaged = fc
    .record({
      path: fc.array(fc.nat(3), { minLength: 1, maxLength: 6 }),
      value: fc.anything({ withBigInt: true }),
      gone: fc.boolean(),
    })
    .map(({ path, value, gone }) => {
      const json: unknown = structuredClone(example);
      let place = json as Record<string, unknown>; // arrays have keys as well
      for (const step of path) {
        const keys = Object.keys(place);
        const key = keys[step % keys.length];
        const inside = place[key];
        if (typeof inside === "object" && inside !== null && step !== path.at(-1)) {
          place = inside as Record<string, unknown>;
          continue;
        }
        if (gone) delete place[key];
        else place[key] = value;
        break;
      }
      return json;
    });
  law("is refused with a typed error: a damaged network", damaged, isRefusedOrRead);
});

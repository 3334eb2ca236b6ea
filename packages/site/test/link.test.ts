import { describe, expect, it } from "vitest";
import { edgeKey, moveEdge } from "../src/explore/edges.ts";
import { hashOf, number, oneOf, optional, readHash, stateFrom, whole } from "../src/explore/link.ts";
import type { Keys } from "../src/explore/link.ts";
import type { Edge } from "../src/explore/compute/edge.ts";
import { percent, show } from "../src/explore/format.ts";
import { layersOf } from "../src/explore/shapes.ts";

interface State {
  readonly net: "eight" | "soil";
  readonly ratio: number;
  readonly seed: number;
  readonly guess: number | undefined;
  readonly edge: Edge;
}

const keys: Keys<State> = {
  net: oneOf(["eight", "soil"], "eight"),
  ratio: number(0.5, 0, 0.98),
  seed: whole(3, 1, 999),
  guess: optional(number(0, -10, 10)),
  edge: edgeKey({ layer: 0, row: 0, column: 1 }, layersOf),
};

describe("a link", () => {
  it("has what differs from the start, in one order, and restores it", () => {
    const { state } = stateFrom(keys, new Map());
    expect(hashOf("d", keys, state)).toBe("#d");
    const changed: State = {
      ...state,
      net: "soil",
      seed: 7,
      ratio: 0.8,
      guess: 0,
      edge: { layer: 1, row: 2, column: 3 },
    };
    const hash = hashOf("d", keys, changed);
    expect(hash).toBe("#d?net=soil&ratio=0.8&seed=7&guess=0&edge=1.2.3");
    const { scene, texts } = readHash(hash);
    expect(scene).toBe("d");
    expect(stateFrom(keys, texts)).toEqual({ state: changed, ignored: [] });
  });

  it.each([
    "ratio=2",
    "ratio=",
    "ratio=NaN",
    "net=other",
    "seed=1.5",
    "seed=1e9",
    "guess=x",
    "edge=1.2",
    "edge=1.2.3",
    "edge=9.0.0",
    "edge=0.-1.0",
    "unknown=1",
    "toString=1",
  ])("%s is named as ignored, and changes nothing", (text) => {
    const { state, ignored } = stateFrom(keys, readHash(`#d?${text}`).texts);
    expect(ignored).toEqual([text]);
    expect(state).toEqual(stateFrom(keys, new Map()).state);
  });
});

describe("the arrow keys", () => {
  const layers = [
    { rows: 8, columns: 2 },
    { rows: 8, columns: 8 },
    { rows: 1, columns: 8 },
  ];
  it("lead through the weights of a layer, and from layer to layer", () => {
    const at = { layer: 0, row: 7, column: 1 };
    expect(moveEdge(layers, at, "ArrowDown")).toEqual({ layer: 0, row: 0, column: 0 });
    expect(moveEdge(layers, at, "ArrowUp")).toEqual({ layer: 0, row: 7, column: 0 });
    expect(moveEdge(layers, at, "ArrowRight")).toEqual({ layer: 1, row: 7, column: 1 });
    expect(moveEdge(layers, { layer: 1, row: 7, column: 5 }, "ArrowRight")).toEqual({
      layer: 2,
      row: 0,
      column: 5,
    });
    expect(moveEdge(layers, at, "Tab")).toBeUndefined();
  });
});

it.each([
  [0, "0"],
  [13.75, "13.75"],
  [-7.5, "−7.5"],
  [198.5, "198.5"],
  [0.012345, "0.01235"],
  [2.84e-4, "2.84 × 10⁻⁴"],
  [1e-9, "1 × 10⁻⁹"],
  [-1.5e7, "−1.5 × 10⁷"],
  [440, "440"],
])("%s is shown as %s", (value, shown) => expect(show(value)).toBe(shown));

it("percent", () => expect(percent(0.3205)).toBe("32.1\u00a0%"));

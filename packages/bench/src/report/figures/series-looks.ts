import { ink } from "./palette.ts";
import type { Look } from "./palette.ts";

/** Colours after Okabe & Ito, as in palette.ts, for lines that are no strategies. */
const looks: readonly Look[] = [
  { colour: "#0072b2", shape: "square" },
  { colour: "#d55e00", shape: "circle" },
  { colour: "#009e73", shape: "triangle-up" },
  { colour: "#cc79a7", shape: "diamond" },
  { colour: "#e69f00", shape: "triangle-down" },
  { colour: "#56b4e9", shape: "cross" },
  { colour: ink, shape: "triangle-right" },
  { colour: "#8a8a8a", shape: "triangle-left" },
];

export const looksInTurn = (names: readonly string[]): ReadonlyMap<string, Look> =>
  new Map(names.map((name, at) => [name, looks[at % looks.length]]));

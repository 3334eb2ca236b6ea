// Solves the equation and trains the small network of the scenes:
//
//     node packages/site/data/soil.ts
//
// Writes packages/site/src/explore/models/soil.json: u(t, x) of one sample on 20 times × 22 cells, and the weights.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { initialValue, solveFrom, stored } from "@espalier/data/diffusion-sorption";
import { toNested } from "@espalier/prune";
import { learned } from "../src/explore/compute/learn.ts";
import { samplesOf } from "../src/explore/models/samples.ts";

const [TIMES, CELLS] = [20, 22];
const { values } = solveFrom(initialValue(0));
const points: number[][] = [];
for (let a = 1; a <= TIMES; a++)
  for (let b = 0; b < CELLS; b++) {
    const time = (a * (stored.times - 1)) / TIMES;
    const cell = Math.round(((b + 0.5) * stored.cells) / CELLS);
    const round = (value: number): number => Math.round(value * 1e4) / 1e4;
    points.push([
      round(time / (stored.times - 1)),
      round((cell + 0.5) / stored.cells),
      round(values[time * stored.cells + cell]),
    ]);
  }
const { network } = learned(samplesOf(points), { seed: 3, epochs: 300 });
const rows = points.map((row) => `    ${JSON.stringify(row)}`).join(",\n");
const layers = network.layers.map(({ weight, bias, activation }) => {
  const slope = activation.kind === "prelu" ? toNested(activation.slope) : undefined;
  return `    ${JSON.stringify({ weight: toNested(weight), bias: toNested(bias), slope })}`;
});
const text = `{\n  "points": [\n${rows}\n  ],\n  "layers": [\n${layers.join(",\n")}\n  ]\n}\n`;
writeFileSync(join(import.meta.dirname, "../src/explore/models/soil.json"), text);

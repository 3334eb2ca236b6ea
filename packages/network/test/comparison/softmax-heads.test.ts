import { it } from "vitest";
import { compareOutputs, forward, mapParameters } from "../../src/index.ts";
import { expectNear } from "../support/near.ts";
import { inputs, softmaxOf, twoHeads } from "../support/two-heads.ts";

it.each(twoHeads)("the change of %s is the sum of their divergences", (_, network, isSecond) => {
  const other = mapParameters(network, ({ shape, data }) => ({ shape, data: data.map((x) => x / 2) }));
  const [y0, y] = [network, other].map((each) => forward(each, inputs).data);
  let total = 0;
  for (let n = 0; n < 40; n++)
    for (const [from, to, weight, isSoftmax] of [
      [0, 3, 1, true],
      [3, 5, 3, isSecond],
    ] as const) {
      const [a, b] = [y0, y].map((each) => Array.from(each.slice(n * 5 + from, n * 5 + to)));
      const [p, q] = [softmaxOf(a), softmaxOf(b)];
      const divergence = (m: number): number =>
        isSoftmax ? p[m] * Math.log(p[m] / q[m]) : (a[m] - b[m]) ** 2 / 2;
      total += weight * a.reduce((sum, __, m) => sum + divergence(m), 0);
    }
  const { relative } = compareOutputs(network, other, inputs, { metric: "softmax" });
  expectNear([relative], [Math.sqrt((2 * total) / 40)], 1e-12 * relative);
});

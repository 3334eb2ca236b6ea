import { expect, it } from "vitest";
import { check, flatSpec } from "../src/index.ts";
import { isThorough } from "../../../test-setup/thorough.ts";

it("one wrong entry of hundreds is found without looking at each of them", () => {
  const length = isThorough ? 1000 : 120;
  const exp = (wrong: number) =>
    flatSpec({
      name: "exp",
      length,
      domain: { low: -3, high: 3 },
      f: (x) => x.map(Math.exp),
      vjp: (x, yBar) => yBar.map((each, at) => Math.exp(x[at]) * each * (at === 117 ? wrong : 1)),
    });
  const foundBy = (wrong: number) => [
    ...new Set(check(exp(wrong), { draws: 2 }).failures.map(({ oracle }) => oracle)),
  ];
  expect(foundBy(1)).toEqual([]);
  expect(foundBy(1.1)).toEqual(["differences"]);
});

import { tensor } from "@espalier/tensor";
import { expect, it } from "vitest";
import { compensationOf, compensations } from "../../src/compensations/index.ts";
import { hasMovesOf, withMoves } from "../../src/compensations/scores.ts";
import { compensationNames } from "../../src/index.ts";

it("each compensation has a name, the strategy whose scores it takes, and what moves after that", () => {
  expect(compensations.map(({ name, scores, moves }) => [name, scores?.name, moves])).toEqual([
    ["none", undefined, []],
    ["bias", "elimination-compensation", []],
    ["bias-joint", "elimination-compensation", ["bias"]],
    ["row", "row compensation", []],
    ["network", "elimination-compensation", ["weight", "bias", "slope"]],
  ]);
  for (const [at, name] of compensationNames.entries())
    expect(compensationOf("a test", name)).toBe(compensations[at]);
});

it("no name leaves the compensation to the strategy; an unknown one is refused with the known ones", () => {
  expect(compensationOf("a test", undefined)).toBe(undefined);
  expect(() => compensationOf("a test", "mean")).toThrow(
    "a test: expected a compensation among none, bias, bias-joint, row, network; received mean",
  );
});

const ranking = [
  { importance: tensor([[1, 2]]), compensation: tensor([[3, 4]]), exponent: 2 },
  { importance: tensor([[5]]), compensation: tensor([[6]]) },
];
const rows = { curvature: tensor([[[1]]]), mean: tensor([[9]]) };
const moves = [
  { importance: tensor([[0, 0]]), compensation: tensor([[7, 8]]) },
  { importance: tensor([[0]]), compensation: tensor([[9]]), rows },
];

it("the ranking of some scores with the compensation of others predicts nothing", () => {
  expect(withMoves(ranking, moves)).toEqual([
    {
      importance: ranking[0].importance,
      exponent: 2,
      compensation: moves[0].compensation,
      predictsChange: false,
    },
    { importance: ranking[1].importance, compensation: moves[1].compensation, predictsChange: false, rows },
  ]);
  expect(withMoves(ranking, moves)[1]).not.toHaveProperty("exponent");
});

it("without others nothing compensates", () => {
  const found = withMoves(ranking, undefined);
  expect(found.map(({ compensation }) => compensation)).toEqual([tensor([[0, 0]]), tensor([[0]])]);
  expect(found.map((layer) => layer.rows)).toEqual([undefined, undefined]);
});

it("a strategy whose scores the compensation takes has them already", () => {
  const [none, bias, , row] = compensations;
  expect(hasMovesOf({ name: "elimination-compensation" }, bias)).toBe(true);
  for (const [strategy, compensation] of [
    ["magnitude", bias],
    ["elimination-compensation", row],
    ["elimination-compensation", none],
  ] as const)
    // prettier-ignore
    expect(hasMovesOf({ name: strategy }, compensation)).toBe(false);
});

import { toMarkdown } from "@espalier/pages";
import { expect, it } from "vitest";
import { findingsOf } from "../../src/report/findings.ts";
import { ladderPage } from "../../src/report/sections/ladder.ts";
import { fabricated } from "../support/fabricated.ts";

it("the page of the ladder says where its claim fails, beside the loss of the dense network", () => {
  const ratios = [0.9, 0.95];
  const measurements = {
    // Before pruning 2, with labels 1 at ρ = 0.9 and 8 at 0.95; without labels 3 and 4.
    ...fabricated({
      strategies: ["elimination-compensation"],
      ratios,
      loss: ({ strategy, ratio }) => (strategy === "baseline" ? 2 : ratio === 0.9 ? 1 : 8),
    }),
    ladder: [0, 1, 2].flatMap((seed) =>
      ratios.map((ratio, at) => ({
        seed,
        method: "network",
        ratio,
        testLoss: at + 3,
        testAccuracy: 0.5,
        outputChange: 1,
        passes: 10,
      })),
    ),
  };
  const page = toMarkdown(ladderPage(findingsOf([measurements], undefined), []));
  expect(page).toContain("lower in 1 of 2 cells, and in 3 of 6 pairs of one seed");
  expect(page).toMatch(
    /Behind at .*ρ = 0\.9: 3\.00 times the loss with labels\. The dense network.*2\.00 times/,
  );
  expect(page).toContain("At ρ = 0.9 the loss of `network` is 1.5 to 1.5 times that of the dense network.");
  expect(page).toContain("At ρ = 0.95 the loss of `network` is 2.0 to 2.0 times that of the dense network.");
});

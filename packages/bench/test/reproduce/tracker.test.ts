import { expect, it } from "vitest";
import { effortOf } from "../../src/reproduce/effort.ts";
import { createTracker } from "../../src/reproduce/tracker.ts";
import { unitsOf } from "../../src/reproduce/unit.ts";
import { tinyPart } from "../support/tiny-part.ts";

const { experiments } = tinyPart;
const all = experiments.flatMap((experiment) => unitsOf(experiment).map((unit) => ({ experiment, unit })));
const total = all.reduce((sum, { experiment, unit }) => sum + effortOf(experiment, unit), 0);
const [{ experiment, unit }] = all;
const share = effortOf(experiment, unit) / total;

it("starts where the journal ends, and ends at 1", () => {
  expect(createTracker(experiments, () => false).fraction()).toBe(0);
  expect(createTracker(experiments, () => true).fraction()).toBe(1);
});

it("a unit counts as far as it is, then whole, and never twice", () => {
  const tracker = createTracker(experiments, () => false);
  tracker.follow(experiment, { kind: "progress", unit, fraction: 0.5, label: "half" });
  expect(tracker.fraction()).toBeCloseTo(share / 2, 12); // sums of a few dozen numbers
  expect(tracker.label()).toBe("half");
  tracker.follow(experiment, { kind: "measured", unit, entries: [], costs: {} });
  expect(tracker.fraction()).toBeCloseTo(share, 12);
  expect(tracker.label()).toBe("");
});

it("tells of the unit that has been under way for longest", () => {
  const tracker = createTracker(experiments, () => false);
  for (const [at, each] of all.slice(0, 2).entries())
    tracker.follow(each.experiment, {
      kind: "progress",
      unit: each.unit,
      fraction: 0.1,
      label: `unit ${at}`,
    });
  tracker.follow(experiment, { kind: "progress", unit, fraction: 0.2, label: "unit 0, further" });
  expect(tracker.label()).toBe("unit 0, further");
});

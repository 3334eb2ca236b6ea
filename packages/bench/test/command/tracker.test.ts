import { expect, it } from "vitest";
import { createTracker } from "../../src/command/tracker.ts";
import type { Report, Task } from "../../src/experiment/task.ts";
import { row, settings } from "../report-rows.ts";

const tasks: Task[] = [
  { kind: "baseline", seed: 0 }, // 2 epochs
  { kind: "strategy", seed: 0, strategy: "magnitude", ratios: [0.5, 0.9] }, // 1 epoch each
];

const progress = (label: string, done: number, total: number, loss?: number): Report => ({
  kind: "progress",
  label,
  progress: { stage: "train", done, total, ...(loss === undefined ? {} : { loss }) },
});

it("the fraction counts the training epochs of the whole run", () => {
  const track = createTracker(tasks, settings);
  expect(track(progress("baseline", 0.5, 2)).fraction).toBe(0.5 / 4);
  expect(track(progress("baseline", 2, 2)).fraction).toBe(2 / 4);
  expect(track(progress("magnitude 0.5", 1, 1)).fraction).toBe(3 / 4);
  expect(track({ kind: "row", row: row({}) }).fraction).toBe(3 / 4);
  expect(track(progress("magnitude 0.9", 1, 1)).fraction).toBe(1);
});

it("scores are told of, and are no epochs", () => {
  const track = createTracker(tasks, settings);
  const standing = track({
    kind: "progress",
    label: "magnitude: scores",
    progress: { stage: "scores", done: 3, total: 5 },
  });
  expect(standing).toEqual({ fraction: 0, label: "magnitude: scores, 3 of 5" });
});

it("the label stays with one of two workers until its stage is over", () => {
  const track = createTracker(tasks, settings);
  expect(track(progress("first", 0.5, 2, 0.25)).label).toBe("first, epoch 1 of 2, loss 0.250");
  expect(track(progress("second", 0.5, 2, 0.5)).label).toBe("first, epoch 1 of 2, loss 0.250");
  expect(track(progress("first", 2, 2, 0.125)).label).toBe("second, epoch 1 of 2, loss 0.500");
});

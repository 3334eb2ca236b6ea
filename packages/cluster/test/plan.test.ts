import { addNode } from "@espalier/prune";
import type { SpanNode } from "@espalier/prune";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { law } from "../../../test-setup/law.ts";
import { doneOf, leftOf, planOf, stepsOf } from "../src/statistics/plan.ts";
import type { Step } from "../src/statistics/plan.ts";

const split = fc.record({
  samples: fc.integer({ min: 1, max: 90_000 }),
  span: fc.constantFrom(1024, 2048),
  spans: fc.constantFrom(1, 2, 4),
  fanIn: fc.constantFrom(2, 4, 8, 16),
});

describe("a plan", () => {
  it("is a tree of maps and merges, whose names follow from what they are of", () => {
    const root = planOf({ samples: 5000, span: 1024, spans: 1, fanIn: 2 }, { network: "a" });
    const shape = ({ from, to, parts }: Step): unknown => [from, to, ...parts.map(shape)];
    expect(shape(root)).toEqual([
      0,
      5000,
      [0, 4096, [0, 2048, [0, 1024], [1024, 2048]], [2048, 4096, [2048, 3072], [3072, 4096]]],
      [4096, 5000],
    ]);
    expect(root.name).toMatch(/^0-5000-[0-9a-f]{24}$/);
    expect(root.name).not.toBe(
      planOf({ samples: 5000, span: 1024, spans: 1, fanIn: 2 }, { network: "b" }).name,
    );
  });

  law("has each sample in one map, and its merges are of neighbours", split, (how) => {
    const steps = stepsOf(planOf(how, {}));
    const maps = steps.filter(({ level }) => level === 0);
    expect(maps.map(({ from }) => from)).toEqual([0, ...maps.slice(0, -1).map(({ to }) => to)]);
    expect(maps[maps.length - 1].to).toBe(how.samples);
    for (const { from, to, parts } of steps.filter(({ level }) => level > 0)) {
      expect([parts[0].from, parts[parts.length - 1].to]).toEqual([from, to]);
      expect(parts.length).toBeLessThanOrEqual(how.fanIn);
    }
    expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
  });

  law(
    "waits for no more than the last parts: all others are single nodes of the sum over spans",
    split,
    (how) => {
      const nodesOf = ({ from, to, parts }: Step): SpanNode<undefined>[] => {
        const nodes: SpanNode<undefined>[] = [];
        if (parts.length > 0)
          for (const node of parts.flatMap(nodesOf)) addNode(how.span, nodes, node, () => undefined);
        else
          for (let next = from; next < to; next += 1024)
            addNode(
              how.span,
              nodes,
              { from: next, to: Math.min(to, next + 1024), total: undefined },
              () => undefined,
            );
        return nodes;
      };
      for (const step of stepsOf(planOf(how, {})))
        if (step.to < how.samples) expect(nodesOf(step)).toHaveLength(1);
    },
  );

  it("is left without what is there, and what that was made of", () => {
    const root = planOf({ samples: 4096, span: 1024, spans: 1, fanIn: 2 }, {});
    const [left, right] = root.parts;
    const isThere = (step: Step): boolean => [left.name, right.parts[0].name].includes(step.name);
    expect(leftOf(root, isThere)).toEqual({
      step: root,
      before: [{ step: right, before: [{ step: right.parts[1], before: [] }] }],
    });
    expect(doneOf(root, isThere)).toBe(3072);
    expect(leftOf(root, () => true)).toBeUndefined();
  });
});

import { finish } from "@espalier/network";
import type { Progress, Work } from "@espalier/network";
import { describe, expect, it } from "vitest";
import { answeredBy } from "../../src/gauss-newton/answers.ts";
import type { RemoteSource } from "../../src/gauss-newton/answers.ts";
import { ask } from "../../src/gauss-newton/ask.ts";
import type { Asking, Reduction } from "../../src/gauss-newton/ask.ts";
import { initialDamping } from "../../src/gauss-newton/levenberg-marquardt.ts";
import { answered } from "../../src/gauss-newton/local-answers.ts";
import type { LocalSource } from "../../src/gauss-newton/local-answers.ts";
import { solve } from "../../src/gauss-newton/solve.ts";
import { rejection } from "../../../network/test/support/streams.ts";
import { everything } from "../support/solver.ts";
import { dense, inputs, masks, sourceOf, withoutRemoved } from "../support/source.ts";

const start = withoutRemoved(dense);
const solving = () =>
  solve(start, masks, {
    metric: "outputs",
    moves: everything,
    samples: 40,
    steps: 3,
    iterations: 5,
    damping: initialDamping(),
  });

/** The same source, whose answers are promises. */
const remote = ({ batch }: LocalSource): RemoteSource => ({
  scores: () => Promise.reject(new Error("a solver asks for no scores")),
  batch: (problem) => Promise.resolve(batch(problem)),
});

const reduction = { passes: [], known: undefined, input: {} } as unknown as Reduction; // only handed on
const left = { network: start };
const [chunk, scores] = [{ inputs, targets: undefined }, [{ importance: inputs, compensation: inputs }]];
const result = { samples: 7, total: "a total" };

/** What was asked, and the answers, in their order. */
const answersOf = { scores, samples: chunk, reduce: result };

function* questions(): Asking<unknown> {
  return {
    scores: yield* ask("scores", left),
    samples: yield* ask("samples", { count: 9 }),
    reduce: yield* ask("reduce", reduction),
  };
}

function* working<T>(value: T): Work<T> {
  yield { stage: "own", done: 1, total: 2 };
  return value;
}

const isEqual = <T>(received: unknown, expected: unknown, answer: T): T => {
  expect(received).toMatchObject(expected as object);
  return answer;
};

const local: LocalSource = {
  scores: (asked) => working(isEqual(asked, left, scores)),
  batch: () => expect.fail("no batch is asked for"),
  units: {
    samples: (count) => isEqual({ count }, { count: 9 }, chunk),
    reduce: (asked) => working(isEqual(asked, reduction, result)),
  },
};
const far: RemoteSource = {
  scores: (asked) => Promise.resolve(isEqual(asked, left, scores)),
  batch: () => expect.fail("no batch is asked for"),
  units: {
    samples: (count) => Promise.resolve(isEqual({ count }, { count: 9 }, chunk)),
    reduce: (asked) => Promise.resolve(isEqual(asked, reduction, result)),
  },
};

function* tooEarly(): Asking<unknown> {
  return yield* ask("divergence", { at: new Float64Array() });
}

/** Takes two batches and fails. */
function* failing(): Asking<unknown> {
  const problem = {
    network: start,
    columns: Uint32Array.from({ length: 6 }, (_, j) => j),
    masks,
    moves: everything,
    metric: "outputs",
    samples: 64,
    block: 1,
  } as const;
  yield* ask("batch", { problem });
  yield* ask("batch", { problem });
  throw new RangeError("a solver that fails");
}

describe("questions that are answered on this thread", () => {
  it("reach their sources", () => {
    expect(finish(answered(questions(), local))).toEqual(answersOf);
    const { units: _, ...others } = local;
    expect(finish(answered(questions(), others))).toEqual({
      ...answersOf,
      samples: undefined,
      reduce: undefined,
    });
  });

  it("leave a turn after each of them, with the progress so far", () => {
    function* reporting(): Asking<string> {
      yield* ask("samples", { count: 9 });
      yield { stage: "own", done: 1, total: 3 };
      yield* ask("samples", { count: 9 });
      return "done";
    }
    expect([...answered(reporting(), local)]).toEqual([
      { stage: "prune", done: 0, total: 1 },
      { stage: "own", done: 1, total: 3 },
      { stage: "own", done: 1, total: 3 },
    ]);
  });

  it("hold one batch at a time, and none at the end", () => {
    const source = sourceOf(dense, inputs);
    finish(answered(solving(), source));
    expect(source.problems).toHaveLength(4);
    expect(source.open).toEqual({ now: 0, most: 1 });
    expect(() => finish(answered(failing(), source))).toThrow("a solver that fails");
    expect(source.open).toEqual({ now: 0, most: 1 });
    const given = answered(solving(), source);
    while (source.open.now === 0) given.next();
    given.return(undefined as never); // it is given up
    expect(source.open).toEqual({ now: 0, most: 1 });
  });

  it("about a batch come after it", () => {
    expect(() => finish(answered(tooEarly(), local))).toThrow("a question about a batch before there is one");
  });
});

describe("questions that are answered elsewhere", () => {
  it("reach their sources", async () => {
    expect(await answeredBy(questions(), far, {})).toEqual(answersOf);
    const { units: _, ...others } = far;
    const expected = { ...answersOf, samples: undefined, reduce: undefined };
    expect(await answeredBy(questions(), others, {})).toEqual(expected);
  });

  it("lead to the bits of this thread, and release each batch", async () => {
    const source = sourceOf(dense, inputs);
    const expected = finish(answered(solving(), sourceOf(dense, inputs)));
    expect(await answeredBy(solving(), remote(source), {})).toEqual(expected);
    expect(source.open).toEqual({ now: 0, most: 1 });
    const failed = answeredBy(failing(), remote(source), {});
    expect(await rejection(failed)).toEqual(new RangeError("a solver that fails"));
    expect(source.open).toEqual({ now: 0, most: 1 });
  });

  it("report the progress, and nothing of the questions", async () => {
    function* reporting(): Asking<string> {
      yield { stage: "own", done: 1, total: 3 };
      yield* ask("samples", { count: 9 });
      return "done";
    }
    const reports: Progress[] = [];
    expect(await answeredBy(reporting(), far, { onProgress: (each) => void reports.push(each) })).toBe(
      "done",
    );
    expect(reports).toEqual([{ stage: "own", done: 1, total: 3 }]);
  });

  it("end with the reason of a signal, also where no answer comes, and listen to it no longer", async () => {
    const controller = new AbortController();
    const silent: RemoteSource = { ...far, scores: () => new Promise(() => {}) };
    const asked = rejection(answeredBy(questions(), silent, { signal: controller.signal }));
    controller.abort("enough");
    expect(await asked).toBe("enough");
    const listeners = new Set<unknown>();
    const signal = {
      aborted: false,
      addEventListener: (_: "abort", listener: () => void) => void listeners.add(listener),
      removeEventListener: (_: "abort", listener: () => void) => void listeners.delete(listener),
    };
    await answeredBy(questions(), far, { signal, onProgress: () => expect(listeners.size).toBe(1) });
    expect(listeners.size).toBe(0);
  });

  it("about a batch come after it", async () => {
    const error = await rejection(answeredBy(tooEarly(), far, {}));
    expect(error).toEqual(new Error("a question about a batch before there is one"));
  });
});

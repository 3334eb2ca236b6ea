import { describe, expect, it } from "vitest";
import { ops } from "../../src/index.ts";

// Names are what errors, reports and the matrix of mistakes call an op by.
describe("an op is called by the name that it is exported under", () => {
  const {
    broadcastTo,
    concat,
    layerNorm,
    logsumexp,
    meanOver,
    pad,
    repeatAlong,
    rmsNorm,
    scale,
    slice,
    slopeOps,
    softmax,
    sumOver,
    sumTo,
    ...plain
  } = ops;
  const { preluSlope, preluTangent, ...named } = plain;

  it.each(Object.entries(named))("%s", (name, op) => {
    expect(op.name).toBe(name);
  });

  it.each(Object.entries(slopeOps))("as a slope, %s", (name, op) => {
    expect(op.name).toBe(`${name} slope`);
  });

  it("also one that takes settings", () => {
    expect(preluSlope.name).toBe("prelu slope");
    expect(preluTangent.name).toBe("prelu tangent");
    const made = {
      broadcastTo: broadcastTo([2]),
      concat: concat(["a", "b"]),
      layerNorm: layerNorm(1e-5),
      logsumexp: logsumexp(0),
      meanOver: meanOver(0),
      pad: pad(1, 0),
      repeatAlong: repeatAlong([2], 0),
      rmsNorm: rmsNorm(1e-5),
      scale: scale(2),
      slice: slice(0, 1),
      softmax: softmax(0),
      sumOver: sumOver(0),
      sumTo: sumTo([2]),
    };
    for (const [name, op] of Object.entries(made)) expect(op.name.split(" ")[0]).toBe(name);
  });
});

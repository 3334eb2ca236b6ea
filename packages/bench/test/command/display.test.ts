import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { createDisplay, timeLeft } from "../../src/command/display.ts";

describe("without a terminal", () => {
  it("a line comes every ten seconds, with the time left, and one whenever something is finished", async () => {
    const stream = new PassThrough();
    let now = 5;
    const display = createDisplay(stream, () => now);
    display.update(0.1, "too early");
    now = 25;
    display.update(0.25, "epoch 3 of 12");
    display.update(0.26, "too soon");
    display.log("finished");
    now = 125;
    display.update(0.6, "epoch 8 of 12");
    display.stop();
    stream.end();
    // 20 s for a quarter leave 60 s; 120 s for six tenths leave 80 s.
    expect(await text(stream)).toBe(
      "25 %  1 min 0 s left  epoch 3 of 12\nfinished\n60 %  1 min 20 s left  epoch 8 of 12\n",
    );
  });

  it("what was done before says nothing about the pace", async () => {
    const stream = new PassThrough();
    let now = 0;
    const display = createDisplay(stream, () => now, 0.5);
    now = 30;
    display.update(0.75, "half of the rest");
    stream.end();
    expect(await text(stream)).toBe("75 %  30 s left  half of the rest\n");
  });
});

describe("timeLeft", () => {
  it("says nothing before there is a pace", () => {
    expect(timeLeft(3, 0.009)).toBe("");
  });

  it("is what the pace so far makes of the rest", () => {
    expect(timeLeft(30, 0.75)).toBe("10 s left  ");
  });
});

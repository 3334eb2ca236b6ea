import { SingleBar } from "cli-progress";
import type { Terminal } from "./terminal.ts";

/** Shows how far something is: a bar in a terminal, lines elsewhere. */
export interface Display {
  /** @param fraction of the whole, in [0, 1] */
  readonly update: (fraction: number, label: string) => void;
  /** Something is finished. */
  readonly log: (line: string) => void;
  readonly stop: () => void;
}

/** Without a terminal every line stays, so there is one every few seconds only. */
const SECONDS_BETWEEN_LINES = 10;

/**
 * @param seconds a clock
 * @param before the fraction that was done before, at a pace that says nothing about this one
 */
export const createDisplay = (stream: Terminal, seconds: () => number, before = 0): Display =>
  stream.isTTY ? bar(stream, seconds, before) : lines(stream, seconds, before);

function bar(stream: Terminal, seconds: () => number, before: number): Display {
  const start = seconds();
  const total = 1000;
  const format = " {bar} {percent} %  {left}{label}";
  const view = new SingleBar({
    stream,
    format,
    barsize: 24,
    hideCursor: true,
    linewrap: false,
    barCompleteChar: "█",
    barIncompleteChar: "░",
  });
  return {
    update(fraction, label) {
      const left = timeLeft(seconds() - start, since(before, fraction));
      const shown: [number, object] = [
        Math.round(total * fraction),
        { percent: percent(fraction), left, label },
      ];
      // The bar appears once there is something to show: work that takes no time needs none.
      if (view.isActive) view.update(...shown);
      else view.start(total, ...shown);
    },
    log: () => {},
    stop: () => view.stop(),
  };
}

function lines(stream: Terminal, seconds: () => number, before: number): Display {
  const start = seconds();
  let last = start;
  const log = (line: string): void => void stream.write(`${line}\n`);
  return {
    update(fraction, label) {
      if (label === "" || seconds() - last < SECONDS_BETWEEN_LINES) return;
      last = seconds();
      log(`${percent(fraction)} %  ${timeLeft(last - start, since(before, fraction))}${label}`);
    },
    log,
    stop: () => {},
  };
}

const percent = (fraction: number): string => String(Math.floor(100 * fraction)).padStart(2);

/** The fraction done since the start, of the part that was left then. */
const since = (before: number, fraction: number): number => (fraction - before) / (1 - before);

/** The time left at the pace so far; empty before a hundredth is done, when there is no pace yet. */
export const timeLeft = (elapsed: number, fraction: number): string =>
  fraction < 0.01 ? "" : `${showDuration((elapsed * (1 - fraction)) / fraction)} left  `;

/** A waiting time: `42 s`, `1 min 40 s`. */
export function showDuration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

import { time } from "../format.ts";
import type { Scene } from "../scene.ts";
import type { OwnState } from "./own-state.ts";

/** What scene f knows of the files, and what it does with them. */
export interface OwnProgress {
  /** A line about the network and one about the inputs, where there are some. */
  readonly found: ReadonlyMap<"network" | "inputs", string>;
  readonly isRunning: boolean;
  /** Whether it can be pruned now. */
  readonly isReady: boolean;
}

/** Draws scene f except its result: the controls, the files, how far it is, and what went wrong. */
export interface OwnView {
  readonly show: (progress: OwnProgress) => void;
  /** Shows what went wrong; nothing by default. */
  readonly complain: (message?: string) => void;
  /** Shows the seconds that pruning takes here; nothing where they are not known. */
  readonly duration: (seconds?: number) => void;
  readonly trying: () => void;
  /** Shows how far pruning is. @param seconds those that have passed */
  readonly progress: (fraction: number, seconds: number) => void;
}

export function viewOf(scene: Scene<OwnState>): OwnView {
  const prune = scene.part("prune", HTMLButtonElement);
  const cancel = scene.part("cancel", HTMLButtonElement);
  const bar = scene.part("progress", HTMLProgressElement);
  const durationLine = scene.part("duration", HTMLElement);
  const errorLine = scene.part("error", HTMLElement);

  return {
    show({ found, isRunning, isReady }) {
      const { goal, comp, amount, activation, compact, sample } = scene.state;
      scene.part("found-network", HTMLElement).textContent = found.get("network") ?? "none yet";
      scene.part("found-inputs", HTMLElement).textContent = found.get("inputs") ?? "none yet";
      prune.disabled = !isReady;
      cancel.hidden = !isRunning;
      bar.hidden = !isRunning;
      if (!isRunning) bar.value = 0;
      for (const [name, value] of Object.entries({ goal, comp, activation }))
        scene.part(name, HTMLSelectElement).value = value;
      scene.part("amount", HTMLInputElement).value = String(amount);
      scene.part("compact", HTMLInputElement).checked = compact === "yes";
      scene.part("copy-link", HTMLButtonElement).title =
        sample === "none" ? "A link holds the goal, but not your files." : "";
    },
    complain(message = "") {
      errorLine.hidden = message === "";
      errorLine.textContent = message;
    },
    duration(seconds) {
      durationLine.textContent = seconds === undefined ? "" : `takes about ${time(seconds)} here`;
    },
    trying() {
      durationLine.textContent = "trying some rows …";
    },
    progress(fraction, seconds) {
      bar.value = fraction;
      if (seconds > 1 && fraction > 0.02)
        durationLine.textContent = `about ${time((seconds * (1 - fraction)) / fraction)} left`;
    },
  };
}

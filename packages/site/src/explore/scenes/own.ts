import { ask } from "../ask.ts";
import { messageOf } from "../fault.ts";
import { time } from "../format.ts";
import { number, oneOf } from "../link.ts";
import type { Keys } from "../link.ts";
import { Scene } from "../scene.ts";
import { resultIn } from "./own-result.ts";

interface State {
  /** Files of ours; `none` for the reader's. */
  readonly sample: "none" | "pytorch" | "digits" | "soil";
  readonly goal: "budget" | "ratio";
  readonly comp: "bias" | "row" | "network";
  /** Whether neurons that became constant are removed too. */
  readonly compact: "no" | "yes";
  /** Between the layers of a file that does not say. */
  readonly activation: (typeof activations)[number];
  /** In percent, of the outputs or of the weights. */
  readonly amount: number;
}

const activations = ["relu", "tanh", "sigmoid", "gelu", "identity"] as const;

const keys: Keys<State> = {
  sample: oneOf(["none", "pytorch", "digits", "soil"], "none"),
  goal: oneOf(["budget", "ratio"], "budget"),
  comp: oneOf(["bias", "row", "network"], "bias"),
  compact: oneOf(["no", "yes"], "no"),
  activation: oneOf(activations, "relu"),
  amount: number(2, 0, 100),
};

const samples: Readonly<Record<Exclude<State["sample"], "none">, readonly string[]>> = {
  pytorch: ["model.onnx", "inputs.npy"],
  digits: ["digits.safetensors", "digits-inputs.npy"],
  soil: ["soil.json", "soil-inputs.json"],
};

/** Samples that take fewer seconds than this are pruned at once. */
const AT_ONCE = 60;

/** Scene f: a file of the reader's. Nothing leaves the page. */
export function yourOwn(): void {
  const scene = new Scene<State>("f", keys, async (changed) => {
    show();
    if ("sample" in changed && scene.state.sample !== "none") await useSample();
    else if ("activation" in changed) await readAgain();
    else if (Object.keys(changed).length > 0) await estimate();
  });
  let files: readonly File[] = [];
  let isRunning = false;
  /** While files are read nothing is pruned: the network could be new, and the inputs those of before. */
  let isReading = false;
  let running: Promise<void> = Promise.resolve();
  let trial = 0;
  /** How often the reader has taken other files: what an earlier turn still reads or computes is dropped. */
  let turn = 0;
  const found = new Map<"network" | "inputs", string>();
  const result = resultIn(scene);
  const prune = scene.part("prune", HTMLButtonElement);
  const cancel = scene.part("cancel", HTMLButtonElement);
  const progress = scene.part("progress", HTMLProgressElement);
  const stage = scene.root.querySelector<HTMLElement>(".stage");
  const activation = scene.part("activation", HTMLSelectElement);
  const compact = scene.part("compact", HTMLInputElement);
  const duration = scene.part("duration", HTMLElement);

  async function useSample(): Promise<void> {
    const { sample } = scene.state;
    if (sample === "none") return;
    const mine = await anew();
    files = [];
    found.clear();
    show();
    const fileOf = async (name: string): Promise<File> => {
      const response = await fetch(new URL(`./samples/${name}`, import.meta.url));
      if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
      return new File([await response.arrayBuffer()], name);
    };
    await take(await Promise.all(samples[sample].map(fileOf)), mine);
    // A long run waits for the reader, who has been told how long it takes.
    const seconds = await estimate();
    if (mine === turn && (seconds === undefined || seconds < AT_ONCE)) await start();
  }

  /** Other files come: what runs on the former ones is stopped, and their result goes. */
  async function anew(): Promise<number> {
    const mine = ++turn;
    isReading = true;
    show();
    complain();
    duration.textContent = "";
    result.clear();
    scene.say("Nothing leaves this page: your files are read here, by the library in this tab.");
    if (isRunning) await ask("cancel", undefined);
    await running;
    return mine;
  }

  async function take(next: readonly File[], mine: number): Promise<void> {
    const faults: string[] = [];
    for (const file of next)
      try {
        const { kind, text } = await ask("describe", { file, activation: scene.state.activation });
        if (mine !== turn) return;
        files = [...files, file];
        found.set(kind, text);
      } catch (error) {
        const message = messageOf(error);
        faults.push(message.startsWith(file.name) ? message : `${file.name}: ${message}`);
      }
    if (mine === turn) {
      isReading = false;
      complain(faults.join("\n"));
    }
    show();
  }

  const takeFiles = async (list: FileList | null | undefined): Promise<void> => {
    if (list === null || list === undefined || list.length === 0) return;
    const given = [...list];
    scene.set({ sample: "none" });
    await take(given, await anew());
    await estimate();
  };

  const optionsNow = () => {
    const { goal, comp, amount } = scene.state;
    return {
      files,
      goal: goal === "budget" ? { budget: amount / 100 } : { ratio: amount / 100 },
      compensation: comp,
      isCompacted: scene.state.compact === "yes",
      activation: scene.state.activation,
    };
  };

  /** Says beforehand how long it will take here, from a trial on some of the rows. */
  async function estimate(): Promise<number | undefined> {
    if (found.size < 2 || isRunning) return undefined;
    const mine = ++trial;
    duration.textContent = "trying some rows …";
    const seconds = await ask("estimate", optionsNow());
    if (mine === trial && !isRunning)
      duration.textContent = seconds === undefined ? "" : `takes about ${time(seconds)} here`;
    return seconds;
  }

  /** Another activation gives another network of a file that names none. */
  async function readAgain(): Promise<void> {
    const given = files;
    if (given.length === 0) return;
    const mine = await anew();
    files = [];
    await take(given, mine);
    await estimate();
  }

  function show(): void {
    scene.part("found-network", HTMLElement).textContent = found.get("network") ?? "none yet";
    scene.part("found-inputs", HTMLElement).textContent = found.get("inputs") ?? "none yet";
    prune.disabled = found.size < 2 || isRunning || isReading;
    scene.part("goal", HTMLSelectElement).value = scene.state.goal;
    scene.part("comp", HTMLSelectElement).value = scene.state.comp;
    scene.part("amount", HTMLInputElement).value = String(scene.state.amount);
    activation.value = scene.state.activation;
    compact.checked = scene.state.compact === "yes";
    scene.part("copy-link", HTMLButtonElement).title =
      scene.state.sample === "none" ? "A link holds the goal, but not your files." : "";
  }

  function complain(message = ""): void {
    const line = scene.part("error", HTMLElement);
    line.hidden = message === "";
    line.textContent = message;
  }

  const start = (): Promise<void> => {
    if (found.size === 2 && !isRunning && !isReading) running = pruneNow();
    return running;
  };

  async function pruneNow(): Promise<void> {
    const mine = turn;
    setRunning(true);
    complain();
    duration.textContent = "";
    try {
      const started = performance.now();
      const own = await ask("own", optionsNow(), (fraction) => {
        progress.value = fraction;
        const passed = (performance.now() - started) / 1000;
        if (passed > 1 && fraction > 0.02)
          duration.textContent = `about ${time((passed * (1 - fraction)) / fraction)} left`;
      });
      if (mine === turn) result.show(own);
    } catch (error) {
      if (mine === turn) complain(messageOf(error));
    }
    duration.textContent = "";
    setRunning(false);
  }

  function setRunning(next: boolean): void {
    isRunning = next;
    progress.value = 0;
    cancel.hidden = !next;
    progress.hidden = !next;
    show();
  }

  for (const button of scene.root.querySelectorAll<HTMLButtonElement>("[data-sample]"))
    button.addEventListener("click", () =>
      scene.set({ sample: keys.sample.parse(button.dataset["sample"] ?? "") ?? "none" }),
    );
  scene.select("goal", (goal) => scene.set({ goal }));
  scene.select("comp", (comp) => scene.set({ comp }));
  const amount = scene.part("amount", HTMLInputElement);
  amount.addEventListener("change", () => {
    const value = keys.amount.parse(amount.value);
    scene.set(value === undefined ? {} : { amount: value });
  });
  compact.addEventListener("change", () => scene.set({ compact: compact.checked ? "yes" : "no" }));
  scene.select("activation", (chosen) => scene.set({ activation: chosen }));
  prune.addEventListener("click", () => void start());
  cancel.addEventListener("click", () => scene.watch(ask("cancel", undefined)));
  const chosen = scene.part("files", HTMLInputElement);
  chosen.addEventListener("change", () => {
    scene.watch(takeFiles(chosen.files));
    chosen.value = ""; // the same file may be chosen once more
  });
  for (const name of ["dragover", "dragleave", "drop"] as const)
    stage?.addEventListener(name, (event) => {
      event.preventDefault();
      stage.classList.toggle("over", name === "dragover");
      if (name === "drop") scene.watch(takeFiles(event.dataTransfer?.files));
    });
  scene.say("Nothing leaves this page: your files are read here, by the library in this tab.");
  show();
  if (scene.state.sample !== "none") scene.update({ sample: scene.state.sample });
}

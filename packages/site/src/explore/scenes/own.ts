import { ask } from "../ask.ts";
import type { File as Given, Own } from "../compute/own.ts";
import { percent } from "../format.ts";
import { number, oneOf } from "../link.ts";
import type { Keys } from "../link.ts";
import { Scene } from "../scene.ts";

interface State {
  /** Files of ours; `none` for the reader's. */
  readonly sample: "none" | "pytorch" | "digits" | "soil";
  readonly goal: "budget" | "ratio";
  readonly comp: "bias" | "row" | "network";
  /** In percent, of the outputs or of the weights. */
  readonly amount: number;
}

const keys: Keys<State> = {
  sample: oneOf(["none", "pytorch", "digits", "soil"], "none"),
  goal: oneOf(["budget", "ratio"], "budget"),
  comp: oneOf(["bias", "row", "network"], "bias"),
  amount: number(2, 0, 100),
};

const samples: Readonly<Record<Exclude<State["sample"], "none">, readonly string[]>> = {
  pytorch: ["model.onnx", "inputs.npy"],
  digits: ["digits.safetensors", "digits-inputs.npy"],
  soil: ["soil.json", "soil-inputs.json"],
};

/** Samples that take fewer seconds than this are pruned at once. */
const AT_ONCE = 10;

/** Scene f: a file of the reader's. Nothing leaves the page. */
export function yourOwn(): void {
  const scene = new Scene<State>("f", keys, (changed) => {
    show();
    if ("sample" in changed && scene.state.sample !== "none") void useSample();
    else if (Object.keys(changed).length > 0) void estimate();
  });
  let files: readonly Given[] = [];
  let urls: string[] = [];
  let isRunning = false;
  let trial = 0;
  const found = new Map<"network" | "inputs", string>();
  const prune = scene.part("prune", HTMLButtonElement);
  const cancel = scene.part("cancel", HTMLButtonElement);
  const progress = scene.part("progress", HTMLProgressElement);
  const drop = scene.part("drop", HTMLElement);
  const activation = scene.part("activation", HTMLSelectElement);
  const compact = scene.part("compact", HTMLInputElement);
  const duration = scene.part("duration", HTMLElement);

  async function useSample(): Promise<void> {
    const { sample } = scene.state;
    if (sample === "none") return;
    const bytesOf = async (name: string): Promise<Given> => {
      const response = await fetch(new URL(`./samples/${name}`, import.meta.url));
      if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
      return { name, bytes: new Uint8Array(await response.arrayBuffer()) };
    };
    try {
      await take(await Promise.all(samples[sample].map(bytesOf)));
      // A long run waits for the reader, who has been told how long it takes.
      const seconds = await estimate();
      if (seconds === undefined || seconds < AT_ONCE) await start();
    } catch (error) {
      complain(error);
    }
  }

  async function take(next: readonly Given[]): Promise<void> {
    for (const file of next)
      try {
        const { kind, text } = await ask("describe", { file, activation: activation.value });
        files = [...files, file];
        found.set(kind, text);
      } catch (error) {
        complain(error, file.name);
      }
    show();
  }

  const takeFiles = async (list: FileList | null | undefined): Promise<void> => {
    scene.set({ sample: "none" });
    complain(undefined);
    const read = async (file: File): Promise<Given> => ({
      name: file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    });
    await take(await Promise.all([...(list ?? [])].map(read)));
    await estimate();
  };

  const optionsNow = () => {
    const { goal, comp, amount } = scene.state;
    return {
      files,
      goal: goal === "budget" ? { budget: amount / 100 } : { ratio: amount / 100 },
      compensation: comp,
      isCompacted: compact.checked,
      activation: activation.value,
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
    files = [];
    complain(undefined);
    await take(given);
    await estimate();
  }

  function show(): void {
    scene.part("found-network", HTMLElement).textContent = found.get("network") ?? "none yet";
    scene.part("found-inputs", HTMLElement).textContent = found.get("inputs") ?? "none yet";
    prune.disabled = found.size < 2 || isRunning;
    scene.part("goal", HTMLSelectElement).value = scene.state.goal;
    scene.part("comp", HTMLSelectElement).value = scene.state.comp;
    scene.part("amount", HTMLInputElement).value = String(scene.state.amount);
    scene.part("copy-link", HTMLButtonElement).title =
      scene.state.sample === "none" ? "A link holds the goal, but not your files." : "";
  }

  function complain(error: unknown, name?: string): void {
    const message = error === undefined ? "" : error instanceof Error ? error.message : "It did not work.";
    const line = scene.part("error", HTMLElement);
    line.hidden = message === "";
    line.textContent = name === undefined || message.startsWith(name) ? message : `${name}: ${message}`;
  }

  async function start(): Promise<void> {
    if (found.size < 2 || isRunning) return;
    setRunning(true);
    complain(undefined);
    duration.textContent = "";
    try {
      const started = performance.now();
      render(
        await ask("own", optionsNow(), (fraction) => {
          progress.value = fraction;
          const passed = (performance.now() - started) / 1000;
          if (passed > 1 && fraction > 0.02)
            duration.textContent = `about ${time((passed * (1 - fraction)) / fraction)} left`;
        }),
      );
    } catch (error) {
      complain(error);
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

  function render({ removed, weights, relative, sizes, layers, seconds, name, bytes, picture }: Own): void {
    urls.forEach((url) => URL.revokeObjectURL(url));
    const urlOf = (content: BlobPart, type: string): string => {
      const url = URL.createObjectURL(new Blob([content], { type }));
      urls = [...urls, url];
      return url;
    };
    urls = [];
    scene.say(
      `${removed.toLocaleString("en")} of ${weights.toLocaleString("en")} weights are removed, ${percent(removed / weights)}. On these inputs the outputs change by ${percent(relative)}. It took ${time(seconds)}.`,
    );
    scene.tabulate(
      ["layer", "weights", "kept", "change of the outputs alone"],
      layers.map((layer) => [
        layer.name,
        layer.weights.toLocaleString("en"),
        layer.kept.toLocaleString("en"),
        percent(layer.measured),
      ]),
    );
    const save = scene.part("save", HTMLAnchorElement);
    save.href = urlOf(bytes, "application/octet-stream");
    save.download = name;
    save.textContent = `Save ${name}, ${sizes}`;
    save.hidden = false;
    const image = scene.part("picture", HTMLImageElement);
    image.src = urlOf(picture, "image/svg+xml");
    image.hidden = false;
  }

  for (const button of scene.root.querySelectorAll<HTMLButtonElement>("[data-sample]"))
    button.addEventListener("click", () => {
      files = [];
      found.clear();
      scene.set({ sample: keys.sample.parse(button.dataset["sample"] ?? "") ?? "none" });
    });
  scene.select("goal", (goal) => scene.set({ goal }));
  scene.select("comp", (comp) => scene.set({ comp }));
  const amount = scene.part("amount", HTMLInputElement);
  amount.addEventListener("change", () => {
    const value = keys.amount.parse(amount.value);
    scene.set(value === undefined ? {} : { amount: value });
  });
  compact.addEventListener("change", () => void estimate());
  activation.addEventListener("change", () => void readAgain());
  prune.addEventListener("click", () => void start());
  cancel.addEventListener("click", () => void ask("cancel", undefined));
  const chosen = scene.part("files", HTMLInputElement);
  chosen.addEventListener("change", () => void takeFiles(chosen.files));
  for (const name of ["dragover", "dragleave", "drop"] as const)
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name === "drop") void takeFiles(event.dataTransfer?.files);
    });
  scene.say("Nothing leaves this page: your files are read here, by the library in this tab.");
  show();
  if (scene.state.sample !== "none") void useSample();
}

const time = (seconds: number): string =>
  seconds < 1
    ? "less than a second"
    : seconds < 90
      ? `${Math.round(seconds)} s`
      : `${Math.round(seconds / 60)} minutes`;

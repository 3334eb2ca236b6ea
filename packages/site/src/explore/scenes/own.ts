import { ask } from "../ask.ts";
import { messageOf } from "../fault.ts";
import { Scene } from "../scene.ts";
import { resultIn } from "./own-result.ts";
import { keys, sampleFiles } from "./own-state.ts";
import type { OwnState } from "./own-state.ts";
import { viewOf } from "./own-view.ts";

/** Samples that take fewer seconds than this are pruned at once. */
const AT_ONCE = 60;

const PROMISE = "Nothing leaves this page: your files are read here, by the library in this tab.";

/** Scene f: a file of the reader's. Nothing leaves the page. */
export function yourOwn(): void {
  const scene = new Scene<OwnState>("f", keys, async (changed) => {
    show();
    if ("sample" in changed && scene.state.sample !== "none") await useSample();
    else if ("activation" in changed) await readAgain();
    else if (Object.keys(changed).length > 0) await estimate();
  });
  const view = viewOf(scene);
  const result = resultIn(scene);
  let files: readonly File[] = [];
  const found = new Map<"network" | "inputs", string>();
  let isRunning = false;
  /** While files are read nothing is pruned: the network could be new, and the inputs those of before. */
  let isReading = false;
  let running: Promise<void> = Promise.resolve();
  let trial = 0;
  /** How often the reader has taken other files: what an earlier turn still reads or computes is dropped. */
  let turn = 0;

  const isReady = (): boolean => found.size === 2 && !isRunning && !isReading;
  const show = (): void => view.show({ found, isRunning, isReady: isReady() });

  async function useSample(): Promise<void> {
    const { sample } = scene.state;
    if (sample === "none") return;
    const mine = await anew();
    files = [];
    found.clear();
    show();
    await take(await sampleFiles(sample), mine);
    // A long run waits for the reader, who has been told how long it takes.
    const seconds = await estimate();
    if (mine === turn && (seconds === undefined || seconds < AT_ONCE)) await start();
  }

  /** Other files come: what runs on the former ones is stopped, and their result goes. */
  async function anew(): Promise<number> {
    const mine = ++turn;
    isReading = true;
    show();
    view.complain();
    view.duration();
    result.clear();
    scene.say(PROMISE);
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
      view.complain(faults.join("\n"));
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
    const { goal, comp, amount, compact, activation } = scene.state;
    return {
      files,
      goal: goal === "budget" ? { budget: amount / 100 } : { ratio: amount / 100 },
      compensation: comp,
      isCompacted: compact === "yes",
      activation,
    };
  };

  /** Says beforehand how long it will take here, from a trial on some of the rows. */
  async function estimate(): Promise<number | undefined> {
    if (found.size < 2 || isRunning) return undefined;
    const mine = ++trial;
    view.trying();
    const seconds = await ask("estimate", optionsNow());
    if (mine === trial && !isRunning) view.duration(seconds);
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

  const start = (): Promise<void> => {
    if (isReady()) running = pruneNow();
    return running;
  };

  async function pruneNow(): Promise<void> {
    const mine = turn;
    isRunning = true;
    show();
    view.complain();
    view.duration();
    try {
      const started = performance.now();
      const own = await ask("own", optionsNow(), (fraction) =>
        view.progress(fraction, (performance.now() - started) / 1000),
      );
      if (mine === turn) result.show(own);
    } catch (error) {
      if (mine === turn) view.complain(messageOf(error));
    }
    view.duration();
    isRunning = false;
    show();
  }

  for (const button of scene.root.querySelectorAll<HTMLButtonElement>("[data-sample]"))
    button.addEventListener("click", () =>
      scene.set({ sample: keys.sample.parse(button.dataset["sample"] ?? "") ?? "none" }),
    );
  scene.select("goal", (goal) => scene.set({ goal }));
  scene.select("comp", (comp) => scene.set({ comp }));
  scene.select("activation", (activation) => scene.set({ activation }));
  const amount = scene.part("amount", HTMLInputElement);
  amount.addEventListener("change", () => {
    const value = keys.amount.parse(amount.value);
    scene.set(value === undefined ? {} : { amount: value });
  });
  const compact = scene.part("compact", HTMLInputElement);
  compact.addEventListener("change", () => scene.set({ compact: compact.checked ? "yes" : "no" }));
  scene.part("prune", HTMLButtonElement).addEventListener("click", () => void start());
  scene
    .part("cancel", HTMLButtonElement)
    .addEventListener("click", () => scene.watch(ask("cancel", undefined)));
  const chosen = scene.part("files", HTMLInputElement);
  chosen.addEventListener("change", () => {
    scene.watch(takeFiles(chosen.files));
    chosen.value = ""; // the same file may be chosen once more
  });
  const stage = scene.root.querySelector<HTMLElement>(".stage");
  for (const name of ["dragover", "dragleave", "drop"] as const)
    stage?.addEventListener(name, (event) => {
      event.preventDefault();
      stage.classList.toggle("over", name === "dragover");
      if (name === "drop") scene.watch(takeFiles(event.dataTransfer?.files));
    });
  scene.say(PROMISE);
  show();
  if (scene.state.sample !== "none") scene.update({ sample: scene.state.sample });
}

import { useFastKernels } from "@espalier/tensor/wasm";
import type { Tensor } from "@espalier/tensor";
import { inPrecisionOf, read, wordsOf } from "./files.ts";
import type { Dropped } from "./files.ts";
import { messageOf, page, showError } from "./page.ts";
import type { Choices, Goal } from "./outcome.ts";
import { pruneFile } from "./prune.ts";
import { showOutcome } from "./show.ts";

let network: Dropped | undefined;
let inputs: Tensor | undefined;
let isRunning = false;

/** Drops are handled one after the other: the last one counts, however long a file takes to read. Until then nothing is pruned. */
let taken: Promise<void> = Promise.resolve();
let waiting = 0;
function inTurn(work: () => Promise<void>): void {
  waiting++;
  showButton();
  taken = taken.then(work).finally(() => {
    waiting--;
    showButton();
  });
}
const take = (files: readonly File[]): void => inTurn(() => takeAll(files));

async function takeAll(files: readonly File[]): Promise<void> {
  showError(undefined);
  for (const file of files)
    try {
      await takeOne(file.name, new Uint8Array(await file.arrayBuffer()));
    } catch (error) {
      showError(`${file.name}: ${messageOf(error)}`);
    }
}

async function takeOne(name: string, bytes: Uint8Array): Promise<void> {
  const content = await read(name, bytes, page.activation.value);
  if ("network" in content) {
    network = content.network;
    page.network.textContent = wordsOf(content);
  } else {
    inputs = content.inputs;
    page.data.textContent = wordsOf(content);
  }
}

/** Reads the network again when another activation is chosen, as its file may not name one. */
async function readAgain(): Promise<void> {
  if (network === undefined) return;
  const { name, bytes } = network;
  showError(undefined);
  try {
    await takeOne(name, bytes);
  } catch (error) {
    showError(`${name}: ${messageOf(error)}`);
  }
}

function showButton(): void {
  page.prune.disabled = isRunning || waiting > 0 || network === undefined || inputs === undefined;
}

function goal(): Goal {
  const chosen = new FormData(page.form).get("goal");
  return chosen === "ratio"
    ? { ratio: page.ratio.valueAsNumber / 100 }
    : { budget: page.budget.valueAsNumber / 100 };
}

/** The values of the selects are those of the options. */
const choices = (): Choices =>
  ({
    granularity: page.granularity.value,
    compensation: page.compensation.value,
    metric: page.metric.value,
    effort: page.effort.value,
  }) as Choices;

/** Offers the compensations for weights or for neurons, and chooses the default. Removed neurons leave nothing to compact. */
function showCompensations(): void {
  const removed = page.granularity.value;
  for (const option of page.compensation.options) {
    const isFor = option.dataset["for"] ?? removed; // some are for both
    option.disabled = option.hidden = isFor !== removed;
  }
  page.compensation.value = removed === "neuron" ? "affine" : "bias";
  page.compact.disabled = removed === "neuron";
  showEffort();
}

/** Only a solver has an effort. */
function showEffort(): void {
  page.effort.disabled = !["bias-joint", "network"].includes(page.compensation.value);
}

/** Runs one at a time, on the files that are there at the start. Files dropped meanwhile are for the next run. */
async function prune(): Promise<void> {
  if (isRunning || waiting > 0 || network === undefined || inputs === undefined) return;
  const dropped = network;
  isRunning = true;
  showButton();
  showError(undefined);
  page.result.hidden = true;
  page.progress.hidden = false;
  try {
    const given = inPrecisionOf(dropped.file, inputs);
    const outcome = await pruneFile(
      dropped.file,
      given,
      goal(),
      choices(),
      page.compact.checked,
      ({ done, total }) => {
        page.progress.value = done / total;
      },
    );
    await showOutcome(dropped, outcome);
  } catch (error) {
    showError(messageOf(error));
  } finally {
    page.progress.hidden = true;
    isRunning = false;
    showButton();
  }
}

page.files.addEventListener("change", () => take([...(page.files.files ?? [])]));
page.activation.addEventListener("change", () => inTurn(readAgain));
page.granularity.addEventListener("change", showCompensations);
page.compensation.addEventListener("change", showEffort);
showCompensations();
page.form.addEventListener("submit", (event) => {
  event.preventDefault();
  void prune();
});
for (const name of ["dragover", "dragleave", "drop"] as const)
  document.addEventListener(name, (event) => {
    event.preventDefault();
    page.drop.classList.toggle("over", name === "dragover");
  });
document.addEventListener("drop", (event) => take([...(event.dataTransfer?.files ?? [])]));

void useFastKernels(); // the same bits without them, where a page may not compile WebAssembly

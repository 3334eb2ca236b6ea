import { sizesOf } from "@espalier/prune";
import { useFastKernels } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { inPrecisionOf, read } from "./files.ts";
import type { Dropped } from "./files.ts";
import { messageOf, page, showError } from "./page.ts";
import { pruneFile } from "./prune.ts";
import type { Goal } from "./prune.ts";
import { showOutcome } from "./show.ts";

let network: Dropped | undefined;
let inputs: Tensor | undefined;

async function take(files: Iterable<File>): Promise<void> {
  showError(undefined);
  for (const file of files) {
    try {
      const content = read(file.name, new Uint8Array(await file.arrayBuffer()), page.activation.value);
      if ("network" in content) {
        network = content.network;
        page.network.textContent = `${file.name}, ${sizesOf(network.file.network).join("-")}`;
      } else {
        inputs = content.inputs;
        page.data.textContent = `${file.name}, ${inputs.shape[0]} rows of ${inputs.shape[1]} numbers`;
      }
    } catch (error) {
      showError(`${file.name}: ${messageOf(error)}`);
    }
  }
  page.prune.disabled = network === undefined || inputs === undefined;
}

function goal(): Goal {
  const chosen = new FormData(page.form).get("goal");
  return chosen === "ratio"
    ? { ratio: page.ratio.valueAsNumber / 100 }
    : { budget: page.budget.valueAsNumber / 100 };
}

async function prune(): Promise<void> {
  if (network === undefined || inputs === undefined) return;
  showError(undefined);
  page.result.hidden = true;
  page.prune.disabled = true;
  page.progress.hidden = false;
  try {
    const given = inPrecisionOf(network.file, inputs);
    const outcome = await pruneFile(network.file, given, goal(), page.compact.checked, ({ done, total }) => {
      page.progress.value = done / total;
    });
    showOutcome(network, outcome);
  } catch (error) {
    showError(messageOf(error));
  } finally {
    page.progress.hidden = true;
    page.prune.disabled = false;
  }
}

page.files.addEventListener("change", () => void take(page.files.files ?? []));
page.form.addEventListener("submit", (event) => {
  event.preventDefault();
  void prune();
});
for (const name of ["dragover", "dragleave", "drop"] as const)
  document.addEventListener(name, (event) => {
    event.preventDefault();
    page.drop.classList.toggle("over", name === "dragover");
  });
document.addEventListener("drop", (event) => void take(event.dataTransfer?.files ?? []));

void useFastKernels(); // the same bits without them, where a page may not compile WebAssembly

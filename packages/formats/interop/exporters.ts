import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { externalFiles } from "../../onnx/src/index.ts";

const committed = fileURLToPath(new URL("../test/fixtures/exporters/", import.meta.url));
const python = process.env["PYTHON"] ?? "python3";

/** The scripts that export networks, and the library that each one needs. */
const scripts = { torch: "exporters/torch_files.py", keras: "exporters/keras_files.py" } as const;

/** The files .onnx in a folder, but those whose numbers lie in a second file: onnxruntime takes bytes alone. */
const filesIn = (folder: string): [name: string, bytes: Uint8Array][] =>
  globSync("*.onnx", { cwd: folder })
    .toSorted()
    .map((name): [string, Uint8Array] => [name, new Uint8Array(readFileSync(join(folder, name)))])
    .filter(([, bytes]) => externalFiles(bytes).length === 0);

/** What the exporters write that Python has here; nothing where it lacks the library. */
function freshFiles(): [name: string, bytes: Uint8Array][] {
  const folder = mkdtempSync(join(tmpdir(), "espalier-exporters-"));
  try {
    for (const [library, script] of Object.entries(scripts)) {
      if (spawnSync(python, ["-c", `import ${library}`]).status !== 0) {
        console.log(`${python} has no ${library}: its files are the committed ones`);
        continue;
      }
      const path = fileURLToPath(new URL(script, import.meta.url));
      const { status } = spawnSync(python, [path, folder], { stdio: ["ignore", "ignore", "inherit"] });
      if (status !== 0) throw new Error(`${script} failed`);
    }
    return filesIn(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The files of exporters: the committed ones, and those that Python writes here. A fresh file replaces the committed one of its name. */
export const exportedFiles = (): ReadonlyMap<string, Uint8Array> =>
  new Map([...filesIn(committed), ...freshFiles()].toSorted(([a], [b]) => (a < b ? -1 : 1)));

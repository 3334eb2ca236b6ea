import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** The used part of onnxruntime-node, which is installed in this folder and no part of the workspace. */
export interface Runtime {
  readonly InferenceSession: {
    create: (
      model: Uint8Array,
      options?: { readonly logSeverityLevel: 0 | 1 | 2 | 3 | 4 },
    ) => Promise<{
      readonly run: (
        feeds: Readonly<Record<string, object>>,
      ) => Promise<
        Readonly<Record<string, { readonly dims: readonly number[]; readonly data: ArrayLike<number> }>>
      >;
    }>;
  };
  readonly Tensor: new (
    type: "float32" | "float64",
    data: Float32Array | Float64Array,
    dims: readonly number[],
  ) => object;
}

const folder = fileURLToPath(new URL(".", import.meta.url));
const readIfThere = (name: string): string | undefined =>
  existsSync(folder + name) ? readFileSync(folder + name, "utf8") : undefined;

/** Loads onnxruntime, and installs it first unless the version of the lockfile is installed. */
export function runtime(): Runtime {
  const locked = readIfThere("package-lock.json");
  if (readIfThere("node_modules/.of-lockfile") !== locked) {
    const command = "npm ci --ignore-scripts --no-audit --no-fund";
    const { status } = spawnSync(command, {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
      shell: true,
    });
    if (status !== 0) throw new Error("npm could not install onnxruntime-node");
    copyFileSync(`${folder}package-lock.json`, `${folder}node_modules/.of-lockfile`);
  }
  return createRequire(import.meta.url)("onnxruntime-node") as Runtime; // as its own types say
}

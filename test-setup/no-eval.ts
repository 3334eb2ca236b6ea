import { execFileSync } from "node:child_process";

/** What a module does where code may not be made from strings, as in edge runtimes and pages without `unsafe-eval`. */
export interface WithoutEval {
  /** Its export `result`, by way of JSON. */
  readonly result: unknown;
  /** Every import in its module graph that is not a relative path: package names and Node's own modules. */
  readonly imports: readonly string[];
}

/**
 * Runs a module in a Node of its own under `--disallow-code-generation-from-strings`.
 *
 * @param module a script that exports `result`; TypeScript will do
 * @throws Error with what Node printed, when the module fails
 */
export function runWithoutEval(module: URL): WithoutEval {
  const flags = ["--disallow-code-generation-from-strings", "--input-type=module", "--eval", OBSERVER];
  return JSON.parse(
    execFileSync(process.execPath, [...flags, module.href], { encoding: "utf8", stdio: "pipe" }),
  );
}

/** Records the modules that are resolved while the module loads, so imports of types, which never run, do not count. */
const OBSERVER = `
  import { registerHooks } from "node:module";
  const imports = new Set();
  registerHooks({
    resolve(name, context, next) {
      if (!/^(\\.|file:)/.test(name)) imports.add(name);
      return next(name, context);
    },
  });
  const { result } = await import(process.argv[1]);
  console.log(JSON.stringify({ result, imports: [...imports] }));
`;

import { registerHooks } from "node:module";
import { strategyNames } from "@espalier/prune";
import type { ScoringStrategy } from "@espalier/prune";
import { ValueError } from "@espalier/tensor";

/**
 * Strategies that are not of this repository. A module exports one, or several, under any names; it is imported as it is, from
 * wherever it lies, and what it imports of `@espalier/…` are our packages.
 *
 * @param modules as file URLs
 * @throws ValueError when a module cannot be loaded, exports no strategy, or one whose name is taken
 */
export async function ownStrategies(modules: readonly string[]): Promise<ScoringStrategy[]> {
  if (modules.length === 0) return [];
  lendPackages();
  const own: ScoringStrategy[] = [];
  for (const module of modules) {
    const exported: unknown[] = Object.values(await load(module));
    const strategies = exported.filter(isScoring);
    if (strategies.length === 0)
      throw new ValueError("--strategy", "a module that exports a strategy", module);
    for (const strategy of strategies) {
      const taken = [...strategyNames, "baseline", ...own.map(({ name }) => name)];
      if (taken.includes(strategy.name))
        throw new ValueError(
          "--strategy",
          "a name that no other strategy has",
          `${strategy.name} in ${module}`,
        );
      own.push(strategy);
    }
  }
  return own;
}

async function load(module: string): Promise<object> {
  try {
    const exported: unknown = await import(module);
    return Object(exported) as object; // a namespace
  } catch (error) {
    throw new ValueError("--strategy", `a module that can be loaded at ${module}`, String(error));
  }
}

/** Anything may be exported. The scores that it returns are checked where they are used. */
const isScoring = (value: unknown): value is ScoringStrategy => {
  const { kind, name, score, passes } = Object(value) as Readonly<Record<string, unknown>>;
  return (
    kind === "score" && typeof name === "string" && (typeof score === "function" || Array.isArray(passes))
  );
};

/** From now on, `@espalier/…` is found from anywhere. */
const lendPackages = (): unknown =>
  registerHooks({
    resolve: (specifier, context, next) =>
      next(
        specifier,
        specifier.startsWith("@espalier/") ? { ...context, parentURL: import.meta.url } : context,
      ),
  });

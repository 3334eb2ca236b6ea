import { Command } from "commander";
import { writeAtomically } from "espalier/files";
import type * as v from "valibot";
import { inDocs } from "../docs.ts";
import { slotsText } from "../slots.ts";
import { readResults, writePage } from "../slot-page.ts";
import type { Read } from "../results.ts";
import type { SlotPage } from "../slot-page.ts";
import { runProgram } from "./run.ts";

interface PageProgram<S extends v.GenericSchema, Options> {
  readonly page: SlotPage<S>;
  readonly description: string;
  /** Adds the options. */
  readonly options: (program: Command) => Command;
  /** The results, or undefined where there is nothing for a page. */
  readonly measure: (options: Options) => Promise<Read<S> | undefined>;
  /** Whether this is a trial, which prints its tables and writes nothing. */
  readonly isTrial?: (options: Options) => boolean;
}

/**
 * Runs a command that measures and publishes a page; `--page` makes the page again from the published results. Nothing is written
 * before all is measured, so Ctrl-C may end the process.
 */
export function runPageProgram<S extends v.GenericSchema, Options extends object>({
  page,
  description,
  options,
  measure,
  isTrial = () => false,
}: PageProgram<S, Options>): Promise<void> {
  const program = options(new Command(page.name).description(description))
    .option("--page", `makes docs/${page.name}.md again from docs/${page.name}.json`)
    .action(async (chosen: Options & { readonly page?: boolean }) => {
      if (chosen.page) return writePage(page, await readResults(page));
      const results = await measure(chosen);
      if (results === undefined) return;
      if (isTrial(chosen)) return console.log(slotsText(page.slots(results)));
      await writeAtomically(inDocs(`${page.name}.json`), page.toJson(results));
      // The file has fewer digits than were measured, and the page has those of the file.
      await writePage(page, await readResults(page));
    });
  return runProgram(program);
}

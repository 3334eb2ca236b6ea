// npm run structured: times the forward pass of networks without neurons, beside sparse ones, for docs/structured.md.
import { runPageProgram } from "@espalier/pages/program";
import { machineNow } from "@espalier/pages/results";
import { measureStructured } from "./measure.ts";
import { structuredPage } from "./page.ts";

await runPageProgram({
  page: structuredPage,
  description: "Times the forward pass of networks without some of their neurons, beside sparse networks.",
  options: (program) => program,
  measure: async () => ({
    format: "espalier-structured-speed" as const,
    version: 1 as const,
    date: new Date().toISOString(),
    machine: machineNow(),
    rows: await measureStructured(),
  }),
});

import { publish } from "./published.ts";
import { writeReport } from "./write.ts";

export interface ReportOptions {
  /** The folder of a run's results, to be published first. */
  readonly from?: string;
  /** Where results are published: the page is written beside it. */
  readonly to: string;
}

/** What `npm run reproduce -- report` does. */
export async function report({ from, to }: ReportOptions): Promise<string[]> {
  if (from !== undefined) await publish(from, to);
  return writeReport(to);
}

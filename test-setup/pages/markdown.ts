/** A code block of a Markdown page that runs. */
export interface Block {
  /** The nearest heading above, or `undefined` before the first. */
  readonly heading: string | undefined;
  /** Number of the line with the opening fence, from 1. */
  readonly opens: number;
  /** Number of the line with the closing fence. */
  readonly closes: number;
  /** The lines between the fences. */
  readonly code: string;
}

/**
 * The blocks of a page that run: those fenced as `ts` and nothing else. `ts no-run` says aloud that a block does not.
 *
 * @throws Error when a `ts` block has any other tag, or no end
 */
export function runningBlocks(page: string, markdown: string): readonly Block[] {
  const lines = markdown.split(/\r?\n/);
  const blocks: Block[] = [];
  let heading: string | undefined;
  for (let at = 0; at < lines.length; at++) {
    heading = /^#{1,6} +(.*)/.exec(lines[at])?.[1] ?? heading;
    const fence = /^ *(`{3,}|~{3,}) *(.*)/.exec(lines[at]);
    if (fence === null) continue;
    const closing = lines.findIndex((line, k) => k > at && isClosedBy(fence[1], line));
    if (closing < 0) throw new Error(`${page}:${at + 1}: expected a closing ${fence[1]}; received the end`);
    if (runs(page, at + 1, fence[2])) {
      const code = lines.slice(at + 1, closing).join("\n");
      blocks.push({ heading, opens: at + 1, closes: closing + 1, code });
    }
    at = closing;
  }
  return blocks;
}

/** A fence ends at the next one of its character that is at least as long. */
const isClosedBy = (fence: string, line: string): boolean =>
  line.trim().startsWith(fence) && line.trim().replaceAll(fence[0], "") === "";

function runs(page: string, line: number, info: string): boolean {
  const [language, ...tags] = info.trim().split(/\s+/);
  if (language !== "ts" || tags.join(" ") === "no-run") return false;
  if (tags.length > 0) throw new Error(`${page}:${line}: expected ts or ts no-run; received ${info}`);
  return true;
}

import type { TopLevelSpec } from "vega-lite";

/**
 * A page before it is Markdown or HTML. Texts may have `code`, **strong** and [links](page.md#there); everything else in them is
 * plain, and escaped where it is rendered.
 */
export interface Document {
  readonly title: string;
  readonly lead: readonly string[];
  readonly sections: readonly Section[];
}

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block = Text | List | Heading | Table | Figure | Fold;

export interface Text {
  readonly kind: "text";
  readonly text: string;
}

export interface List {
  readonly kind: "list";
  readonly items: readonly string[];
}

/** Within a section. */
export interface Heading {
  readonly kind: "heading";
  readonly level: number;
  readonly title: string;
}

export interface Table {
  readonly kind: "table";
  /** May be empty. */
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns before this one hold text and are aligned left; the others are aligned right. */
  readonly numbersFrom: number;
}

export interface Figure {
  readonly kind: "figure";
  /** Of its file, without the ending. */
  readonly name: string;
  readonly title: string;
  /** The text below the figure. */
  readonly caption: string;
  readonly spec: TopLevelSpec;
}

/** Blocks that a reader unfolds. */
export interface Fold {
  readonly kind: "fold";
  readonly summary: string;
  readonly blocks: readonly Block[];
}

export const text = (content: string): Text => ({ kind: "text", text: content });
export const list = (items: readonly string[]): List => ({ kind: "list", items });
export const heading = (title: string, level = 3): Heading => ({ kind: "heading", level, title });
export const fold = (summary: string, blocks: readonly Block[]): Fold => ({ kind: "fold", summary, blocks });
export const table = (
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbersFrom = 1,
): Table => ({ kind: "table", caption, head, rows, numbersFrom });

/** All figures, also those that are folded away. */
export const figuresOf = (blocks: readonly Block[]): Figure[] =>
  blocks.flatMap((block) =>
    block.kind === "figure" ? [block] : block.kind === "fold" ? figuresOf(block.blocks) : [],
  );

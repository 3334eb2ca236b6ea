import type { TopLevelSpec } from "vega-lite";

/**
 * A page before it is Markdown or HTML. Texts may have `code`, **strong** and [links](#there); they are plain otherwise, and
 * escaped where they are rendered.
 */
export interface Document {
  readonly title: string;
  readonly lead: readonly string[];
  readonly sections: readonly Section[];
}

export interface Section {
  /** For links: `#claims`. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block = Text | List | Heading | Table | Drawing | Fold;

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
  readonly id: string;
  readonly title: string;
}

export interface Table {
  readonly kind: "table";
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns before this one hold text, and are aligned at their left; 1 unless told otherwise. */
  readonly numbersFrom: number;
}

export interface Drawing {
  readonly kind: "drawing";
  /** Of its file, without the ending. */
  readonly name: string;
  readonly title: string;
  /** What is seen. */
  readonly caption: string;
  /** For Vega-Lite, or a picture of our own that is ready. */
  readonly source: TopLevelSpec | { readonly svg: string };
}

/** What is shown only on request. */
export interface Fold {
  readonly kind: "fold";
  readonly summary: string;
  readonly blocks: readonly Block[];
}

export const text = (content: string): Text => ({ kind: "text", text: content });
export const list = (items: readonly string[]): List => ({ kind: "list", items });
export const heading = (id: string, title: string): Heading => ({ kind: "heading", id, title });
export const fold = (summary: string, blocks: readonly Block[]): Fold => ({ kind: "fold", summary, blocks });
export const table = (
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbersFrom = 1,
): Table => ({ kind: "table", caption, head, rows, numbersFrom });

/** All drawings, also those that are folded away. */
export const drawingsOf = (blocks: readonly Block[]): Drawing[] =>
  blocks.flatMap((block) =>
    block.kind === "drawing" ? [block] : block.kind === "fold" ? drawingsOf(block.blocks) : [],
  );

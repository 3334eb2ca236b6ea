export { inDocs, say } from "./docs.ts";
export { figuresOf, fold, heading, list, table, text } from "./document.ts";
export type { Block, Document, Figure, Fold, Heading, List, Section, Table, Text } from "./document.ts";
export { toHtml } from "./html.ts";
export { anchorOf, blocksText, tableText, toMarkdown } from "./markdown.ts";
export { filled, slotsText } from "./slots.ts";
export type { Slots } from "./slots.ts";

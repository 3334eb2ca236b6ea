export { fieldsOf, floatOf, intOf, intsOf, rangeOf, readVarint, stringOf } from "./read.ts";
export type { Field, Range, Varint } from "./read.ts";
export { bytesField, floatField, intField, join, messageField, textField } from "./write.ts";
export type { Bytes } from "./write.ts";

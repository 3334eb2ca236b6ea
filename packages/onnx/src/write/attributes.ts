import { bytesField, floatField, intField, join, textField } from "@espalier/files/protobuf";
import type { Bytes } from "@espalier/files/protobuf";
import { bytesOf } from "@espalier/files/bytes";

// The types of attributes have codes of their own.

export const floatAttribute = (name: string, value: number): Bytes =>
  join([textField(1, name), floatField(2, value), intField(20, 1)]);

export const intAttribute = (name: string, value: number): Bytes =>
  join([textField(1, name), intField(3, value), intField(20, 2)]);

export const textAttribute = (name: string, value: string): Bytes =>
  join([textField(1, name), bytesField(4, bytesOf(value)), intField(20, 3)]);

export const intsAttribute = (name: string, values: readonly number[]): Bytes =>
  join([textField(1, name), ...values.map((value) => intField(8, value)), intField(20, 7)]);

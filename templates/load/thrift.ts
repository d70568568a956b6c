import { type ByteBuffer, writeByte, writeBytes, writeSigned, writeVarint, written } from "./byte-buffer.js";

/** A value of Apache Thrift, as far as the headers of Parquet files need it. */
export type ThriftValue =
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "i32" | "i64"; readonly value: number }
  | { readonly type: "text"; readonly value: string }
  | { readonly type: "list"; readonly of: ThriftValue["type"]; readonly values: readonly ThriftValue[] }
  | { readonly type: "written list"; readonly count: number; readonly written: ByteBuffer }
  | { readonly type: "struct"; readonly fields: readonly ThriftField[] };

/** Fields stand in the order of their numbers, less than 16 apart. */
export type ThriftField = readonly [id: number, value: ThriftValue];

export const i32 = (value: number): ThriftValue => ({ type: "i32", value });
export const i64 = (value: number): ThriftValue => ({ type: "i64", value });
export const bool = (value: boolean): ThriftValue => ({ type: "bool", value });
export const text = (value: string): ThriftValue => ({ type: "text", value });
export const list = (of: ThriftValue["type"], values: readonly ThriftValue[]): ThriftValue => {
  return { type: "list", of, values };
};
/** A list of structs that were written already, one behind the other. */
export const structs = (count: number, written: ByteBuffer): ThriftValue => ({ type: "written list", count, written });
export const struct = (...fields: readonly ThriftField[]): ThriftValue => ({ type: "struct", fields });

/** What the compact protocol calls the types; a boolean field has its value in place of a type. */
const TYPE_CODES = { bool: 1, i32: 5, i64: 6, text: 8, list: 9, "written list": 9, struct: 12 } as const;
const FALSE = 2;
const STOP = 0;
const LONG_LIST = 15;

/** Writes a value in Thrift's compact protocol. */
export function writeThrift(out: ByteBuffer, value: ThriftValue): void {
  switch (value.type) {
    case "bool":
      return writeByte(out, typeCode(value));
    case "i32":
    case "i64":
      return writeSigned(out, value.value);
    case "text": {
      const bytes = Buffer.from(value.value);
      writeVarint(out, bytes.length);
      return writeBytes(out, bytes);
    }
    case "list":
      writeListStart(out, value.of, value.values.length);
      for (const element of value.values) writeThrift(out, element);
      return;
    case "written list":
      writeListStart(out, "struct", value.count);
      return writeBytes(out, written(value.written));
    case "struct":
      return writeFields(out, value.fields);
    default:
      return value satisfies never;
  }
}

function writeListStart(out: ByteBuffer, of: ThriftValue["type"], count: number): void {
  writeByte(out, (Math.min(count, LONG_LIST) << 4) | TYPE_CODES[of]);
  if (count >= LONG_LIST) writeVarint(out, count);
}

function writeFields(out: ByteBuffer, fields: readonly ThriftField[]): void {
  let last = 0;
  for (const [id, value] of fields) {
    writeByte(out, ((id - last) << 4) | typeCode(value));
    if (value.type !== "bool") writeThrift(out, value);
    last = id;
  }
  writeByte(out, STOP);
}

function typeCode(value: ThriftValue): number {
  return value.type === "bool" && !value.value ? FALSE : TYPE_CODES[value.type];
}

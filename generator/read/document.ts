/** A half-open range of UTF-16 offsets into the text of the file as it stands on disk. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A number keeps its literal: a config's `1.0` is sent as `1.0`. */
export interface NumberNode {
  readonly kind: "number";
  readonly span: Span;
  /** The literal in JSON spelling: `1.0`, `-3`, `1e20`. */
  readonly text: string;
  readonly value: number;
}

export interface StringNode {
  readonly kind: "string";
  readonly span: Span;
  readonly value: string;
}

export interface ListNode {
  readonly kind: "list";
  readonly span: Span;
  readonly items: readonly ConfigNode[];
}

export interface MapEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: ConfigNode;
}

export interface MapNode {
  readonly kind: "map";
  readonly span: Span;
  readonly entries: readonly MapEntry[];
}

/** A Python expression that is no literal (a function, a call): judged by the validator, never run. */
export interface CodeNode {
  readonly kind: "code";
  readonly span: Span;
  readonly text: string;
}

/** One value of a config with its place in the file, whatever language the config is written in. */
export type ConfigNode =
  | { readonly kind: "null"; readonly span: Span }
  | { readonly kind: "boolean"; readonly span: Span; readonly value: boolean }
  | NumberNode
  | StringNode
  | ListNode
  | MapNode
  | CodeNode;

/** A config that was read: its value, and what is needed to show any part of it to a person. */
export interface ConfigDocument {
  /** The path as the user typed it, for messages. */
  readonly file: string;
  /** The whole file, Markdown around a fenced config included: spans count in this text. */
  readonly text: string;
  readonly root: ConfigNode;
}

/** The value under `key`, or undefined when `node` is no map or lacks the key. */
export function entryOf(node: ConfigNode | undefined, key: string): MapEntry | undefined {
  return node?.kind === "map" ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** The value under `key`; an explicit null counts as absent. */
export function valueOf(node: ConfigNode | undefined, key: string): ConfigNode | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === "null" ? undefined : value;
}

import { posix } from "node:path";
import type { Check } from "../config/check/check.js";
import { type Collector, createCollector, type Place } from "../diagnostics/collector.js";
import type { Diagnostic, FileDiagnostics } from "../diagnostics/diagnostic.js";
import type { ConfigNode, Span } from "../read/document.js";
import { readConfig } from "../read/read.js";
import type { SiblingFile, SiblingResult, Siblings } from "../siblings/siblings.js";
import { placeAt, type SchemaPlace, type SchemaProblem, type SchemaSource } from "./schema-source.js";

/** Reads the schemas of a config, inline or in files beside it, and gathers what is wrong with them. */
export interface SchemaDocuments {
  /** The schema that stands at a node of the config or in the file that the node names; undefined after a report. */
  readonly open: (node: ConfigNode) => SchemaSource | undefined;
  /** The problems in the files. */
  readonly problems: () => readonly FileDiagnostics[];
}

/** A document that schemas stand in, by its nodes: they know their places. */
interface OpenDocument {
  readonly root: SchemaPlace;
  readonly nodes: ReadonlyMap<string, ConfigNode>;
  readonly report: Collector["report"];
  readonly at: (node: ConfigNode) => Place;
}

export function createSchemaDocuments(check: Check, siblings: Siblings): SchemaDocuments {
  const files = new Map<string, OpenDocument | undefined>();
  const reports = new Map<string, { readonly file: SiblingFile; readonly diagnostics: () => readonly Diagnostic[] }>();

  /** Undefined when the file cannot be read as JSON or YAML, which has been reported then. */
  const openFile = (file: SiblingFile): OpenDocument | undefined => {
    if (files.has(file.path)) return files.get(file.path);
    const collector = createCollector("error");
    const { document, diagnostics } = readConfig(file.shown, file.text);
    const at = ({ span }: { readonly span: Span }): Place => ({ span, path: "" });
    const opened = document && openDocument(document.root, file.path, collector.report, at);
    files.set(file.path, opened);
    reports.set(file.path, { file, diagnostics: () => [...diagnostics, ...collector.sorted()] });
    return opened;
  };

  const sourceOf = (start: OpenDocument): SchemaSource => {
    const documents = new Map([[start.root.document, start]]);
    const report = (place: SchemaPlace, problem: SchemaProblem): void => {
      const document = documents.get(place.document) ?? start;
      const node = document.nodes.get(place.pointer);
      if (node !== undefined) reportProblem(document, node, problem);
    };
    return {
      root: start.root,
      report,
      resolve(reference, from) {
        const [path = "", pointer = ""] = reference.split("#", 2);
        const fail = (problem: string) => {
          const place = { ...from, pointer: `${from.pointer}/$ref` };
          report(place, { kind: "reference", reference, problem });
          return undefined;
        };
        if (/^[a-z][a-z0-9+.-]*:/i.test(path)) return fail("schemas are not fetched from elsewhere");
        const folder = from.document === "" ? "" : posix.dirname(from.document);
        const found = path === "" ? undefined : siblings.read(path, "schema", folder);
        if (found !== undefined && found.kind !== "file") return fail(sentenceOf(found));
        const target = found === undefined ? documents.get(from.document) : openFile(found.file);
        if (target === undefined) return fail("that file cannot be read as JSON or YAML");
        documents.set(target.root.document, target);
        return placeAt(target.root, pointer) ?? fail("nothing is there");
      },
    };
  };

  return {
    open(node) {
      if (node.kind !== "string") return sourceOf(openDocument(node, "", check.report, check.at.node));
      const found = siblings.read(node.value, "schema");
      if (found.kind !== "file") {
        check.report("schema-file", check.at.node(node), { found: node.value, problem: sentenceOf(found) });
        return undefined;
      }
      const document = openFile(found.file);
      return document && sourceOf(document);
    },
    problems: () =>
      Array.from(reports.values(), ({ file, diagnostics }) => {
        return { file: file.shown, text: file.text, diagnostics: diagnostics() };
      }).filter(({ diagnostics }) => diagnostics.length > 0),
  };
}

function sentenceOf(found: Exclude<SiblingResult, { kind: "file" }>): string {
  switch (found.kind) {
    case "missing":
      return `there is no file ${found.shown}`;
    case "outside":
      return "it lies outside the config's folder";
    case "unreadable":
      return `it cannot be read: ${found.problem}`;
  }
}

function reportProblem({ report, at }: OpenDocument, node: ConfigNode, problem: SchemaProblem): void {
  switch (problem.kind) {
    case "no-schema":
      return report("schema-value", at(node), { found: problem.found });
    case "keyword":
      return report("schema-keyword", at(node), { keyword: problem.keyword, expected: problem.expected });
    case "unknown-type":
      return report("schema-type", at(node), { found: problem.found });
    case "reference":
      return report("schema-reference", at(node), { reference: problem.reference, problem: problem.problem });
    case "no-object":
      return report("schema-no-object", opening(node, at), {});
  }
}

function opening(node: ConfigNode, at: OpenDocument["at"]): Place {
  const { start } = node.span;
  const place = at(node);
  return node.kind === "map" ? { ...place, span: { start, end: start + 1 } } : place;
}

function openDocument(
  root: ConfigNode,
  document: string,
  report: Collector["report"],
  at: OpenDocument["at"],
): OpenDocument {
  const nodes = new Map<string, ConfigNode>();
  return { root: { document, pointer: "", value: plainValue(root, "", nodes) }, nodes, report, at };
}

/** The value of a node as JSON has it; every node below it is noted under its JSON pointer. */
function plainValue(node: ConfigNode, pointer: string, nodes: Map<string, ConfigNode>): unknown {
  nodes.set(pointer, node);
  switch (node.kind) {
    case "null":
      return null;
    case "boolean":
    case "number":
    case "string":
      return node.value;
    case "code":
      return undefined;
    case "list":
      return node.items.map((item, index) => plainValue(item, `${pointer}/${index}`, nodes));
    case "map":
      return Object.fromEntries(
        node.entries.map(({ key, value }) => {
          const below = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
          return [key, plainValue(value, below, nodes)];
        }),
      );
  }
}

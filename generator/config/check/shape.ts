import { wordingOf } from "../../diagnostics/kinds.js";
import type { ConfigNode, MapEntry } from "../../read/document.js";
import type {
  EitherShape,
  JudgedAtRunShape,
  ListShape,
  MapShape,
  Shape,
  SourcedShape,
  ValueShape,
} from "../schema/shapes.js";
import type { Check } from "./check.js";
import {
  checkCredential,
  checkCredentialHeader,
  checkReference,
  checkRequestField,
  isReference,
} from "./credentials.js";
import { describeShape } from "./describe.js";
import { isHeaderName } from "./formats.js";
import { checkObject } from "./object.js";
import { isHarmlessCode, reportCode } from "./python-code.js";
import {
  checkModule,
  checkNumber,
  checkText,
  checkWords,
  looksLikeModule,
  reportWrongType,
  truthMeant,
} from "./scalars.js";
import type { ShapeCheck } from "./shape-check.js";
import { checkVariant } from "./variant.js";

/** Checks a value, and all that is below it, against a shape. */
export function checkAgainst(check: Check, value: ConfigNode, shape: Shape): void {
  checkShape({ ...check, below: checkShape }, { key: "", keySpan: value.span, value }, shape);
}

/** Checks the value of `entry` against a shape and everything below it; `entry` gives list items their list's key. */
function checkShape(check: ShapeCheck, entry: MapEntry, shape: Shape): void {
  const { key, value: node } = entry;
  if (shape.kind === "unusable")
    return check.report("unusable-key", check.at.key(entry), { key, instead: shape.instead });
  if (node.kind === "code") {
    if (mayBeCredential(shape) && !isHarmlessCode(node)) check.hide(node);
    reportCode(check, node, shape, key);
    return;
  }
  if (isReference(node)) {
    if (takesReferences(shape)) checkReference(check, node);
    else check.report("reference-not-allowed", check.at.node(node), { reference: referenceForm(node) });
    return;
  }
  switch (shape.kind) {
    case "text":
      return checkText(check, node, shape);
    case "words":
      return checkWords(check, entry, shape);
    case "integer":
    case "number":
      return checkNumber(check, node, shape);
    case "boolean":
      return node.kind === "boolean" ? undefined : reportWrongType(check, node, describeShape(shape), truthMeant(node));
    case "scalar":
      if (node.kind === "list" || node.kind === "map") reportWrongType(check, node, describeShape(shape));
      return;
    case "module":
      return checkModule(check, node);
    case "value":
      return checkFreeValue(check, entry, shape);
    case "list":
      return checkList(check, entry, shape);
    case "map":
      return checkMap(check, entry, shape);
    case "object":
      return checkObject(check, node, shape);
    case "variant":
      return checkVariant(check, node, shape);
    case "either":
      return checkEither(check, entry, shape);
    case "sourced":
      return checkSourced(check, entry, shape);
    case "judged-at-run":
      return checkShape(judgedAtRun(check, entry.value, shape), entry, shape.shape);
  }
}

function mayBeCredential(shape: Shape): boolean {
  return shape.kind === "sourced" ? shape.credential : shape.kind === "variant" && shape.confidential === true;
}

function judgedAtRun(check: ShapeCheck, node: ConfigNode, { objectNow }: JudgedAtRunShape): ShapeCheck {
  if (objectNow && node.kind !== "map") return check;
  return {
    ...check,
    report: (kind, place, details) => {
      const isLate = wordingOf(kind, details).weight === "error" && !(objectNow && kind === "missing-key");
      check.report(kind, place, details, isLate ? "not-emitted" : undefined);
    },
  };
}

function takesReferences(shape: Shape): boolean {
  switch (shape.kind) {
    case "sourced":
      return true;
    case "value":
      return shape.references === true;
    case "either":
      return shape.shapes.some(takesReferences);
    default:
      return false;
  }
}

function referenceForm(node: ConfigNode): string {
  if (node.kind === "string") return /secrets/.test(node.value) ? "dlt.secrets[...]" : "dlt.config[...]";
  return node.kind === "map" && node.entries.some(({ key }) => key === "$config")
    ? '{"$config": ...}'
    : '{"$secret": ...}';
}

function checkSourced(check: ShapeCheck, entry: MapEntry, shape: SourcedShape): void {
  if (shape.credential) checkCredential(check, entry);
  else checkShape(check, entry, shape.shape);
}

function checkList(check: ShapeCheck, entry: MapEntry, shape: ListShape): void {
  const { value: node } = entry;
  if (node.kind !== "list") return reportWrongType(check, node, describeShape(shape));
  for (const item of node.items) checkShape(check, { ...entry, value: item }, shape.items);
}

function checkMap(check: ShapeCheck, { value: node }: MapEntry, shape: MapShape): void {
  if (node.kind !== "map") return reportWrongType(check, node, describeShape(shape));
  for (const entry of node.entries) {
    const { keyFormat } = shape;
    const named = keyFormat !== "header-name" && keyFormat !== "header-name-template";
    if (!named && !isHeaderName(entry.key, keyFormat)) {
      check.report("header-name", check.at.key(entry), { found: entry.key });
    }
    if (entry.value.kind === "null" && shape.nullValues === true) continue;
    checkRequestField(check, entry, shape.credentials);
    const credential = shape.credentialKeys?.includes(entry.key.toLowerCase()) === true;
    if (credential && !isReference(entry.value)) checkCredentialHeader(check, entry);
    checkShape(check, entry, shape.values);
  }
}

/** What no shape is given for: only references, credentials and Python code are looked for. */
function checkFreeValue(check: ShapeCheck, { value: node }: MapEntry, shape: ValueShape): void {
  if (node.kind === "list") {
    for (const item of node.items) checkShape(check, { key: "", keySpan: item.span, value: item }, shape);
  } else if (node.kind === "map") {
    for (const entry of node.entries) {
      checkRequestField(check, entry, shape.credentials);
      checkShape(check, entry, shape);
    }
  }
}

/** The alternative is chosen by the kind of the value, so that the problems of one are reported, not of all. */
function checkEither(check: ShapeCheck, entry: MapEntry, shape: EitherShape): void {
  const { value: node } = entry;
  const fitting = shape.shapes.filter((candidate) => fits(node, candidate));
  const moduleShape = fitting.find(({ kind }) => kind === "module");
  const isModule = node.kind === "string" && looksLikeModule(node.value);
  const chosen = isModule && moduleShape !== undefined ? moduleShape : fitting[0];
  if (chosen === undefined) reportWrongType(check, node, describeShape(shape));
  else checkShape(check, entry, chosen);
}

function fits(node: ConfigNode, shape: Shape): boolean {
  switch (shape.kind) {
    case "text":
    case "words":
    case "module":
      return node.kind === "string";
    case "integer":
    case "number":
      return node.kind === "number" || node.kind === "boolean";
    case "boolean":
      return node.kind === "boolean";
    case "scalar":
      return node.kind !== "list" && node.kind !== "map";
    case "list":
      return node.kind === "list";
    case "map":
    case "object":
      return node.kind === "map";
    case "variant":
      return node.kind === "map" || (shape.shorthand && node.kind === "string");
    case "either":
      return shape.shapes.some((candidate) => fits(node, candidate));
    case "sourced":
    case "judged-at-run":
      return fits(node, shape.shape);
    case "value":
    case "unusable":
      return true;
  }
}

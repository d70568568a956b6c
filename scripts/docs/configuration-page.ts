import { writeExample } from "../../generator/config/check/describe.js";
import { CONFIG } from "../../generator/config/schema/config.js";
import type { Key, ObjectShape, Shape, VariantShape, WordsShape } from "../../generator/config/schema/shapes.js";
import { valueText } from "./value-text.js";

type Section = ObjectShape | VariantShape;

/** Names that say more to a reader than the shape's own. */
const TITLES: Readonly<Record<string, string>> = { config: "Top level", param: "params", reference: "references" };

const INTRODUCTION = `# Configuration

<!-- Written by npm run generate from generator/config/schema: change the texts there. -->

Every key of a config, from the vocabulary that the validator uses. A config is JSON (comments and trailing commas are
allowed), YAML, a Python file or a Markdown page with one of them in a fenced block. The vocabulary is that of dlt's
\`rest_api\` source with additions; see [paginators](paginators.md) and [auth](auth.md) for what the options do together.

- **null** says the same as a key that is left out, unless it is refused.
- Unknown keys are errors, at any depth, but below \`params\`, \`json\`, \`data\` and \`headers\`.
- An editor completes and checks a config that names its schema: \`"$schema": "./node_modules/gen-connector/config.schema.json"\`,
  or the comment \`# yaml-language-server: $schema=./node_modules/gen-connector/config.schema.json\` in YAML.

## secret

Credentials are never written down. \`{"$secret": "shop.token"}\` is the option \`secrets.shopToken\` of the connector and the
variable \`SHOP__TOKEN\` of the \`run\` command; \`{"$config": "shop.region"}\` is the same for what is no secret: the option
\`settings.shopRegion\`, the variable \`SHOP__REGION\`. \`dlt.secrets["name"]\` and \`dlt.config["name"]\` mean the same.
`;

/** The reference of all keys, docs/configuration.md. */
export function configurationPage(): string {
  const sections = collect(CONFIG);
  return [INTRODUCTION, ...sections.map(section)].join("\n");
}

/** Objects and variants in the order a reader meets them. */
function collect(root: Section): readonly Section[] {
  const found: Section[] = [];
  const names = new Set<string>();
  const visit = (shape: Shape): void => {
    if (shape.kind === "either") return shape.shapes.forEach(visit);
    if (shape.kind === "list") return visit(shape.items);
    if (shape.kind === "map") return visit(shape.values);
    if (shape.kind === "sourced" || shape.kind === "judged-at-run") return visit(shape.shape);
    if ((shape.kind !== "object" && shape.kind !== "variant") || names.has(shape.name)) return;
    found.push(shape);
    names.add(shape.name);
    const keys = shape.kind === "object" ? [shape.keys] : Object.values(shape.variants).map((variant) => variant.keys);
    for (const key of keys.flatMap((one) => Object.values(one))) visit(key.shape);
  };
  visit(root);
  return found;
}

function section(shape: Section): string {
  const title = `## ${titleOf(shape.name)}\n`;
  if (shape.kind === "object") return `${title}\n${keyTable(shape.keys)}`;
  const types = Object.entries(shape.variants).map(
    ([type, variant]) => `### ${shape.name} \`${type}\`\n\n${variant.about}\n\n${keyTable(variant.keys)}`,
  );
  return `${title}\n${choiceText(shape)}\n\n${types.join("\n")}`;
}

function choiceText({ by, otherwise, shorthand, variants }: VariantShape): string {
  const names = Object.keys(variants).map((name) => `\`${name}\``);
  const without = otherwise === undefined ? "" : ` Without one it is \`${otherwise}\`.`;
  const text = shorthand ? " The name alone stands for an object without options." : "";
  return `An object whose \`${by}\` is one of ${names.join(", ")}.${without}${text}`;
}

function keyTable(keys: Readonly<Record<string, Key>>): string {
  const rows = Object.entries(keys).flatMap(([name, key]) => (key.shape.kind === "unusable" ? [] : [row(name, key)]));
  if (rows.length === 0) return "It has no options.\n";
  return ["| key | value | default | |", "|---|---|---|---|", ...rows, ""].join("\n");
}

function row(name: string, key: Key): string {
  const missing = key.required === true ? "required" : "none";
  const standard = key.default === undefined ? missing : `\`${writeExample(key.default)}\``;
  const meaning = [
    key.about,
    ...wordMeanings(key.shape),
    ...(key.noEffect === undefined ? [] : [`It has no effect: ${key.noEffect}.`]),
    ...(key.nullable === false && key.required !== true ? ["Must not be null."] : []),
    `Example: \`${writeExample(key.example)}\``,
  ];
  const cells = [`\`${name}\``, valueText(key.shape, linkTo), standard, meaning.join(" ")];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function wordMeanings(shape: Shape): string[] {
  const words = shape.kind === "either" ? shape.shapes.find((one): one is WordsShape => one.kind === "words") : shape;
  if (words?.kind !== "words") return [];
  return Object.entries(words.meanings ?? {}).map(([word, meaning]) => `\`${word}\`: ${meaning}`);
}

function titleOf(name: string): string {
  return Object.hasOwn(TITLES, name) ? (TITLES[name] ?? name) : name;
}

function linkTo(name: string): string {
  return `[${titleOf(name)}](#${titleOf(name).toLowerCase().replaceAll(" ", "-")})`;
}

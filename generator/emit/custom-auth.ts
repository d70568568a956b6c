import type { JsonModel } from "../model/body-model.js";
import type { AuthModel, CustomAuthModel } from "../model/auth-model.js";
import { type Code, listLiteral, numberLiteral, propertyName } from "./encode.js";
import type { Imports } from "./imports.js";
import { keyCode, requestTextCode } from "./value-code.js";

export const CUSTOM_AUTH = "./http/custom-auth.js";

/** One way of signing, and when it is used. */
interface Signing {
  readonly when: Code;
  readonly auth: AuthModel | null;
}

/** The functions of the user's that sign requests; null when there is none. */
export function customAuthView(signings: readonly Signing[], imports: Imports): object | null {
  const custom = signings.flatMap(({ when, auth }) => (auth?.kind === "custom" ? [{ when, auth }] : []));
  if (custom.length === 0) return null;
  imports.value(CUSTOM_AUTH, "signWith");
  imports.type(CUSTOM_AUTH, "Signer");
  imports.value("./http/learning-redactor.js", "createLearningRedactor");
  const signers = custom.map(({ when, auth }) => ({ when, signer: signerCode(auth, imports) }));
  const several = signings.length > 1;
  const asksClient = custom.some(({ auth }) => auth.options !== null && isOfClient(auth.options));
  const known = {
    ...(asksClient && { "client: Client": "client" }),
    ...(several && { "{ auth }: ApiRequest": "request" }),
  };
  return {
    several,
    parameters: Object.keys(known).join(", "),
    call: `signerOf(${Object.values(known).join(", ")})`,
    only: signers.length === 1 ? signers[0] : null,
    signers,
  };
}

function signerCode({ function: reference, options }: CustomAuthModel, imports: Imports): Code {
  const name = imports.user(reference);
  return options === null ? name : `(request) => ${name}(request, ${valueCode(options, imports)})`;
}

/** Whether an option is given where the connector runs. */
function isOfClient(value: JsonModel): boolean {
  if (value.kind === "text") return value.text.kind !== "literal";
  if (value.kind === "list") return value.items.some(isOfClient);
  return value.kind === "map" && value.entries.some((entry) => isOfClient(entry.value));
}

/** The options as plain values: the function sees numbers, whatever their spelling. */
function valueCode(value: JsonModel, imports: Imports): Code {
  switch (value.kind) {
    case "null":
      return "null";
    case "boolean":
      return String(value.value);
    case "number":
      return numberLiteral(Number(value.text));
    case "text":
      return requestTextCode(value.text, "client.options", imports);
    case "list":
      return listLiteral(value.items.map((item) => valueCode(item, imports)));
    case "map": {
      const fields = value.entries.map((entry) => `${keyCode(entry.key, imports)}: ${valueCode(entry.value, imports)}`);
      return `{ ${fields.join(", ")} }`;
    }
    case "runtime":
    case "paging":
      throw new Error(`a ${value.kind} value among the options of an auth: the model has none`);
  }
}

/** The type of the options, to compare the function with. */
export function optionsType(value: JsonModel): Code {
  switch (value.kind) {
    case "null":
      return "null";
    case "boolean":
    case "number":
      return value.kind;
    case "list": {
      const items = new Set(value.items.map(optionsType));
      return items.size === 0 ? "never[]" : `(${[...items].join(" | ")})[]`;
    }
    case "map": {
      const fields = value.entries.map(({ key, value: option }) => {
        return `${typeof key === "string" ? propertyName(key) : "[key: string]"}: ${optionsType(option)}`;
      });
      return `{ ${fields.join("; ")} }`;
    }
    default:
      return "string";
  }
}

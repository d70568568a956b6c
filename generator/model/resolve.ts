import { effectiveResources } from "../config/resources.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { type ConfigDocument, valueOf } from "../read/document.js";
import { createAuths } from "./auth.js";
import { resolveClient } from "./client.js";
import type { ResourceModel, SourceModel, TextModel } from "./model.js";
import { createResourceNamer, factoryName } from "./names.js";
import { resolveResource } from "./resource.js";
import { createRuntimeValues } from "./runtime-values.js";

export interface Resolved {
  readonly model: SourceModel;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Turns a valid config into the model of its connector. Every default of dlt and of gen-connector is filled in here or
 * in the files beside this one, and nowhere else.
 */
export function resolveSource(document: ConfigDocument, name: string, configFile: string): Resolved {
  const values = createRuntimeValues();
  const client = valueOf(document.root, "client");
  const namer = createResourceNamer();
  const effective = effectiveResources(document);
  const auths = createAuths(client, effective, values);
  const clientParts = resolveClient(client, auths.standard, values);
  const resources = effective.map((resource): ResourceModel => {
    const parts = resolveResource(resource, namer(resource.name), client, values);
    return { ...parts, auth: auths.ownOf(resource) };
  });
  const absolute = resources.flatMap(({ url }) => (url.kind === "absolute" ? [new URL(url.url).origin] : []));
  return {
    model: {
      name,
      configFile,
      factory: factoryName(name),
      client: {
        ...clientParts,
        endpointAuths: auths.own(),
        credentialOrigins: [...new Set(absolute)].filter((origin) => origin !== originOf(clientParts.baseUrl)),
        secrets: values.secrets(),
        settings: values.settings(),
      },
      resources,
    },
    diagnostics: values.clashes.map(({ span, name: found, other, variable }) => ({
      kind: "secret-name-clash",
      severity: "error",
      span,
      path: "",
      message: `the names "${other}" and "${found}" are both read from ${variable}`,
      hints: ["rename one of them"],
    })),
  };
}

function originOf(baseUrl: TextModel): string | undefined {
  return baseUrl.kind === "literal" && URL.canParse(baseUrl.text) ? new URL(baseUrl.text).origin : undefined;
}

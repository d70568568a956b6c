import type { RuntimeValueModel, SourceModel } from "../model/model.js";

/** What a connector is given where it runs, by the names of its options. */
export interface RuntimeValues {
  readonly secrets: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
}

/** Reads secrets and settings from the environment, as `gen-connector run` does; the missing ones instead. */
export function readRuntimeValues(
  { client }: SourceModel,
  environment: Readonly<Record<string, string | undefined>>,
): RuntimeValues | { readonly missing: readonly RuntimeValueModel[] } {
  const value = ({ variable }: RuntimeValueModel): string => environment[variable] ?? "";
  const missing = [...client.secrets, ...client.settings].filter((wanted) => value(wanted) === "");
  if (missing.length > 0) return { missing };
  const values = (models: readonly RuntimeValueModel[]): Readonly<Record<string, string>> => {
    return Object.fromEntries(models.map((model) => [model.option, value(model)]));
  };
  return { secrets: values(client.secrets), settings: values(client.settings) };
}

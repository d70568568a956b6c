import type { ResourceModel, RuntimeValueModel, SourceModel } from "../model/model.js";
import { neededFor } from "../model/needed-values.js";

/** What a connector is given where it runs, by the names of its options. */
export interface RuntimeValues {
  readonly secrets: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Reads the secrets and settings that resources need from the environment, as `gen-connector run` does; the missing ones
 * instead. What only others need may be missing: it is never sent.
 */
export function readRuntimeValues(
  model: SourceModel,
  resources: readonly ResourceModel[],
  environment: Readonly<Record<string, string | undefined>>,
): RuntimeValues | { readonly missing: readonly RuntimeValueModel[] } {
  const { client } = model;
  const isNeeded = (value: RuntimeValueModel): boolean => {
    const needing = neededFor(model, value);
    return needing === null || resources.some(({ name }) => needing.includes(name));
  };
  const isSet = ({ variable }: RuntimeValueModel): boolean => (environment[variable] ?? "") !== "";
  const missing = [...client.secrets, ...client.settings].filter((value) => isNeeded(value) && !isSet(value));
  if (missing.length > 0) return { missing };
  const value = (wanted: RuntimeValueModel): string => {
    return isSet(wanted) ? (environment[wanted.variable] ?? "") : `${wanted.variable} is not set`;
  };
  const values = (models: readonly RuntimeValueModel[]): Readonly<Record<string, string>> => {
    return Object.fromEntries(models.map((one) => [one.option, value(one)]));
  };
  return { secrets: values(client.secrets), settings: values(client.settings) };
}

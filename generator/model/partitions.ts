import { list, text } from "../config/reader.js";
import { type ConfigNode, type MapEntry, valueOf } from "../read/document.js";
import type { PartitionModel } from "./model.js";
import type { PartitionPart } from "./request-model.js";
import { scalarText } from "./runtime-values.js";

/** The params of type `list`, by name. */
export function partitionParts(params: ConfigNode | undefined): ReadonlyMap<string, PartitionPart> {
  return new Map(listParams(params).map(({ key }) => [key, { kind: "partition", param: key }]));
}

/** One run of the endpoint for each value; of several such params for each combination, the last one varying fastest. */
export function resolvePartitions(params: ConfigNode | undefined): readonly PartitionModel[] {
  const lists = listParams(params);
  if (lists.length === 0) return [];
  return lists.reduce<readonly PartitionModel[]>(
    (partitions, { key, value }) => {
      const values = (list(value, "values") ?? []).filter(({ kind }) => kind !== "null").map(scalarText);
      return partitions.flatMap((partition) => values.map((each) => [...partition, { param: key, value: each }]));
    },
    [[]],
  );
}

export function isListParam({ value }: MapEntry): boolean {
  return value.kind === "map" && text(value, "type") === "list" && valueOf(value, "values") !== undefined;
}

function listParams(params: ConfigNode | undefined): readonly MapEntry[] {
  return params?.kind === "map" ? params.entries.filter(isListParam) : [];
}

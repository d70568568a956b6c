import type { DestinationKind } from "./destination-kind.js";
import type { FileFormat } from "./file-format.js";
import { filesDestination } from "./files-destination.js";
import { FILES_NAME_LIMIT } from "./naming.js";

/** Files of a format as a kind of destination. */
export function filesOf<Prefix extends FileFormat["name"]>(
  title: string,
  format: FileFormat<Prefix>,
): DestinationKind<`${Prefix}:${string}`> {
  const prefix = `${format.name}:` as const;
  const isTarget = (target: unknown): target is `${Prefix}:${string}` =>
    typeof target === "string" && target.startsWith(prefix) && target.length > prefix.length;
  return {
    title,
    targets: `${prefix}FOLDER`,
    nameLimit: FILES_NAME_LIMIT,
    accepts: isTarget,
    parse: (argument) => (isTarget(argument) ? { target: argument, shown: argument.slice(prefix.length) } : undefined),
    open: async (target) => filesDestination(target.slice(prefix.length), format),
  };
}

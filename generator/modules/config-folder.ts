import { existsSync, realpathSync } from "node:fs";
import { dirname, join, basename, relative, resolve, sep } from "node:path";

/**
 * The path from a connector's folder, which may not exist yet, to the config's, with `/`: where the connector imports the
 * user's modules from. Links are followed, as those who resolve the imports do.
 */
export function configFolderFrom(folder: string, config: string): string {
  return relative(realFolder(resolve(folder)), realFolder(dirname(resolve(config))))
    .split(sep)
    .join("/");
}

function realFolder(folder: string): string {
  if (existsSync(folder)) return realpathSync(folder);
  const parent = dirname(folder);
  return parent === folder ? folder : join(realFolder(parent), basename(folder));
}

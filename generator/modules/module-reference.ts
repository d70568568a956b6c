import { posix } from "node:path";

/** A function of the user's that the connector imports: `./steps.ts#tidy`. */
export interface ModuleReference {
  /** The file, relative to the config's folder, with `/` and without `./`. */
  readonly file: string;
  /** The name it is exported under. */
  readonly name: string;
}

/** The parts of a reference whose form the validator has checked. */
export function parseModuleReference(text: string): ModuleReference {
  const hash = text.lastIndexOf("#");
  return { file: posix.normalize(text.slice(0, hash)), name: text.slice(hash + 1) };
}

/**
 * How a file of the connector's folder imports the module; `configFolder` leads from that folder to the config's, with
 * `/`. The extension is JavaScript's, as ES modules and TypeScript's `nodenext` and `bundler` resolution want it.
 */
export function moduleSpecifier({ file }: ModuleReference, configFolder: string): string {
  const path = posix.join(configFolder, file).replace(/\.([cm]?)ts$/, ".$1js");
  return path.startsWith("../") ? path : `./${path}`;
}

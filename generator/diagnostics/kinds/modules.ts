import { nearest } from "../nearest.js";
import { count, quote } from "../show.js";
import { error } from "./kind.js";

/** Problems of the user's own functions, and of files that a config refers to. */
export const MODULE_KINDS = {
  "module-missing": ({ file }: { file: string }) =>
    error(`there is no file ${quote(file)}`, "the path is relative to the config"),
  "file-unreadable": ({ file, problem }: { file: string; problem: string }) =>
    error(`${quote(file)} cannot be read: ${problem}`),
  "module-export": ({ file, name, exported }: { file: string; name: string; exported: readonly string[] }) => {
    const close = nearest(name, exported);
    return error(
      `${quote(file)} exports no ${quote(name)}`,
      close === undefined ? "" : `did you mean ${quote(close)}?`,
      exported.length === 0 ? "it exports nothing" : `it exports: ${exported.join(", ")}`,
    );
  },
  "module-syntax": ({ problem }: { problem: string }) => error(`TypeScript: ${problem}`),
  "hook-no-function": ({ name, role, needed, found }: HookDetails & { found: string }) =>
    error(`${role} ${quote(name)} is no function but ${found}`, `needed: ${needed}`),
  "hook-parameters": ({ name, role, needed, required }: HookDetails & { required: number }) =>
    error(`${role} ${quote(name)} wants ${count(required, "argument")}`, `needed: ${needed}`),
  "hook-parameter": ({ name, role, needed, takes, gets }: HookDetails & { takes: string; gets: string }) =>
    error(`${role} ${quote(name)} takes ${takes}, but gets ${gets}`, `needed: ${needed}`),
  "hook-result": ({ name, role, needed, found, result }: HookDetails & { found: string; result: string }) =>
    error(`${role} ${quote(name)} returns ${found}, not ${result}`, `needed: ${needed}`),
  "hook-type": ({ name, role, needed, found }: HookDetails & { found: string }) =>
    error(`${role} ${quote(name)} has the type ${found}`, `needed: ${needed}`),
};

/** What every problem of a function tells: its name, what the connector uses it as, and the type that needs. */
interface HookDetails {
  readonly name: string;
  readonly role: string;
  readonly needed: string;
}

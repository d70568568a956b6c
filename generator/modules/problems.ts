import { dirname, join, relative, resolve, sep } from "node:path";
import type { SourceFile } from "ts-morph";
import { type Collector, createCollector } from "../diagnostics/collector.js";
import type { FileDiagnostics } from "../diagnostics/diagnostic.js";

/** Gathers what is wrong in a config's modules, by file. */
export interface ModuleProblems {
  /** For what stands in the config. */
  readonly config: Collector;
  readonly of: (file: SourceFile) => Collector;
  /** The path of a file as the user would type it. */
  readonly shown: (file: SourceFile) => string;
  /** The problems of the config, those of the modules beside them. */
  readonly all: () => FileDiagnostics;
}

export function createModuleProblems(config: string, configText: string): ModuleProblems {
  const ofConfig = createCollector("error");
  const ofFiles = new Map<SourceFile, Collector>();
  const shown = (file: SourceFile): string => {
    const path = join(dirname(config), relative(dirname(resolve(config)), file.getFilePath()));
    return path.split(sep).join("/");
  };
  return {
    config: ofConfig,
    of(file) {
      const collector = ofFiles.get(file) ?? createCollector("error");
      ofFiles.set(file, collector);
      return collector;
    },
    shown,
    all() {
      const beside = [...ofFiles].map(([file, collector]) => {
        return { file: shown(file), text: file.getFullText(), diagnostics: collector.sorted() };
      });
      return { file: config, text: configText, diagnostics: ofConfig.sorted(), beside };
    },
  };
}

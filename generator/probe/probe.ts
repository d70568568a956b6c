import type { ResourceModel } from "../model/model.js";
import type { ProbedConnector } from "./connector.js";
import { findingsOf } from "./findings.js";
import { lookAt, type Probed } from "./probed.js";
import type { AnswerStore } from "./recorder.js";
import type { ResourceReport } from "./report.js";
import { readSample, type SampleOptions } from "./sample.js";

/** A resource that was probed: what is told of it, and what it was told from. */
export interface ProbeResult {
  readonly report: ResourceReport;
  /** Undefined where nothing was read, since the parent could not be. */
  readonly probed: Probed | undefined;
}

/** Probes resources one after the other, parents before their children; `onRead` is called before each. */
export async function probeResources(
  connector: ProbedConnector,
  resources: readonly ResourceModel[],
  options: SampleOptions,
  onRead: (resource: ResourceModel) => void,
): Promise<readonly ProbeResult[]> {
  const store: AnswerStore = new Map();
  const failed = new Set<string>();
  const results: ProbeResult[] = [];
  for (const resource of parentsFirst(connector, resources)) {
    if (resource.parent !== null && failed.has(resource.parent.name)) {
      failed.add(resource.name);
      results.push({ report: unread(resource.name, resource.parent.name), probed: undefined });
      continue;
    }
    onRead(resource);
    const sample = await readSample(connector, resource, store, options);
    if (sample.error !== undefined && sample.pages.length === 0) failed.add(resource.name);
    const probed = lookAt(sample, connector.pathsOf(resource));
    const report: ResourceReport = {
      resource: resource.name,
      requests: sample.requests,
      pages: sample.pages.length,
      records: probed.pages.reduce((sum, { rows }) => sum + rows.length, 0),
      complete: sample.complete,
      findings: findingsOf(probed, connector.model),
    };
    results.push({ report, probed });
  }
  const order = (result: ProbeResult): number => resources.findIndex(({ name }) => name === result.report.resource);
  return results.sort((left, right) => order(left) - order(right));
}

function unread(resource: string, parent: string): ResourceReport {
  const found = `not read: the reading of its parent ${parent} failed`;
  const finding = { severity: "error", code: "parent-fails", where: "endpoint", found } as const;
  return { resource, requests: 0, pages: 0, records: 0, complete: false, findings: [finding] };
}

function parentsFirst({ model }: ProbedConnector, resources: readonly ResourceModel[]): readonly ResourceModel[] {
  const depth = ({ parent }: ResourceModel): number => {
    const above = model.resources.find(({ name }) => name === parent?.name);
    return above === undefined ? 0 : depth(above) + 1;
  };
  return [...resources].sort((left, right) => depth(left) - depth(right));
}

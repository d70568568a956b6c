import { didYouMean } from "../nearest.js";
import { alternatives, escapeUnprintable, quote, shorten } from "../show.js";
import { error, notEmitted, warning } from "./kind.js";

/** Problems of what a config means as a whole: resources, placeholders, parents, paging, increments, merging. */
export const RESOURCE_KINDS = {
  "duplicate-resource": ({ name, line }: { name: string; line: number }) =>
    error(`resource ${quote(name)} is already defined in line ${line}`, "names are unique; table_name may be shared"),
  "same-table": ({ table, other, line }: { table: string; other: string; line: number }) =>
    warning(`its records go to table ${quote(table)}, as those of resource ${quote(other)} (line ${line})`),

  "renamed-alike": ({ name, line }: { name: string; line: number }) =>
    warning(
      `a second field that gets the name ${quote(name)}: the first is in line ${line}`,
      "of a record that has both the last one counts",
    ),

  "no-table-name": () => error("nothing is left of this name to name a table by", "use letters or digits"),

  // Placeholders
  "template-syntax": ({ problem }: { problem: string }) =>
    error(`placeholder: ${problem}`, "a brace itself is written {{ or }}"),
  "unknown-placeholder": ({
    name,
    known,
    meant,
    isBound = false,
  }: {
    name: string;
    known: readonly string[];
    meant?: string | undefined;
    /** In a param that goes into the path: dlt builds it, and finds no value when it sends the request. */
    isBound?: boolean;
  }) =>
    (isBound ? notEmitted : error)(
      `unknown placeholder {${escapeUnprintable(name)}}`,
      meant === undefined ? "" : `did you mean {${escapeUnprintable(meant)}}?`,
      name.startsWith("incremental.") ? "declare endpoint.incremental to have it" : "",
      `known: ${known.join(", ")}`,
      "a brace itself is written {{ or }}",
    ),
  "unbound-placeholder": ({ name, params }: { name: string; params: readonly string[] }) =>
    error(
      `the path needs the param ${quote(name)}`,
      params.length === 0 ? "there are no params" : `params: ${params.map(escapeUnprintable).join(", ")}`,
      "a field of a parent is written {resources.<parent>.<field>}",
    ),
  "param-bound-twice": ({ name }: { name: string }) =>
    error(`the path binds the param ${quote(name)} twice; it is gone after the first`),
  "resolve-bound-twice": ({ name }: { name: string }) =>
    warning(`the path holds {${escapeUnprintable(name)}} twice; the second one stays empty, as in dlt`),
  "param-not-bindable": ({ name, type }: { name: string; type: string }) =>
    error(
      `the path cannot bind ${quote(name)}, a param of type ${quote(type)}`,
      "it can bind literals and resolve params",
    ),
  "param-value-in-path": ({ name, problem }: { name: string; problem: string }) =>
    error(`the param ${quote(name)} is ${problem}, which cannot stand in a path`),
  "param-list-in-path": ({ name }: { name: string }) =>
    notEmitted(
      `the list ${quote(name)} stands in the path, where dlt writes its Python text, as in [1, 2]`,
      `one run of the endpoint for each value: { "type": "list", "values": […] }`,
      'all of them in one segment: a text, such as "1,2"',
    ),
  "resolve-not-bound": ({ name }: { name: string }) =>
    error(
      `the resolve param ${quote(name)} does not stand in the path`,
      `write {${escapeUnprintable(name)}} into the path, or {resources.<parent>.<field>} as value of the param`,
    ),
  "format-lost": ({ name }: { name: string }) =>
    warning(`what follows the name in {${escapeUnprintable(name)}} is lost in a path, as in dlt`),
  "empty-placeholder-in-path": () => warning("an empty placeholder {} vanishes from the path, as in dlt"),
  "placeholder-in-host": ({ name }: { name: string }) =>
    notEmitted(
      `{${escapeUnprintable(name)}} stands in the host of a URL, where a record would decide who gets the request`,
      "write the host, or take it from a setting: base_url may be one",
    ),
  "empty-placeholder": () => notEmitted("an empty placeholder {} has no value", "a brace itself is written {{ or }}"),
  "escaped-brace-in-path": () =>
    notEmitted(
      "escaped braces do not survive in a path: dlt reads them as a placeholder",
      "a placeholder has single braces: {resources.orders.id}",
    ),
  expression: ({ expression }: { expression: string }) =>
    warning(
      `no expression is evaluated: ${quote(shorten(expression))} is sent as a text`,
      '{"$config": "start_date"} is a setting, {"$secret": "token"} a secret',
      "{resources.<parent>.<field>} is a field of a parent, {incremental.start_value} where a run starts",
    ),
  "colon-in-path": ({ segment }: { segment: string }) =>
    warning(
      `${quote(segment)} is sent as it is`,
      "a param is written {name}, a field of a parent {resources.<parent>.<field>}",
    ),
  "unknown-incremental-value": ({ name, known }: { name: string; known: readonly string[] }) =>
    notEmitted(`an increment has no ${quote(name)}`, `known: ${known.join(", ")}`),
  "incremental-value-unset": ({ name, needed }: { name: string; needed: string }) =>
    notEmitted(`{incremental.${name}} has no value: dlt sends the text None`, `set ${needed}`),
  "placeholder-format": ({ problem }: { problem: string }) =>
    notEmitted(
      `format of a placeholder: ${escapeUnprintable(problem)}`,
      "known: !s, and [[fill]<>=^][sign][0][width][, or _][.precision] with one of s, d, b, o, x, X, f, %, as in {name:05d}, {name:.10}",
      "!r, !a, #, z and the types c, e, g and n of Python are not available: a processing step of the parent can write any text",
    ),
  "placeholder-in-header-name": () =>
    notEmitted(
      "a placeholder in the name of a header: no record decides which header is sent",
      "write the name out, and the placeholder as its value",
    ),
  "placeholder-not-of-a-value": () =>
    notEmitted(
      "a placeholder in a param of type incremental: dlt takes its options as they are",
      'a placeholder is the value of a param: "since": "{incremental.start_value}", beside endpoint.incremental',
    ),
  "placeholder-in-list": () =>
    error(
      "a placeholder in a param of type list, whose values are sent as they are",
      "write it into the value of another param",
    ),
  "placeholder-not-filled": ({ name }: { name: string }) =>
    warning(`{${escapeUnprintable(name)}} is sent as it is: placeholders are not filled in the client's headers`),

  // Parents
  "reference-without-field": ({ reference }: { reference: string }) =>
    error(`{${escapeUnprintable(reference)}} names no field`, "write {resources.<parent>.<field>}"),
  "unknown-parent": ({ parent, known, dotted }: { parent: string; known: readonly string[]; dotted: boolean }) =>
    error(
      `there is no resource ${quote(parent)}`,
      didYouMean(parent, known),
      `resources: ${known.map(escapeUnprintable).join(", ")}`,
      dotted ? "a resource whose name holds a dot cannot be referenced" : "",
    ),
  "two-parents": ({ first, second, line }: { first: string; second: string; line: number }) =>
    error(
      `a second parent ${quote(second)}: this resource already refers to ${quote(first)} (line ${line})`,
      "a resource has one parent, which can pass on fields of its own parent: include_from_parent",
    ),
  "parent-cycle": ({ names }: { names: readonly string[] }) =>
    error(
      names.length < 2
        ? "a resource cannot be its own parent"
        : `these resources are parents of each other: ${names.map(escapeUnprintable).join(" -> ")}`,
      "a placeholder in resource_defaults applies to every resource",
    ),
  "no-parent": () =>
    error(
      "include_from_parent needs a parent, and this resource has none",
      "refer to one by {resources.<parent>.<field>}",
    ),

  // Requests
  "no-partition": () => error("a list without values: the endpoint would never be run", "write at least one value"),
  "two-bodies": () => notEmitted("json and data exclude each other", "keep one of them"),
  "data-shape": () =>
    notEmitted("data is a text, an object of form fields, or a list of [name, value] pairs", "write json to send JSON"),
  "data-field-object": () =>
    notEmitted("a form field cannot be an object", "write json to send JSON, or what is to be sent as a text"),
  "method-null": () => warning("dlt fails on method null; here it counts as GET", "leave it out"),
  "relative-path": ({ path }: { path: string }) =>
    notEmitted(`base_url is empty and ${quote(path)} is no absolute URL`, "write base_url, or the whole URL as path"),
  "default-path": () => warning("a path in resource_defaults is never used: every resource has its own"),
  "selected-null": () => warning("selected: null counts as false, as in dlt", "write false or leave it out"),

  // Paging
  "no-stop-rule": ({ known }: { known: readonly string[] }) =>
    error("this paginator never ends", `give it one of ${alternatives(known)}`),
  "two-carriers": ({ param, body }: { param: string; body: string }) =>
    error(`${quote(param)} and ${quote(body)} exclude each other`, "keep one of them"),
  "no-carrier": ({ param, body }: { param: string; body: string }) =>
    error(`an empty ${quote(param)} needs ${quote(body)}`, `leave ${quote(param)} out to have the default`),
  "auto-options": () => warning("auto ignores every other key"),
  "body-with-get": ({ key }: { key: string }) => warning(`${quote(key)} sends a body with GET, as in dlt`),
  "body-path-with-data": ({ key }: { key: string }) =>
    notEmitted(
      `${quote(key)} writes into a JSON body, and this endpoint sends data`,
      "send json, or use a query parameter",
    ),
  "body-path-blocked": ({ key, field }: { key: string; field: string }) =>
    notEmitted(`${quote(key)} leads through ${quote(field)} of json, which is no object`),
  "base-page-null": () => notEmitted("base_page must be a number when a total is read", "leave it out to have 0"),

  // Increments
  "two-incremental-params": ({ line }: { line: number }) =>
    error(`a second incremental param: the first is in line ${line}`, "an endpoint has one cursor"),
  "two-incrementals": () =>
    warning("the incremental param wins over endpoint.incremental, as in dlt", "keep one of them"),
  "no-cursor-path": () => warning("without cursor_path nothing is incremental, as in dlt"),
  "end-without-initial": () => notEmitted("end_value needs initial_value"),
  "end-before-initial": ({ end, initial }: { end: string; initial: string }) =>
    notEmitted(`end_value ${end} lies before initial_value ${initial}`),
  "bounds-not-comparable": () => notEmitted("end_value and initial_value are of different types"),
  "window-without-step": () => warning("granularity has no effect without step"),
  "window-empty": () => error("a duration of nothing", "write how long it is, for example P1D"),
  "window-without-initial": () => error("step needs initial_value, where the first window starts"),
  "window-falling": () => error("step reads windows forwards in time, and last_value_func is min"),
  "window-not-sent": () =>
    error(
      "step needs a request that differs from window to window",
      "set start_param and end_param, or write {incremental.start_value} and {incremental.end_value} into the request",
    ),
  "no-point-in-time": ({ key, needed }: { key: string; needed: string }) =>
    error(
      `${needed} needs a point in time as ${key}`,
      "write an ISO 8601 date, with or without time, or Unix time in seconds or milliseconds",
    ),
  "convert-beside-format": () =>
    error("cursor_format and convert both say how requests carry the cursor", "write one of them"),
  "unknown-directive": ({ directive }: { directive: string }) =>
    error(
      `unknown directive ${quote(directive)}`,
      "known: %Y, %y, %m, %d, %H, %M, %S, %f, %s (Unix seconds), %ms (Unix milliseconds), %%",
    ),

  // Responses
  "action-missing": () => notEmitted('a response action needs the key "action"', "known: ignore, retry, fail"),
  "status-text": ({ digits }: { digits: string }) =>
    warning(
      "a status given as text never matches, as in dlt",
      digits === "" ? "write a number, and an item for each status" : `write ${digits}`,
    ),
  "action-never-matches": () => warning("without status_code and content this action never applies, as in dlt"),

  // Merging
  "strategy-option": ({
    option,
    strategy,
    strategies,
  }: {
    option: string;
    strategy: string;
    strategies: readonly string[];
  }) =>
    error(
      strategy === "" ? `${quote(option)} needs a strategy` : `strategy ${quote(strategy)} takes no ${quote(option)}`,
      `strategies that take it: ${strategies.join(", ")}`,
    ),
  "validity-columns": ({ found }: { found: number }) =>
    error(`two columns are needed, found ${found}`, 'for example ["valid_from", "valid_to"]'),
  "version-not-compared": () =>
    warning("without skip_unchanged_rows no versions are compared, as in dlt", "write skip_unchanged_rows: true"),
  "merge-without-key": () => warning("merge without primary_key appends, as in dlt", "write primary_key"),
  "replace-keeps-cursor": () =>
    warning(
      "as an object, replace goes on from the cursor, as in dlt: what the run before had read is deleted and not read again",
      'write "replace", which reads everything anew',
    ),
  "strategy-needs-key": ({ strategy }: { strategy: string }) =>
    notEmitted(`strategy ${quote(strategy)} needs primary_key`),
  "linking-column": ({ hint, column, linked }: { hint: string; column: string; linked: string }) =>
    notEmitted(
      `rows are linked by ${linked}, not by ${quote(column)}`,
      `leave ${hint} out`,
      hint === "root_key" ? `"${linked}": { "root_key": true } gives child rows their root's id` : "",
      hint === "row_key" ? "primary_key names the column that identifies a record" : "",
    ),
  "nested-without-key": ({ disposition }: { disposition: string }) =>
    warning(
      `${disposition} has no effect: rows of a nested table without keys follow their parent's`,
      "write primary_key or merge_key, which make them rows of their own",
    ),
  "nested-parent": ({ found, table }: { found: string; table: string }) =>
    error(
      `a nested table hangs off the table of its resource, ${quote(table)}, not off ${quote(found)}`,
      "leave it out, or name that table to keep the nested one below it in spite of its keys",
    ),
  "nested-columns-list": () => warning("dlt fails on a list of nested column hints", "write an object by column name"),
  "nested-column-name": ({ column }: { column: string }) =>
    warning(`dlt fails on a nested column hint without name`, `write "name": ${quote(column)}`),
};

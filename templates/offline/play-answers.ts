/** An answer of an API that is played. */
export interface Answer {
  /** Method and address of the request that it answers. */
  readonly request: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body: unknown;
}

/** An API that is played to a connector. */
export interface PlayedApi {
  readonly fetch: typeof globalThis.fetch;
  /** The requests that it has answers for, sorted. */
  readonly expected: readonly string[];
  /** The requests that came, sorted. */
  readonly requests: () => readonly string[];
}

/** Answers each request with the first answer for it that was not given yet; any other one gets status 404. */
export function playAnswers(answers: readonly Answer[]): PlayedApi {
  const left = [...answers];
  const requests: string[] = [];
  return {
    expected: answers.map(({ request }) => request).sort(),
    requests: () => [...requests].sort(),
    async fetch(input, init) {
      const line = requestLine(input, init);
      requests.push(line);
      const position = left.findIndex(({ request }) => request === line);
      const [answer] = position === -1 ? [] : left.splice(position, 1);
      if (answer === undefined) return Response.json({ error: "no answer is left for this request" }, { status: 404 });
      return Response.json(answer.body, { headers: answer.headers ?? {} });
    },
  };
}

/** Not by way of a `Request`, which takes no body with GET. */
function requestLine(input: string | URL | Request, init: RequestInit = {}): string {
  if (input instanceof Request) return `${init.method ?? input.method} ${input.url}`;
  return `${init.method ?? "GET"} ${String(input)}`;
}

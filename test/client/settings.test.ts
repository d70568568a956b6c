import { suite } from "uvu";
import * as assert from "uvu/assert";
import { withConnector } from "../support/connector.js";
import { json } from "../support/faulty-replies.js";
import { startFaultyServer } from "../support/faulty-server.js";

const test = suite("settings in a path");

/** Reads `repos/{repo}/issues` with a setting as repo; the path and query that were asked for. */
async function requestOf(repo: string): Promise<string | Error> {
  const server = await startFaultyServer(() => json([]));
  let asked: string | Error = "";
  try {
    const config = {
      client: { base_url: server.origin, paginator: "single_page" },
      resources: [
        {
          name: "issues",
          endpoint: {
            path: "repos/{repo}/issues",
            params: { repo: { $config: "repo" }, state: "open" },
            data_selector: "$",
          },
        },
      ],
    };
    await withConnector(config, async (connect) => {
      try {
        await connect({ settings: { repo } }).readAll("issues");
        const [request] = server.requests;
        asked = `${request?.path}?${request?.query}`;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        asked = error;
        assert.is(server.requests.length, 0, "nothing was sent");
      }
    });
  } finally {
    await server.close();
  }
  return asked;
}

test("a setting fills a placeholder of the path and leaves the query", async () => {
  assert.is(await requestOf("acme/app"), "/repos/acme/app/issues?state=open");
});

test("what would begin a query or a fragment is encoded", async () => {
  assert.is(await requestOf("a?b#c %"), "/repos/a%3Fb%23c%20%25/issues?state=open");
});

for (const repo of ["", ".", "..", "a/../b"]) {
  test(`the value "${repo}" is refused before anything is sent`, async () => {
    assert.instance(await requestOf(repo), Error);
  });
}

test.run();

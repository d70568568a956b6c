import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type ApiOptions, withApi } from "../support/api.js";
import { rejection } from "../support/connector.js";
import { json, raw, redirect, status, truncated } from "../support/faulty-replies.js";

const RETRY = { initial_delay: 0.01 };
const PAGES = { paginator: { type: "offset", limit: 1, total_path: null } };

function page(id: number): ReturnType<typeof json> {
  return json({ data: [{ id }] });
}

const test = suite("response_actions");

for (const code of [200, 404, 403, 429, 500, 503]) {
  test(`an ignored ${code} drops the page and ends the paging of the call, without a retry`, async () => {
    const actions = { response_actions: [{ status_code: code, content: "gone", action: "ignore" }] };
    const gone = json({ data: [{ id: 9 }], note: "gone" }, { status: code });
    await withApi({ ...PAGES, ...actions }, [page(1), gone, page(3)], async (source, server) => {
      assert.equal(await source.readAll("rows"), [{ id: 1 }]);
      assert.is(server.requests.length, 2);
    });
  });
}

test("status and content must both match when both are given", async () => {
  const actions = { response_actions: [{ status_code: 404, content: "gone", action: "ignore" }] };
  await withApi(actions, [json({ error: "no such tenant" }, { status: 404 })], async (source) => {
    assert.match((await rejection(source.readAll("rows"))).message, /status 404: \{"error":"no such tenant"\}/);
  });
  await withApi(actions, [json({ data: [{ id: 1, note: "gone" }] })], async (source) => {
    assert.equal(await source.readAll("rows"), [{ id: 1, note: "gone" }]);
  });
});

test("content is looked for in the whole body, whatever the status", async () => {
  const filler = "x".repeat(200_000);
  const actions = { response_actions: [{ content: "archived", action: "ignore" }] };
  for (const code of [200, 400]) {
    await withApi(actions, [raw(`${filler} archived`, { status: code })], async (source) => {
      assert.equal(await source.readAll("rows"), []);
    });
  }
});

test("an ignored page may be no JSON", async () => {
  const actions = { response_actions: [{ status_code: 204, action: "ignore" }] };
  await withApi({ ...PAGES, ...actions }, [page(1), status(204)], async (source) => {
    assert.equal(await source.readAll("rows"), [{ id: 1 }]);
  });
});

test("the first action that fits counts", async () => {
  const actions = [
    { content: "locked", action: "fail", message: "the account is locked" },
    { status_code: 403, action: "ignore" },
  ];
  await withApi({ response_actions: actions }, [raw("locked", { status: 403 })], async (source) => {
    assert.match((await rejection(source.readAll("rows"))).message, "the account is locked (status 403: locked)");
  });
  await withApi({ response_actions: actions }, [raw("no", { status: 403 })], async (source) => {
    assert.equal(await source.readAll("rows"), []);
  });
});

test("fail ends the run at once, with the user's message and what the API said, without secrets", async () => {
  const client = { auth: { token: { $secret: "token" } }, retry: RETRY };
  const actions = [{ status_code: 503, action: "fail", message: "the nightly window is closed" }];
  const reply = raw("no entry for SENTINEL-token", { status: 503 });
  await withApi(
    { response_actions: actions },
    [reply],
    async (source, server) => {
      const { message } = await rejection(source.readAll("rows"));
      assert.is(message, `GET ${server.origin}/rows: the nightly window is closed (status 503: no entry for [secret])`);
      assert.is(server.requests.length, 1);
    },
    { client, options: { secrets: { token: "SENTINEL-token" } } },
  );
});

const RENEWABLE = [
  { type: "jwt", algorithm: "HS256", key: { $secret: "token" } },
  { type: "custom", module: "./auth.ts#sign", options: { token: { $secret: "token" } } },
];
const files = { "auth.ts": "export const sign = () => undefined;" };
const SECRETS = { secrets: { token: "SENTINEL-token-of-this-test-1234567" } };

test("fail ends the run at a 401 as well, without another token or signature", async () => {
  const actions = [{ status_code: 401, action: "fail", message: "the key was revoked" }];
  for (const auth of RENEWABLE) {
    await withApi(
      { response_actions: actions },
      () => raw("gone", { status: 401 }),
      async (source, server) => {
        const error = await rejection(source.readAll("rows"));
        assert.match(error.message, /the key was revoked \(status 401: gone\)$/);
        assert.is(error.name, "ApiError");
        assert.is(server.requests.length, 1);
      },
      { client: { auth, retry: RETRY }, files, options: SECRETS },
    );
  }
});

for (const auth of RENEWABLE) {
  const tried = (max_retries: number, status_codes: readonly number[] = []): ApiOptions => {
    return { client: { auth, retry: { ...RETRY, max_retries, status_codes } }, files, options: SECRETS };
  };
  const refused = status(401);

  test(`${auth.type}: a 401 is signed anew before it is ignored or retried`, async () => {
    for (const action of ["ignore", "retry"]) {
      const actions = { response_actions: [{ status_code: 401, action }] };
      await withApi(
        { ...PAGES, ...actions },
        [page(1), refused, page(2), json({ data: [] })],
        async (source, { requests }) => {
          assert.equal(await source.readAll("rows"), [{ id: 1 }, { id: 2 }], action);
          assert.is(requests.length, 4);
        },
        tried(0),
      );
    }
    await withApi(
      {},
      [refused, page(1)],
      async (source) => assert.equal(await source.readAll("rows"), [{ id: 1 }]),
      tried(0, [401]),
    );
  });

  test(`${auth.type}: a second 401 is ignored or retried`, async () => {
    const ignored = { response_actions: [{ status_code: 401, action: "ignore" }] };
    await withApi(
      { ...PAGES, ...ignored },
      [page(1), refused, refused],
      async (source, { requests }) => {
        assert.equal(await source.readAll("rows"), [{ id: 1 }]);
        assert.is(requests.length, 3);
      },
      tried(2),
    );
    for (const actions of [[], [{ status_code: 401, action: "retry" }]]) {
      await withApi(
        { response_actions: actions },
        () => refused,
        async (source, { requests }) => {
          assert.match((await rejection(source.readAll("rows"))).message, /status 401 \(tried 3 times\)/);
          assert.is(requests.length, 4);
        },
        tried(2, actions.length > 0 ? [] : [401]),
      );
    }
  });
}

test("a 401 to a request whose token cannot be renewed is ignored at once", async () => {
  const actions = { auth: { token: { $secret: "token" } }, response_actions: [{ status_code: 401, action: "ignore" }] };
  for (const auth of RENEWABLE) {
    await withApi(
      actions,
      [status(401)],
      async (source, { requests }) => {
        assert.equal(await source.readAll("rows"), []);
        assert.is(requests.length, 1);
      },
      {
        client: { auth, retry: RETRY },
        resources: [{ name: "signed" }],
        files,
        options: SECRETS,
      },
    );
  }
});

test("fail without a message says that the config asks for it", async () => {
  const actions = [{ content: '"error"', action: "fail" }];
  await withApi({ response_actions: actions }, [json({ error: "quota", data: [] })], async (source) => {
    assert.match((await rejection(source.readAll("rows"))).message, /quota.*\(response_actions say to fail\)/);
  });
});

test("retry sends the request again as client.retry says, also after a success", async () => {
  const actions = { response_actions: [{ status_code: 200, content: "building", action: "retry" }] };
  const building = json({ state: "building", data: [] });
  const client = { retry: { ...RETRY, max_retries: 2 } };
  await withApi(
    actions,
    [building, building, page(1)],
    async (source) => assert.equal(await source.readAll("rows"), [{ id: 1 }]),
    { client },
  );
  await withApi(
    actions,
    [building, building, building],
    async (source) => assert.match((await rejection(source.readAll("rows"))).message, /building.*\(tried 3 times\)/),
    { client },
  );
});

test("retry obeys Retry-After", async () => {
  const actions = { response_actions: [{ status_code: 404, action: "retry" }] };
  await withApi(
    actions,
    [status(404, { "retry-after": "1" }), page(1)],
    async (source, { requests }) => {
      await source.readAll("rows");
      assert.ok((requests[1]?.atMs ?? 0) - (requests[0]?.atMs ?? 0) >= 995);
    },
    { client: { retry: RETRY } },
  );
});

test("actions see the answers of redirects, and may stop one", async () => {
  const script = [redirect("/elsewhere"), page(1)];
  await withApi({ response_actions: [{ status_code: 302, action: "ignore" }] }, script, async (source, server) => {
    assert.equal(await source.readAll("rows"), []);
    assert.is(server.requests.length, 1);
  });
  await withApi({ response_actions: [{ status_code: 404, action: "ignore" }] }, script, async (source) => {
    assert.equal(await source.readAll("rows"), [{ id: 1 }]);
  });
});

test("a lost answer is tried again before any action", async () => {
  const actions = { response_actions: [{ content: "id", action: "ignore" }] };
  await withApi(
    actions,
    [truncated({ data: [{ id: 1 }] }), json({ data: [] })],
    async (source, server) => {
      assert.equal(await source.readAll("rows"), []);
      assert.is(server.requests.length, 2);
    },
    { client: { retry: RETRY } },
  );
});

for (const action of [
  { status_code: "200", action: "ignore" },
  { status_code: null, content: null, action: "ignore" },
  { action: "fail", message: "never" },
]) {
  test(`as in dlt, ${JSON.stringify(action)} never applies`, async () => {
    await withApi({ response_actions: [action] }, [page(1)], async (source) => {
      assert.equal(await source.readAll("rows"), [{ id: 1 }]);
    });
  });
}

test.run();

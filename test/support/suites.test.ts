import { readdirSync, readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { limited } from "./limited.js";
import { projectPath } from "./project.js";

const test = suite("test rig");

test("every suite of every test file is run: uvu says nothing about one that is not", () => {
  const files = readdirSync(projectPath("test"), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".test.ts"),
  );
  const forgotten = files.filter((file) => {
    const text = readFileSync(projectPath(`test/${file}`), "utf8");
    const made = [...text.matchAll(/^const (\w+) = suite\(/gm)].map(([, name]) => name);
    return made.length === 0 || made.some((name) => !text.includes(`\n${name}.run();`));
  });
  assert.equal(forgotten, []);
});

test("a limited task runs so many times at once and no more, and goes on after a failure", async () => {
  let running = 0;
  let most = 0;
  const task = limited(2, async (input: number) => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running -= 1;
    if (input === 1) throw new Error("failed");
    return input * 10;
  });
  const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(task));
  assert.equal(
    outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : "rejected")),
    ["rejected", 20, 30, 40, 50],
  );
  assert.is(most, 2);
});

test.run();

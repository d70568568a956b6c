import { Session } from "node:inspector";
import { setTimeout as wait } from "node:timers/promises";
import { getHeapStatistics } from "node:v8";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createLeanProcess } from "../../templates/command/lean-process.js";

const MB = 1_000_000;

const test = suite("the memory of the command's process");

/** What was asked of the inspector; V8's own collections are not asked for. */
let asked: string[] = [];
const { post } = Session.prototype;
Session.prototype.post = function (this: Session, ...args: unknown[]) {
  asked.push(String(args[0]));
  Reflect.apply(post, this, args);
};
test.before.each(() => {
  asked = [];
});
test.after(() => {
  Session.prototype.post = post;
});

const heapBytes = () => getHeapStatistics().total_heap_size;

function growHeapTo(megabytes: number): void {
  const kept: string[][] = [];
  while (heapBytes() < megabytes * MB) kept.push(Array.from({ length: 10_000 }, (_, index) => `text ${index}`));
}

/** A collection comes when nothing else runs. */
async function heapShrinksBelow(megabytes: number): Promise<void> {
  for (let waited = 0; waited < 10_000 && heapBytes() >= megabytes * MB; waited += 50) await wait(50);
  assert.ok(heapBytes() < megabytes * MB);
}

test("V8 collects garbage while records are read, once there is much of it", async () => {
  const { onStep, end } = createLeanProcess();
  growHeapTo(100);
  onStep("page read");
  assert.equal(asked, [], "a page is being staged");
  onStep("page staged");
  await heapShrinksBelow(60);
  assert.equal(asked, ["HeapProfiler.collectGarbage"]);
  end();
});

test("V8 collects less of it when the database begins to write, which needs the room", async () => {
  const { onStep, end } = createLeanProcess();
  growHeapTo(40);
  onStep("page staged");
  await wait(50);
  assert.equal(asked, [], "there is little enough for reading");
  growHeapTo(40);
  onStep("writing");
  await heapShrinksBelow(32);
  assert.equal(asked, ["HeapProfiler.collectGarbage"]);
  end();
});

test.run();

import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { configurationPage } from "../../scripts/docs/configuration-page.js";
import { projectPath } from "../support/project.js";

const test = suite("docs/configuration.md");

test("it is what the vocabulary says (npm run generate writes it)", () => {
  assert.fixture(readFileSync(projectPath("docs/configuration.md"), "utf8"), configurationPage());
});

test("every link within it leads to a heading", () => {
  const page = configurationPage();
  const headings = [...page.matchAll(/^##+ (.*)$/gm)].map(([, title = ""]) =>
    title.toLowerCase().replaceAll("`", "").replaceAll(" ", "-"),
  );
  for (const [, target = ""] of page.matchAll(/\]\(#([^)]*)\)/g)) assert.ok(headings.includes(target), target);
});

test.run();

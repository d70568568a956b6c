import { writeFileSync } from "node:fs";
import { configurationPage } from "./configuration-page.js";

/** Writes docs/configuration.md anew; this file runs as dist/scripts/docs/write-configuration.js. */
writeFileSync(new URL("../../../docs/configuration.md", import.meta.url), configurationPage());

/**
 * The instants between which a load does its work, by name:
 * - `page read`: a page was requested and parsed; nothing of it is staged
 * - `page staged`: its rows are in the staging tables
 * - `writing`: everything is staged, the transaction has begun
 * - `statement run`: a statement of the transaction has run: of the schema, the merge, the state …
 * - `before commit`, `committed`
 */
export type LoadStep = "page read" | "page staged" | "writing" | "statement run" | "before commit" | "committed";

/** What the tests of drift declare for a record: required, chosen from a list, nested and left open. */
export const SCHEMA = {
  type: "object",
  required: ["id", "state"],
  properties: {
    id: { type: "integer" },
    state: { enum: ["open", "paid"] },
    customer: { type: "object", properties: { name: { type: "string" } } },
    total: { type: "number" },
    lines: { type: "array", items: { type: "object", required: ["sku"], properties: { sku: { type: "string" } } } },
    constructor: { type: "string" },
  },
};

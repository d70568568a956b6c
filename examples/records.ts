/** One record of the example API: a list and an object inside, as real ones have. */
export interface OrderRecord {
  readonly id: number;
  readonly customer_id: string;
  readonly status: "open" | "paid" | "shipped";
  readonly total: number;
  readonly updated_at: string;
  readonly shipping: { readonly city: string; readonly express: boolean };
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

const CITIES = ["Lyon", "Turin", "Gdańsk", "Porto", "Bergen", "Ghent", "Tartu"] as const;
const STATUSES = ["open", "paid", "shipped"] as const;
const MS_PER_DAY = 86_400_000;

/** What the API holds on a day, counted from 1: each day every tenth order moves on, and five new ones come in. */
export function recordsOn(day: number): OrderRecord[] {
  return Array.from({ length: 1_000 + 5 * (day - 1) }, (_, index) => recordOn(day, index + 1));
}

function recordOn(day: number, id: number): OrderRecord {
  const changes = id % 10 === 0 ? day - 1 : 0;
  const changedAt = Date.UTC(2025, 0, 1) + id * 1_000 + changes * MS_PER_DAY;
  const lines = Array.from({ length: 1 + (id % 3) }, (_, line) => ({
    sku: `SKU-${String((id * 7 + line) % 100).padStart(3, "0")}`,
    quantity: 1 + ((id + line) % 4),
  }));
  return {
    id,
    customer_id: `customer-${1 + ((id * 31) % 250)}`,
    status: STATUSES[Math.min((id % 3) + changes, 2)] ?? "shipped",
    total: (lines.reduce((sum, { quantity }) => sum + quantity, 0) * 1_995) / 100,
    updated_at: new Date(changedAt).toISOString(),
    shipping: { city: CITIES[id % CITIES.length] ?? "Lyon", express: id % 4 === 0 },
    lines,
  };
}

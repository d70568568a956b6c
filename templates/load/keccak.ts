/**
 * Keccak-f[1600] (FIPS 202, section 3), the permutation of SHAKE-128, as WebAssembly: a child row costs one hash, and
 * node:crypto takes 1.4 µs for one where this takes 0.16 µs. Two states go side by side in instructions of 128 bits. The
 * module is assembled here from the standard's tables, so that nothing opaque stands in the source.
 */

const LANES = 25;
/** A lane of the first state and the same one of the second. */
const PAIR_BYTES = 16;
const ROUNDS = 24;

/** Lanes that are written out: more than an id needs. */
const OUTPUT_LANES = 2;
const STATES_BYTES = LANES * PAIR_BYTES;
// In memory: the states before the permutation, two places where rounds leave them in turns, and the first lanes behind the
// last round; then the round constants.
const ODD = STATES_BYTES;
const EVEN = 2 * STATES_BYTES;
const OUTPUT = 3 * STATES_BYTES;
const CONSTANTS = OUTPUT + OUTPUT_LANES * PAIR_BYTES;

/** How far a lane is rotated, by x and y. */
const ROTATIONS: readonly (readonly number[])[] = [
  [0, 36, 3, 41, 18],
  [1, 44, 10, 45, 2],
  [62, 6, 43, 15, 61],
  [28, 55, 25, 21, 56],
  [27, 20, 39, 8, 14],
];

// Local variables: the parities of columns, what step θ adds to them, the row that is being made, the parities of the next
// round's columns, a lane; then the round's offset in the table of round constants, and where its states are and go.
const PARITY = 0;
const ADDEND = 5;
const ROW = 10;
const NEXT_PARITY = 15;
const LANE = 20;
const ROUND = 21;
const FROM = 22;
const TO = 23;

/** Bytes of a module, in any arrangement of lists. */
type Code = number | readonly Code[];

const I32 = 0x7f;
const V128 = 0x7b;
const END = 0x0b;
const XOR: Code = [0xfd, 0x51];
const OR: Code = [0xfd, 0x50];
/** The first operand where the second one has no bit. */
const AND_NOT: Code = [0xfd, 0x4f];
const SHIFT_LEFT: Code = [0xfd, 0xcb, 0x01];
const SHIFT_RIGHT: Code = [0xfd, 0xcd, 0x01];
const ADD_I32: Code = 0x6a;
const SUBTRACT_I32: Code = 0x6b;
const LESS_THAN_I32: Code = 0x48;
const get = (local: number): Code => [0x20, unsigned(local)];
const set = (local: number): Code => [0x21, unsigned(local)];
/** Sets a variable to a value that goes on being used. */
const tee = (local: number): Code => [0x22, unsigned(local)];
const constantI32 = (value: number): Code => [0x41, signed(value)];
/** Both lanes at an address and so many bytes more. */
const load = (address: Code, offset: number): Code => [address, 0xfd, 0x00, 4, unsigned(offset)];
const store = (address: Code, offset: number, value: Code): Code => [address, value, 0xfd, 0x0b, 4, unsigned(offset)];
const loop = (body: Code): Code => [0x03, 0x40, body, END];
const REPEAT_IF: Code = [0x0d, 0];

export interface KeccakPair {
  /**
   * The two states: 25 lanes of 8 bytes each, least significant byte first, a lane of the first state in front of the same
   * lane of the second. The permutation leaves it as it is.
   */
  readonly input: Uint8Array;
  /** The first two lanes of both, in the same order. */
  readonly output: Uint8Array;
  readonly permute: () => void;
}

/** The part of JavaScript's WebAssembly that is used here: the types of Node leave it out, those of browsers differ. */
interface WebAssemblyApi {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => {
    readonly exports: { readonly memory: { readonly buffer: ArrayBuffer }; readonly permute: () => void };
  };
}

/** The permutation on a memory of its own; undefined where Node runs without WebAssembly (`--jitless`) or its vectors. */
export function createKeccak(): KeccakPair | undefined {
  const found: unknown = Reflect.get(globalThis, "WebAssembly");
  const api = found as WebAssemblyApi | undefined;
  if (api === undefined) return undefined;
  const code = assemble();
  if (!api.validate(code)) return undefined;
  const { memory, permute } = new api.Instance(new api.Module(code)).exports;
  const constants = roundConstants().flatMap((constant) => [constant, constant]);
  new BigUint64Array(memory.buffer, CONSTANTS, constants.length).set(constants);
  return {
    input: new Uint8Array(memory.buffer, 0, STATES_BYTES),
    output: new Uint8Array(memory.buffer, OUTPUT, OUTPUT_LANES * PAIR_BYTES),
    permute,
  };
}

/** The constants of step ι, from the linear feedback shift register of FIPS 202, algorithm 5. */
function roundConstants(): readonly bigint[] {
  let register = 1;
  return Array.from({ length: ROUNDS }, () => {
    let value = 0n;
    for (let power = 0; power <= 6; power++) {
      if ((register & 1) === 1) value |= 1n << ((1n << BigInt(power)) - 1n);
      register = register & 0x80 ? ((register << 1) ^ 0x171) & 0xff : register << 1;
    }
    return value;
  });
}

const FIVE = [0, 1, 2, 3, 4] as const;
const lane = (x: number, y: number): number => (x % 5) + 5 * (y % 5);
/** Where step π takes the lane at (x, y) of the next state from: (x', y') with x = y' and y = 2x' + 3y'. */
const sourceOf = (x: number, y: number): readonly [number, number] => [(x + 3 * y) % 5, x];

/**
 * Each round but the last one makes the next one's states of those before it, the first one of the input, which stays as it
 * is; the last one makes no more than the output. Lanes stand in memory, since there are not as many registers: a round
 * loads and stores each of them once.
 */
function assemble(): Uint8Array {
  const start = constantI32(0);
  const parities = FIVE.map((x) => [
    load(start, PAIR_BYTES * lane(x, 0)),
    [1, 2, 3, 4].map((y) => [load(start, PAIR_BYTES * lane(x, y)), XOR]),
    set(PARITY + x),
  ]);
  const isLeft = [get(ROUND), constantI32(PAIR_BYTES * (ROUNDS - 1)), LESS_THAN_I32];
  return moduleOf([
    parities,
    [constantI32(ODD), set(TO)],
    loop([round(), isLeft, REPEAT_IF]),
    columnAddends(),
    rowOf(0),
    [0, 1].map((x) => store(start, OUTPUT + PAIR_BYTES * x, nextLane(x, 0))),
    END,
  ]);
}

/** θ, then ρ, π, χ and ι row by row, so that few values are in use. */
function round(): Code {
  const rows = FIVE.map((y) => [
    rowOf(y),
    FIVE.map((x) => [
      store(get(TO), PAIR_BYTES * lane(x, y), [nextLane(x, y), tee(LANE)]),
      y === 0 ? get(LANE) : [get(NEXT_PARITY + x), get(LANE), XOR],
      set(NEXT_PARITY + x),
    ]),
  ]);
  return [
    columnAddends(),
    rows,
    FIVE.map((x) => [get(NEXT_PARITY + x), set(PARITY + x)]),
    [get(ROUND), constantI32(PAIR_BYTES), ADD_I32, set(ROUND)],
    [get(TO), set(FROM), constantI32(ODD + EVEN), get(TO), SUBTRACT_I32, set(TO)],
  ];
}

/** What step θ adds to each column: the parities of those beside it. */
function columnAddends(): Code {
  return FIVE.map((x) => [[get(PARITY + ((x + 4) % 5)), rotated(PARITY + ((x + 1) % 5), 1), XOR], set(ADDEND + x)]);
}

/** A row behind the rest of θ, ρ and π. */
function rowOf(y: number): Code {
  return FIVE.map((x) => {
    const [fromX, fromY] = sourceOf(x, y);
    return [
      [load(get(FROM), PAIR_BYTES * lane(fromX, fromY)), get(ADDEND + fromX), XOR, set(ROW + x)],
      [rotated(ROW + x, ROTATIONS[fromX]?.[fromY] ?? 0), set(ROW + x)],
    ];
  });
}

/** A lane of that row behind χ, and ι for the first one of all. */
function nextLane(x: number, y: number): Code {
  const chi = [get(ROW + x), get(ROW + ((x + 2) % 5)), get(ROW + ((x + 1) % 5)), AND_NOT, XOR];
  return x === 0 && y === 0 ? [chi, load(get(ROUND), CONSTANTS), XOR] : chi;
}

/** Both lanes of a local variable, rotated to the left: there is no instruction for it. */
function rotated(local: number, bits: number): Code {
  if (bits === 0) return get(local);
  const left = [get(local), constantI32(bits), SHIFT_LEFT];
  return [left, get(local), constantI32(64 - bits), SHIFT_RIGHT, OR];
}

/** A module that exports `memory` and the function `permute` with this code. */
function moduleOf(code: Code): Uint8Array {
  const locals = [2, unsigned(ROUND), V128, TO - LANE, I32];
  const section = (id: number, content: Code): Code => [id, sized(content)];
  const name = (text: string): Code => sized([...Buffer.from(text)]);
  return Uint8Array.from(
    flat([
      [0, ...Buffer.from("asm"), 1, 0, 0, 0],
      section(1, [1, 0x60, 0, 0]), // one type: no parameters, no results
      section(3, [1, 0]), // one function of this type
      section(5, [1, 0, 1]), // one memory of one page
      section(7, [2, name("memory"), 2, 0, name("permute"), 0, 0]),
      section(10, [1, sized([locals, code])]),
    ]),
  );
}

function sized(content: Code): Code {
  const bytes = flat(content);
  return [unsigned(bytes.length), bytes];
}

function flat(code: Code, bytes: number[] = []): readonly number[] {
  if (typeof code === "number") bytes.push(code);
  else for (const part of code) flat(part, bytes);
  return bytes;
}

/** LEB128, as WebAssembly writes numbers. */
function unsigned(value: number): Code {
  return value < 0x80 ? value : [(value & 0x7f) | 0x80, unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const isLast = value >= -0x40 && value < 0x40;
  return isLast ? value & 0x7f : [(value & 0x7f) | 0x80, signed(value >> 7)];
}

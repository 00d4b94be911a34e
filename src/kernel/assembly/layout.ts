/**
 * Where things lie in the module's memory. Fixed regions come first; pages that are never touched cost nothing. The
 * arena behind them grows with the number of distinct groups and is given back by `reset`.
 */

/** Decoding tables of deflate: see huffman.ts. */
export const LITERALS: usize = 0x10000
/** The table of distances. */
export const DISTANCES: usize = 0x18000
/** The table of the lengths of codes. */
export const CODE_LENGTHS: usize = 0x1a000
/** What each symbol means, filled once. */
export const LITERAL_MEANINGS: usize = 0x1b000
/** Of distances. */
export const DISTANCE_MEANINGS: usize = 0x1b800
/** Of the lengths of codes. */
export const CODE_LENGTH_MEANINGS: usize = 0x1b900
/** Lengths of a block's codes, and room to sort symbols by them. */
export const LENGTHS: usize = 0x1c000
/** Symbols by the lengths of their codes. */
export const SORTED: usize = 0x1c400
/** How many codes have a length, and where they start. */
export const OFFSETS: usize = 0x1ce00

/** Heads of tables: see interned.ts. */
export const AGENTS: usize = 0x1cf00
/** Of callers. */
export const CALLERS: usize = 0x1cf10

/** Where records lie that are read again once the host has decided: see pending.ts. */
export const PENDING: usize = 0x1d000
/** Behind the last of them. */
export const PENDING_END: usize = 0x20000

/** One record with what is dropped left out, and its unbounded values. */
export const PROJECTED: usize = 0x20000
/** The values of the record that are counted apart. */
export const VALUES: usize = 0x220000

/** The decompressed text: history of deflate, the records at hand, and slack for copies in blocks of 16. */
export const TEXT: usize = 0x420000
/** Room for the text. */
export const TEXT_SIZE: usize = 0x280000
/** Longest record, and longest text of its projection. */
export const LONGEST_RECORD: usize = 0x100000
/** How far back deflate may refer. */
export const HISTORY: usize = 0x8000

/** The file as stored, with slack that is read as zeros. */
export const INPUT: usize = 0x6c0000
/** The largest file, as stored. */
export const INPUT_SIZE: usize = 0x2000000
/** Zeros behind it. */
export const INPUT_SLACK: usize = 64

/** Identities that were met last: see identities.ts. */
export const IDENTITIES: usize = 0x26d0000
/** Where memory begins that grows. */
export const ARENA: usize = 0x2ab0000

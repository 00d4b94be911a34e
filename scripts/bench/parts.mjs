/** The parts of the bench: what is measured on which logs, and in how many rounds. */

/**
 * @typedef {{ name: string, corpus: string, methods: string[], rounds?: number }} Part `rounds` where it is not as asked for
 */

/** All methods of a part are run in every round, the fold first or later in turn: pairs are of one round. */
export const parts = [
  { name: 'low-250MB', corpus: 'low-250MB', methods: ['fold', 'principal', 'gunzip', 'parse', 'duckdb'] },
  { name: 'high-250MB', corpus: 'high-250MB', methods: ['fold', 'principal', 'gunzip', 'parse', 'duckdb'] },
  { name: 'low-2GB', corpus: 'low-2GB', methods: ['fold', 'principal', 'gunzip', 'parse'] },
  { name: 'high-2GB', corpus: 'high-2GB', methods: ['fold', 'principal', 'gunzip', 'parse'] },
  { name: 'small-files', corpus: 'small-files', methods: ['fold', 'principal', 'gunzip'] },
  ...['low', 'high'].map((kind) => ({
    name: `${kind}-slice`,
    corpus: `${kind}-30MB`,
    methods: ['fold', 'plain', 'plain-threads', 'trailscraper', 'trailscraper-once'],
  })),
]

/** The same rows as by the plain fold, on logs of each kind. */
export const equalParts = ['low-250MB', 'high-250MB', 'small-files']

/** Sizes of logs for the growth of each cardinality. */
export const growthSizes = ['0.25GB', '0.5GB', '1GB', '2GB']

/** How much faster the fold is to be, by part and baseline. */
const wanted = {
  'low fold gunzip': 0.85,
  'high fold gunzip': 0.4,
  'small fold gunzip': 0.4,
  'low principal gunzip': 1,
  'low fold parse': 2.5,
  'low fold duckdb': 3,
  'high fold duckdb': 1.75,
}

/** @returns {number | undefined} */
export const wantedOf = (part, one, other) => wanted[`${part.split('-')[0]} ${one} ${other}`]

/** Bytes that a fold may take at most, by corpus. */
export const wantedMemory = { low: 150e6, high: 500e6 }
/** What the throughput of the fold on large logs is to be of trailscraper's on a slice. */
export const wantedOfTrailscraper = 100

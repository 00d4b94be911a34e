import fc from 'fast-check'

const runs = Number(process.env.LEASTWISE_FUZZ_RUNS || 100)

/**
 * Properties try the same inputs on every run of the tests, so that a failure is a change of the code. `npm run
 * fuzz` tries other and more inputs, and says which seed it used.
 */
fc.configureGlobal({ seed: Number(process.env.LEASTWISE_FUZZ_SEED || 20260501), numRuns: runs })

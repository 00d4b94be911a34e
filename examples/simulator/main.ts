import { type Options, readOptions, USAGE } from './options.js'
import { writeTrail } from './write.js'

/** Writes a trail and its truth: exit status 0 if done, 2 if used wrongly. */
async function main(args: readonly string[]): Promise<void> {
  const options = optionsOrNothing(args)
  if (options === undefined) return
  const { files, bytes } = await writeTrail(options)
  process.stderr.write(
    `${files} files, ${bytes} bytes of JSON in ${options.out}; truth in ${options.truth}\n`,
  )
}

function optionsOrNothing(args: readonly string[]): Options | undefined {
  try {
    return readOptions(args)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
    process.exitCode = 2
    return undefined
  }
}

await main(process.argv.slice(2))

import type { Command, Option } from 'commander'

/** docs/cli.md as the program says it: every verb, argument and option, and the help that follows them. */
export function cliPage(program: Command): string {
  const visible = program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => command.name() !== 'help')
  return [
    '# Command line',
    '',
    '<!-- Written by `UPDATE_DOCS=1 npx vitest run test/cli/docs.test.ts` from the program itself. -->',
    '',
    program.description(),
    '',
    fenced(helpAfter(program)),
    notes,
    ...visible.flatMap((command) => verbPage(command)),
    '',
  ].join('\n')
}

const notes = `
## Inputs

An input is a file, a folder (read with everything below it), a glob in quotes (\`*\`, \`?\`, and \`**\` for any number of
folders), or \`-\` for standard input. Files may be gzip or not, whatever they are called: JSON, JSON lines and CSV are
understood, in UTF-8, or in UTF-16 with a byte order mark, as PowerShell writes it. Every file is read once, however
many inputs and links lead to it.

In folders, only names that a log can have are read (\`.json\`, \`.json.gz\`, \`.gz\`, \`.jsonl\`, \`.ndjson\`, \`.csv\`,
\`.log\`, \`.txt\`, or no extension); the rest is [passed over by reason](errors.md#files-that-are-passed-over). A file that
you name is always read.

The S3 layout of CloudTrail (\`AWSLogs/[o-…/]<account>/CloudTrail/<region>/YYYY/MM/DD/\`) is understood wherever the folders
or the names of the files show it: \`--account\`, \`--region\`, \`--start\` and \`--end\` skip files without opening them. The
day in a path is that of the delivery, which comes after the event. So files are read from the day of \`--start\` to two
days after \`--end\`. CloudTrail repeats a delivery for up to 30 days when a bucket was out of reach; to include such
files, set \`--end\` later.

\`s3://bucket/folder/\`, \`s3://bucket/key\` and globs below the name of a bucket are read from [S3](s3.md); there
\`--account\`, \`--region\`, \`--start\` and \`--end\` spare even the listing.

In the place of all these an [activity store](store.md) may stand, told by its first bytes.

## Times

A date (\`2026-05-01\`), a date and time with a zone (\`2026-05-01T08:00:00Z\`, \`2026-05-01T08:00+02:00\`), or a time before
now in hours, days or weeks (\`12h\`, \`90d\`, \`4w\`). \`--start\` is inclusive and \`--end\` exclusive; a bare date means
midnight UTC at its start, but for \`--end\` the end of that day: \`--start 2026-05-01 --end 2026-05-31\` is the whole month.

## Output

Only the answer is on standard output. Progress (on a terminal, from the first second on), summary, warnings and
errors are on standard error; \`--quiet\` leaves only errors and the reason for an exit status that is not 0.
Errors have [stable codes](errors.md). Control characters in names from logs are never printed: as text they
become \`\uFFFD\`, in JSON they are escaped.

\`leastwise generate\` prints one policy document, or a JSON array of documents if one does not hold everything; with
\`--json\`, an object with \`policy\` (or \`policies\`) and \`report\`. \`--out\` writes the documents as \`policy-<name>.json\`
or \`policy-<name>-1.json\`, … as well; [other formats](formats.md) are one file each. If the replay is denied and input was skipped, the exit status is 1.
`

function verbPage(command: Command): readonly string[] {
  const help = command.createHelp()
  return [
    `## leastwise ${command.name()}`,
    '',
    command.description(),
    '',
    fenced(`leastwise ${command.name()} ${help.commandUsage(command).split(' ').slice(2).join(' ')}`),
    '',
    '| | |',
    '|---|---|',
    ...command.registeredArguments.map((argument) => row(`<${argument.name()}>`, argument.description)),
    ...help.visibleOptions(command).map(optionRow),
    '',
    fenced(helpAfter(command)),
    '',
  ]
}

function optionRow(option: Option): string {
  const byDefault = option.defaultValue === undefined ? '' : ` (default: \`${option.defaultValue}\`)`
  return row(option.flags, `${option.description}${byDefault}`)
}

function row(term: string, description: string): string {
  return `| \`${term}\` | ${description.replaceAll('|', '\\|').replaceAll('*', '\\*').replaceAll('<', '&lt;')} |`
}

/** What `addHelpText` put after the options. */
function helpAfter(command: Command): string {
  let text = ''
  const write = (piece: string) => {
    text += piece
  }
  const emitter = command as unknown as NodeJS.EventEmitter
  emitter.emit('afterHelp', { error: false, write, command })
  return text.trim()
}

function fenced(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``
}

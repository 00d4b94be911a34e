/** The examples at the end of a verb's help. Tests run every one of them. */
export function examples(pairs: readonly (readonly [what: string, line: string])[]): string {
  const lines = pairs.map(([what, line]) => `  ${what}\n    $ ${line}\n`)
  return `\nExamples:\n${lines.join('\n')}`
}

/** The end of the help of the program itself. */
export const exitStatusHelp = `
Exit status:
  0  done
  1  the answer is "no": the replay of the policy was denied, or a policy has findings
  2  wrong use, or an input that cannot be read
  3  done, but some input was skipped and --strict was given`

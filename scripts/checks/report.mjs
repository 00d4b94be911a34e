/** How every check ends: what is wrong, one line each, or one line that says what was looked at. */

/**
 * Prints the outcome of a check and sets the exit status of the process: 1 if there is any problem.
 *
 * @param {string} check name of the check, as in `npm run check:<name>`
 * @param {readonly string[]} problems one line each, `file:line: what is wrong` where there is a file
 * @param {string} looked what was looked at, for the line that says all is well
 */
export function report(check, problems, looked) {
  if (problems.length === 0) {
    console.log(`${check}: ${looked}`)
    return
  }
  for (const problem of problems) console.error(problem)
  console.error(`${check}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`)
  process.exitCode = 1
}

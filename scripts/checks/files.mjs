/** The files of the project, found by walking: the checks must work in a copy that is not a git repository. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What git ignores, plus git's own folder. Kept in step with .gitignore by a rule of the tidy check. */
export const ignoredFolders = Object.freeze(['.git', 'node_modules', 'dist', 'build', 'coverage'])

/**
 * Every file below a folder, relative to the current folder, with `/`, in code unit order.
 *
 * @param {string} folder `.` for the whole project
 * @returns {string[]}
 */
export function filesBelow(folder) {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries
    .flatMap((entry) => {
      if (ignoredFolders.includes(entry.name)) return []
      const path = folder === '.' ? entry.name : join(folder, entry.name).replaceAll('\\', '/')
      if (entry.isDirectory()) return filesBelow(path)
      return entry.isFile() ? [path] : []
    })
    .sort()
}

/** The checks skip exactly the folders that git ignores, or they would miss files or read what is not ours. */
import { readFileSync } from 'node:fs'
import { ignoredFolders } from '../files.mjs'

/** @returns {string[]} */
export function ignoredByGit() {
  const lines = readFileSync('.gitignore', 'utf8').split('\n')
  const folders = lines.filter((line) => line.endsWith('/')).map((line) => line.slice(0, -1))
  return folders
    .filter((folder) => !ignoredFolders.includes(folder))
    .map((folder) => `.gitignore: \`${folder}\` is not skipped by scripts/checks/files.mjs`)
}

/**
 * Makes `npx leastwise` run this checkout. npm links the commands of dependencies into node_modules/.bin but not
 * those of the package itself. Part of `npm run build`; a symbolic link, or on Windows the two files that npm
 * itself would write.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join('node_modules', '.bin')

/** @param {string} name @param {string} target relative to node_modules/.bin, with `/` */
function link(name, target) {
  const file = join(folder, name)
  rmSync(file, { force: true })
  if (process.platform !== 'win32') return symlinkSync(target, file)
  writeFileSync(file, `#!/bin/sh\nexec node "$(dirname "$0")/${target}" "$@"\n`)
  writeFileSync(`${file}.cmd`, `@node "%~dp0\\${target.replaceAll('/', '\\')}" %*\r\n`)
}

const { bin } = JSON.parse(readFileSync('package.json', 'utf8'))
// Nobody needs the link where nothing is installed, as in a checkout that is only packed.
if (existsSync('node_modules')) {
  mkdirSync(folder, { recursive: true })
  for (const [name, target] of Object.entries(bin)) {
    if (existsSync(target)) chmodSync(target, 0o755)
    link(name, `../../${target}`)
  }
}

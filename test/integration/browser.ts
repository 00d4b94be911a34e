import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** A real Chromium, that of the system; where there is none and this user may, it is installed from Debian's packages. */
export async function openBrowser(): Promise<Browser> {
  if (!places.some(existsSync)) {
    execFileSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] })
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
  const executablePath = places.find(existsSync)
  if (executablePath === undefined) throw new Error('no Chromium: install the package `chromium`')
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

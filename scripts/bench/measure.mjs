/**
 * One measurement, in a process of its own: `node measure.mjs METHOD '{"folder":…,"threads":2}'` prints it as JSON. Nothing is
 * warm: the clock starts when the modules are loaded, before threads are started, and stops with the answer.
 */
import { methods } from './methods.mjs'

const [method, work] = process.argv.slice(2)
process.stdout.write(`${JSON.stringify(await methods[method](JSON.parse(work), start))}\n`)

/** Milliseconds by the clock and of processor time of all threads, and the bytes of memory that the process had at most. */
function start() {
  const [wall, cpu] = [performance.now(), process.cpuUsage()]
  return () => {
    const { user, system } = process.cpuUsage(cpu)
    const rss = process.resourceUsage().maxRSS * 1024
    return { wall: performance.now() - wall, cpu: (user + system) / 1000, rss }
  }
}

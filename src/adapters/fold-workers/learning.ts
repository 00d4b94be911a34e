import type { KernelExports } from '../../kernel/exports.js'
import { actions } from './kernel-codes.js'
import type { Answers, EventName, KeyQuestion, Questions } from './messages.js'

/** Tells the kernel what to keep of the events, keys and user agents that it has met. */
export interface Learning {
  /** Has everything new decided on. */
  answer(): void
  /** The kernel forgot everything. */
  reset(): void
}

/** Where a node of the kernel's tree stands: below which event's request or response, on which path. */
type Place = KeyQuestion

interface Asked {
  readonly at: number
  readonly question: Place
}

/** Answers for one kernel. */
export function openLearning(kernel: KernelExports, ask: (questions: Questions) => Answers): Learning {
  const places = new Map<number, Place>()

  function answer(): void {
    const events = newEvents(kernel)
    const keys = newKeys(kernel, places)
    const agents = newTexts(kernel, kernel.unheardAgents())
    const callers = newTexts(kernel, kernel.unheardCallers())
    if (events.length + keys.length + agents.length + callers.length === 0) return
    const answers = ask({
      events: events.map(({ event }) => event),
      keys: keys.map(({ question }) => question),
      agents: agents.map(({ text }) => text),
      callers: callers.map(({ text }) => text),
    })
    for (const [index, one] of events.entries()) decideEvent(kernel, places, one, answers.events[index]!)
    for (const [index, one] of keys.entries()) decideKey(kernel, places, one, answers.keys[index]!)
    for (const [index, { at }] of agents.entries()) decideAgent(kernel, at, answers.agents[index]!)
    for (const [index, { at }] of callers.entries()) decideCaller(kernel, at, answers.callers[index]!)
  }

  return { answer, reset: () => places.clear() }
}

interface NewEvent {
  readonly at: number
  readonly event: EventName
}

function newEvents(kernel: KernelExports): readonly NewEvent[] {
  const events: NewEvent[] = []
  for (let at = kernel.unheardEvents(); at !== 0; ) {
    const words = new Uint32Array(kernel.memory.buffer, at, 12)
    const [source, name] = [textAt(kernel, words[0]!, words[1]!), textAt(kernel, words[2]!, words[3]!)]
    events.push({ at, event: { source, name } })
    at = words[7]!
  }
  return events
}

function decideEvent(
  kernel: KernelExports,
  places: Map<number, Place>,
  { at, event }: NewEvent,
  { isRead, ofAnybody }: Answers['events'][number],
): void {
  const words = new Uint32Array(kernel.memory.buffer, at, 12)
  words[8] = 1
  words[9] = ofAnybody ? 1 : 0
  if (!isRead || words[4] === 0 || words[5] === 0) return
  places.set(words[4]!, { event, side: 'request', path: [] })
  places.set(words[5]!, { event, side: 'response', path: [] })
  words[6] = 1
}

function newKeys(kernel: KernelExports, places: ReadonlyMap<number, Place>): readonly Asked[] {
  const keys: Asked[] = []
  for (let at = kernel.learnedKeys(); at !== 0; ) {
    const words = new Uint32Array(kernel.memory.buffer, at, 16)
    const place = places.get(words[11]!)
    if (place !== undefined)
      keys.push({ at, question: extended(place, textAt(kernel, words[4]!, words[1]!)) })
    at = words[10]!
  }
  return keys
}

function extended(place: Place, key: string): Place {
  return { ...place, path: [...place.path, { key, inList: false }] }
}

function decideKey(
  kernel: KernelExports,
  places: Map<number, Place>,
  { at, question }: Asked,
  { action, meaning }: Answers['keys'][number],
): void {
  const walks = (action & actions.walk) !== 0
  const [object, list] = walks ? [kernel.newNode(1, 0), kernel.newNode(1, 0)] : [0, 0]
  // A kernel without memory for the nodes keeps the values whole.
  if (walks && (object === 0 || list === 0)) return
  if (walks) {
    places.set(object, question)
    places.set(list, {
      ...question,
      path: question.path.with(-1, { ...question.path.at(-1)!, inList: true }),
    })
  }
  const words = new Uint32Array(kernel.memory.buffer, at, 16)
  words[6] = action
  words[7] = object
  words[8] = list
  words[9] = meaning
  words[12] = 1
}

interface NewText {
  readonly at: number
  readonly text: string
}

/** Of a table of src/kernel/assembly/interned.ts, from the newest one on. */
function newTexts(kernel: KernelExports, newest: number): readonly NewText[] {
  const texts: NewText[] = []
  for (let at = newest; at !== 0; ) {
    const words = new Uint32Array(kernel.memory.buffer, at, 8)
    texts.push({ at, text: textAt(kernel, words[0]!, words[1]!) })
    at = words[3]!
  }
  return texts
}

/** What replaces an agent is written as JSON, without the quotes around it. */
function decideAgent(
  kernel: KernelExports,
  at: number,
  { text, namesSession }: Answers['agents'][number],
): void {
  const json = Buffer.from(JSON.stringify(text).slice(1, -1))
  const room = kernel.allocate(json.length + 16)
  if (room === 0) return
  new Uint8Array(kernel.memory.buffer, room, json.length).set(json)
  const words = new Uint32Array(kernel.memory.buffer, at, 8)
  words[2] = 1
  words[4] = room
  words[5] = json.length
  words[6] = namesSession ? 1 : 0
}

function decideCaller(kernel: KernelExports, at: number, isAsked: boolean): void {
  const words = new Uint32Array(kernel.memory.buffer, at, 8)
  words[2] = 1
  words[4] = isAsked ? 0 : 1
}

function textAt(kernel: KernelExports, address: number, length: number): string {
  return Buffer.from(kernel.memory.buffer, address, length).toString()
}

import { shownText } from './shown-text.js'

/** HTML that is known to be well formed: only {@link h} makes it, and it escapes every text it is given. */
export interface Html {
  readonly html: string
}

/** What can stand in an element: text, which is escaped, elements, or lists of both. */
export type Child = string | Html | readonly Child[]

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

/** Untrusted text as text of an element or a quoted attribute. */
export function htmlText(text: string): string {
  return shownText(text).replace(/[&<>"']/g, (character) => entities.get(character)!)
}

const voidElements = new Set(['meta', 'br', 'rect', 'line'])

/** An element. Names are ours; attribute values and texts may be anybody's. */
export function h(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): Html {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${htmlText(value)}"`)
  const open = `<${name}${list.join('')}>`
  if (voidElements.has(name)) return { html: name === 'rect' || name === 'line' ? `${open}</${name}>` : open }
  return { html: `${open}${children.map(text).join('')}</${name}>` }
}

function text(child: Child): string {
  if (typeof child === 'string') return htmlText(child)
  return isElement(child) ? child.html : child.map(text).join('')
}

function isElement(child: Html | readonly Child[]): child is Html {
  return !Array.isArray(child)
}

/** A table with a caption for those who cannot see it; cells of the columns named are right-aligned numbers. */
export function htmlTable(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Child[])[],
  numbers: readonly number[] = [],
): Html {
  const kind = (at: number): Readonly<Record<string, string>> =>
    numbers.includes(at) ? { class: 'number' } : {}
  return h(
    'div',
    // A table that is too wide scrolls, and what scrolls must be reached by the keyboard.
    { class: 'table', tabindex: '0', role: 'region', 'aria-label': caption },
    h(
      'table',
      {},
      h('caption', { class: 'hidden' }, caption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          head.map((name, at) => h('th', { scope: 'col', ...kind(at) }, name)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((cells) =>
          h(
            'tr',
            {},
            cells.map((cell, at) => h('td', kind(at), cell)),
          ),
        ),
      ),
    ),
  )
}

/** Text in the letters of a program, broken anywhere if it is long. */
export function code(value: string): Html {
  return h('code', {}, value === '' ? '\u2013' : value)
}

/** A time, as people read it and as programs do; nothing for none. */
export function htmlTime(time: string): Child {
  return time === '' ? '\u2013' : h('time', { datetime: time }, time.replace('T', ' ').replace('Z', ''))
}

/** A list of items. */
export function htmlList(items: readonly Child[]): Html {
  return h(
    'ul',
    {},
    items.map((item) => h('li', {}, item)),
  )
}

import { createHash } from 'node:crypto'
import fc from 'fast-check'
import markdownIt from 'markdown-it'
import { describe, expect, it } from 'vitest'
import type { ExplainedPolicy } from '../../src/core/render/explained.js'
import { style, styleHash } from '../../src/core/render/html-style.js'
import { mdCode, mdText } from '../../src/core/render/markdown-text.js'
import { shownText } from '../../src/core/render/shown-text.js'
import { examplePolicy } from './examples.js'
import { anyName, hostileNames, hostilePolicy, textIn } from './policies.js'

/** GitHub's Markdown: tables, raw HTML, and links made of what looks like one. */
const markdown = markdownIt({ html: true, linkify: true })

type Token = ReturnType<typeof markdown.parse>[number]

/** What a text is made of, without the texts themselves. */
function structure(tokens: readonly Token[]): readonly string[] {
  return tokens.flatMap(({ type, children }) => [
    ...(type === 'text' || type === 'text_special' || type === 'softbreak' ? [] : [type]),
    ...structure(children ?? []),
  ])
}

function texts(tokens: readonly Token[]): string {
  return tokens.map(({ content, children }) => (children === null ? content : texts(children))).join('')
}

const benign = hostilePolicy(hostileNames.map((_, at) => `name${at}`))

describe('a review in Markdown', () => {
  it('has the same structure whatever the names are', () => {
    const [evil, good] = [hostilePolicy(), benign].map((policy) =>
      structure(markdown.parse(textIn('markdown', policy), {})),
    )
    expect(evil!.length).toBeGreaterThan(200)
    expect(evil).toEqual(good)
    expect(evil).not.toContain('html_block')
    expect(evil).not.toContain('html_inline')
  })

  it('has text and code that are what was given', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        for (const text of [
          `x ${mdText(name)} y`,
          mdText(name),
          `- ${mdText(name)}`,
          `- ${mdCode(name)} z`,
        ]) {
          const kinds = new Set(structure(markdown.parse(text, {})))
          for (const kind of [
            'html_inline',
            'html_block',
            'link_open',
            'heading_open',
            'image',
            'em_open',
            'hr',
          ])
            expect(kinds).not.toContain(kind)
        }
        const inline = markdown.parse(`x${mdText(name)}y`, {})
        expect(texts(inline)).toBe(`x${shownText(name)}y`)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a review in HTML', () => {
  it('allows its own style and nothing else', () => {
    expect(styleHash).toBe(`sha256-${createHash('sha256').update(style).digest('base64')}`)
    const html = textIn('html', benign)
    expect(html).toContain(`<style>${style}</style>`)
    expect(html).toContain('default-src &#39;none&#39;; style-src &#39;sha256-')
  })

  it('has the same elements and attributes whatever the names are', () => {
    const [evil, good] = [hostilePolicy(), benign].map((policy) => [
      ...textIn('html', policy).matchAll(/<[^>]*>/g),
    ])
    const names = (tags: RegExpExecArray[]) => tags.map(([tag]) => tag.replace(/"[^"]*"/g, '""'))
    expect(names(evil!)).toEqual(names(good!))
    expect(evil!.length).toBeGreaterThan(500)
  })

  it('has no script, no handler, no style of an element, and loads nothing', () => {
    const html = textIn('html', hostilePolicy())
    const tags = [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag)
    for (const tag of tags) {
      expect(tag).not.toMatch(/^<(script|iframe|img|link|object|embed|form|base)\b|\s(on\w+|style|src)=/i)
      const href = /\shref="([^"]*)"/.exec(tag)?.[1]
      if (href !== undefined) expect(href).toMatch(/^(#statement-\d+|https:\/\/docs\.aws\.amazon\.com\/)/)
    }
  })
})

describe('what a review says', () => {
  const saying = async (principal: string, more: Partial<ExplainedPolicy['report']> = {}) => {
    const policy = await examplePolicy(principal)
    const changed = { ...policy, report: { ...policy.report, ...more } }
    return (['markdown', 'html'] as const).map((format) =>
      textIn(format, changed).replace(/\\(?=[^u])|<[^>]*>|&#39;|`/g, ''),
    )
  }

  it('of the example: proof, window, risks, denials and skipped records', async () => {
    for (const text of await saying('marigold-web-task')) {
      for (const said of [
        'in replay the policy allows 598 of 598 permission checks',
        '1,964 read: 553 of the principal, 1,374 of others, 37 skipped',
        '2026-03-02T00:00:04Z to 2026-03-04T23:57:21Z',
        'credential exposure',
        'secretsmanager:GetSecretValue reads secrets',
        'Denied by AWS',
        'duplicate',
      ])
        expect(text).toContain(said)
    }
  })

  it('of a replay that was denied: not enough, and what fails', async () => {
    const check = { action: 's3:PutObject', resource: '*', count: 2, source: 'PutObject', reason: 'action' }
    const verification = { replayed: 10, allowed: 8, denied: [check], undecidable: [] }
    for (const text of await saying('backup-operator', { verification })) {
      expect(text).toContain('Not enough: the policy denies 2 of 10 permission checks.')
      expect(text).toMatch(/Not allowed (by the policy )?in the replay/)
    }
  })
})

import type { messagingApi } from '@line/bot-sdk'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { loadCards, type Card } from '../../src/flex/cards.ts'
import { templates, type CardName, type CardValues } from '../../src/flex/templates.ts'
import { state } from '../../src/flex/values.ts'
import { fit, type Message } from '../../src/line/limits.ts'
import { anyWords } from '../line/any-message.ts'
import { objections } from '../line/message-checker.ts'
import { anyValues } from './any-values.ts'

const cards = loadCards('flex-templates')
const names = Object.keys(templates) as CardName[]

/** Fills any card by its name; the values are checked by the schema they came from. */
function fill(name: CardName, values: unknown): Card {
  return cards.card(name, values as CardValues<CardName>)
}

function bodyOf({ contents }: Card): messagingApi.FlexBox {
  if (contents.type !== 'bubble' || contents.body === undefined) throw new Error('a card without a body')
  return contents.body
}

/** Every text of the card, in order, spans joined. */
function textsOf(component: unknown): string[] {
  if (Array.isArray(component)) return component.flatMap(textsOf)
  if (typeof component !== 'object' || component === null) return []
  if ('type' in component && component.type === 'text') {
    const { text, contents } = component as messagingApi.FlexText
    return [contents === undefined ? (text ?? '') : contents.map((span) => span.text ?? '').join('')]
  }
  return Object.values(component).flatMap(textsOf)
}

/** The card with every text taken out: what is left is its build. */
function buildOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(buildOf)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !(key === 'text' || key === 'label') || typeof inner !== 'string')
      .map(([key, inner]: [string, unknown]) => [key, buildOf(inner)]),
  )
}

const answer = (values: Partial<CardValues<'answer'>> = {}): CardValues<'answer'> => ({
  topic: 'ค่าขยะ',
  answer: 'เดือนละ 20 บาท',
  buttons: [],
  ...values,
})

describe('what a person wrote', () => {
  const visible = anyWords.filter((words) => words.trim() !== '')

  it('stands on the card as it was written: quotes, braces, emojis, halves of them', () => {
    fc.assert(
      fc.property(visible, visible, (topic, words) => {
        const card = cards.card('answer', answer({ topic, answer: words }))
        expect(textsOf(card.contents)).toEqual([topic, words])
      }),
    )
  })

  it('never changes the build of a card', () => {
    for (const name of names) {
      fc.assert(
        fc.property(anyValues(templates[name], fc.constant('ก')), visible, (values, words) => {
          const plain = fill(name, values)
          const replaced = JSON.parse(JSON.stringify(values), (key, inner: unknown) =>
            inner === 'ก' ? words : inner,
          ) as unknown
          expect(buildOf(fill(name, replaced).contents)).toEqual(buildOf(plain.contents))
        }),
        { numRuns: 20 },
      )
    }
  })

  it('is not a placeholder, even when it looks like one', () => {
    const card = cards.card('answer', answer({ topic: '{{answer}}', answer: '"{{buttons}}" {{topic}}' }))
    expect(textsOf(card.contents)).toEqual(['{{answer}}', '"{{buttons}}" {{topic}}'])
    expect(card.altText).toContain('{{answer}}')
  })

  it('with $ and backslashes stays as it is', () => {
    const card = cards.card('answer', answer({ topic: "$& $1 $' \\n", answer: 'ก' }))
    expect(textsOf(card.contents)[0]).toBe("$& $1 $' \\n")
  })
})

describe('every card', () => {
  it.each(names)('%s is taken by LINE with whatever values its schema allows', (name) => {
    fc.assert(
      fc.property(anyValues(templates[name], anyWords), (values) => {
        const message: Message = { type: 'flex', ...fill(name, values) }
        const fitted = fit([message]).messages
        if (fitted.length > 0) expect(objections(fitted)).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it.each(names)('%s is fine as it is, whichever of its values are not known yet', (name) => {
    fc.assert(
      fc.property(anyValues(templates[name], fc.constantFrom('ก', 'ข้อ 1')), (values) => {
        const { altText, contents } = fill(name, values)
        if (contents.type === 'carousel' && contents.contents.length === 0) return
        expect(objections([{ type: 'flex', altText, contents }])).toEqual([])
        expect(fit([{ type: 'flex', altText, contents }]).changes).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it.each(names)('%s keeps its title when only what must be known is known', (name) => {
    const { contents } = fill(name, leastValues(name))
    const bubbles = contents.type === 'carousel' ? contents.contents : [contents]
    expect(bubbles.length).toBeGreaterThan(0)
    for (const bubble of bubbles) expect(textsOf(bubble.header).join('')).not.toBe('')
  })
})

/** Values with everything left out that may be left out, and empty lists; a carousel has one bubble of that kind. */
function leastValues(name: CardName): unknown {
  return leastOf(templates[name])
}

function leastOf(schema: z.core.$ZodType): unknown {
  if (schema instanceof z.ZodOptional) return undefined
  if (schema instanceof z.ZodString) return 'ก'
  if (schema instanceof z.ZodNumber) return 0
  if (schema === state) return { tone: 'open', word: 'ก' }
  if (schema instanceof z.ZodArray) return []
  if (schema instanceof z.ZodObject)
    return Object.fromEntries(
      Object.entries(schema.shape).map(([key, inner]) => [
        key,
        key === 'bubbles' && inner instanceof z.ZodArray ? [leastOf(inner.element)] : leastOf(inner),
      ]),
    )
  throw new Error('a type of value that no card has')
}

describe('what is not known', () => {
  const item = (values: Partial<CardValues<'item'>> = {}): CardValues<'item'> => ({
    code: 'O16',
    title: 'ความก้าวหน้าการจัดซื้อจัดจ้าง',
    state: { tone: 'open', word: 'ยังไม่ได้ดำเนินการ' },
    missing: [],
    evidence: [],
    buttons: [],
    ...values,
  })

  it('leaves its whole line out, with the label, whether it is empty or not given', () => {
    const known = textsOf(bodyOf(cards.card('item', item({ worth: '1.00', due: '10 เม.ย. 69' }))))
    const unknown = textsOf(bodyOf(cards.card('item', item({ worth: '', due: ' ' }))))
    expect(known).toHaveLength(5)
    expect(known).toEqual(expect.arrayContaining(['1.00', '10 เม.ย. 69']))
    expect(unknown).toHaveLength(1)
    expect(unknown).toEqual(textsOf(bodyOf(cards.card('item', item()))))
  })

  it('leaves a heading out with its empty list, and the footer without buttons', () => {
    const card = cards.card('item', item())
    expect(card.contents).not.toHaveProperty('footer')
    const given = cards.card('item', item({ evidence: [{ title: 'ประกาศ', address: 'x.go.th' }] }))
    expect(textsOf(given.contents).length - textsOf(card.contents).length).toBe(3)
  })

  it('never takes the fixed words of a card away', () => {
    const card = cards.card('doorway', { link: 'https://bot.khaokluai.go.th/w', hotlines: [], buttons: [] })
    expect(textsOf(bodyOf(card)).length).toBeGreaterThanOrEqual(2)
  })

  it('takes a tap away without the component when there is still something to read', () => {
    const texts = (call: boolean): string[] =>
      textsOf(
        cards.card(
          'answer',
          answer({ phone: '1205', ...(call ? { call: { type: 'uri', uri: 'tel:1205' } as const } : {}) }),
        ).contents,
      )
    expect(texts(false)).toEqual(texts(true))
  })

  it('leaves no double blanks and line breaks in the altText', () => {
    const card = cards.card('pending-list', {
      scope: 'กองคลัง\n',
      pending: '0',
      total: '6',
      codes: '',
      groups: [],
      buttons: [],
    })
    expect(card.altText).not.toMatch(/\s{2}|\n|^\s|\s$/)
  })
})

describe('bars', () => {
  const progress = (approved: number, reported: number): string => {
    const filled = cards.card('progress', {
      edition: 'OIT',
      scope: 'กองคลัง',
      approvedCount: '0',
      reportedCount: '0',
      total: '6',
      approved,
      reported,
      rows: [],
      buttons: [],
    })
    return [...JSON.stringify(bodyOf(filled)).matchAll(/"width":"([^"]*)"/g)].map((match) => match[1]).join(' ')
  }

  it('have the length that was given', () => {
    expect(progress(60, 20)).toBe('60% 20%')
    expect(progress(100, 0)).toBe('100%')
    expect(progress(0, 100)).toBe('100%')
  })

  it('of nothing are an empty track, because LINE documents no width of 0', () => {
    expect(progress(0, 0)).toBe('')
    const track = bodyOf(
      cards.card('item', {
        code: 'O1',
        title: 'ก',
        state: { tone: 'open', word: 'ข' },
        components: { have: '0', need: '6', percent: 0 },
        missing: [],
        evidence: [],
        buttons: [],
      }),
    )
    expect(JSON.stringify(track)).toContain('"contents":[]')
  })

  it('of very little can be seen, and of nearly all are not full', () => {
    expect(progress(0.2, 99.9)).toBe('1% 99%')
  })
})

describe('states and buttons', () => {
  it('bring their word and their colour together', () => {
    const card = cards.card('thread', {
      number: 'Q-1',
      state: { tone: 'done', word: 'ตอบแล้ว' },
      question: 'ก',
      buttons: [],
    })
    expect(card.altText).toContain('ตอบแล้ว')
    expect(textsOf(bodyOf(card))[0]).toContain('ตอบแล้ว')
  })

  it('come in the order given, with their action and label', () => {
    const card = cards.card('answer', {
      ...answer(),
      buttons: [
        { label: 'ดูประกาศ', style: 'primary', action: { type: 'uri', uri: 'https://x.go.th' } },
        { label: 'เมนู', style: 'link', action: { type: 'postback', data: 'menu' } },
      ],
    })
    expect(card.contents).toMatchObject({
      footer: {
        contents: [
          { type: 'button', style: 'primary', action: { type: 'uri', uri: 'https://x.go.th', label: 'ดูประกาศ' } },
          { type: 'button', style: 'link', action: { type: 'postback', data: 'menu', label: 'เมนู' } },
        ],
      },
    })
  })

  it('do not compile with a wrong key or a missing one', () => {
    // @ts-expect-error: "titel" is no value of this card
    const wrong: CardValues<'count'> = { scope: '', figure: '', unit: '', sentence: '', buttons: [], titel: '' }
    // @ts-expect-error: the figure is missing
    const missing: CardValues<'count'> = { scope: '', unit: '', sentence: '', buttons: [] }
    expect([wrong, missing]).toHaveLength(2)
  })
})

describe('the protected channel', () => {
  it('says nothing in a notification, whatever stands on the card', () => {
    const doorway = cards.card('doorway', {
      link: 'https://bot.khaokluai.go.th/w?openExternalBrowser=1',
      hotlines: [{ name: 'ป.ป.ช.', phone: '1205', call: { type: 'uri', uri: 'tel:1205' } }],
      buttons: [],
    })
    const statistics = cards.card('period-statistics', {
      period: 'ต.ค. - ธ.ค. 69',
      received: '4',
      completed: '2',
      inProgress: '2',
      buttons: [],
    })
    for (const { altText } of [doorway, statistics]) expect(altText).not.toMatch(/ทุจริต|ร้องเรียน|แจ้ง|เบาะแส|ปกปิด|ลับ|\d/)
  })

  it('is reached by the static address alone', () => {
    const card = cards.card('doorway', { link: 'https://bot.khaokluai.go.th/w', hotlines: [], buttons: [] })
    expect([...JSON.stringify(card).matchAll(/"uri":"([^"]*)"/g)].map((match) => match[1])).toEqual([
      'https://bot.khaokluai.go.th/w',
    ])
  })
})

import type { messagingApi } from '@line/bot-sdk'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleCards } from '../../src/flex/cards.ts'
import { fit, type Message } from '../../src/line/limits.ts'
import { anyMessage, anyWords } from './any-message.ts'
import { objections } from './message-checker.ts'

const text = (words: string): messagingApi.TextMessage => ({ type: 'text', text: words })
const say = (label: string, action: Partial<messagingApi.PostbackAction> = {}): messagingApi.QuickReplyItem => ({
  type: 'action',
  action: { type: 'postback', label, data: label, ...action },
})
const words = (message: Message | undefined): string => (message?.type === 'text' ? message.text : '')
const row = (content: string): messagingApi.FlexText => ({ type: 'text', text: content })
const bubble = (...contents: messagingApi.FlexComponent[]): messagingApi.FlexBubble => ({
  type: 'bubble',
  body: { type: 'box', layout: 'vertical', contents },
})
const card = (contents: messagingApi.FlexContainer, altText = 'ข้อที่ยังค้าง'): messagingApi.FlexMessage => ({
  type: 'flex',
  altText,
  contents,
})
const button = (label: string, action: Partial<messagingApi.PostbackAction> = {}): messagingApi.FlexButton => ({
  type: 'button',
  action: { type: 'postback', label, data: 'x', ...action },
})
const rowsOf = (message: Message | undefined): messagingApi.FlexComponent[] =>
  message?.type === 'flex' && message.contents.type === 'bubble' ? (message.contents.body?.contents ?? []) : []

describe('whatever goes in', () => {
  it('comes out as messages that LINE takes', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 8 }), (messages) => {
        const fitted = fit(messages)
        if (fitted.messages.length > 0) expect(objections(fitted.messages)).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('comes out once and for all: fitting again changes nothing', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 6 }), (messages) => {
        const once = fit(messages).messages
        expect(fit(once)).toEqual({ messages: once, changes: [] })
      }),
      { numRuns: 100 },
    )
  })

  it('is not changed itself', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 4 }), (messages) => {
        const before = structuredClone(messages)
        fit(messages)
        expect(messages).toEqual(before)
      }),
      { numRuns: 50 },
    )
  })

  it('leaves no words of a person in what goes to the log', () => {
    const secret = 'หัวหน้าเรียกเงิน'
    fc.assert(
      fc.property(anyWords, (rest) => {
        const words = secret + rest + secret.repeat(400)
        const messages: Message[] = [
          text(words),
          card(bubble(row(words), button(words, { data: words })), words),
          { ...text('x'), quickReply: { items: [say(words)] } },
        ]
        expect(fit(messages).changes.join('\n')).not.toContain('หัวหน้า')
      }),
    )
  })
})

describe('messages that are fine', () => {
  it('come back as they are, every card with its sample', () => {
    for (const { name, card: sample } of sampleCards('flex-templates')) {
      const message: Message = { type: 'flex', ...sample }
      const fitted = fit([message])
      expect(fitted.changes, name).toEqual([])
      expect(fitted.messages[0], name).toBe(message)
      expect(objections(fitted.messages), name).toEqual([])
    }
  })

  it('keep line breaks and Thai labels of 20 letters that have more than 20 signs', () => {
    const label = 'แจ้งเรื่องร้องเรียนฟรี'
    expect(label.length).toBeGreaterThan(20)
    const message = { ...text('บรรทัดหนึ่ง\nบรรทัดสอง'), quickReply: { items: [say(label)] } }
    expect(fit([message])).toEqual({ messages: [message], changes: [] })
  })

  it('may be nothing at all', () => {
    expect(fit([])).toEqual({ messages: [], changes: [] })
  })
})

describe('texts', () => {
  it('end in … after at most 5000 characters, never inside a letter', () => {
    const [fitted] = fit([text('น้ำ'.repeat(2000))]).messages
    expect(words(fitted).length).toBeLessThanOrEqual(5000)
    expect(words(fitted)).toMatch(/^(น้ำ)+…$/u)
  })

  it('lose control characters and halves of emojis', () => {
    expect(words(fit([text('ก\0ข\ud83dค\r\nง\u0085')]).messages[0])).toBe('กข\ufffdค\nง')
  })

  it('without words are left out, and with them the whole sending when nothing is left', () => {
    const { messages, changes } = fit([text(' \n\u200b')])
    expect(messages).toEqual([])
    expect(changes).toEqual(['message 1: a text without words was left out'])
  })
})

describe('more than five messages', () => {
  it('become five by joining neighbouring texts, no more than needed', () => {
    const { messages } = fit(['1', '2', '3', '4', '5', '6'].map(text))
    expect(messages.map(words)).toEqual(['1\n\n2', '3', '4', '5', '6'])
  })

  it('that cannot be joined keep the first four and the last', () => {
    const cards = ['1', '2', '3', '4', '5', '6', '7'].map((altText) => card(bubble(row(altText)), altText))
    const { messages, changes } = fit(cards)
    expect(messages.map((message) => (message.type === 'flex' ? message.altText : ''))).toEqual([
      '1',
      '2',
      '3',
      '4',
      '7',
    ])
    expect(changes).toEqual(['more than 5 messages: 2 before the last were left out'])
  })
})

describe('quick replies', () => {
  it('of all messages go to the last one, its own first, each once', () => {
    const { messages } = fit([
      { ...text('ก'), quickReply: { items: [say('ใช่'), say('ไม่ใช่')] } },
      { ...text('ข'), quickReply: { items: [say('ไม่ใช่'), say('เมนู')] } },
    ])
    expect(messages[0]).not.toHaveProperty('quickReply')
    expect(messages[1]?.quickReply?.items?.map((item) => item.action?.label)).toEqual(['ไม่ใช่', 'เมนู', 'ใช่'])
  })

  it('are thirteen at most', () => {
    const items = Array.from({ length: 20 }, (_, index) => say(`ข้อ ${index}`))
    const { messages, changes } = fit([{ ...text('ก'), quickReply: { items } }])
    expect(messages[0]?.quickReply?.items).toHaveLength(13)
    expect(changes).toEqual(['7 quick replies were left out'])
  })

  it('have labels of at most twenty letters as people count them', () => {
    const { messages } = fit([{ ...text('ก'), quickReply: { items: [say('ก้'.repeat(30))] } }])
    expect(messages[0]?.quickReply?.items?.[0]?.action?.label).toBe(`${'ก้'.repeat(19)}…`)
  })

  it('survive the message that they came with', () => {
    const { messages } = fit([text('ก'), { ...text(''), quickReply: { items: [say('เมนู')] } }])
    expect(messages).toEqual([{ ...text('ก'), quickReply: { items: [say('เมนู')] } }])
  })
})

describe('buttons', () => {
  it('with too much postback data leave the card and are named by their number', () => {
    const { messages, changes } = fit([card(bubble(row('ก'), button('หนึ่ง'), button('สอง', { data: 'x'.repeat(301) })))])
    expect(rowsOf(messages[0])).toEqual([row('ก'), button('หนึ่ง')])
    expect(changes).toEqual([
      'message 1: button 2: its postback data has 301 characters or is broken; 1 to 300 are allowed',
      'message 1: button 2 was left out',
    ])
  })

  it('take their footer with them when none is left', () => {
    const contents: messagingApi.FlexBubble = {
      ...bubble(row('ก')),
      footer: { type: 'box', layout: 'vertical', contents: [{ type: 'separator' }, button('', {})] },
    }
    expect(fit([card(contents)]).messages).toEqual([card(bubble(row('ก')))])
  })

  it('that call have a number without blanks, and web addresses are percent-encoded', () => {
    const tap = (uri: string): messagingApi.FlexButton => ({
      type: 'button',
      action: { type: 'uri', label: 'เปิด', uri },
    })
    const uriOf = (uri: string): string | undefined => {
      const [component] = rowsOf(fit([card(bubble(tap(uri)))]).messages[0])
      return component?.type === 'button' && component.action.type === 'uri' ? component.action.uri : undefined
    }
    expect(uriOf('tel:0 4300-0000 ต่อ 12')).toBe('tel:043000000')
    expect(uriOf('https://x.go.th/ก')).toBe('https://x.go.th/%E0%B8%81')
    expect(uriOf('javascript:alert(1)')).toBeUndefined()
    expect(uriOf(`https://x.go.th/${'ก'.repeat(200)}`)).toBeUndefined()
  })
})

describe('cards that are too large', () => {
  it('lose rows at the end of the longest list and say how many', () => {
    const rows = Array.from({ length: 60 }, (_, index) => row(`${index} ${'ก'.repeat(300)}`))
    const { messages, changes } = fit([card(bubble(row('หัวข้อ'), { type: 'box', layout: 'vertical', contents: rows }))])
    const list = rowsOf(messages[0])[1]
    const shown = list?.type === 'box' ? list.contents : []
    expect(rowsOf(messages[0])[0]).toEqual(row('หัวข้อ'))
    expect(shown.slice(0, -1)).toEqual(rows.slice(0, shown.length - 1))
    expect(shown.at(-1)).toMatchObject({ text: `… +${rows.length - shown.length + 1}` })
    expect(shown.length).toBeGreaterThan(25)
    expect(changes).toEqual([`message 1: a card was too large: ${rows.length - shown.length + 1} rows were left out`])
  })

  it('become their altText when rows do not help', () => {
    const pictures = Array.from({ length: 30 }, (): messagingApi.FlexImage => ({
      type: 'image',
      url: `https://x.go.th/${'a'.repeat(1900)}`,
    }))
    const wide: messagingApi.FlexBox = { type: 'box', layout: 'horizontal', contents: pictures }
    expect(fit([card(bubble(wide))]).messages).toEqual([text('ข้อที่ยังค้าง')])
  })

  it('become their altText when nothing stands on them', () => {
    expect(fit([card(bubble(row(' ')))]).messages).toEqual([text('ข้อที่ยังค้าง')])
    expect(fit([card({ type: 'carousel', contents: [] })]).messages).toEqual([text('ข้อที่ยังค้าง')])
  })

  it('keep twelve bubbles, and as many as have room', () => {
    const many = Array.from({ length: 20 }, (_, index) => bubble(row(`${index}`)))
    const large = Array.from({ length: 10 }, () => bubble(row('ก'.repeat(2000)), row('ก'.repeat(1000))))
    const count = (bubbles: messagingApi.FlexBubble[]): number => {
      const [fitted] = fit([card({ type: 'carousel', contents: bubbles })]).messages
      return fitted?.type === 'flex' && fitted.contents.type === 'carousel' ? fitted.contents.contents.length : 0
    }
    expect(count(many)).toBe(12)
    expect(count(large)).toBe(5)
  })

  it('have texts of at most 2000 characters', () => {
    const [shown] = rowsOf(fit([card(bubble(row('ก'.repeat(5000))))]).messages[0])
    expect(shown).toEqual(row(`${'ก'.repeat(1999)}…`))
  })
})

describe('the altText', () => {
  it('is one line of at most 1500 characters', () => {
    const [fitted] = fit([card(bubble(row('ก')), `ก\nข ${'ค'.repeat(3000)}`)]).messages
    expect(fitted?.type === 'flex' ? fitted.altText : '').toMatch(/^ก ข ค{1495}…$/u)
  })

  it('is made of the words of the card where it is missing', () => {
    expect(fit([card(bubble(row('ข้อ'), row('ค้าง')), '')]).messages).toEqual([
      card(bubble(row('ข้อ'), row('ค้าง')), 'ข้อ ค้าง'),
    ])
  })
})

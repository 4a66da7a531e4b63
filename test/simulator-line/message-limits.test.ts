import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buttons, flexBody, judge, picture, postback, withQuickReply, wrongPlaces } from './judge.ts'
import { startStage } from './support.ts'
import type { Stage } from './support.ts'

type Json = Record<string, unknown>

const letters = (count: number): string => 'ก'.repeat(count)
/** So many grapheme clusters, each of three UTF-16 units: what people see as one letter. */
const clusters = (count: number): string => 'น้ำ'.repeat(count)
const items = (count: number): Json[] => Array.from({ length: count }, () => ({ type: 'action', action: postback }))
const url = (length: number): string => `https://example.com/${'x'.repeat(length - 20)}`

/** A message that just keeps a limit, the same a step further, and where the complaint stands. */
type Border = [what: string, kept: Json, broken: Json, place: string]

function border(what: string, place: string, make: (size: number) => Json, most: number): Border {
  return [what, make(most), make(most + 1), place]
}

const image = { type: 'image', originalContentUrl: picture, previewImageUrl: picture }
const location = { type: 'location', title: 'x', address: 'x', latitude: 1, longitude: 2 }
const area = { x: 0, y: 0, width: 1, height: 1 }
const imagemap = (special: Json): Json => ({
  type: 'imagemap',
  baseUrl: 'https://example.com/map',
  altText: 'x',
  baseSize: { width: 1040, height: 1040 },
  actions: [],
  ...special,
})
const template = (template: Json): Json => ({ type: 'template', altText: 'x', template })
const column = { text: 'x', actions: [postback] }
const carousel = (columns: Json[], special: Json = {}): Json => template({ type: 'carousel', columns, ...special })
const imageColumn = { imageUrl: picture, action: { type: 'postback', data: 'x' } }

describe('every limit is kept by the last that fits and broken by the first that does not', () => {
  it.each<Border>([
    border('text', 'text', (size) => ({ type: 'text', text: letters(size) }), 5000),
    border('text of emoji, in UTF-16 units', 'text', (size) => ({ type: 'text', text: '😀'.repeat(size) }), 2500),
    border('textV2', 'text', (size) => ({ type: 'textV2', text: letters(size) }), 5000),
    border('altText of a template', 'altText', (size) => ({ ...buttons({}), altText: letters(size) }), 1500),
    border(
      'altText of a Flex message',
      'altText',
      (size) => ({ ...flexBody({ type: 'separator' }), altText: letters(size) }),
      1500,
    ),
    border('altText of an imagemap', 'altText', (size) => imagemap({ altText: letters(size) }), 1500),
    border(
      'quick replies',
      'quickReply.items',
      (size) => ({ type: 'text', text: 'x', quickReply: { items: items(size) } }),
      13,
    ),
    border('sender', 'sender.name', (size) => ({ type: 'text', text: 'x', sender: { name: letters(size) } }), 20),
    border('image', 'originalContentUrl', (size) => ({ ...image, originalContentUrl: url(size) }), 2000),
    border('preview', 'previewImageUrl', (size) => ({ ...image, previewImageUrl: url(size) }), 2000),
    border('title of a place', 'title', (size) => ({ ...location, title: letters(size) }), 100),
    border('address of a place', 'address', (size) => ({ ...location, address: letters(size) }), 100),
    border('latitude', 'latitude', (size) => ({ ...location, latitude: size }), 90),
    border('longitude', 'longitude', (size) => ({ ...location, longitude: size }), 180),
    border('tracking id', 'trackingId', (size) => ({ ...image, type: 'video', trackingId: 'x'.repeat(size) }), 100),
    border(
      'emojis',
      'emojis',
      (size) => ({
        type: 'text',
        text: '$',
        emojis: Array.from({ length: size }, () => ({ index: 0, productId: 'a', emojiId: 'b' })),
      }),
      20,
    ),
    border(
      'imagemap actions',
      'actions',
      (size) => imagemap({ actions: Array.from({ length: size }, () => ({ type: 'message', text: 'x', area })) }),
      50,
    ),
    border(
      'imagemap text',
      'actions[0].text',
      (size) => imagemap({ actions: [{ type: 'message', text: letters(size), area }] }),
      400,
    ),
    border(
      'imagemap link',
      'actions[0].linkUri',
      (size) => imagemap({ actions: [{ type: 'uri', linkUri: url(size), area }] }),
      1000,
    ),
    border(
      'imagemap label',
      'actions[0].label',
      (size) => imagemap({ actions: [{ type: 'message', text: 'x', label: letters(size), area }] }),
      100,
    ),
    border('title of buttons, in letters', 'template.title', (size) => buttons({ title: clusters(size) }), 40),
    border('text of buttons, in letters', 'template.text', (size) => buttons({ text: clusters(size) }), 160),
    border(
      'text of buttons under a title',
      'template.text',
      (size) => buttons({ title: 'x', text: clusters(size) }),
      60,
    ),
    border(
      'text of buttons beside an image',
      'template.text',
      (size) => buttons({ thumbnailImageUrl: picture, text: clusters(size) }),
      60,
    ),
    border(
      'actions of buttons',
      'template.actions',
      (size) => buttons({ actions: Array.from({ length: size }, () => postback) }),
      4,
    ),
    border(
      'text of a question',
      'template.text',
      (size) => template({ type: 'confirm', text: clusters(size), actions: [postback, postback] }),
      240,
    ),
    border(
      'actions of a question',
      'template.actions',
      (size) => template({ type: 'confirm', text: 'x', actions: Array.from({ length: size }, () => postback) }),
      2,
    ),
    border('columns', 'template.columns', (size) => carousel(Array.from({ length: size }, () => column)), 10),
    border(
      'text of a column',
      'template.columns[0].text',
      (size) => carousel([{ ...column, text: clusters(size) }]),
      120,
    ),
    border(
      'text of a column under a title',
      'template.columns[0].text',
      (size) => carousel([{ ...column, title: 'x', text: clusters(size) }]),
      60,
    ),
    border(
      'title of a column',
      'template.columns[0].title',
      (size) => carousel([{ ...column, title: clusters(size) }]),
      40,
    ),
    border(
      'actions of a column',
      'template.columns[0].actions',
      (size) => carousel([{ text: 'x', actions: Array.from({ length: size }, () => postback) }]),
      3,
    ),
    border(
      'image columns',
      'template.columns',
      (size) => template({ type: 'image_carousel', columns: Array.from({ length: size }, () => imageColumn) }),
      10,
    ),
    border(
      'label in an image carousel',
      'template.columns[0].action.label',
      (size) =>
        template({
          type: 'image_carousel',
          columns: [{ ...imageColumn, action: { ...postback, label: clusters(size) } }],
        }),
      12,
    ),
    border(
      'label in a template',
      'template.actions[0].label',
      (size) => buttons({ actions: [{ ...postback, label: clusters(size) }] }),
      20,
    ),
    border(
      'label of a quick reply',
      'quickReply.items[0].action.label',
      (size) => withQuickReply({ ...postback, label: clusters(size) }),
      20,
    ),
    border(
      'postback data',
      'quickReply.items[0].action.data',
      (size) => withQuickReply({ ...postback, data: letters(size) }),
      300,
    ),
    border(
      'display text',
      'quickReply.items[0].action.displayText',
      (size) => withQuickReply({ ...postback, displayText: clusters(size) }),
      300,
    ),
    border(
      'fill-in text',
      'quickReply.items[0].action.fillInText',
      (size) => withQuickReply({ ...postback, inputOption: 'openKeyboard', fillInText: clusters(size) }),
      300,
    ),
    border(
      'message of an action',
      'quickReply.items[0].action.text',
      (size) => withQuickReply({ type: 'message', label: 'x', text: clusters(size) }),
      300,
    ),
    border(
      'uri',
      'quickReply.items[0].action.uri',
      (size) => withQuickReply({ type: 'uri', label: 'x', uri: url(size) }),
      1000,
    ),
    border(
      'clipboard',
      'quickReply.items[0].action.clipboardText',
      (size) => withQuickReply({ type: 'clipboard', label: 'x', clipboardText: letters(size) }),
      1000,
    ),
  ])('%s', (_what, kept, broken, place) => {
    expect(judge(kept)).toEqual([])
    expect(wrongPlaces(broken)).toContain(place)
  })
})

describe('texts', () => {
  it('are never empty, nor nothing but spaces', () => {
    for (const text of ['', ' ', '\n']) expect(wrongPlaces({ type: 'text', text })).toEqual(['text'])
    expect(judge({ type: 'text', text: '' })).toEqual([{ message: 'May not be empty', property: 'messages[0].text' }])
  })

  it('point their emojis at a $', () => {
    const emojis = [{ index: 1, productId: 'a', emojiId: 'b' }]
    expect(judge({ type: 'text', text: 'x$', emojis })).toEqual([])
    expect(wrongPlaces({ type: 'text', text: '$x', emojis })).toEqual(['emojis[0].index'])
  })

  it('of version 2 fill every placeholder and double every brace', () => {
    const substitution = { who: { type: 'mention', mentionee: { type: 'all' } } }
    expect(judge({ type: 'textV2', text: '{who} {{x}}', substitution })).toEqual([])
    expect(wrongPlaces({ type: 'textV2', text: '{who} {other}', substitution })).toEqual(['substitution.other'])
    expect(wrongPlaces({ type: 'textV2', text: 'a } b' })).toEqual(['text'])
    expect(wrongPlaces({ type: 'textV2', text: 'x', substitution: { 'no-key': substitution.who } })).toEqual([
      'substitution.no-key',
    ])
  })

  it.each([
    ['people', { type: 'mention', mentionee: { type: 'user', userId: 'U1' } }],
    ['emoji', { type: 'emoji', productId: 'a', emojiId: 'b' }],
  ])('of version 2 hold at most twenty %s', (_what, substitute) => {
    const substitution = (count: number): Json =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, substitute]))
    expect(judge({ type: 'textV2', text: 'x', substitution: substitution(20) })).toEqual([])
    expect(wrongPlaces({ type: 'textV2', text: 'x', substitution: substitution(21) })).toEqual(['substitution'])
  })
})

describe('addresses', () => {
  it.each([
    'http://example.com/a.png',
    'https://',
    'https://exam ple.com',
    'https://example.com/ไทย',
    '/a.png',
    'data:image/png;base64,AA',
  ])('of images are not %s', (address) => {
    expect(wrongPlaces({ ...image, originalContentUrl: address })).toEqual(['originalContentUrl'])
  })

  it.each([
    'http://example.com',
    'https://example.com/%E0%B8%81',
    'tel:021234567',
    'line://nv/location',
    'HTTPS://example.com',
  ])('of links may be %s', (uri) => {
    expect(judge(withQuickReply({ type: 'uri', label: 'x', uri }))).toEqual([])
  })

  it.each([
    'mailto:a@example.com',
    'javascript:alert(1)',
    'example.com',
    'tel:',
    'https://',
    'https://example.com/ไทย',
    'ftp://example.com',
    '',
  ])('of links are not %s', (uri) => {
    expect(wrongPlaces(withQuickReply({ type: 'uri', label: 'x', uri }))).toEqual(['quickReply.items[0].action.uri'])
  })
})

describe('actions', () => {
  const inButtons = (action: Json): string[] => wrongPlaces(buttons({ actions: [action] }))

  it('for camera, photos and places stand in quick replies only', () => {
    for (const type of ['camera', 'cameraRoll', 'location']) {
      expect(judge(withQuickReply({ type, label: 'x' }))).toEqual([])
      expect(wrongPlaces(withQuickReply({ type }))).toEqual(['quickReply.items[0].action.label'])
      expect(inButtons({ type, label: 'x' })).toEqual(['template.actions[0].type'])
      expect(wrongPlaces(flexBody({ type: 'button', action: { type, label: 'x' } }))).toEqual([
        'contents.body.contents[0].action.type',
      ])
    }
  })

  it('that switch menus stand in rich menus only', () => {
    const action = { type: 'richmenuswitch', label: 'x', richMenuAliasId: 'a', data: 'x' }
    expect(wrongPlaces(withQuickReply(action))).toEqual(['quickReply.items[0].action.type'])
    expect(inButtons(action)).toEqual(['template.actions[0].type'])
  })

  it('have an address for desktops outside quick replies only', () => {
    const action = { type: 'uri', label: 'x', uri: 'tel:1', altUri: { desktop: 'https://example.com' } }
    expect(inButtons(action)).toEqual([])
    expect(inButtons({ ...action, altUri: { desktop: 'mailto:x' } })).toEqual(['template.actions[0].altUri.desktop'])
    expect(wrongPlaces(withQuickReply(action))).toEqual(['quickReply.items[0].action.altUri'])
  })

  it('fill the keyboard only when it opens', () => {
    expect(inButtons({ ...postback, inputOption: 'openKeyboard', fillInText: 'a\nb' })).toEqual([])
    expect(inButtons({ ...postback, inputOption: 'openVoice', fillInText: 'a' })).toEqual([
      'template.actions[0].fillInText',
    ])
    expect(inButtons({ ...postback, fillInText: 'a' })).toEqual(['template.actions[0].fillInText'])
  })

  it('have the old text never together with the new, and never in quick replies', () => {
    expect(inButtons({ ...postback, text: 'a' })).toEqual([])
    expect(inButtons({ ...postback, text: 'a', displayText: 'b' })).toEqual(['template.actions[0].text'])
    expect(wrongPlaces(withQuickReply({ ...postback, text: 'a' }))).toEqual(['quickReply.items[0].action.text'])
  })

  it.each<[mode: string, initial: string, right: boolean]>([
    ['date', '2026-02-28', true],
    ['date', '2026-02-29', false],
    ['date', '1900-01-01', true],
    ['date', '1899-12-31', false],
    ['date', '2100-12-31', true],
    ['date', '2569-01-01', false],
    ['date', '2026-11-30T10:00', false],
    ['time', '23:59', true],
    ['time', '24:00', false],
    ['datetime', '2026-11-30T10:00', true],
    ['datetime', '2026-11-30t10:00', true],
    ['datetime', '2026-11-30 10:00', false],
    ['datetime', '2026-11-30T10:00Z', false],
  ])('that pick a %s start at %s: %s', (mode, initial, right) => {
    const wrong = inButtons({ type: 'datetimepicker', label: 'x', data: 'x', mode, initial })
    expect(wrong).toEqual(right ? [] : ['template.actions[0].initial'])
  })

  it('that pick keep their bounds in order', () => {
    const picker = { type: 'datetimepicker', label: 'x', data: 'x', mode: 'date', min: '2026-01-01', max: '2026-12-31' }
    expect(inButtons({ ...picker, initial: '2026-06-01' })).toEqual([])
    expect(inButtons({ ...picker, max: '2025-12-31' })).toEqual(['template.actions[0].max'])
    expect(inButtons({ ...picker, initial: '2025-12-31' })).toEqual(['template.actions[0].initial'])
    expect(inButtons({ ...picker, initial: '2027-01-01' })).toEqual(['template.actions[0].initial'])
  })
})

describe('templates', () => {
  it('ask with exactly two answers', () => {
    expect(wrongPlaces(template({ type: 'confirm', text: 'x', actions: [postback] }))).toEqual(['template.actions'])
  })

  it('have the same parts in all columns', () => {
    expect(wrongPlaces(carousel([column, { ...column, actions: [postback, postback] }]))).toEqual(['template.columns'])
    expect(wrongPlaces(carousel([column, { ...column, title: 'x' }]))).toEqual(['template.columns'])
    expect(wrongPlaces(carousel([column, { ...column, thumbnailImageUrl: picture }]))).toEqual(['template.columns'])
    expect(judge(carousel([column, column], { imageSize: 'contain' }))).toEqual([])
    expect(wrongPlaces(carousel([column], { imageSize: 'full' }))).toEqual(['template.imageSize'])
  })

  it('need at least one action and one column', () => {
    expect(wrongPlaces(buttons({ actions: [] }))).toEqual(['template.actions'])
    expect(wrongPlaces(carousel([]))).toEqual(['template.columns'])
  })
})

describe('imagemaps', () => {
  it('are 1040 wide and know where their areas are', () => {
    expect(wrongPlaces(imagemap({ baseSize: { width: 1039, height: 1 } }))).toEqual(['baseSize.width'])
    const action = { type: 'uri', linkUri: 'https://example.com', area: { ...area, x: -1 } }
    expect(wrongPlaces(imagemap({ actions: [action] }))).toEqual(['actions[0].area.x'])
  })
})

describe('senders', () => {
  it('do not call themselves LINE', () => {
    expect(wrongPlaces({ type: 'text', text: 'x', sender: { name: 'LINE ราชการ' } })).toEqual(['sender.name'])
  })
})

describe('answers', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await startStage()
  })
  afterEach(() => stage.stop())

  it('list everything that is wrong, in LINE’s form', async () => {
    const messages = [{ type: 'text', text: '' }, { type: 'text', text: 'x', colour: 'red' }, { type: 'nothing' }, 'x']
    const answer = await stage.call('POST', '/v2/bot/message/validate/reply', { messages })
    expect(answer.status).toBe(400)
    expect(answer.json['message']).toBe('The request body has 4 error(s)')
    expect(answer.json['details']).toEqual([
      { message: 'May not be empty', property: 'messages[0].text' },
      { message: 'unknown property', property: 'messages[1].colour' },
      { message: expect.stringContaining('Must be one of the following values: [text'), property: 'messages[2].type' },
      { message: 'must be an object', property: 'messages[3]' },
    ])
  })

  it('take one to five messages at every way of sending', async () => {
    const one = { type: 'text', text: 'x' }
    for (const kind of ['reply', 'push', 'multicast', 'narrowcast', 'broadcast']) {
      const validate = async (count: number): Promise<number> =>
        (
          await stage.call('POST', `/v2/bot/message/validate/${kind}`, {
            messages: Array.from({ length: count }, () => one),
          })
        ).status
      expect([await validate(0), await validate(1), await validate(5), await validate(6)]).toEqual([400, 200, 200, 400])
    }
    const six = Array.from({ length: 6 }, () => one)
    for (const [kind, special] of Object.entries({
      reply: { replyToken: 'x' },
      push: { to: 'U1' },
      multicast: { to: ['U1'] },
      broadcast: {},
    })) {
      const answer = await stage.call('POST', `/v2/bot/message/${kind}`, { ...special, messages: six })
      expect(answer.json['details']).toEqual([{ message: 'Size must be between 1 and 5', property: 'messages' }])
    }
  })
})

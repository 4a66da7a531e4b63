import { describe, expect, it } from 'vitest'
import { flexLimits } from '../simulator/line/checks/flex.ts'
import { flex, flexBody, flexTexts, judge, picture, postback, wrongPlaces } from './judge.ts'

type Json = Record<string, unknown>

const box = (layout: string, contents: unknown[], special: Json = {}): Json => ({
  type: 'box',
  layout,
  contents,
  ...special,
})
const text = { type: 'text', text: 'x' }
const image = { type: 'image', url: picture }
const icon = { type: 'icon', url: picture }
const button = { type: 'button', action: postback }
const video = { type: 'video', url: 'https://example.com/a.mp4', previewUrl: picture, altContent: image }
const bubble = (special: Json = {}): Json => ({ type: 'bubble', body: box('vertical', [text]), ...special })
const first = 'contents.body.contents[0]'

/** A bubble whose JSON has exactly so many bytes. */
function bubbleOf(bytes: number): Json {
  const small = bubble({ body: box('vertical', flexTexts('')) })
  return bubble({ body: box('vertical', flexTexts('x'.repeat(bytes - Buffer.byteLength(JSON.stringify(small))))) })
}

describe('bubbles', () => {
  it('need at least one block', () => {
    expect(wrongPlaces(flex({ type: 'bubble' }))).toEqual(['contents'])
    for (const name of ['header', 'hero', 'body', 'footer']) {
      expect(judge(flex({ type: 'bubble', [name]: box('vertical', []) }))).toEqual([])
    }
  })

  it('have boxes as header, body and footer; the hero may also be an image or a video', () => {
    for (const name of ['header', 'body', 'footer']) {
      expect(wrongPlaces(flex(bubble({ [name]: text })))).toEqual([`contents.${name}.type`])
      expect(wrongPlaces(flex(bubble({ [name]: image })))).toEqual([`contents.${name}.type`])
    }
    expect(judge(flex(bubble({ hero: image })))).toEqual([])
    expect(judge(flex(bubble({ hero: video })))).toEqual([])
    expect(wrongPlaces(flex(bubble({ hero: text })))).toEqual(['contents.hero.type'])
  })

  it('have at most 30 KB, a carousel at most 50 KB', () => {
    expect(judge(flex(bubbleOf(flexLimits.bubbleBytes)))).toEqual([])
    expect(wrongPlaces(flex(bubbleOf(flexLimits.bubbleBytes + 1)))).toEqual(['contents'])
    const empty = Buffer.byteLength(JSON.stringify({ type: 'carousel', contents: [] }))
    const half = (flexLimits.carouselBytes - empty) / 2
    const carousel = (one: number, other: number): Json =>
      flex({ type: 'carousel', contents: [bubbleOf(one), bubbleOf(other)] })
    expect(judge(carousel(Math.floor(half), Math.floor(half) - 1))).toEqual([])
    expect(wrongPlaces(carousel(Math.ceil(half) + 1, Math.ceil(half)))).toEqual(['contents'])
    expect(wrongPlaces(carousel(flexLimits.bubbleBytes + 1, 1000))).toEqual(['contents.contents[0]'])
  })

  it('count bytes, of which a Thai letter has three', () => {
    expect(judge(flexBody(...flexTexts('ก'.repeat(9_900))))).toEqual([])
    expect(wrongPlaces(flexBody(...flexTexts('ก'.repeat(10_000))))).toEqual(['contents'])
  })
})

describe('carousels', () => {
  const carousel = (...contents: Json[]): Json => flex({ type: 'carousel', contents })

  it('hold one to twelve bubbles', () => {
    const many = (count: number): Json => carousel(...Array.from({ length: count }, () => bubble()))
    expect(judge(many(1))).toEqual([])
    expect(judge(many(12))).toEqual([])
    expect(wrongPlaces(many(13))).toEqual(['contents.contents'])
    expect(wrongPlaces(many(0))).toEqual(['contents.contents'])
    expect(wrongPlaces(carousel({ type: 'carousel', contents: [] }))).toEqual(['contents.contents[0].type'])
  })

  it('hold bubbles of one size; mega is the size of those that say nothing', () => {
    expect(judge(carousel(bubble(), bubble({ size: 'mega' })))).toEqual([])
    expect(judge(carousel(bubble({ size: 'kilo' }), bubble({ size: 'kilo' })))).toEqual([])
    expect(wrongPlaces(carousel(bubble(), bubble({ size: 'kilo' })))).toEqual(['contents.contents'])
  })

  it('play no videos', () => {
    expect(wrongPlaces(carousel(bubble({ hero: video })))).toEqual(['contents.contents[0].hero'])
  })
})

describe('videos', () => {
  it('stand in the hero of large bubbles only', () => {
    for (const size of ['kilo', 'mega', 'giga']) expect(judge(flex(bubble({ size, hero: video })))).toEqual([])
    for (const size of ['nano', 'micro', 'deca', 'hecto']) {
      expect(wrongPlaces(flex(bubble({ size, hero: video })))).toEqual(['contents.size'])
    }
    expect(wrongPlaces(flexBody(video))).toEqual([`${first}.type`])
  })

  it('have a stand-in that is a box or an image, and link to addresses only', () => {
    expect(wrongPlaces(flex(bubble({ hero: { ...video, altContent: text } })))).toEqual([
      'contents.hero.altContent.type',
    ])
    expect(judge(flex(bubble({ hero: { ...video, action: { type: 'uri', uri: 'https://example.com' } } })))).toEqual([])
    expect(wrongPlaces(flex(bubble({ hero: { ...video, action: postback } })))).toEqual(['contents.hero.action.type'])
  })
})

describe('boxes', () => {
  const components: Record<string, Json> = {
    box: box('vertical', []),
    button,
    image,
    text,
    separator: { type: 'separator' },
    filler: { type: 'filler' },
    icon,
  }

  it.each([
    ['vertical', ['box', 'button', 'image', 'text', 'separator', 'filler']],
    ['horizontal', ['box', 'button', 'image', 'text', 'separator', 'filler']],
    ['baseline', ['icon', 'text', 'filler']],
  ])('laid out %s hold only %s', (layout, allowed) => {
    for (const [name, component] of Object.entries(components)) {
      const wrong = wrongPlaces(flexBody(box(layout, [component])))
      expect([name, wrong]).toEqual([name, allowed.includes(name) ? [] : [`${first}.contents[0].type`]])
    }
    expect(wrongPlaces(flexBody(box(layout, [{ type: 'span', text: 'x' }])))).toEqual([`${first}.contents[0].type`])
  })

  it.each<[property: string, right: string[], wrong: unknown[]]>([
    ['spacing', ['none', 'xs', 'xxl', '4px', '1.5px'], ['xxs', '4', '10%', '-4px', 4, '']],
    ['margin', ['none', 'md', '0px'], ['10%', '3xl', '1em']],
    ['paddingAll', ['none', '10%', '4px', 'lg'], ['-4px', '4', 'auto']],
    ['offsetTop', ['-4px', '10%', 'sm'], ['4', 'top']],
    ['width', ['10px', '50%'], ['md', '10']],
    ['borderWidth', ['none', 'light', 'semi-bold', '2px'], ['thin', '10%']],
    ['cornerRadius', ['none', 'xxl', '5px'], ['50%', 'round']],
    ['backgroundColor', ['#ffffff', '#00000080'], ['#fff', 'white', '#gggggg', 'ffffff']],
  ])('take %s as %s, not as %s', (property, right, wrong) => {
    for (const value of right) expect(judge(flexBody(box('vertical', [], { [property]: value })))).toEqual([])
    for (const value of wrong) {
      expect([value, wrongPlaces(flexBody(box('vertical', [], { [property]: value })))]).toEqual([
        value,
        [`${first}.${property}`],
      ])
    }
  })

  it('may have a gradient behind them', () => {
    const gradient = { type: 'linearGradient', angle: '90deg', startColor: '#000000', endColor: '#ffffff' }
    const behind = (background: Json): string[] => wrongPlaces(flexBody(box('vertical', [], { background })))
    expect(behind({ ...gradient, centerColor: '#888888', centerPosition: '10%' })).toEqual([])
    expect(behind({ ...gradient, angle: '361deg' })).toEqual([`${first}.background.angle`])
    expect(behind({ ...gradient, centerPosition: '101%' })).toEqual([`${first}.background.centerPosition`])
    expect(behind({ type: 'linearGradient', angle: '90deg', startColor: '#000000' })).toEqual([
      `${first}.background.endColor`,
    ])
  })
})

describe('texts', () => {
  it('are never empty; spans may stand in their place', () => {
    expect(wrongPlaces(flexBody({ type: 'text', text: '' }))).toEqual([`${first}.text`])
    expect(wrongPlaces(flexBody({ type: 'text' }))).toEqual([`${first}.text`])
    expect(wrongPlaces(flexBody({ type: 'text', contents: [] }))).toEqual([`${first}.text`])
    expect(judge(flexBody({ type: 'text', contents: [{ type: 'span', text: 'x', weight: 'bold' }] }))).toEqual([])
    expect(wrongPlaces(flexBody({ type: 'text', contents: [{ type: 'span', text: '' }] }))).toEqual([
      `${first}.contents[0].text`,
    ])
    expect(wrongPlaces(flexBody({ type: 'text', contents: [text] }))).toEqual([`${first}.contents[0].type`])
  })

  it('take sizes as words or pixels', () => {
    for (const size of ['xxs', '5xl', '14px', '14.5px']) expect(judge(flexBody({ ...text, size }))).toEqual([])
    for (const size of ['full', '50%', '14', '6xl'])
      expect(wrongPlaces(flexBody({ ...text, size }))).toEqual([`${first}.size`])
    expect(wrongPlaces(flexBody({ ...text, lineSpacing: 'md' }))).toEqual([`${first}.lineSpacing`])
    expect(wrongPlaces(flexBody({ ...text, wrap: 'true' }))).toEqual([`${first}.wrap`])
    expect(wrongPlaces(flexBody({ ...text, maxLines: -1 }))).toEqual([`${first}.maxLines`])
  })
})

describe('images and icons', () => {
  it('take sizes in their own ways', () => {
    for (const size of ['full', '50%', 'md', '10px']) expect(judge(flexBody({ ...image, size }))).toEqual([])
    expect(wrongPlaces(flexBody({ ...image, size: 'huge' }))).toEqual([`${first}.size`])
    expect(wrongPlaces(flexBody(box('baseline', [{ ...icon, size: 'full' }])))).toEqual([`${first}.contents[0].size`])
  })

  it('have ratios of which the height is at most three times the width', () => {
    for (const aspectRatio of ['1:3', '20:13', '1.51:1', '100000:1'])
      expect(judge(flexBody({ ...image, aspectRatio }))).toEqual([])
    for (const aspectRatio of ['1:4', '0:1', '16/9', '100001:1', 1]) {
      expect(wrongPlaces(flexBody({ ...image, aspectRatio }))).toEqual([`${first}.aspectRatio`])
    }
  })

  it('come from https', () => {
    expect(wrongPlaces(flexBody({ ...image, url: 'http://example.com/a.png' }))).toEqual([`${first}.url`])
  })
})

describe('buttons', () => {
  const labelled = (label: string): Json => flexBody({ type: 'button', action: { ...postback, label } })

  it('need a label of at most 40 letters as people count them', () => {
    expect(wrongPlaces(flexBody({ type: 'button', action: { type: 'postback', data: 'x' } }))).toEqual([
      `${first}.action.label`,
    ])
    expect(wrongPlaces(labelled(''))).toEqual([`${first}.action.label`])
    expect(judge(labelled('น้ำ'.repeat(40)))).toEqual([])
    expect(wrongPlaces(labelled('น้ำ'.repeat(41)))).toEqual([`${first}.action.label`])
  })

  it('need an action; other components need no label in theirs', () => {
    expect(wrongPlaces(flexBody({ type: 'button' }))).toEqual([`${first}.action`])
    expect(judge(flexBody(box('vertical', [], { action: { type: 'postback', data: 'x' } })))).toEqual([])
    const long = { type: 'postback', data: 'x', label: 'x'.repeat(41) }
    expect(wrongPlaces(flexBody(box('vertical', [], { action: long })))).toEqual([`${first}.action.label`])
  })
})

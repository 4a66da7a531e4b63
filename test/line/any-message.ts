import type { messagingApi } from '@line/bot-sdk'
import * as fc from 'fast-check'

/** Words as they come: Thai, emojis with many parts, lone surrogates, control characters, braces, a million marks, nothing. */
export const anyWords: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'น้ำประปาไม่ไหล',
      'แจ้งเรื่องร้องเรียน/ร้องทุกข์ที่สำนักปลัด',
      'O16',
      '🧑‍👩‍👧‍👦🇹🇭',
      '{{rows}}',
      '"}],',
      ' ',
      '',
    ),
  },
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  {
    weight: 2,
    arbitrary: fc
      .array(
        fc.constantFrom('\ud83d', '\ude00', '\0', '\t', '\r\n', '\n', '\u0085', '\u200b', '\ufeff', 'ำ', 'ก็', 'a'),
        { maxLength: 40 },
      )
      .map((parts) => parts.join('')),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('น้ำ', 'ก', 'e\u0301', '🧑‍🚒', '\u0e49', 'x '), fc.integer({ min: 1, max: 2500 }))
      .map(([unit, times]) => unit.repeat(times)),
  },
)

const anyUri = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'https://www.khaokluai.go.th/data/118',
      'tel:043000000',
      'tel:0 4300-0000',
      'https://เขากล้วย.ไทย/ข้อมูล?a=1 2',
      'https://x.go.th/%',
      'line://nv/location',
      'javascript:alert(1)',
      'mailto:a@b.c',
      '',
      'https:',
      'HTTP://X.GO.TH/{a}',
    ),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2500 }).map((times) => `https://x.go.th/${'ก'.repeat(times)}`) },
  { weight: 1, arbitrary: fc.webUrl() },
  { weight: 1, arbitrary: anyWords },
)
const anyData = fc.oneof(fc.constant('item.1?{"code":"O14"}'), anyWords)
/** Leaves out what is undefined, as JSON does. */
const object = <T>(model: Record<string, fc.Arbitrary<unknown>>, required: string[]): fc.Arbitrary<T> =>
  fc.record(model, { requiredKeys: required }) as unknown as fc.Arbitrary<T>

const anyAction: fc.Arbitrary<messagingApi.Action> = fc.oneof(
  object<messagingApi.Action>(
    {
      type: fc.constant('postback'),
      label: anyWords,
      data: anyData,
      displayText: anyWords,
      text: anyWords,
      inputOption: fc.constantFrom('openKeyboard', 'closeRichMenu'),
      fillInText: anyWords,
    },
    ['type', 'label'],
  ),
  object<messagingApi.Action>({ type: fc.constant('message'), label: anyWords, text: anyWords }, [
    'type',
    'label',
    'text',
  ]),
  object<messagingApi.Action>(
    { type: fc.constant('uri'), label: anyWords, uri: anyUri, altUri: object({ desktop: anyUri }, []) },
    ['type', 'uri'],
  ),
  object<messagingApi.Action>(
    {
      type: fc.constant('datetimepicker'),
      label: anyWords,
      data: anyData,
      mode: fc.constantFrom('date', 'time', 'datetime'),
      initial: fc.constantFrom('2026-03-01', '10:00', '2026-03-01T10:00', 'x'),
      min: fc.constantFrom('2026-02-01', '09:00', '2027-03-01T10:00'),
      max: fc.constantFrom('2026-04-01', '08:00', '2026-13-45'),
    },
    ['type', 'label', 'data'],
  ),
  object<messagingApi.Action>(
    { type: fc.constantFrom('camera', 'cameraRoll', 'location', 'richmenuswitch'), label: anyWords },
    ['type', 'label'],
  ),
  object<messagingApi.Action>({ type: fc.constant('clipboard'), label: anyWords, clipboardText: anyWords }, [
    'type',
    'label',
    'clipboardText',
  ]),
)

const { component } = fc.letrec<{ component: messagingApi.FlexComponent }>((tie) => ({
  component: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    object<messagingApi.FlexComponent>(
      {
        type: fc.constant('text'),
        text: anyWords,
        action: anyAction,
        contents: fc.array(object({ type: fc.constant('span'), text: anyWords }, ['type']), { maxLength: 4 }),
      },
      ['type', 'text'],
    ),
    object<messagingApi.FlexComponent>({ type: fc.constant('button'), action: anyAction }, ['type', 'action']),
    object<messagingApi.FlexComponent>({ type: fc.constantFrom('image', 'icon'), url: anyUri }, ['type', 'url']),
    fc.constantFrom<messagingApi.FlexComponent>({ type: 'separator' }, { type: 'filler' }, { type: 'span', text: 'x' }),
    object<messagingApi.FlexComponent>(
      {
        type: fc.constant('box'),
        layout: fc.constantFrom('vertical', 'horizontal', 'baseline'),
        action: anyAction,
        contents: fc.array(tie('component'), { maxLength: 12 }),
      },
      ['type', 'layout', 'contents'],
    ),
  ),
}))
const anyBox = object<messagingApi.FlexBox>(
  { type: fc.constant('box'), layout: fc.constant('vertical'), contents: fc.array(component, { maxLength: 25 }) },
  ['type', 'layout', 'contents'],
)
const anyBubble = object<messagingApi.FlexBubble>(
  {
    type: fc.constant('bubble'),
    size: fc.constantFrom('mega', 'kilo'),
    header: anyBox,
    hero: component,
    body: anyBox,
    footer: anyBox,
    action: anyAction,
  },
  ['type'],
)
const anyContainer: fc.Arbitrary<messagingApi.FlexContainer> = fc.oneof(
  { weight: 2, arbitrary: anyBubble },
  {
    weight: 1,
    arbitrary: object<messagingApi.FlexCarousel>(
      { type: fc.constant('carousel'), contents: fc.array(anyBubble, { maxLength: 15 }) },
      ['type', 'contents'],
    ),
  },
)

const anyQuickReply = object<messagingApi.QuickReply>(
  {
    items: fc.array(object({ type: fc.constant('action'), action: anyAction, imageUrl: anyUri }, ['type', 'action']), {
      maxLength: 16,
    }),
  },
  [],
)
const around = { quickReply: anyQuickReply, sender: object({ name: anyWords, iconUrl: anyUri }, []) }

/** Any message that the types allow, with the words and addresses that life brings. */
export const anyMessage: fc.Arbitrary<messagingApi.Message> = fc.oneof(
  object<messagingApi.Message>(
    {
      type: fc.constant('text'),
      text: anyWords,
      ...around,
      emojis: fc.array(
        object({ index: fc.nat(5), productId: fc.constant('5'), emojiId: fc.constant('1') }, [
          'index',
          'productId',
          'emojiId',
        ]),
        { maxLength: 3 },
      ),
    },
    ['type', 'text'],
  ),
  object<messagingApi.Message>({ type: fc.constant('flex'), altText: anyWords, contents: anyContainer, ...around }, [
    'type',
    'altText',
    'contents',
  ]),
  object<messagingApi.Message>(
    { type: fc.constantFrom('image', 'video'), originalContentUrl: anyUri, previewImageUrl: anyUri, ...around },
    ['type', 'originalContentUrl', 'previewImageUrl'],
  ),
  object<messagingApi.Message>(
    { type: fc.constant('audio'), originalContentUrl: anyUri, duration: fc.integer(), ...around },
    ['type', 'originalContentUrl', 'duration'],
  ),
  object<messagingApi.Message>(
    {
      type: fc.constant('location'),
      title: anyWords,
      address: anyWords,
      latitude: fc.double(),
      longitude: fc.double(),
      ...around,
    },
    ['type', 'title', 'address', 'latitude', 'longitude'],
  ),
  object<messagingApi.Message>(
    { type: fc.constant('sticker'), packageId: anyWords, stickerId: fc.constant('52002734'), ...around },
    ['type', 'packageId', 'stickerId'],
  ),
  object<messagingApi.Message>(
    { type: fc.constantFrom('textV2', 'coupon', 'template', 'imagemap'), altText: anyWords, ...around },
    ['type', 'altText'],
  ),
)

import { picture } from './judge.ts'

type Json = Record<string, unknown>

const address = 'https://example.com/a'
const altUri = { desktop: address }

const postback = {
  type: 'postback',
  label: 'x',
  data: 'a=1',
  displayText: 'x',
  inputOption: 'openKeyboard',
  fillInText: 'x',
}
const oldPostback = { type: 'postback', label: 'x', data: 'a=1', text: 'x' }
const message = { type: 'message', label: 'x', text: 'x' }
const uri = { type: 'uri', label: 'x', uri: address, altUri }
const picker = {
  type: 'datetimepicker',
  label: 'x',
  data: 'x',
  mode: 'date',
  initial: '2026-02-01',
  min: '2026-01-01',
  max: '2026-12-31',
}
const clipboard = { type: 'clipboard', label: 'x', clipboardText: 'x' }

const quickReply = {
  items: [
    { type: 'action', imageUrl: picture, action: postback },
    { type: 'action', action: message },
    { type: 'action', action: { type: 'uri', label: 'x', uri: address } },
    { type: 'action', action: picker },
    { type: 'action', action: clipboard },
    { type: 'action', action: { type: 'camera', label: 'x' } },
    { type: 'action', action: { type: 'cameraRoll', label: 'x' } },
    { type: 'action', action: { type: 'location', label: 'x' } },
  ],
}
const everywhere = { quickReply, sender: { name: 'x', iconUrl: picture } }

const placing = {
  margin: 'md',
  position: 'relative',
  offsetTop: '1px',
  offsetBottom: '1px',
  offsetStart: '10%',
  offsetEnd: 'sm',
}
const letters = { size: 'md', color: '#112233', weight: 'bold', style: 'italic', decoration: 'underline' }
const text = {
  type: 'text',
  ...placing,
  ...letters,
  flex: 1,
  text: 'x',
  contents: [{ type: 'span', text: 'x', ...letters }],
  align: 'start',
  gravity: 'top',
  wrap: true,
  lineSpacing: '2px',
  action: message,
  maxLines: 2,
  adjustMode: 'shrink-to-fit',
  scaling: true,
}
const image = {
  type: 'image',
  ...placing,
  url: picture,
  flex: 0,
  align: 'center',
  gravity: 'center',
  size: 'full',
  aspectRatio: '20:13',
  aspectMode: 'cover',
  backgroundColor: '#11223344',
  action: uri,
  animated: false,
}
const icon = { type: 'icon', ...placing, url: picture, size: 'sm', aspectRatio: '1:1', scaling: true }
const button = {
  type: 'button',
  ...placing,
  flex: 1,
  color: '#112233',
  style: 'primary',
  action: oldPostback,
  gravity: 'bottom',
  height: 'sm',
  adjustMode: 'shrink-to-fit',
  scaling: false,
}
const background = {
  type: 'linearGradient',
  angle: '90deg',
  startColor: '#112233',
  endColor: '#445566',
  centerColor: '#778899',
  centerPosition: '50%',
}
const box = {
  type: 'box',
  ...placing,
  layout: 'vertical',
  flex: 1,
  contents: [
    text,
    image,
    button,
    { type: 'separator', margin: 'md', color: '#112233' },
    { type: 'filler', flex: 1 },
    { type: 'box', layout: 'baseline', contents: [icon] },
    { type: 'button', action: picker },
    { type: 'button', action: clipboard },
  ],
  spacing: 'sm',
  backgroundColor: '#112233',
  borderColor: '#112233',
  borderWidth: 'light',
  cornerRadius: 'md',
  width: '100%',
  maxWidth: '300px',
  height: '100px',
  maxHeight: '50%',
  paddingAll: 'md',
  paddingTop: '1px',
  paddingBottom: '10%',
  paddingStart: 'none',
  paddingEnd: 'xs',
  action: postback,
  justifyContent: 'center',
  alignItems: 'flex-end',
  background,
}
const style = { backgroundColor: '#112233', separator: true, separatorColor: '#112233' }
const video = { type: 'video', url: address, previewUrl: picture, altContent: image, aspectRatio: '16:9', action: uri }
const bubble = {
  type: 'bubble',
  direction: 'ltr',
  size: 'giga',
  styles: { header: style, hero: style, body: style, footer: style },
  header: box,
  hero: image,
  body: box,
  footer: box,
  action: uri,
}

const area = { x: 0, y: 0, width: 10, height: 10 }

function template(template: Json): Json {
  return { type: 'template', altText: 'x', template }
}

/** Right messages that together use every property of every object that LINE's description knows for messages. */
export const sampleMessages: Json[] = [
  { type: 'text', text: 'x$', emojis: [{ index: 1, productId: 'a', emojiId: 'b' }], ...everywhere },
  {
    type: 'textV2',
    text: 'x {who} {all} {face}',
    substitution: {
      who: { type: 'mention', mentionee: { type: 'user', userId: 'U1' } },
      all: { type: 'mention', mentionee: { type: 'all' } },
      face: { type: 'emoji', productId: 'a', emojiId: 'b' },
    },
    ...everywhere,
  },
  { type: 'sticker', packageId: '446', stickerId: '1988', ...everywhere },
  { type: 'image', originalContentUrl: picture, previewImageUrl: picture, ...everywhere },
  { type: 'video', originalContentUrl: address, previewImageUrl: picture, trackingId: 'x', ...everywhere },
  { type: 'audio', originalContentUrl: address, duration: 1000, ...everywhere },
  { type: 'location', title: 'x', address: 'x', latitude: 13.75, longitude: 100.5, ...everywhere },
  {
    type: 'imagemap',
    baseUrl: address,
    altText: 'x',
    baseSize: { width: 1040, height: 700 },
    actions: [
      { type: 'uri', area, linkUri: address, label: 'x' },
      { type: 'message', area, text: 'x', label: 'x' },
      { type: 'clipboard', area, clipboardText: 'x', label: 'x' },
    ],
    video: {
      originalContentUrl: address,
      previewImageUrl: picture,
      area,
      externalLink: { linkUri: address, label: 'x' },
    },
    ...everywhere,
  },
  {
    ...template({
      type: 'buttons',
      thumbnailImageUrl: picture,
      imageAspectRatio: 'rectangle',
      imageSize: 'cover',
      imageBackgroundColor: '#112233',
      title: 'x',
      text: 'x',
      defaultAction: uri,
      actions: [postback, oldPostback, message, uri],
    }),
    ...everywhere,
  },
  template({ type: 'confirm', text: 'x', actions: [picker, clipboard] }),
  template({
    type: 'carousel',
    imageAspectRatio: 'square',
    imageSize: 'contain',
    columns: [
      {
        thumbnailImageUrl: picture,
        imageBackgroundColor: '#112233',
        title: 'x',
        text: 'x',
        defaultAction: uri,
        actions: [message],
      },
    ],
  }),
  template({ type: 'image_carousel', columns: [{ imageUrl: picture, action: uri }] }),
  { type: 'flex', altText: 'x', contents: bubble, ...everywhere },
  { type: 'flex', altText: 'x', contents: { type: 'bubble', hero: video } },
  { type: 'flex', altText: 'x', contents: { type: 'carousel', contents: [bubble, bubble] } },
  { type: 'coupon', couponId: 'x', deliveryTag: 'x', ...everywhere },
]

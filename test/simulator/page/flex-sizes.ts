/**
 * The sizes behind LINE's keywords, in CSS pixels.
 * They are those of LINE's own Flex Message Simulator; phones differ from it by a pixel or two.
 */

/** Spacing, margin, padding and offset. */
const gaps: Record<string, string> = {
  none: '0px',
  xs: '2px',
  sm: '4px',
  md: '8px',
  lg: '12px',
  xl: '16px',
  xxl: '20px',
}

const corners = gaps

const borders: Record<string, string> = {
  none: '0px',
  light: '0.5px',
  normal: '1px',
  medium: '2px',
  'semi-bold': '3px',
  bold: '4px',
}

const fonts: Record<string, string> = {
  xxs: '11px',
  xs: '13px',
  sm: '14px',
  md: '16px',
  lg: '19px',
  xl: '22px',
  xxl: '29px',
  '3xl': '35px',
  '4xl': '48px',
  '5xl': '74px',
}

const images: Record<string, string> = {
  xxs: '40px',
  xs: '60px',
  sm: '80px',
  md: '100px',
  lg: '120px',
  xl: '140px',
  xxl: '160px',
  '3xl': '180px',
  '4xl': '200px',
  '5xl': '220px',
  full: '100%',
}

/** How a bubble of a size looks: greatest width, corner, and the padding of its blocks when the box itself names none. */
export type BubbleLook = { width: number; corner: number; header: string; body: string; bodyAboveFooter: string }

const bubbles: Record<string, BubbleLook> = {
  nano: { width: 120, corner: 10, header: '10px', body: '10px', bodyAboveFooter: '10px' },
  micro: { width: 160, corner: 10, header: '10px', body: '10px', bodyAboveFooter: '10px' },
  deca: { width: 220, corner: 10, header: '11px 14px 13px', body: '11px 14px 13px', bodyAboveFooter: '11px 14px 17px' },
  hecto: {
    width: 241,
    corner: 10,
    header: '11px 14px 13px',
    body: '11px 14px 13px',
    bodyAboveFooter: '11px 14px 17px',
  },
  kilo: { width: 260, corner: 10, header: '13px', body: '13px', bodyAboveFooter: '13px 13px 17px' },
  mega: { width: 300, corner: 17, header: '20px', body: '19px 20px 20px', bodyAboveFooter: '19px 20px 10px' },
  giga: { width: 386, corner: 17, header: '20px', body: '19px 20px 20px', bodyAboveFooter: '19px 20px 10px' },
}

const megaBubble: BubbleLook = bubbles['mega'] ?? { width: 300, corner: 17, header: '', body: '', bodyAboveFooter: '' }

/** The look of a bubble; an unknown size looks like `mega`, LINE's default. */
export function bubbleLook(size: string | undefined): BubbleLook {
  return bubbles[size ?? 'mega'] ?? megaBubble
}

/** Padding of every footer whose box names none. */
export const footerPadding = '10px'

export const gap = (value: string | undefined) => lookUp(gaps, value)
export const corner = (value: string | undefined) => lookUp(corners, value)
export const border = (value: string | undefined) => lookUp(borders, value)
export const fontSize = (value: string | undefined) => lookUp(fonts, value)
export const imageWidth = (value: string | undefined) => lookUp(images, value)
/** A width or height: pixels or a percentage, no keywords. */
export const length = (value: string | undefined) => lookUp({}, value)

/** A colour as LINE takes it (#RRGGBB or #RRGGBBAA); anything else is no colour. */
export function color(value: string | undefined): string | undefined {
  return value !== undefined && /^#[0-9a-f]{6}(?:[0-9a-f]{2})?$/i.test(value) ? value : undefined
}

/** LINE writes 20:13, CSS 20 / 13. Anything unreadable is a square. */
export function aspectRatio(value: string | undefined): string {
  const [, width, height] = /^([\d.]+):([\d.]+)$/.exec(value ?? '') ?? []
  return width !== undefined && height !== undefined ? `${width} / ${height}` : '1 / 1'
}

function lookUp(keywords: Record<string, string>, value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  return keywords[value] ?? (/^-?\d+(?:\.\d+)?(?:px|%)$/.test(value) ? value : undefined)
}

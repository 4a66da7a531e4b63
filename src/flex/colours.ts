type Colour = { red: number; green: number; blue: number }

const hexadecimal = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})?$/i

/** True for `#RRGGBB` and `#RRGGBBAA`, the two ways in which LINE takes a colour. */
export function isColour(text: string): boolean {
  return hexadecimal.test(text)
}

/** The colour that is seen when `front` (maybe translucent) lies on `back` (opaque), as `#RRGGBB`. */
export function layColour(front: string, back: string): string {
  const [, red, green, blue, alpha] = hexadecimal.exec(front) ?? []
  if (red === undefined || green === undefined || blue === undefined) return back
  const share = alpha === undefined ? 1 : parseInt(alpha, 16) / 255
  const below = read(back)
  const mix = (above: string, under: number): string =>
    Math.round(parseInt(above, 16) * share + under * (1 - share))
      .toString(16)
      .padStart(2, '0')
      .toUpperCase()
  return `#${mix(red, below.red)}${mix(green, below.green)}${mix(blue, below.blue)}`
}

/**
 * Contrast of two opaque colours, 1 to 21, as WCAG 2 defines it (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
 * Text that everybody can read has at least 4.5.
 */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const { red, green, blue } = read(colour)
  const linear = (value: number): number => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

function read(colour: string): Colour {
  const [, red = 'ff', green = 'ff', blue = 'ff'] = hexadecimal.exec(colour) ?? []
  return { red: parseInt(red, 16), green: parseInt(green, 16), blue: parseInt(blue, 16) }
}

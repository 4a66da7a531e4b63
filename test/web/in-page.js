/* Loaded into the browser by test/browser/public-page.test.ts; its functions answer what only a drawn page can tell. */

const start = (element) => element.outerHTML.slice(0, 80)

const withText = () =>
  [...document.querySelectorAll('body *')].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim()),
  )

/** What stands out of its card to the right, or makes the whole page scroll sideways. */
window.tooWide = () => {
  const page = document.documentElement
  const inCards = [...document.querySelectorAll('main > section')].flatMap((card) => {
    const edge = card.getBoundingClientRect().right - 8
    return [...card.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > edge)
  })
  return [...(page.scrollWidth > page.clientWidth ? ['page'] : []), ...inCards.map(start)]
}

window.headingLevels = () =>
  [...document.querySelectorAll('h1,h2,h3,h4')].map((heading) => Number(heading.tagName.slice(1)))

/** Letters below 14 px, and places to tap (apart from links inside a sentence) below 40 px. */
window.tooSmall = () => {
  const letters = withText().filter((element) => parseFloat(getComputedStyle(element).fontSize) < 14)
  const taps = [...document.querySelectorAll('.button, summary, .hotlines a, .plain a, footer a')].filter(
    (element) => element.getBoundingClientRect().height < 40,
  )
  return [...letters, ...taps].map(start)
}

window.focused = () => ({
  text: document.activeElement.textContent.trim(),
  outline: getComputedStyle(document.activeElement).outlineWidth,
})

/** The contrast of every piece of text with the nearest painted background (WCAG 2.2), weakest first. */
window.contrasts = () => {
  const read = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number)
  const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  const luminance = ([red, green, blue]) =>
    0.2126 * linear(red / 255) + 0.7152 * linear(green / 255) + 0.0722 * linear(blue / 255)
  const background = (element) => {
    if (!element) return [255, 255, 255]
    const colour = read(getComputedStyle(element).backgroundColor)
    return colour[3] === 0 ? background(element.parentElement) : colour
  }
  const found = withText().map((element) => {
    const one = luminance(read(getComputedStyle(element).color))
    const other = luminance(background(element))
    return {
      ratio: (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05),
      text: element.textContent.trim().slice(0, 30),
    }
  })
  return { counted: found.length, weakest: found.sort((a, b) => a.ratio - b.ratio).slice(0, 5) }
}

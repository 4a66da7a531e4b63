/** Line icons on a grid of 24, drawn for this page. */
const paths = {
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M4 12L20 4l-5 16-3.5-6.5L4 12zM11.5 13.5L20 4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  more: 'M12 5.5v.01M12 12v.01M12 18.5v.01',
  back: 'M14.5 5L8 12l6.5 7',
  next: 'M9.5 5L16 12l-6.5 7',
  down: 'M5 9l7 7 7-7',
  up: 'M5 15l7-7 7 7',
  smile: 'M12 21a9 9 0 100-18 9 9 0 000 18zM8.5 14.5c1 1.4 2.2 2 3.5 2s2.5-.6 3.5-2M9 9.5v.01M15 9.5v.01',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9v.01',
  pin: 'M12 21s7-6.2 7-11.5a7 7 0 10-14 0C5 14.8 12 21 12 21zM12 12a2.5 2.5 0 100-5 2.5 2.5 0 000 5z',
  file: 'M7 3h7l4 4v14H7zM14 3v4h4',
  camera: 'M4 8h4l1.5-2.5h5L16 8h4v11H4zM12 16.5a3.2 3.2 0 100-6.4 3.2 3.2 0 000 6.4z',
  clock: 'M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5l3.5 2',
  bolt: 'M13 3L5 14h6l-1 7 8-11h-6l1-7z',
  list: 'M8 6h12M8 12h12M8 18h12M4 6v.01M4 12v.01M4 18v.01',
  cards: 'M5 7h11v12H5zM8 4h11v12',
  link: 'M10 14a4 4 0 005.7 0l3-3A4 4 0 0013 5.3l-1 1M14 10a4 4 0 00-5.7 0l-3 3A4 4 0 0011 18.7l1-1',
  phone: 'M6 3h3l2 5-2.5 1.5a11 11 0 005 5L15 12l5 2v3a3 3 0 01-3 3A14 14 0 013 6a3 3 0 013-3z',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  undo: 'M8 5L4 9l4 4M4 9h10a6 6 0 010 12h-3',
  play: 'M8 5v14l11-7z',
  block: 'M12 21a9 9 0 100-18 9 9 0 000 18zM6 6l12 12',
  person: 'M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c0-4.5 3.6-7 8-7s8 2.5 8 7',
  code: 'M8 4c-3 0-3 2-3 4s0 4-2 4c2 0 2 2 2 4s0 4 3 4M16 4c3 0 3 2 3 4s0 4 2 4c-2 0-2 2-2 4s0 4-3 4',
  sheet: 'M6 3h12v18H6zM9 8h6M9 12h6M9 16h3',
} as const

export type IconName = keyof typeof paths

/** An icon that takes the colour of the text around it; it says nothing to a screen reader. */
export function icon(name: IconName, size = 22): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('width', String(size))
  svg.setAttribute('height', String(size))
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('class', 'icon')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', paths[name])
  svg.append(path)
  return svg
}

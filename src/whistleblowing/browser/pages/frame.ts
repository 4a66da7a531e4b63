import { reporterEnglish, reporterThai, type ReporterTexts } from '../../../texts/whistleblowing-reporter.ts'
import type { KeysAnswer } from '../../wire-bodies.ts'
import type { ChannelClient } from './client.ts'
import { showDay } from './days.ts'
import { button, element, fill, list, showScreen, type Child } from './element.ts'

/** Where a reporter's screens are shown, and what they all need. */
export type Frame = {
  client: ChannelClient
  /** What the server says of the channel; null until it said so. */
  channel: KeysAnswer | null
  texts: ReporterTexts
  language: 'th' | 'en'
  place: HTMLElement
  /** Leaves at once. */
  leave: () => void
  /** Shows a screen and remembers it, so that it can be drawn anew in the other language. */
  show: (draw: () => Child[]) => void
}

/**
 * The frame of the reporter's page: the bar with the agency, the language and the way out, and the place below it.
 * @param first drawn at the beginning
 */
export function startFrame(client: ChannelClient, leave: () => void): Frame {
  let drawn: () => Child[] = () => []
  const place = element('main', { id: 'app' })
  const bar = element('header', { class: 'bar no-print' })
  const frame: Frame = {
    client,
    channel: null,
    texts: reporterThai,
    language: 'th',
    place,
    leave,
    show(draw) {
      drawn = draw
      showScreen(place, ...draw())
      drawBar()
    },
  }
  function drawBar(): void {
    const { texts, channel } = frame
    document.documentElement.lang = frame.language
    fill(
      bar,
      element('p', { class: 'agency' }, channel?.agency.name ?? document.title),
      element(
        'div',
        { class: 'bar-buttons' },
        button(
          texts.otherLanguage,
          () => {
            frame.language = frame.language === 'th' ? 'en' : 'th'
            frame.texts = frame.language === 'th' ? reporterThai : reporterEnglish
            frame.show(drawn)
          },
          'button small quiet',
          { lang: frame.language === 'th' ? 'en' : 'th' },
        ),
        button(texts.exit, leave, 'button small exit', { title: texts.exitHint, id: 'exit' }),
      ),
    )
  }
  drawBar()
  fill(document.body, bar, place)
  return frame
}

export const day = (frame: Frame, date: string): string => showDay(date, frame.language)

/** National hotlines, as links that a phone can call. */
export function hotlines(texts: ReporterTexts): HTMLElement {
  return element(
    'section',
    { class: 'panel hotlines' },
    element('h2', {}, texts.home.hotlinesTitle),
    list(
      texts.home.hotlines.map(({ name, number }) => element('a', { href: `tel:${number}` }, `${name} ${number}`)),
      'plain',
    ),
  )
}

export function backButton(frame: Frame, act: () => void): HTMLElement {
  return button(frame.texts.back, act, 'button quiet')
}

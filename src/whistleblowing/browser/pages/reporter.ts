import './older-browsers.ts'
import type { KeysAnswer } from '../../wire-bodies.ts'
import { channelClient } from './client.ts'
import { button, element } from './element.ts'
import { startFollowing } from './follow.ts'
import { hotlines, startFrame } from './frame.ts'
import { drawHome } from './home.ts'
import { wayOut } from './leaving.ts'
import { forgetters, startReport } from './report.ts'

// The reporter's page. It keeps everything in memory: no cookie, no storage, no history entry, no request to anybody else.

const base = location.pathname.replace(/\/+$/, '')
const client = channelClient(base)
history.replaceState(null, '', base)

const leave = wayOut(
  () => {
    for (const forget of forgetters) forget()
    forgetters.clear()
  },
  () => frame.channel?.agency.mainSite ?? '/',
)
const frame = startFrame(client, leave)

/** Goes on with a report that was begun in this page; it is never lost by going back. */
let resume: (() => void) | null = null
function start(): void {
  if (resume !== null) resume()
  else {
    resume = startReport(frame, home, () => {
      resume = null
    })
  }
}

function home(): void {
  const { channel } = frame
  if (channel === null) return
  frame.show(() => drawHome(frame, channel, { start, follow: () => startFollowing(frame, home) }))
}

function explain(of: 'tooOld' | 'unreachable'): void {
  frame.show(() => {
    const texts = frame.texts[of]
    return [
      element('h1', {}, texts.title),
      element('p', { class: 'lead' }, texts.lead),
      of === 'unreachable'
        ? element(
            'div',
            { class: 'ways' },
            button(frame.texts.unreachable.retry, () => void begin(), 'button primary'),
          )
        : null,
      hotlines(frame.texts),
    ]
  })
}

async function begin(): Promise<void> {
  // What sealing needs; without it nothing is offered that would not work in the end.
  const fits = typeof BigInt === 'function' && typeof createImageBitmap === 'function' && isSecureContext
  if (!fits) {
    explain('tooOld')
    return
  }
  try {
    frame.channel = await client.get<KeysAnswer>('/keys')
    home()
  } catch {
    explain('unreachable')
  }
}

void begin()

import type { ApiCall, Delivery } from '../line/types.ts'
import type { TrafficView } from '../console-wire.ts'
import { element, fill } from './element.ts'
import { exactTime } from './thai-time.ts'

type Row = { key: string; at: number; call?: ApiCall; delivery?: Delivery }

/** The list of what went over the wire: webhooks to the bot and the bot's calls, newest first. */
export function makeTraffic(): { node: HTMLElement; update(traffic: TrafficView): void } {
  const list = element('ol', { class: 'traffic' })
  const known = new Map<string, HTMLElement>()
  const empty = element('p', { class: 'note' }, 'ยังไม่มีการเรียก ลองพิมพ์ในมือถือเครื่องไหนก็ได้')
  const node = element('div', { class: 'panel' }, empty, list)

  return {
    node,
    update({ calls, deliveries }) {
      const rows: Row[] = [
        ...calls.map((call, index) => ({ key: `call ${index} ${call.at} ${call.path}`, at: call.at, call })),
        ...deliveries.map((delivery, index) => ({
          key: `delivery ${index} ${delivery.at} ${delivery.status}`,
          at: delivery.at,
          delivery,
        })),
      ].sort((one, other) => other.at - one.at)
      empty.hidden = rows.length > 0
      const nodes = rows.map((row) => {
        const node = known.get(row.key) ?? drawRow(row)
        known.set(row.key, node)
        return node
      })
      fill(list, ...nodes)
    },
  }
}

function drawRow({ at, call, delivery }: Row): HTMLElement {
  const status = call ? call.status : delivery?.status
  const isGood = typeof status === 'number' && status >= 200 && status < 300
  const detail = element('pre', { class: 'json', tabindex: 0 })
  const row = element(
    'details',
    {},
    element(
      'summary',
      {},
      element('time', {}, exactTime(at)),
      element('span', { class: call ? 'way is-call' : 'way is-webhook' }, call ? 'บอต → LINE' : 'LINE → บอต'),
      element('span', { class: isGood ? 'status is-good' : 'status is-bad' }, status ? String(status) : 'ไม่มีคำตอบ'),
      element('span', { class: 'what' }, call ? `${call.method} ${call.path}` : `webhook ${eventTypes(delivery)}`),
      element('span', { class: 'took' }, delivery ? `${Math.round(delivery.milliseconds)} มิลลิวินาที` : ''),
    ),
    detail,
  )
  row.addEventListener('toggle', () => {
    if (row.open && detail.textContent === '') detail.textContent = JSON.stringify(call ?? delivery, null, 2)
  })
  return element('li', {}, row)
}

function eventTypes(delivery: Delivery | undefined): string {
  const events = delivery?.body['events']
  if (!Array.isArray(events)) return ''
  return events
    .map((event: { type?: string; message?: { type?: string } }) =>
      [event.type, event.message?.type].filter(Boolean).join(' '),
    )
    .join(', ')
}

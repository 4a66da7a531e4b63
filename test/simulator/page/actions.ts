import type { messagingApi } from '@line/bot-sdk'
import type { Act } from '../console-wire.ts'
import { copyText, openDialog, showToast } from './dialogs.ts'
import { element } from './element.ts'
import { icon } from './icons.ts'

/** What an action may do to the phone on which it was tapped. */
export type PhoneHands = {
  node: HTMLElement
  send(act: Act): Promise<void>
  /** Opens the keyboard with this text in the input line. */
  write(text: string): void
  showMenu(isOpen: boolean): void
  openPictures(): void
  openPlaces(): void
}

/**
 * Carries out an action object as the LINE app does.
 * https://developers.line.biz/en/reference/messaging-api/#action-objects
 */
export async function carryOut(action: messagingApi.Action, hands: PhoneHands): Promise<void> {
  switch (action.type) {
    case 'message':
      return tap(action, hands)
    case 'postback':
      await tap(action, hands)
      if (action.inputOption === 'openKeyboard') hands.write(action.fillInText ?? '')
      if (action.inputOption === 'openRichMenu') hands.showMenu(true)
      if (action.inputOption === 'closeRichMenu') hands.showMenu(false)
      if (action.inputOption === 'openVoice') showToast('ใน LINE จะเปิดการอัดเสียง')
      return
    case 'uri':
      return openAddress(action.uri ?? '', hands)
    case 'datetimepicker':
      return pickTime(action, hands)
    case 'clipboard':
      return copyText(action.clipboardText)
    case 'camera':
    case 'cameraRoll':
      return hands.openPictures()
    case 'location':
      return hands.openPlaces()
    case 'richmenuswitch':
      return tap(action, hands)
    default:
      showToast(`ไม่รู้จักปุ่มชนิด ${String((action as { type?: unknown }).type)}`)
  }
}

async function tap(action: messagingApi.Action, hands: PhoneHands, params?: Record<string, string>): Promise<void> {
  await hands.send({ do: 'tap', action: { ...action }, ...(params && { params }) })
}

/** LINE's own addresses act inside the app; every other one is shown first and opens in a new tab. */
function openAddress(uri: string, hands: PhoneHands): void {
  if (uri.startsWith('tel:')) return showTelephone(uri.slice('tel:'.length), hands)
  if (uri.startsWith('https://line.me/R/nv/location')) return hands.openPlaces()
  if (uri.startsWith('https://line.me/R/nv/camera')) return hands.openPictures()
  const prefilled = /^https:\/\/line\.me\/R\/oaMessage\/[^/]+\/\?(.+)$/.exec(uri)?.[1]
  if (prefilled) return hands.write(decodeURIComponent(prefilled))

  const isWeb = /^https?:\/\//.test(uri)
  openDialog(
    hands.node,
    'เปิดลิงก์นี้ไหม',
    [
      element('p', { class: 'link-host' }, icon('link'), isWeb ? new URL(uri).host : (uri.split(':')[0] ?? '')),
      element('p', { class: 'link-address' }, readableAddress(uri)),
    ],
    [
      { label: 'เปิดในแท็บใหม่', kind: 'primary', act: () => void window.open(uri, '_blank', 'noopener') },
      { label: 'ยกเลิก' },
    ],
  )
}

/** Thai letters instead of their percent signs, where the address allows it. */
function readableAddress(uri: string): string {
  try {
    return decodeURI(uri)
  } catch {
    return uri
  }
}

function showTelephone(number: string, hands: PhoneHands): void {
  openDialog(
    hands.node,
    'โทรออก',
    [element('p', { class: 'telephone' }, icon('phone', 26), number)],
    [{ label: 'ปิด' }, { label: 'คัดลอกเลข', act: () => void copyText(number) }],
  )
}

function pickTime(action: messagingApi.DatetimePickerAction, hands: PhoneHands): void {
  const mode = action.mode ?? 'datetime'
  // LINE also writes 2026-10-03t10:00; browsers want a capital T.
  const value = (text: string | undefined) => text?.toUpperCase() ?? null
  const input = element('input', {
    type: mode === 'datetime' ? 'datetime-local' : mode,
    class: 'field',
    'aria-label': action.label ?? 'วันและเวลา',
    value: value(action.initial),
    min: value(action.min),
    max: value(action.max),
    required: true,
    autofocus: true,
  })
  openDialog(
    hands.node,
    action.label ?? 'เลือกวันและเวลา',
    [input],
    [
      {
        label: 'เลือก',
        kind: 'primary',
        act: () => {
          if (input.value && input.checkValidity()) void tap(action, hands, { [mode]: input.value })
          else showToast('ยังไม่ได้เลือก หรืออยู่นอกช่วงที่กำหนด')
        },
      },
      { label: 'ยกเลิก' },
    ],
  )
}

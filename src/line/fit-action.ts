import type { messagingApi } from '@line/bot-sdk'
import { clean, cut, isBlank, oneLine, shorten } from './letters.ts'

/** What was changed, for the log: sentences in English that hold nothing that a person wrote. */
export type Note = (change: string) => void

/**
 * LINE's limits of actions. Labels and what a tap says count in graphemes, the rest in UTF-16 units
 * (https://developers.line.biz/en/reference/messaging-api/#action-objects).
 */
const limits = { label: 20, unseenLabel: 40, data: 300, said: 300, uri: 1000, clipboard: 1000 } as const

/** Where an action stands. Labels of anything but buttons and quick replies are not shown. */
export type ActionPlace = 'quick reply' | 'button' | 'other'

/** The action as LINE takes it there, or nothing, with the reason noted. */
export function fitAction(
  action: messagingApi.Action,
  place: ActionPlace,
  note: Note,
): messagingApi.Action | undefined {
  const labelled = fitLabel(action, place, note)
  if (labelled === undefined) return undefined
  switch (labelled.type) {
    case 'postback':
      return fitPostback(labelled, note)
    case 'message': {
      const text = shorten(oneLine(labelled.text ?? ''), limits.said)
      if (isBlank(text)) {
        note('its message is empty')
        return undefined
      }
      if (text === labelled.text) return labelled
      note('what it says was shortened')
      return { ...labelled, text }
    }
    case 'uri':
      return fitUriAction(labelled, place, note)
    case 'datetimepicker':
      return fitDatePicker(labelled, note)
    case 'clipboard': {
      const clipboardText = cut(clean(labelled.clipboardText), limits.clipboard)
      if (isBlank(clipboardText)) {
        note('it would copy nothing')
        return undefined
      }
      return clipboardText === labelled.clipboardText ? labelled : { ...labelled, clipboardText }
    }
    case 'camera':
    case 'cameraRoll':
    case 'location':
      if (place === 'quick reply') return labelled
      note(`an action ${labelled.type} is for quick replies only`)
      return undefined
    case 'richmenuswitch':
      note('an action richmenuswitch is for rich menus only')
      return undefined
    default:
      return labelled satisfies never
  }
}

function fitLabel(action: messagingApi.Action, place: ActionPlace, note: Note): messagingApi.Action | undefined {
  if (action.label === undefined && place === 'other') return action
  const label = shorten(oneLine(action.label ?? ''), place === 'other' ? limits.unseenLabel : limits.label)
  if (isBlank(label)) {
    if (place === 'other') return without(action, 'label')
    note('it has no label')
    return undefined
  }
  if (label === action.label) return action
  note('its label was shortened')
  return { ...action, label }
}

function fitPostback(action: messagingApi.PostbackAction, note: Note): messagingApi.PostbackAction | undefined {
  const { data, displayText, fillInText } = action
  if (!isGoodData(data, note)) return undefined
  let fitted = action
  if (action.text !== undefined) {
    // Deprecated, refused beside displayText and in quick replies.
    note('its text was left out; displayText is what LINE takes')
    fitted = without(fitted, 'text')
  }
  if (displayText !== undefined) {
    const short = shorten(oneLine(displayText), limits.said)
    if (isBlank(short)) fitted = without(fitted, 'displayText')
    else if (short !== displayText) fitted = { ...fitted, displayText: short }
  }
  if (fillInText !== undefined) {
    const short = shorten(clean(fillInText), limits.said)
    if (action.inputOption !== 'openKeyboard' || short === '') fitted = without(fitted, 'fillInText')
    else if (short !== fillInText) fitted = { ...fitted, fillInText: short }
  }
  return fitted
}

/** Data that is too long was built wrongly by us; cut data would be taken for something else, so the button goes. */
function isGoodData(data: string | undefined, note: Note): data is string {
  if (data !== undefined && data.length > 0 && data.length <= limits.data && data.isWellFormed()) return true
  note(`its postback data has ${data?.length ?? 0} characters or is broken; 1 to ${limits.data} are allowed`)
  return false
}

function fitUriAction(
  action: messagingApi.URIAction,
  place: ActionPlace,
  note: Note,
): messagingApi.URIAction | undefined {
  const uri = fitUri(action.uri ?? '', /^(?:https?|line|tel):/i, limits.uri)
  if (uri === undefined) {
    note(
      `its address has ${action.uri?.length ?? 0} characters or is no web or telephone address; ${limits.uri} are allowed`,
    )
    return undefined
  }
  const desktop = action.altUri?.desktop
  const good = desktop === undefined ? undefined : fitUri(desktop, /^https?:/i, limits.uri)
  if (action.altUri !== undefined && (place === 'quick reply' || good !== desktop || desktop === undefined))
    return { ...without(action, 'altUri'), uri }
  return uri === action.uri ? action : { ...action, uri }
}

const dateForms = {
  date: /^(?:19|20|21)\d\d-\d\d-\d\d$/,
  time: /^\d\d:\d\d$/,
  datetime: /^(?:19|20|21)\d\d-\d\d-\d\d[tT]\d\d:\d\d$/,
} as const

function fitDatePicker(
  action: messagingApi.DatetimePickerAction,
  note: Note,
): messagingApi.DatetimePickerAction | undefined {
  if (!isGoodData(action.data, note)) return undefined
  const form = action.mode === undefined ? undefined : dateForms[action.mode]
  if (form === undefined) {
    note('its date picker has no mode')
    return undefined
  }
  const { initial, min, max } = action
  const given = [initial, min, max].filter((date) => date !== undefined)
  const inOrder = [min ?? initial, initial, max ?? initial].filter((date) => date !== undefined)
  const good =
    given.every((date) => form.test(date) && isDate(date)) &&
    inOrder.every((date, index) => index === 0 || (inOrder[index - 1] ?? '').toLowerCase() <= date.toLowerCase()) &&
    (min === undefined || max === undefined || min.toLowerCase() < max.toLowerCase())
  if (good) return action
  note('the limits of its date picker make no sense and were left out')
  return without(without(without(action, 'initial'), 'min'), 'max')
}

function isDate(text: string): boolean {
  return text.includes('-')
    ? !Number.isNaN(Date.parse(text.replace(/t/i, 'T')))
    : !Number.isNaN(Date.parse(`2000-01-01T${text}`))
}

const plainAddress = /^https?:\/\/[A-Za-z0-9[][\x21-\x7e]*$|^line:\/\/[\x21-\x7e]+$|^tel:[0-9+*,;]+$/
const notInAddress = /["<>\\^`{|}]|%(?![0-9a-fA-F]{2})/

/**
 * The address as LINE takes it: letters that are not ASCII percent-encoded, a telephone number without blanks and dashes.
 * Nothing when it is too long, has a scheme that `schemes` does not name, or is no address.
 */
export function fitUri(uri: string, schemes: RegExp, limit: number): string | undefined {
  if (uri.length > limit || !schemes.test(uri)) return undefined
  if (plainAddress.test(uri) && !notInAddress.test(uri)) return uri
  if (uri.startsWith('tel:')) {
    const number = /^tel:[0-9+*,;() .-]+/.exec(uri)?.[0].replaceAll(/[() .-]/g, '') ?? ''
    return plainAddress.test(number) ? number : undefined
  }
  if (!URL.canParse(uri)) return undefined
  const encoded = new URL(uri).href.replaceAll(new RegExp(notInAddress, 'g'), encodeURIComponent)
  return encoded.length <= limit && schemes.test(encoded) && plainAddress.test(encoded) ? encoded : undefined
}

/** The object without one of its properties, which must be an optional one. */
export function without<T extends object>(value: T, key: keyof T): T {
  const rest = { ...value }
  Reflect.deleteProperty(rest, key)
  return rest
}

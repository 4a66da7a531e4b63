import { anyText, byType, complain, linkUri, object, oneOf, text, type } from './shape.ts'
import type { Check, Together } from './shape.ts'

/** LINE counts labels and what a tap says in grapheme clusters (developers.line.biz: character counting). */
const said = text(300, { graphemes: true })

const aliasId = text(32, { pattern: /^[a-z0-9_-]{1,32}$/ })

// Empty data is allowed: LINE's description gives these properties a shortest length of 0.
const data = text(300, { shortest: 0 })

const pickerForms: Record<string, RegExp> = {
  date: /^(\d{4})-(\d\d)-(\d\d)$/,
  time: /^(?:[01]\d|2[0-3]):[0-5]\d$/,
  datetime: /^(\d{4})-(\d\d)-(\d\d)[Tt](?:[01]\d|2[0-3]):[0-5]\d$/,
}

/** Whether this is a date, time or moment that the picker can hold: Gregorian years 1900 to 2100, no time zone. */
export function isPickable(mode: string, value: string): boolean {
  const found = pickerForms[mode]?.exec(value)
  if (!found) return false
  if (mode === 'time') return true
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])]
  const date = new Date(Date.UTC(year, month - 1, day))
  return year >= 1900 && year <= 2100 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

const pickerTogether: Together = (action, at, problems) => {
  const mode = action['mode']
  if (typeof mode !== 'string' || !(mode in pickerForms)) return
  for (const name of ['initial', 'max', 'min']) {
    const value = action[name]
    if (typeof value === 'string' && !isPickable(mode, value)) complain(problems, `${at}.${name}`, 'invalid property')
  }
  const [earliest, latest, first] = [action['min'], action['max'], action['initial']]
  if (typeof earliest === 'string' && typeof latest === 'string' && earliest >= latest) {
    complain(problems, `${at}.max`, 'must be later than min')
  }
  if (typeof first !== 'string') return
  if (typeof earliest === 'string' && first < earliest)
    complain(problems, `${at}.initial`, 'must not be earlier than min')
  if (typeof latest === 'string' && first > latest) complain(problems, `${at}.initial`, 'must not be later than max')
}

/** `fillInText` needs the keyboard; `text` is the old `displayText`, so never both; quick replies do not know `text`. */
function postbackTogether(inQuickReply: boolean): Together {
  return (action, at, problems) => {
    if (action['fillInText'] !== undefined && action['inputOption'] !== 'openKeyboard') {
      complain(problems, `${at}.fillInText`, 'must not be specified without inputOption openKeyboard')
    }
    if (action['text'] === undefined) return
    if (action['displayText'] !== undefined) complain(problems, `${at}.text`, 'must not be specified with displayText')
    if (inQuickReply) complain(problems, `${at}.text`, 'must not be specified in a quick reply')
  }
}

/**
 * The actions of one place (developers.line.biz: action objects): how long a label may be there, whether it must be
 * there, and which kinds of actions belong there.
 */
function actionsOf(
  label: { longest: number; required: boolean },
  place: 'quickReply' | 'richMenu' | 'elsewhere',
): Check {
  const labelText = text(label.longest, { graphemes: true, shortest: label.required ? 1 : 0 })
  const required: Record<string, Check> = label.required ? { type, label: labelText } : { type }
  const optional: Record<string, Check> = label.required ? {} : { label: labelText }
  const inQuickReply = place === 'quickReply'
  const altUri = object({}, { desktop: linkUri })
  const kinds: Record<string, Check> = {
    postback: object(
      { ...required, data },
      {
        ...optional,
        displayText: said,
        text: said,
        inputOption: oneOf('closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice'),
        fillInText: said,
      },
      postbackTogether(inQuickReply),
    ),
    message: object({ ...required, text: said }, optional),
    uri: object({ ...required, uri: linkUri }, inQuickReply ? optional : { ...optional, altUri }),
    datetimepicker: object(
      { ...required, data, mode: oneOf('date', 'time', 'datetime') },
      { ...optional, initial: anyText, max: anyText, min: anyText },
      pickerTogether,
    ),
    clipboard: object({ ...required, clipboardText: text(1000) }, optional),
  }
  if (inQuickReply) {
    for (const kind of ['camera', 'cameraRoll', 'location']) kinds[kind] = object(required, optional)
  }
  if (place === 'richMenu') kinds['richmenuswitch'] = object({ ...required, richMenuAliasId: aliasId, data }, optional)
  return byType(kinds)
}

export const quickReplyAction = actionsOf({ longest: 20, required: true }, 'quickReply')
export const richMenuAction = actionsOf({ longest: 20, required: false }, 'richMenu')
export const templateAction = actionsOf({ longest: 20, required: true }, 'elsewhere')
/** The action of a whole template or column; its label is never shown. */
export const templateDefaultAction = actionsOf({ longest: 20, required: false }, 'elsewhere')
export const imageCarouselAction = actionsOf({ longest: 12, required: false }, 'elsewhere')
export const flexButtonAction = actionsOf({ longest: 40, required: true }, 'elsewhere')
/** The action of any other Flex component; its label is never shown. */
export const flexAction = actionsOf({ longest: 40, required: false }, 'elsewhere')

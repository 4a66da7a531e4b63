import { buttonData } from './button.ts'
import type { Tap } from './say.ts'

/**
 * LINE's action object for a tap, without a label (https://developers.line.biz/en/reference/messaging-api/#action-objects).
 * The one piece of LINE's shapes outside `line/`: cards are filled by features and carry actions.
 */
export function toAction(tap: Tap): Record<string, unknown> {
  switch (tap.does) {
    case 'button':
      return {
        type: 'postback',
        data: buttonData(tap.button),
        ...(tap.shows !== undefined && { displayText: tap.shows }),
        ...(tap.opensKeyboard !== undefined && { inputOption: 'openKeyboard' }),
        ...(typeof tap.opensKeyboard === 'string' && { fillInText: tap.opensKeyboard }),
      }
    case 'says':
      return { type: 'message', text: tap.text }
    case 'opens':
      return { type: 'uri', uri: tap.url }
    case 'camera':
      return { type: 'camera' }
    case 'camera-roll':
      return { type: 'cameraRoll' }
    case 'location':
      return { type: 'location' }
    default:
      return tap satisfies never
  }
}

import type { StaffUnderstanding } from '../../thai/staff/understand.ts'

/** What staff want, as it was understood. Slots that were not named are absent. */
export type Wish = {
  intent: string
  items: string[]
  unknownItems: string[]
  unit?: string
  subIndicator?: string
  /** As it was typed; absent when it came from a button or a fixed word. */
  words?: string
} & Partial<
  Pick<StaffUnderstanding, 'detail' | 'scope' | 'status' | 'updates' | 'url' | 'assignee' | 'asks' | 'hurries'>
>

import { readFileSync } from 'node:fs'
import { understandStaff } from '../../../src/thai/staff/understand.ts'
import { readTown } from './town.ts'

type UtterancesFile = { entries: { id: string; text: string }[] }

/**
 * What is understood of each entry of a file of the schema `staff-utterances/1`, one JSON line an entry: intent and
 * slots, absent ones left out. The town is the one of the samples; every entry stands alone, without a conversation.
 */
export function evalUtterances(file: string): string[] {
  const town = readTown()
  const { entries } = JSON.parse(readFileSync(file, 'utf8')) as UtterancesFile
  return entries.map(({ id, text }) => {
    const { intent, items, unit, status, url, subIndicator, ticket, assignee } = understandStaff(text, town)
    return JSON.stringify({
      id,
      intent,
      ...(items.length > 0 ? { item: items } : {}),
      unit,
      status,
      url,
      sub_indicator: subIndicator,
      ticket,
      assignee,
    })
  })
}

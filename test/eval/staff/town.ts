import { readFileSync } from 'node:fs'
import type { StaffContext } from '../../../src/thai/staff/understand.ts'

/** The made-up town that the sample utterances speak of: its units, and the 35 items of the edition of 2567. */
export function readTown(): Pick<StaffContext, 'units' | 'items' | 'subIndicators'> {
  return JSON.parse(readFileSync(new URL('town.json', import.meta.url), 'utf8')) as StaffContext
}

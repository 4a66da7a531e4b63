import type { ReportBody } from '../../wire.ts'
import type { ChosenFile } from './attachment.ts'

/** Questions that are answered in words, in the order in which they are asked. */
export const questions = ['who', 'position', 'when', 'where', 'what', 'how', 'evidence'] as const
export type Question = (typeof questions)[number]

/** What a reporter has written so far. It lives in the memory of this page and nowhere else. */
export type Draft = {
  answers: Record<Question, string>
  ongoing: ReportBody['ongoing']
  name: string
  contact: string
  files: ChosenFile[]
  asOriginals: boolean
  /** Ids of keys that must not get a wrap. */
  excluded: Set<string>
}

export function emptyDraft(): Draft {
  return {
    answers: { who: '', position: '', when: '', where: '', what: '', how: '', evidence: '' },
    ongoing: '',
    name: '',
    contact: '',
    files: [],
    asOriginals: false,
    excluded: new Set(),
  }
}

export function isEmpty(draft: Draft): boolean {
  return Object.values(draft.answers).every((answer) => answer.trim() === '') && draft.files.length === 0
}

/** All words of a draft, to be searched for what must not be in it. */
export function wordsOf(draft: Draft): string {
  return [...Object.values(draft.answers), draft.name, draft.contact].join('\n')
}

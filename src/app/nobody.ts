import { noticeVersion } from '../features/welcome/welcome.ts'
import type { Visitor } from '../people/people-store.ts'

/** Somebody who is not looked up at all. */
export const nobody: Visitor = {
  personId: '',
  isNew: false,
  blocked: false,
  notice: noticeVersion,
  menu: null,
  staff: null,
  conversation: null,
  revision: 0,
  waiting: 0,
}

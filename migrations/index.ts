import type { Migration } from 'kysely'
import * as ground from './0001-ground.ts'
import * as checklistWork from './0002-checklist-work.ts'
import * as evidence from './0003-evidence.ts'
import * as oneTimeLinks from './0004-one-time-links.ts'
import * as scoresAndMeasures from './0004-scores-and-measures.ts'
import * as notices from './0005-notices.ts'
import * as threads from './0006-threads.ts'
import * as knowledgeUpkeep from './0007-knowledge-upkeep.ts'
import * as personLinks from './0007-person-links.ts'
import * as threadsAndStaleAnswers from './0008-threads-and-stale-answers.ts'
import * as appKeyCheck from './0009-app-key-check.ts'
import * as takenBackComments from './0010-taken-back-comments.ts'

/** All migrations of the common database, oldest first. A new one is a new file at the end; none is ever edited. */
export const migrations: Record<string, Migration> = {
  '0001-ground': ground,
  '0002-checklist-work': checklistWork,
  '0003-evidence': evidence,
  '0004-one-time-links': oneTimeLinks,
  '0004-scores-and-measures': scoresAndMeasures,
  '0005-notices': notices,
  '0006-threads': threads,
  '0007-knowledge-upkeep': knowledgeUpkeep,
  '0007-person-links': personLinks,
  '0008-threads-and-stale-answers': threadsAndStaleAnswers,
  '0009-app-key-check': appKeyCheck,
  '0010-taken-back-comments': takenBackComments,
}

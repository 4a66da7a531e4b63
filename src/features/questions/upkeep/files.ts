import type { Button } from '../../../chat/button.ts'
import type { Decision } from '../../../chat/decision.ts'
import { card, text } from '../../../chat/say.ts'
import { linkStore } from '../../../staff/link-store.ts'
import { statisticsTexts } from '../../../texts/statistics.ts'
import { cardButton } from '../../turn.ts'
import { words, type UpkeepTools } from './tools.ts'

/** A one-time link to a file, for whoever serves now: LINE lets bots send no files. */
export async function linkToFile(
  button: Extract<Button, { name: 'paper' }>,
  { turn, clock, ids }: UpkeepTools,
): Promise<Decision> {
  const say = words(turn)
  const { staff } = turn.visitor
  if (!staff) return { say: [text(turn.texts.noLongerStaff)], worthPush: false }
  const isStatistics = button.file !== 'knowledge'
  const opens = isStatistics ? `statistics.csv?year=${button.file}` : 'knowledge.xlsx'
  const secret = await linkStore(turn.db, clock, ids).issue(turn.agency.id, staff.id, opens)
  return {
    say: [
      card(
        turn.cards.card('staff-link', {
          title: isStatistics ? statisticsTexts.title : say.exportTitle,
          about: turn.digits(isStatistics ? statisticsTexts.fileAbout : say.exportAbout),
          buttons: [cardButton(say.fetchFile, { does: 'opens', url: turn.linkAddress(secret) }, 'primary')],
        }),
      ),
    ],
    purpose: 'work',
    worthPush: false,
  }
}

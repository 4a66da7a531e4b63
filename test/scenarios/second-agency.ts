import { agencyStore } from '../../src/agency/agency-store.ts'
import { AgencyFile } from '../../src/agency/profile.ts'
import { knowledgeStore } from '../../src/features/questions/knowledge-store.ts'
import { checkEntries } from '../../src/features/questions/upkeep/knowledge-file.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { staffStore, type Role } from '../../src/staff/staff-store.ts'
import type { Delivery } from '../simulator/line/types.ts'
import type { Bot } from '../support/bot.ts'

let people = 0

export type Village = Awaited<ReturnType<typeof addAgency>>

/** Gives a running bot one more agency, with a LINE account of its own on the same fake LINE. */
export async function addAgency(bot: Bot, slug: string, entries: Record<string, unknown>[] = []) {
  const { line, database, clock, envelope, app } = bot
  const channelSecret = `secret-of-${slug}`
  const channelAccessToken = `token-of-${slug}`
  line.addChannel({ name: slug, secret: channelSecret, accessToken: channelAccessToken, webhookUrl: '', quota: 300 })
  line.setWebhookUrl(slug, `${bot.url}/webhook/${slug}`)
  const agencyId = await database.db.transaction().execute(async (transaction) => {
    const saved = await agencyStore(transaction, clock, systemIds, envelope).save(
      AgencyFile.parse({
        slug,
        name: `อบต.${slug}`,
        mainSite: `https://${slug}.go.th`,
        edition: 2567,
        units: [{ name: 'กองคลัง' }],
        line: { channelSecret, channelAccessToken },
      }),
    )
    const checked = checkEntries(entries)
    if ('mistakes' in checked) throw new Error(checked.mistakes.join('\n'))
    if (checked.entries.length > 0) await knowledgeStore(transaction, clock).import(saved.agencyId, checked.entries)
    return saved.agencyId
  })

  function phone(userId: string) {
    line.person(userId)
    const chat = () => line.chat(slug, userId)
    const settled = async (delivery: Delivery | null) => {
      await app.settle()
      return delivery
    }
    return {
      userId,
      chat,
      says: async (words: string) => {
        const delivery = await line.say(slug, userId, words)
        await app.settle()
        return delivery
      },
      taps: (action: Record<string, unknown>) => line.tap(slug, userId, action).then(settled),
      heard: () => chat().flatMap((entry) => (entry.from === 'bot' ? [entry.message] : [])),
      lastWords() {
        const entries = chat()
        const since = entries.findLastIndex((entry) => entry.from === 'person')
        return entries
          .slice(since + 1)
          .flatMap((entry) => (entry.from === 'bot' ? [String(entry.message['text'] ?? entry.message['altText'])] : []))
          .join('\n')
      },
    }
  }
  const nextId = () => `U${String((people += 1)).padStart(32, 'a')}`

  return {
    slug,
    agencyId,
    phone,
    citizen: () => phone(nextId()),
    /** Registered with a one-time code. */
    async staff(role: Role = 'staff', name = 'สมศรี') {
      const member = phone(nextId())
      await member.says(
        `ลงทะเบียน ${await staffStore(database.db, clock, systemIds).invite(agencyId, { name, unitId: null, role })}`,
      )
      return member
    },
  }
}

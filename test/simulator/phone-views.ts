import type { ConsoleView, Phone, PhoneView, RichMenuArea, RichMenuView } from './console-wire.ts'
import type { ChannelSettings, FakeLine } from './line/types.ts'
import type { MovableClock } from './movable-clock.ts'

/** What the page shows of an account and the platform does not tell. */
export type AccountOnPage = Pick<ChannelSettings, 'name' | 'displayName' | 'quota'>

/** Builds what the page shows from what stands on the platform. */
export type Views = {
  phone(phone: Phone): PhoneView
  console(): ConsoleView
  /** Messages that the channel may push in a month; null when it may push any number, or when nobody told. */
  limitOf: (channel: string) => number | null
  /** Whether the person has the account among their friends, as far as was seen here. */
  noteRelation(phone: Phone, isFriend: boolean): void
}

/**
 * @param contents address and file name of what people uploaded, by message id
 */
export function createViews(
  line: FakeLine,
  phones: readonly Phone[],
  accounts: readonly AccountOnPage[],
  clock: MovableClock,
  contents: ReadonlyMap<string, { address: string; fileName: string | null }>,
): Views {
  const relations = new Map<string, boolean>()
  const accountOf = (channel: string): AccountOnPage | undefined => accounts.find(({ name }) => name === channel)
  const nameOf = (channel: string): string => accountOf(channel)?.displayName ?? channel
  const limitOf = (channel: string): number | null => accountOf(channel)?.quota ?? null

  /** Before anybody pressed anything here: who has a chat, or was made a friend by the demo, is a friend. */
  function isFriend(phone: Phone): boolean {
    const noted = relations.get(relationKey(phone))
    if (noted !== undefined) return noted
    if (line.chat(phone.channel, phone.userId).length > 0) return true
    return line.deliveries().some(({ body }) => isFollowOf(body, phone.userId))
  }

  return {
    phone(phone) {
      const entries = line.chat(phone.channel, phone.userId)
      const ownContents = entries.flatMap((entry) => {
        const content = 'messageId' in entry ? contents.get(entry.messageId) : undefined
        return content && 'messageId' in entry ? [[entry.messageId, content] as const] : []
      })
      return {
        ...phone,
        account: nameOf(phone.channel),
        displayName: line.person(phone.userId).displayName,
        isFriend: isFriend(phone),
        entries,
        contents: Object.fromEntries(ownContents),
        richMenu: richMenuView(line, phone),
        isLoading: line.loading(phone.channel, phone.userId),
      }
    },
    console() {
      const { only: _only, ...faults } = line.faults
      const channels = [...new Set(phones.map(({ channel }) => channel))]
      return {
        now: clock.now().toISOString(),
        offset: clock.offset(),
        faults,
        quotas: channels.map((channel) => ({
          channel,
          account: nameOf(channel),
          used: line.quotaUsed(channel),
          limit: limitOf(channel),
        })),
        traffic: line.calls().length + line.deliveries().length,
      }
    },
    limitOf,
    noteRelation(phone, isFriendNow) {
      relations.set(relationKey(phone), isFriendNow)
    },
  }
}

function relationKey({ channel, userId }: Phone): string {
  return JSON.stringify([channel, userId])
}

function isFollowOf(body: Record<string, unknown>, userId: string): boolean {
  const events = body['events']
  if (!Array.isArray(events)) return false
  return events.some((event: { type?: string; source?: { userId?: string } }) => {
    return event.type === 'follow' && event.source?.userId === userId
  })
}

function richMenuView(line: FakeLine, phone: Phone): RichMenuView | null {
  const shown = line.richMenu(phone.channel, phone.userId)
  if (!shown) return null
  const { size, chatBarText, selected, areas } = shown.menu
  return {
    id: shown.id,
    chatBarText: typeof chatBarText === 'string' ? chatBarText : '',
    selected: selected === true,
    size: size as RichMenuView['size'],
    areas: areas as RichMenuArea[],
    image: shown.image ? `/api/phones/${phone.id}/rich-menu.image?id=${encodeURIComponent(shown.id)}` : null,
  }
}

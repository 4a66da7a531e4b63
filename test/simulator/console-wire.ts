import type { ApiCall, ChatEntry, Delivery, Faults } from './line/types.ts'

/**
 * What travels between the console and the page. Types only: the page is served without a build and takes nothing else from here.
 */

/** One person's phone in the demo, with one account's chat open. */
export type Phone = {
  /** Stands in addresses and in the page's own ids, e.g. "citizen". */
  id: string
  role: 'citizen' | 'staff' | 'reviewer' | 'executive' | 'officer' | 'admin'
  /** Who holds it, in Thai, e.g. ประชาชน. */
  title: string
  subtitle: string
  /** The account's name on the fake platform. */
  channel: string
  userId: string
  /** What a newcomer could try to write first. */
  suggestions?: string[]
}

export type RichMenuArea = {
  bounds: { x: number; y: number; width: number; height: number }
  action: Record<string, unknown>
}

export type RichMenuView = {
  id: string
  chatBarText: string
  selected: boolean
  size: { width: number; height: number }
  areas: RichMenuArea[]
  /** Address of the picture, or null while none was uploaded. */
  image: string | null
}

/** Everything that one phone shows. */
export type PhoneView = Phone & {
  account: string
  displayName: string
  /** False until the person added the account, and after they blocked it. */
  isFriend: boolean
  entries: ChatEntry[]
  /** Address of what a person uploaded, by message id. */
  contents: Record<string, { address: string; fileName: string | null }>
  richMenu: RichMenuView | null
  isLoading: boolean
}

/** The faults that can be switched on the page; `only` is for tests. */
export type FaultSettings = Omit<Faults, 'only'>

type QuotaView = { channel: string; account: string; used: number; limit: number | null }

/** Everything that the panel shows. */
export type ConsoleView = {
  /** The simulated moment (ISO 8601) and how far it stands from the real one, in milliseconds. */
  now: string
  offset: number
  faults: FaultSettings
  quotas: QuotaView[]
  /** How many calls and deliveries there were; when it grows the drawer asks for them. */
  traffic: number
}

/** The last calls and deliveries, oldest first, without credentials. */
export type TrafficView = { calls: ApiCall[]; deliveries: Delivery[] }

/** What a person does with a phone. */
export type Act =
  | { do: 'say'; text: string }
  | { do: 'sticker'; packageId: string; stickerId: string }
  | { do: 'picture'; name: string }
  | { do: 'location'; title: string; address: string; latitude: number; longitude: number }
  | { do: 'tap'; action: Record<string, unknown>; params?: Record<string, string> }
  | { do: 'follow' }
  | { do: 'unfollow' }
  | { do: 'unsend'; messageId: string }

/** What became of an act: how the bot took the webhook, or that it waits, or that there was none. */
export type ActResult = { delivery: 'answered' | 'failed' | 'held' | 'none'; status: number | null }

/** Something about the platform that is to change. */
export type Turn =
  | { turn: 'clock'; move: number }
  | { turn: 'clock back' }
  | { turn: 'faults'; faults: Partial<FaultSettings> }
  | { turn: 'release' }
  | { turn: 'quota'; channel: string; to: 'gone' | 'restored' }

/** A picture that a person can send without having one. */
export type SamplePicture = { name: string; title: string; address: string }

/** What the page of all cards shows; `mistakes` stand alone, because a broken folder loads no card at all. */
export type TemplatesView = {
  cards: { name: string; altText: string; contents: unknown }[]
  menus: { name: string; menu: Record<string, unknown>; image: string }[]
  mistakes: string[]
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { groupCommit } from '../../src/db/group-commit.ts'
import { openDatabase, type OpenDatabase } from '../../src/db/open.ts'
import { migrate } from '../../src/db/migrate.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { createLog } from '../../src/kernel/log.ts'
import { createMetrics } from '../../src/kernel/metrics.ts'
import type { LineChannel, Sent } from '../../src/line/client.ts'
import { outboxLease, type NewMessage, type OutboxStore } from '../../src/outbox/outbox-store.ts'
import { quotaKeeper } from '../../src/outbox/quota.ts'
import { createSender } from '../../src/outbox/sender.ts'
import { migrations } from '../../migrations/index.ts'
import { minute } from '../support/clock.ts'
import { emptyGround, together, type Ground } from '../stores/ground.ts'

const accepted: Sent = { status: 200, outcome: 'accepted', detail: null }

/** A LINE whose answers come when the test says so. */
function heldLine() {
  const calls: { words: string; answer: (sent: Sent) => void }[] = []
  const call = (messages: Record<string, unknown>[]) =>
    new Promise<Sent>((resolve) => calls.push({ words: String(messages[0]?.['text']), answer: resolve }))
  const channel = {
    reply: (_token: string, messages: Record<string, unknown>[]) => call(messages),
    push: (_to: string, messages: Record<string, unknown>[]) => call(messages),
    quota: async () => ({ allowed: null, used: 0 }),
  } as unknown as LineChannel
  return { calls, channel, words: () => calls.map((one) => one.words) }
}

describe('the sender', () => {
  let database: OpenDatabase
  let ground: Ground
  let outbox: OutboxStore
  const logLines: string[] = []
  beforeEach(async () => {
    database = await openDatabase(':memory:')
    await migrate(database.db, migrations)
    ground = await emptyGround(database)
    outbox = ground.outbox()
    logLines.length = 0
  })
  afterEach(() => database.close())

  function senderTo(channel: LineChannel | null) {
    const { clock } = ground
    return createSender({
      outbox,
      clock,
      quota: quotaKeeper(ground.db, clock, async () => null),
      channel: async () => channel,
      ids: systemIds,
      log: createLog('debug', clock, (line) => logLines.push(line)),
      metrics: createMetrics(),
    })
  }
  const add = (message: NewMessage) =>
    together(ground.db, (transaction) => outbox.add(transaction, 'town', [message], true))
  const states = async () =>
    (await ground.db.selectFrom('outbox').select('state').orderBy('outbox_id').execute()).map((row) => row.state)
  /** Lets everything happen that needs no answer of LINE. */
  const turn = async () => {
    for (let step = 0; step < 20; step += 1) await new Promise((resolve) => setImmediate(resolve))
  }

  it('sends two messages to one person one after the other, and to others meanwhile', async () => {
    const line = heldLine()
    const sender = senderTo(line.channel)
    sender.sendNow(await add(ground.message('first')))
    sender.sendNow(await add(ground.message('second')))
    sender.sendNow(await add(ground.message('of malee', { personId: 'malee', to: 'U-malee' })))
    await turn()
    expect(line.words()).toEqual(['first', 'of malee'])
    line.calls[0]?.answer(accepted)
    await turn()
    expect(line.words()).toEqual(['first', 'of malee', 'second'])
    for (const call of line.calls) call.answer(accepted)
    await sender.idle()
    expect(await states()).toEqual(['sent', 'sent', 'sent'])
  })

  it('leaves a message alone whose lease ran out while it waited behind another one: somebody else may have sent it', async () => {
    const line = heldLine()
    const sender = senderTo(line.channel)
    sender.sendNow(await add(ground.message('first')))
    sender.sendNow(await add(ground.message('second')))
    await turn()
    ground.clock.move(outboxLease + 1)
    const taken = await ground.outbox('another').claim(5)
    expect(taken.map((message) => message.messages[0]?.['text'])).toEqual(['first', 'second'])
    line.calls[0]?.answer(accepted)
    await sender.idle()
    expect(line.words()).toEqual(['first'])
  })

  it('keeps a message that waited behind another one for as long as it is really theirs', async () => {
    const line = heldLine()
    const sender = senderTo(line.channel)
    sender.sendNow(await add(ground.message('first')))
    sender.sendNow(await add(ground.message('second')))
    await turn()
    ground.clock.move(outboxLease - 1)
    line.calls[0]?.answer(accepted)
    await turn()
    ground.clock.move(outboxLease - 1)
    expect(await ground.outbox('another').claim(5)).toEqual([])
    line.calls[1]?.answer(accepted)
    await sender.idle()
    expect(await states()).toEqual(['sent', 'sent'])
  })

  it('pushes nothing to somebody who was erased while their message was already taken up', async () => {
    const line = heldLine()
    const sender = senderTo(line.channel)
    const push = { replyToken: null, replyUntil: null }
    const taken = [...(await add(ground.message('first', push))), ...(await add(ground.message('second', push)))]
    await ground.db.updateTable('outbox').set({ state: 'merged', payload_sealed: '' }).execute()
    sender.sendNow(taken)
    await sender.idle()
    expect(line.words()).toEqual([])
    expect(await states()).toEqual(['merged', 'merged'])
  })

  it('has room for a limited number of calls at once', async () => {
    const sender = senderTo(heldLine().channel)
    expect(await sender.sendDue()).toBe(0)
    expect(sender.hasRoom(256)).toBe(true)
    sender.sendNow(await add(ground.message('first')))
    expect(sender.inFlight()).toBe(1)
    expect(sender.hasRoom(256)).toBe(false)
  })

  it('takes no fresh message while older ones may wait: after a restart, and while there are more than one claim takes', async () => {
    const line = heldLine()
    const sender = senderTo(line.channel)
    const left = (words: string) =>
      together(ground.db, (transaction) =>
        outbox.add(transaction, 'town', [ground.message(words, { to: words })], false),
      )
    for (let one = 0; one < 257; one += 1) await left(`old ${one}`)
    expect(sender.hasRoom(1)).toBe(false)
    expect(await sender.sendDue()).toBe(256)
    expect(sender.hasRoom(1)).toBe(false)
    await left('new')
    expect(await sender.sendDue()).toBe(0)
    await turn()
    for (const call of line.calls) call.answer(accepted)
    await sender.idle()
    expect(sender.hasRoom(1)).toBe(false)
    expect(await sender.sendDue()).toBe(2)
    expect(sender.hasRoom(1)).toBe(true)
  })

  it('keeps three messages to one person in order while the first is tried again', async () => {
    const line = heldLine()
    const sender = senderTo(line.channel)
    const tick = async (milliseconds: number) => {
      ground.clock.move(milliseconds)
      await sender.sendDue()
      await turn()
    }
    sender.sendNow(await add(ground.message('first')))
    sender.sendNow(await add(ground.message('second')))
    await turn()
    line.calls[0]?.answer({ status: 429, outcome: 'too-many', detail: null })
    await turn()
    await tick(minute / 60)
    expect(line.words()).toEqual(['first', 'first'])
    // The third comes while the first is on its way once more and the second was put off.
    sender.sendNow(await add(ground.message('third')))
    for (let call = 1; call < 4; call += 1) {
      line.calls[call]?.answer(accepted)
      await turn()
      await tick(minute / 60)
    }
    expect(line.words()).toEqual(['first', 'first', 'second', 'third'])
    for (const call of line.calls) call.answer(accepted)
    await sender.idle()
    expect(await states()).toEqual(['sent', 'sent', 'sent'])
  })

  it('tries again in a minute when the agency has no account yet', async () => {
    const sender = senderTo(null)
    sender.sendNow(await add(ground.message('first')))
    await sender.idle()
    ground.clock.move(minute - 1)
    expect(await outbox.claim(1)).toEqual([])
    ground.clock.move(1)
    expect(await outbox.claim(1)).toHaveLength(1)
  })

  it('says in its log what was not sent, without a word of it', async () => {
    const line = heldLine()
    const sender = senderTo(line.channel)
    sender.sendNow(await add(ground.message('ความลับของท่าน')))
    await turn()
    line.calls[0]?.answer({ status: 400, outcome: 'refused', detail: 'messages[0].text: May not be empty' })
    await sender.idle()
    const log = logLines.join('')
    expect(log).toContain('"status":400')
    expect(log).not.toMatch(/ความลับ|U-somchai|token-/)
  })
})

describe('what is collected for one commit', () => {
  it('is carried out together, in order, each with its own result', async () => {
    const groups: number[][] = []
    const commit = groupCommit<number, number>(async (group) => {
      groups.push(group)
      return group.map((one) => one * 10)
    }, 3)
    expect(await Promise.all([1, 2, 3, 4].map((one) => commit.add(one)))).toEqual([10, 20, 30, 40])
    expect(groups).toEqual([[1, 2, 3], [4]])
    await commit.idle()
    expect(commit.waiting()).toBe(0)
  })

  it('fails for all of its group and for nobody else', async () => {
    const commit = groupCommit<number, number>(async (group) => {
      if (group.includes(2)) throw new Error('the disk is full')
      return group
    }, 2)
    const results = await Promise.allSettled([1, 2, 3, 4].map((one) => commit.add(one)))
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled'])
  })
})

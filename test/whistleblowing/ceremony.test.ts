import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KeysAnswer } from '../../src/whistleblowing/wire-bodies.ts'
import { addKey, answerOf, approve, ceremony, confirm, look, me, report, send, sealedReport } from './actors.ts'
import { startChannel, type Ground } from './ground.ts'

describe('before the channel opens', () => {
  let ground: Ground
  beforeAll(async () => {
    ground = await startChannel()
  })
  afterAll(() => ground.stop())

  async function state() {
    const { body } = await ground.ask<KeysAnswer>('/w/town/keys')
    const page = (await ground.ask('/w/town', { headers: { accept: 'text/html' } })).text
    return { state: body.state, keys: body.keys.length, closedPage: page.includes('ยังไม่เปิดรับเรื่อง') }
  }

  it('two different people and a confirmed recovery paper are needed; until then nothing is taken', async () => {
    const first = await ground.official()
    const second = await ground.official()
    expect((await me(first)).missing).toEqual(['officer', 'second-person', 'recovery'])
    expect(await state()).toEqual({ state: 'closed', keys: 0, closedPage: true })

    const officer = await addKey(first, 'officer', 'นิติกร')
    const own = await addKey(first, 'fallback', 'นิติกรคนเดิม')
    expect(await confirm(officer)).toBe(204)
    expect(await confirm(own)).toBe(204)
    // Nobody lets in a key of their own, with any other key of their own.
    expect(await approve(officer, own)).toBe(403)
    expect(await approve(officer, officer)).toBe(403)

    const fallback = await addKey(second, 'fallback', 'หัวหน้าสำนักปลัด')
    // Not before its maker has shown that it opens.
    expect(await approve(fallback, officer)).toBe(403)
    expect(await confirm(fallback)).toBe(204)
    expect(await approve(fallback, officer)).toBe(204)
    expect(await approve(officer, fallback)).toBe(204)
    expect(await state()).toEqual({ state: 'closed', keys: 2, closedPage: true })

    const paper = await addKey(first, 'recovery', 'หน่วยตรวจสอบภายใน')
    expect(await approve(paper, fallback)).toBe(403)
    // A report is refused while something is missing, whatever it is sealed to.
    const early = await sealedReport(ground)
    expect((await send(ground, early)).body).toEqual({ error: 'closed' })
    expect(await confirm(paper)).toBe(204)
    expect(await approve(paper, officer)).toBe(403)
    expect(await approve(paper, fallback)).toBe(204)
    expect(await state()).toEqual({ state: 'open', keys: 3, closedPage: false })
    expect((await me(first)).missing).toEqual([])
    expect((await send(ground, await sealedReport(ground))).status).toBe(200)
  })

  it('another agency on the same server is not open because of it', async () => {
    expect((await ground.ask<KeysAnswer>('/w/hill/keys')).body).toMatchObject({ state: 'closed', keys: [] })
  })
})

describe('keys', () => {
  let ground: Ground
  beforeAll(async () => {
    ground = await startChannel()
  })
  afterAll(() => ground.stop())

  it('of an administrator never come into use by themselves, and open no case of before even when they do', async () => {
    const keys = await ceremony(ground)
    const before = await report(ground)
    const admin = await ground.official('admin')
    const other = await ground.official('admin')
    const added = await addKey(admin, 'officer', 'ผู้ดูแลระบบ')
    const second = await addKey(other, 'officer', 'ผู้ดูแลระบบคนที่สอง')
    expect(await confirm(added)).toBe(204)
    expect(await confirm(second)).toBe(204)
    // Neither they nor two of them together, nor an officer's page on their word: they do not serve as officers.
    expect(await approve(added, second)).toBe(403)
    expect(await approve(added, keys.officer)).toBe(409)
    expect((await ground.ask<KeysAnswer>('/w/town/keys')).body.keys.map((key) => key.id)).not.toContain(added.id)

    // Registered as an officer and let in by one, the key reads what comes from then on, and nothing before.
    ground.officials.set(admin.id, { id: admin.id, name: 'ใหม่', role: 'officer', agency: 'town' })
    expect(await approve(added, keys.officer)).toBe(204)
    const after = await report(ground)
    const { body } = await admin.get<{ cases: { id: string }[] }>('/cases')
    expect(body.cases.map((one) => one.id)).toEqual([after.body.case])
    expect((await admin.get(`/cases/${before.body.case}`)).status).toBe(404)
    expect((await me(keys.officer.desk)).keys.find((key) => key.id === added.id)).toMatchObject({
      isNew: true,
      cases: 1,
    })
  })

  it('of somebody who serves no more are offered to no reporter, and the channel closes when too few are left', async () => {
    const own = await startChannel()
    const keys = await ceremony(own)
    own.officials.delete(keys.fallback.desk.id)
    expect((await own.ask<KeysAnswer>('/w/town/keys')).body).toMatchObject({ state: 'closed' })
    expect((await keys.fallback.desk.get('/cases')).status).toBe(401)
    await own.stop()
  })

  it('are let in only with a fresh proof, which works once and in the session that asked for it', async () => {
    const own = await startChannel()
    const keys = await ceremony(own)
    const newcomer = await addKey(await own.official(), 'officer', 'คนใหม่')
    await confirm(newcomer)
    const { desk } = keys.officer
    const { body } = await desk.post(`/keys/${keys.officer.id}/challenge`)
    const answer = await answerOf(body['challenge'], keys.officer.identity)
    const wrong = answer.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'))
    expect(
      (await keys.fallback.desk.post(`/keys/${newcomer.id}/approve`, { by: keys.officer.id, answer })).status,
    ).toBe(403)
    expect((await desk.post(`/keys/${newcomer.id}/approve`, { by: keys.officer.id, answer: wrong })).body).toEqual({
      error: 'proof',
    })
    // The wrong try has used the challenge up.
    expect((await desk.post(`/keys/${newcomer.id}/approve`, { by: keys.officer.id, answer })).status).toBe(403)
    const again = await desk.post(`/keys/${keys.officer.id}/challenge`)
    const late = await answerOf(again.body['challenge'], keys.officer.identity)
    own.clock.move(11 * 60_000)
    expect((await desk.post(`/keys/${newcomer.id}/approve`, { by: keys.officer.id, answer: late })).status).toBe(403)
    expect(await approve(newcomer, keys.officer)).toBe(204)
    await own.stop()
  })

  it('lost by both officers are replaced by two new people with the recovery paper', async () => {
    const own = await startChannel()
    const keys = await ceremony(own)
    const old = await report(own)
    own.officials.delete(keys.officer.desk.id)
    own.officials.delete(keys.fallback.desk.id)
    const one = await addKey(await own.official(), 'officer', 'นิติกรใหม่')
    const two = await addKey(await own.official(), 'fallback', 'ปลัดใหม่')
    for (const key of [one, two]) await confirm(key)
    // The paper does not stand in for the second person: whoever made the key cannot let it in.
    expect(await approve(one, { ...keys.recovery, desk: one.desk })).toBe(403)
    expect(await approve(one, { ...keys.recovery, desk: two.desk })).toBe(204)
    expect(await approve(two, one)).toBe(204)
    expect((await own.ask<KeysAnswer>('/w/town/keys')).body.state).toBe('open')
    expect((await look(own, old)).status).toBe(200)
    await own.stop()
  })

  it('are retired by a holder with proof, read old cases on, and are offered to no new one', async () => {
    const own = await startChannel()
    const keys = await ceremony(own)
    const old = await report(own)
    const next = await addKey(await own.official(), 'officer', 'นิติกรคนใหม่')
    await confirm(next)
    await approve(next, keys.fallback)
    const { desk } = keys.fallback
    const { body } = await desk.post(`/keys/${keys.fallback.id}/challenge`)
    const answer = await answerOf(body['challenge'], keys.fallback.identity)
    expect((await desk.post(`/keys/${keys.officer.id}/retire`, { by: keys.fallback.id, answer })).status).toBe(204)
    const offered = (await own.ask<KeysAnswer>('/w/town/keys')).body
    expect(offered.state).toBe('open')
    expect(offered.keys.map((key) => key.id)).not.toContain(keys.officer.id)
    expect((await keys.officer.desk.get(`/cases/${old.body.case}`)).status).toBe(200)
    await own.stop()
  })

  it('private halves never reach the server in the clear: it refuses a key that is not locked', async () => {
    const desk = await ground.official()
    const made = await addKey(desk, 'officer', 'นิติกรสำรอง')
    const body = { role: 'officer', label: 'ทดลอง', recipient: made.recipient }
    for (const wrapped of [
      made.identity,
      `-----BEGIN AGE ENCRYPTED FILE-----\n${made.identity}\n-----END AGE ENCRYPTED FILE-----\n`,
      '',
      null,
    ]) {
      expect((await desk.post('/keys', { ...body, wrapped })).status).toBe(400)
    }
  })

  it('the yearly drill asks the holder of the paper to open something, and remembers the day', async () => {
    const own = await startChannel()
    const keys = await ceremony(own)
    const before = await me(keys.officer.desk)
    expect(before.drill).toEqual({ last: null, due: '2027-11-23' })
    const { body } = await keys.officer.desk.post('/drill')
    own.clock.move(20 * 86_400_000)
    const desk = await own.enter(keys.officer.desk.id)
    expect((await desk.post('/drill/answer', { answer: 'A'.repeat(43) })).body).toEqual({ error: 'proof' })
    const answer = await answerOf(body['challenge'], keys.recovery.identity)
    expect((await desk.post('/drill/answer', { answer })).status).toBe(204)
    expect((await me(desk)).drill).toEqual({ last: '2026-12-13', due: '2027-12-13' })
    await own.stop()
  })
})

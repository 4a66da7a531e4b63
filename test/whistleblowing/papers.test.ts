import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ceremony, me, report, type Keys } from './actors.ts'
import { startChannel, type Ground } from './ground.ts'

describe('the papers of the channel', () => {
  let ground: Ground
  let keys: Keys
  beforeAll(async () => {
    ground = await startChannel()
  })
  afterAll(() => ground.stop())

  const words = async (path: string) =>
    (await ground.ask(path)).text
      .replace(/<[^>]+>/g, ' ')
      .replace(/&#39;/g, "'")
      .replace(/\s+/g, ' ')

  it('say while nothing is set up that the channel is closed, and whom to call', async () => {
    expect(await words('/w/town/procedure')).toContain('ยังไม่ได้ตั้งผู้รับเรื่อง')
    expect(await words('/w/town')).toMatch(/ยังไม่เปิดรับเรื่อง.*1205.*1206.*1567/)
    expect(await words('/w/town')).not.toContain('เลขตรวจสอบกุญแจ')
  })

  it('say how the chat differs from the page only where the agency takes reports there', async () => {
    expect(await words('/w/hill/procedure')).toMatch(/แจ้งในแชตได้หลังอ่านคำเตือน.*ถูกเก็บในระบบของ LINE/)
    const paper = await words('/w/town/procedure')
    expect(paper).toContain('ขออย่าเล่าเรื่องในแชต')
    expect(paper).not.toContain('ระบบของ LINE')
  })

  it('say the same as the system: readers, fingerprints, time limits, retention, what cannot be hidden', async () => {
    keys = await ceremony(ground)
    const settings = {
      retentionDays: 120,
      acknowledgeDays: 2,
      firstAnswerDays: 10,
      progressDays: 20,
      outcomeDays: 60,
      unit: 'สำนักปลัด งานนิติการ',
      postalAddress: 'ตู้ ปณ. 12 อำเภอเมือง',
      phone: '0 7500 1111',
    }
    expect((await keys.officer.desk.post('/settings', settings)).status).toBe(204)
    const paper = await words('/w/town/procedure')
    const page = await words('/w/town')
    for (const key of (await me(keys.officer.desk)).keys) {
      const digits = key.fingerprint.replace(/(.{4})(?!$)/g, '$1 ')
      for (const text of [paper, page]) {
        expect(text).toContain(digits)
        expect(text).toContain(key.label)
      }
    }
    expect(paper).toMatch(/ภายใน 2 วันทำการ.*ภายใน 10 วัน.*ทุก 20 วัน.*ภายใน 60 วัน.*หลังปิดเรื่อง 120 วัน/)
    expect(page).toMatch(/ภายใน 2 วันทำการ.*ภายใน 10 วัน.*ทุก 20 วัน.*ภายใน 60 วัน.*หลังปิดเรื่อง 120 วัน/)
    expect(paper).toContain('สำนักปลัด งานนิติการ')
    expect(paper).toContain('https://bot.example.go.th/w/town')
    for (const text of [paper, page]) {
      expect(text).toMatch(/ผู้ให้บริการอินเทอร์เน็ตอาจ/)
      expect(text).toMatch(/1205.*1206/)
      expect(text).toContain('ตู้ ปณ. 12')
    }
    // A new reader is named for thirty days.
    expect(page).toContain('ผู้รับใหม่ ตั้งแต่ 23 พฤศจิกายน 2569')
    // No form without a script, and a title that tells nothing.
    const html = (await ground.ask('/w/town')).text
    expect(html).not.toMatch(/<form|<input|<textarea/)
    expect(html).toContain('<title>อบต.town</title>')
    // Everything that it loads lies below its own address, where no proxy writes a line.
    const loads = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map((match) => match[1] ?? '')
    expect(loads.filter((one) => !one.startsWith('/w/town/') && !one.startsWith('tel:'))).toEqual([])
    expect(html).toMatch(/<script\s+defer\s+src="\/w\/town\/app\.00\.js"\s+integrity="sha256-/)
  })

  it('count to the end of the month before, with a zero that is written', async () => {
    await report(ground)
    const table = await words('/w/town/statistics')
    expect(table).toContain('ข้อมูลถึงวันที่ 31 ตุลาคม 2569')
    expect(table).toMatch(/ปีงบประมาณ 2570 0 0 0/)
    expect(table).toContain('ไม่มีเรื่องร้องเรียน')
    ground.clock.set('2026-12-01T03:00:00.000Z')
    await ground.channel.tidy()
    expect(await words('/w/town/statistics')).toMatch(/ข้อมูลถึงวันที่ 30 พฤศจิกายน 2569.*ปีงบประมาณ 2570 1 0 1/)
    const csv = await ground.ask('/w/town/statistics.csv')
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="o24-town.csv"')
    expect(csv.text.split('\r\n').slice(0, 3)).toEqual([
      '"ช่วงเวลา","ทั้งหมด","แล้วเสร็จ","อยู่ระหว่างดำเนินการ"',
      '"ปีงบประมาณ 2570",1,0,1',
      '"ปีงบประมาณ 2570 ครึ่งปีแรก",1,0,1',
    ])
  })
})

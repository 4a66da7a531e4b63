import { array, assert, asyncProperty, constantFrom, oneof, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromThaiDate, quarterRange } from '../../src/thai/dates.ts'
import type { PublicAgency } from '../../src/web/public-agency.ts'
import { bare, khaokluai, startHost } from './agencies.ts'

async function page(agency: PublicAgency, path = `/a/${agency.slug}`): Promise<string> {
  const answer = await startHost([agency]).app.request(path)
  expect(answer.status).toBe(200)
  return answer.text()
}

/** What a person reads: the page without its tags, spaces joined. */
const words = (html: string) =>
  html
    .replace(/<style>[^]*<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

describe('the first page of the host', () => {
  it('leads to the agency when there is only one', async () => {
    const answer = await startHost([khaokluai]).app.request('/')
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe('/a/khaokluai')
  })

  it('lists the agencies when there are several', async () => {
    const answer = await startHost([khaokluai, bare]).app.request('/')
    const html = await answer.text()
    expect(html).toContain('<a href="/a/khaokluai">เทศบาลตำบลเขากล้วย</a>')
    expect(html).toContain('<a href="/a/bare">องค์การบริหารส่วนตำบลนาฟ้าใส</a>')
  })

  it('says so when no agency was set up yet', async () => {
    expect(words(await (await startHost([]).app.request('/')).text())).toContain('ยังไม่มีหน่วยงานในระบบนี้')
  })
})

describe("an agency's page", () => {
  it('shows how to ask on LINE: the button, the code to scan, the steps and when people answer', async () => {
    const html = await page(khaokluai)
    expect(html).toContain('<a class="button" href="https://line.me/R/ti/p/%40khaokluai">เพิ่มเพื่อนใน LINE</a>')
    expect(html).toMatch(/<svg[^>]*role="img"[^>]*aria-label="คิวอาร์โค้ดสำหรับเพิ่มเพื่อน @khaokluai ใน LINE"/)
    expect(words(html)).toContain('เวลาที่เจ้าหน้าที่ตอบ จันทร์–ศุกร์ 08.30–16.30 น.')
    expect(html.match(/<li>/g)?.length).toBeGreaterThanOrEqual(3)
  })

  it('shows answered questions, so that a visitor sees that the channel answers', async () => {
    const html = await page(khaokluai)
    expect(html).toContain('<summary>ค่าเก็บขยะเดือนละเท่าไร</summary>')
    expect(words(html)).toContain('ครัวเรือนทั่วไปเดือนละ 20 บาท')
  })

  it('keeps the channel for reports of corruption apart, with its own address on our host and three numbers to call', async () => {
    const html = await page(khaokluai)
    const [, block = ''] = /<section class="protected"[^>]*>([^]*?)<\/section>/.exec(html) ?? []
    expect(block).toContain('href="/w/khaokluai?openExternalBrowser=1"')
    expect(block).not.toContain('line.me')
    for (const number of ['1205', '1206', '1567']) expect(block).toContain(`<a href="tel:${number}">${number}</a>`)
    expect(words(block)).toContain('แยกจากการถามตอบและเรื่องร้องเรียนทั่วไป')
  })

  it('publishes the counts with their period, zeros included, and says of which day they are', async () => {
    const text = words(await page(khaokluai))
    expect(text).toContain('ตุลาคม 2569 128 121 7')
    expect(text).toContain('ปีงบประมาณ 2569 1,402 1,402 0')
    expect(text).toContain('ปีงบประมาณ 2569 0 0 0')
    expect(text).toContain('ไม่มีเรื่องร้องเรียน')
    expect(text).toContain('ข้อมูล ณ วันที่ 1 พฤศจิกายน 2569')
  })

  it('names half years, quarters, months and odd days as people do', async () => {
    const count = { received: 1, completed: 0, inProgress: 1 }
    const day = (year: number, month: number, day = 1) => fromThaiDate({ year, month, day })
    const corruption = [
      { from: day(2568, 10), until: day(2569, 4), ...count },
      { ...quarterRange(2569, 2), ...count },
      { from: day(2569, 2), until: day(2569, 3), ...count },
      { from: day(2569, 4), until: day(2569, 4, 16), ...count },
    ]
    const statistics = { updatedAt: day(2569, 4, 16), questions: [], corruption }
    const text = words(await page({ ...khaokluai, statistics }))
    expect(text).toContain('ตุลาคม 2568 – มีนาคม 2569 1 0 1')
    expect(text).toContain('ไตรมาสที่ 2 (ม.ค.-มี.ค. 2569) 1 0 1')
    expect(text).toContain('กุมภาพันธ์ 2569 1 0 1')
    expect(text).toContain('1 เมษายน 2569 – 15 เมษายน 2569 1 0 1')
    expect(text).not.toContain('ไม่มีเรื่องร้องเรียน')
    expect(text).toContain('คำถามและเรื่องที่แจ้งทาง LINE จะเผยแพร่เมื่อครบงวดแรก')
  })

  it('lets people tap telephone numbers, mail and web addresses, and names the kinds in Thai', async () => {
    const html = await page(khaokluai)
    expect(html).toContain('<dt>โทรศัพท์</dt>')
    expect(html).toContain('<a href="tel:043000000">0 4300 0000</a>')
    expect(html).toContain('<a href="mailto:saraban@khaokluai.go.th">saraban@khaokluai.go.th</a>')
    expect(html).toContain('<a href="https://www.facebook.com/khaokluai">www.facebook.com/khaokluai</a>')
    expect(html).toContain('<dt>กองช่าง (ไฟทาง ถนน)</dt>')
    expect(html).toContain('<a href="https://www.khaokluai.go.th/">www.khaokluai.go.th</a>')
  })

  it('writes Thai digits for an agency that uses them, and never in an address', async () => {
    const html = await page({ ...khaokluai, digits: 'thai' })
    expect(words(html)).toContain('ปีงบประมาณ ๒๕๖๙ ๑,๔๐๒ ๑,๔๐๒ ๐')
    expect(html).toContain('<a href="tel:1205">๑๒๐๕</a>')
    expect(html).toContain('<a href="tel:043000000">๐ ๔๓๐๐ ๐๐๐๐</a>')
    expect(words(html)).toContain('๐๘.๓๐–๑๖.๓๐ น.')
    expect(html.match(/(href|d|viewBox)="[^"]*[๐-๙]/g)).toBeNull()
  })

  it('lets people call a number that the agency wrote in Thai digits', async () => {
    const html = await page({ ...khaokluai, contacts: { phone: '๐ ๔๓๐๐ ๐๐๐๐' } })
    expect(html).toContain('<a href="tel:043000000">๐ ๔๓๐๐ ๐๐๐๐</a>')
  })

  it('still helps while there is no LINE account, no contact and no count', async () => {
    const html = await page(bare)
    expect(html).not.toContain('line.me')
    expect(words(html)).toContain('ช่องทาง LINE ยังไม่เปิดใช้')
    expect(words(html)).toContain('จะเผยแพร่เมื่อครบงวดแรก')
    expect(html).not.toContain('href="/w/bare')
    expect(words(html)).toContain('ยังไม่เปิดรับเรื่อง')
    expect(html).toContain('href="tel:1205"')
  })

  it('loads nothing but itself: no script, no picture, no stylesheet, no other host', async () => {
    for (const path of ['/a/khaokluai', '/a/khaokluai/privacy']) {
      const html = await page(khaokluai, path)
      expect(html).not.toMatch(/<(script|img|iframe|object|embed|form|base)\b/i)
      expect(html).not.toMatch(/\son\w+=|style="|src=|@import|url\(/i)
      expect([...html.matchAll(/<link rel="(\w+)"/g)].map(([, rel]) => rel)).toEqual(['canonical', 'icon'])
    }
  })

  it('is small enough for a weak connection: below 40 KB', async () => {
    expect(Buffer.byteLength(await page(khaokluai))).toBeLessThan(40_000)
  })

  it('carries its address in the language of search engines and screen readers', async () => {
    const html = await page(khaokluai)
    expect(html).toContain('<html lang="th">')
    expect(html).toContain('<link rel="canonical" href="https://bot.example.go.th/a/khaokluai" />')
    expect(html).toMatch(/<title>ถามตอบและแจ้งเรื่อง เทศบาลตำบลเขากล้วย<\/title>/)
  })
})

describe('the privacy page', () => {
  it('says what is kept, how long, why, whose right it is and whom to ask', async () => {
    const html = await page(khaokluai, '/a/khaokluai/privacy')
    const text = words(html)
    for (const part of ['เราเก็บอะไร', 'เราใช้ทำอะไร', 'สิทธิของท่าน', 'ติดต่อเรื่องข้อมูลส่วนบุคคล', 'มาตรา 24 (4)']) {
      expect(text).toContain(part)
    }
    expect(html).toContain('<a href="https://www.khaokluai.go.th/pdpa">')
    expect(html).toContain('<a href="/a/khaokluai">')
  })

  it('says for how many days a closed question is kept, when that is limited', async () => {
    const limited = await startHost([khaokluai], { closedThreadDays: 365 }).app.request('/a/khaokluai/privacy')
    expect(words(await limited.text())).toContain('จนถึง 365 วันหลังเรื่องเสร็จ')
    expect(words(await page(khaokluai, '/a/khaokluai/privacy'))).toContain('จนกว่าท่านขอลบ หรือหมดความจำเป็นต้องใช้')
  })

  it('links to no policy when the agency gave none', async () => {
    expect(words(await page(bare, '/a/bare/privacy'))).not.toContain('ฉบับเต็ม')
  })
})

describe('what an agency or its editors wrote', () => {
  const hostile = oneof(
    string({ unit: 'grapheme' }),
    constantFrom(
      '"><script>alert(1)</script>',
      "' onclick='x",
      '</title><img src=x>',
      '&lt;',
      'javascript:alert(1)',
      '${x}',
    ),
  )
  const tags = (html: string) => [...html.replace(/<style>[^]*?<\/style>/, '').matchAll(/<[^>]*>/g)].map(([tag]) => tag)
  const names = (html: string) => tags(html).map((tag) => tag.split(/[\s/>]/, 2).join(''))

  it('can never become a part of the page itself', async () => {
    await assert(
      asyncProperty(array(hostile, { minLength: 9, maxLength: 9 }), async (texts) => {
        // A letter in front keeps a random text from being an address or a number, which would rightly be linked.
        const [name, kind, value, question, answer, unit, hours, policy, site] = texts.map((text) => `ก ${text}`)
        const agency: PublicAgency = {
          ...khaokluai,
          name: name ?? '',
          contacts: { [kind ?? '']: value ?? '' },
          examples: [{ question: question ?? '', answer: answer ?? '', unit: unit ?? '' }],
          serviceHours: hours ?? '',
          privacyPolicyUrl: policy ?? '',
          mainSite: site ?? '',
        }
        const plain: PublicAgency = {
          ...agency,
          name: 'ก',
          contacts: { ก: 'ก' },
          examples: [{ question: 'ก', answer: 'ก', unit: 'ก' }],
          serviceHours: 'ก',
          mainSite: 'ก',
        }
        for (const path of ['/a/khaokluai', '/a/khaokluai/privacy']) {
          expect(names(await page(agency, path))).toEqual(names(await page(plain, path)))
        }
      }),
      { numRuns: 150 },
    )
  })

  it('never becomes an address that runs a script', async () => {
    const html = await page({
      ...khaokluai,
      basicId: '@x"><script>',
      contacts: { website: 'javascript:alert(1)', email: 'a"onmouseover="x@y.z' },
      mainSite: 'javascript:alert(1)',
    })
    const addresses = [...html.matchAll(/href="([^"]*)"/g)].map(([, address = '']) => address)
    expect(addresses.filter((address) => !/^(https:\/\/|\/|tel:|mailto:)/.test(address))).toEqual([])
    expect(html).not.toMatch(/<script|<[^>]*onmouseover/)
    const policy = await page({ ...khaokluai, privacyPolicyUrl: 'javascript:alert(1)' }, '/a/khaokluai/privacy')
    expect(policy).not.toContain('javascript:')
  })
})

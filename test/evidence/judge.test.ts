import { describe, expect, it } from 'vitest'
import { readHtml } from '../../src/evidence/html.ts'
import {
  hasChanged,
  judgeAddress,
  judgeLook,
  mayPass,
  readAddress,
  standingOf,
  verdicts,
  type Seen,
  type Verdict,
} from '../../src/evidence/judge.ts'
import type { Look } from '../../src/evidence/look.ts'
import { sketchOf } from '../../src/evidence/sketch.ts'
import { page, words } from '../support/pretend-web.ts'

const main = new URL('https://www.khaokluai.go.th')

function address(typed: string): Verdict | 'unread' | null {
  const url = readAddress(typed)
  return url ? (judgeAddress(url, main)?.verdict ?? null) : 'unread'
}

describe('an address is judged before it is opened', () => {
  it.each([
    'https://www.khaokluai.go.th/data/118',
    'https://khaokluai.go.th/o16?x=1#a',
    'https://ita.khaokluai.go.th/',
    'https://WWW.KhaoKluai.go.th./data',
    'www.khaokluai.go.th/data/118',
    'khaokluai.go.th/ไฟล์/แผน.pdf',
  ])('%s may be the page', (typed) => {
    expect(address(typed)).toBeNull()
  })

  it.each([
    ['http://www.khaokluai.go.th/data', 'not-https'],
    ['https://www.khaokluai.go.th:8443/', 'odd-address'],
    ['https://a:b@www.khaokluai.go.th/', 'odd-address'],
    ['https://khaokluai.go.th.example.com/', 'elsewhere'],
    ['https://notkhaokluai.go.th/', 'elsewhere'],
    ['https://www.khaokluai.go.th@example.com/', 'elsewhere'],
    ['https://go.th/', 'elsewhere'],
    ['https://10.0.0.1/', 'elsewhere'],
    ['ftp://www.other.go.th/', 'not-an-address'],
    ['javascript:alert(1)', 'unread'],
    ['แผนพัฒนา', 'unread'],
    ['', 'unread'],
  ] as const)('%s is %s', (typed, verdict) => {
    expect(address(typed)).toBe(verdict)
  })

  it.each([
    ['https://www.facebook.com/khaokluai', 'social', 'Facebook'],
    ['https://fb.watch/abc', 'social', 'Facebook'],
    ['https://youtu.be/abc', 'social', 'YouTube'],
    ['https://vt.tiktok.com/abc', 'social', 'TikTok'],
    ['https://docs.google.com/forms/d/e/abc/viewform', 'form', 'Google Form'],
    ['https://forms.gle/abc', 'form', 'Google Form'],
    ['https://forms.office.com/r/abc', 'form', 'Microsoft Forms'],
    ['https://docs.google.com/document/d/abc', 'drive', 'Google Drive'],
    ['https://drive.google.com/file/d/abc', 'drive', 'Google Drive'],
    ['https://town-my.sharepoint.com/x', 'drive', 'OneDrive'],
    ['https://sites.google.com/view/khaokluai', 'builder', 'Google Sites'],
    ['https://khaokluai.blogspot.com/2024', 'builder', 'Blogspot'],
    ['https://bit.ly/3abc', 'shortener', null],
    ['https://maps.app.goo.gl/abc', 'shortener', null],
    ['https://line.me/R/ti/p/@abc', 'line', 'LINE'],
    ['https://liff.line.me/123-abc', 'line', 'LINE'],
    ['https://lin.ee/abc', 'line', 'LINE'],
    ['https://www.other.go.th/', 'other', null],
  ])('%s belongs to %s %s', (typed, of, called) => {
    expect(judgeAddress(new URL(typed), main)).toMatchObject({ verdict: 'elsewhere', service: { of, called } })
  })

  it('where the agency has only a folder of another site, pages must lie in it', () => {
    const folder = new URL('https://www.province.go.th/khaokluai/')
    expect(judgeAddress(new URL('https://www.province.go.th/khaokluai/o16'), folder)).toBeNull()
    expect(judgeAddress(new URL('https://www.province.go.th/elsewhere/o16'), folder)).toMatchObject({
      verdict: 'elsewhere',
    })
  })
})

type Answer = Extract<Look, { outcome: 'answered' }>
const given = new URL('https://www.khaokluai.go.th/data/118')

function answer(html: string, over: Partial<Answer> = {}): Look {
  const read = readHtml(html)
  const { length: bytes } = html
  return {
    outcome: 'answered',
    url: given.href,
    hops: 0,
    status: 200,
    kind: 'page',
    bytes,
    cut: false,
    digest: 'd',
    page: read,
    sketch: sketchOf(read.text),
    ...over,
  }
}
const verdict = (look: Look, from = given) => judgeLook(from, look, main).verdict

describe('a page that was opened', () => {
  it('with a title and words is good, and its title is known', () => {
    expect(judgeLook(given, answer(page('แผนพัฒนา', words)), main)).toMatchObject({
      verdict: 'good',
      seen: { title: 'แผนพัฒนา', url: given.href, kind: 'page' },
    })
  })

  it.each<[string, Look, Verdict]>([
    [
      'asks for a name and a password',
      answer(page('เข้าสู่ระบบ', 'ชื่อผู้ใช้ <input name=u> รหัสผ่าน <input type="password">')),
      'login',
    ],
    [
      'leads to a page for signing in',
      answer(page('Login', '<input type=password>'), { url: 'https://www.khaokluai.go.th/wp-login.php' }),
      'login',
    ],
    [
      'leads to an account of Google',
      answer(page('Sign in', words), { url: 'https://accounts.google.com/v3/signin' }),
      'login',
    ],
    ['wants authorization', answer(page('x', words), { status: 401 }), 'login'],
    ['is not found', answer(page('404', words), { status: 404 }), 'not-found'],
    ['says with a 200 that it is not found', answer(page('ไม่พบหน้าที่ต้องการ', 'กลับหน้าแรก')), 'not-found'],
    ['is forbidden', answer(page('Forbidden', ''), { status: 403 }), 'forbidden'],
    ['is behind a guard against programs', answer(page('Just a moment...', ''), { status: 403 }), 'guarded'],
    ['fails', answer(page('Error', words), { status: 500 }), 'site-error'],
    ['is closed for repairs', answer(page('ปิดปรับปรุงระบบ', 'กรุณารอ')), 'site-error'],
    ['has nothing', answer(''), 'empty'],
    ['has only a frame of empty elements', answer('<html><body><div></div><br></body></html>'), 'empty'],
    ['draws itself with a program', answer('<div id="root"></div><script src="/a.js"></script>'), 'only-script'],
    ['is the home page', answer(page('หน้าแรก', words), { url: 'https://www.khaokluai.go.th/' }), 'back-to-front'],
    [
      'is the home page by its file',
      answer(page('หน้าแรก', words), { url: 'https://khaokluai.go.th/index.php' }),
      'back-to-front',
    ],
    [
      'leads to a form',
      answer(page('แบบคำร้อง', words), { url: 'https://docs.google.com/forms/d/e/x', hops: 1 }),
      'leads-elsewhere',
    ],
    ['is a file that browsers do not show', answer('', { kind: 'other', bytes: 9, page: null }), 'odd-kind'],
    ['is a PDF', answer('', { kind: 'pdf', bytes: 9, page: null }), 'good'],
    ['is a picture', answer('', { kind: 'image', bytes: 9, page: null }), 'good'],
    ['shows its content in a picture', answer('<title>โครงสร้าง</title><img src="chart.png">'), 'good'],
    ['shows its content in a frame', answer('<iframe src="plan.pdf"></iframe>'), 'good'],
  ])('that %s', (_what, look, expected) => {
    expect(verdict(look)).toBe(expected)
  })

  it('with a field for members beside its content is no locked door', () => {
    expect(verdict(answer(page('แผนพัฒนา', `${words.repeat(10)}<input type=password>`)))).toBe('good')
  })

  it('that tells at length of things not found is an article', () => {
    expect(verdict(answer(page('ขั้นตอนกรณีไม่พบข้อมูลทะเบียน', words.repeat(10))))).toBe('good')
  })

  it('that was meant to be the home page is left to a person', () => {
    const home = new URL('https://www.khaokluai.go.th/')
    expect(verdict(answer(page('หน้าแรก', words), { url: home.href }), home)).toBe('front-page')
  })

  it('that ended at a form names it', () => {
    const look = answer(page('x', words), { url: 'https://forms.gle/x' })
    expect(judgeLook(given, look, main).service).toEqual({ of: 'form', called: 'Google Form' })
  })
})

describe('a page that could not be opened', () => {
  it.each<[Extract<Look, { outcome: 'failed' }>['why'], number, string, Verdict]>([
    ['not-https', 1, 'http://www.khaokluai.go.th/', 'leads-insecure'],
    ['not-https', 1, 'http://bad.example.com/', 'leads-elsewhere'],
    ['address', 1, 'https://10.0.0.1/', 'leads-elsewhere'],
    ['address', 0, given.href, 'odd-address'],
    ['no-such-host', 0, given.href, 'no-such-site'],
    ['certificate', 0, given.href, 'certificate'],
    ['too-many-redirects', 5, given.href, 'circles'],
    ['garbled', 0, given.href, 'site-error'],
    ['no-answer', 0, given.href, 'no-answer'],
    ['too-slow', 0, given.href, 'no-answer'],
  ])('because of %s after %i redirects to %s', (why, hops, url, expected) => {
    expect(verdict({ outcome: 'failed', why, hops, url })).toBe(expected)
  })
})

describe('verdicts', () => {
  it('are good, doubtful or bad, and only bad ones may pass by themselves', () => {
    expect(verdicts.filter((one) => standingOf(one) === 'good')).toEqual(['good'])
    for (const one of verdicts) if (mayPass(one)) expect(standingOf(one)).toBe('bad')
  })
})

describe('a page has changed', () => {
  const article = Array.from(
    { length: 60 },
    (_, index) => `โครงการที่ ${index} ก่อสร้างถนน${'กขคงจฉชซ'[index % 8]}${'ดตถทธนบป'[index % 7]} งบประมาณ`,
  ).join(' ')
  const seen = (text: string, over: Partial<Seen> = {}): Seen => ({
    url: given.href,
    title: 'แผน',
    kind: 'page',
    bytes: text.length,
    cut: false,
    digest: sketchOf(text) + text.length,
    sketch: sketchOf(text),
    ...over,
  })

  it('not when only counters and dates are others', () => {
    expect(
      hasChanged(seen(`${article} ผู้เข้าชม 1,204 คน วันที่ 3`), seen(`${article} ผู้เข้าชม 98,711 คน วันที่ 29`), false),
    ).toBe(false)
  })

  it('not when a sentence was added', () => {
    expect(hasChanged(seen(article), seen(`${article} แก้ไขเพิ่มเติมครั้งที่สอง`), false)).toBe(false)
  })

  it('when it shows something else now', () => {
    const other = 'รับซื้อของเก่า เล่นเกมออนไลน์ ฝากถอนไม่มีขั้นต่ำ สมัครวันนี้รับโบนัสทันที ติดต่อทีมงานได้ตลอดวัน'
    expect(hasChanged(seen(article), seen(other), false)).toBe(true)
    expect(hasChanged(seen(article), seen(other), true)).toBe(true)
  })

  it('when half of its list is new, unless lists of its kind live', () => {
    const renewed = `${article.slice(0, article.length / 3)} ${'ข่าวใหม่ของเดือนนี้ทั้งหมดเป็นเรื่องอื่น กิจกรรมวันเด็ก ตลาดนัดชุมชน ฉีดวัคซีน เลี้ยงอาหารผู้สูงอายุ '.repeat(4)}`
    expect(hasChanged(seen(article), seen(renewed), false)).toBe(true)
    expect(hasChanged(seen(article), seen(renewed), true)).toBe(false)
  })

  it('when a file has another digest, or became another kind', () => {
    const file = seen('', { kind: 'pdf', digest: 'a', sketch: null })
    expect(hasChanged(file, { ...file, digest: 'b' }, true)).toBe(true)
    expect(hasChanged(file, { ...file }, false)).toBe(false)
    expect(hasChanged(file, seen(article), true)).toBe(true)
  })
})

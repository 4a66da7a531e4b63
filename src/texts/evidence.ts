import type { Voice } from './th.ts'

const particles = { female: 'ค่ะ', male: 'ครับ', none: '' } as const

/** What is said about pages that prove items: short, with the cure. `site` is the agency's own site as people write it. */
function createTexts(voice: Voice) {
  const e = particles[voice]
  const onSite = (site: string) => `ให้ลงไว้ที่ ${site} แล้วส่งลิงก์ของหน้านั้นแทน`
  const tellKeeper = 'ให้แจ้งผู้ดูแลเว็บไซต์'
  return {
    notLooked: 'กำลังเปิดดูหน้าเว็บ',
    looksFine: 'ตรวจลิงก์แล้ว ใช้ได้',
    looksDoubtful: 'ต้องดูด้วยตา',
    looksBad: 'ลิงก์มีปัญหา',
    ownSite: 'เว็บไซต์ของหน่วยงาน',
    opens: 'เปิดได้',
    pageCalled: (title: string) => `ชื่อหน้า “${title}”`,
    kinds: { page: 'หน้าเว็บ', pdf: 'ไฟล์ PDF', image: 'รูปภาพ', document: 'ไฟล์เอกสาร', other: 'ไฟล์ชนิดอื่น' },
    size: (kind: string, figure: string, unit: 'kilo' | 'mega') =>
      `${kind} ขนาด ${figure} ${unit === 'mega' ? 'เมกะไบต์' : 'กิโลไบต์'}`,
    heavy: 'ไฟล์ใหญ่ เปิดบนโทรศัพท์ช้า ควรแบ่งหรือย่อไฟล์',
    endsAt: (address: string) => `เปิดแล้วไปอยู่ที่ ${address}`,

    /** Why a page cannot be used, and what to do about it. */
    elsewhere: {
      form: (called: string, site: string) =>
        `ลิงก์นี้เป็น ${called} ไม่ใช่เว็บไซต์ของหน่วยงาน (เคยมีหน่วยงานได้ 0 คะแนนเพราะเหตุนี้) ${onSite(site)}`,
      social: (called: string, site: string) =>
        `ลิงก์นี้เป็น ${called} ไม่ใช่เว็บไซต์ของหน่วยงาน (เคยมีหน่วยงานได้ 0 คะแนนเพราะเหตุนี้) ${onSite(site)}`,
      drive: (called: string, site: string) =>
        `ไฟล์นี้อยู่ใน ${called} ไม่ใช่เว็บไซต์ของหน่วยงาน ให้นำไฟล์ขึ้น ${site} แล้วส่งลิงก์ของหน้านั้นแทน`,
      builder: (called: string, site: string) => `ลิงก์นี้เป็น ${called} ไม่ใช่เว็บไซต์หลักของหน่วยงาน ${onSite(site)}`,
      line: (called: string, site: string) =>
        `ลิงก์นี้พาเข้า ${called} ผู้ตรวจให้คะแนนเฉพาะเว็บไซต์ของหน่วยงาน ให้ทำหน้าที่แสดงปุ่มหรือคิวอาร์ไว้ที่ ${site} แล้วส่งลิงก์ของหน้านั้น`,
      shortener: (_called: string, site: string) =>
        `นี่เป็นลิงก์ย่อ ผู้ตรวจไม่เห็นว่าเป็นเว็บไซต์ของหน่วยงาน ให้เปิดลิงก์นี้ แล้วส่งที่อยู่เต็มที่ขึ้นต้นด้วย ${site}`,
      other: (called: string, site: string) => `${called} ไม่ใช่เว็บไซต์หลักของหน่วยงาน (${site}) ${onSite(site)}`,
    },
    elsewhereHere: 'ลิงก์นี้',
    elsewhereThere: 'เว็บไซต์อื่น',
    leadsElsewhere: (to: string, site: string) => `เปิดลิงก์นี้แล้วถูกพาไปที่ ${to} ซึ่งไม่ใช่เว็บไซต์ของหน่วยงาน ${onSite(site)}`,
    verdicts: {
      'not-an-address': 'นี่ไม่ใช่ที่อยู่หน้าเว็บ ให้คัดลอกที่อยู่จากแถบด้านบนของเบราว์เซอร์ แล้วส่งใหม่',
      'not-https': 'ลิงก์ขึ้นต้นด้วย http:// ซึ่งไม่ปลอดภัย ลองพิมพ์ https:// แทน ถ้าเปิดได้ให้ส่งลิงก์นั้น ถ้าไม่ได้ ' + tellKeeper,
      'odd-address': 'ลิงก์นี้คนทั่วไปเปิดไม่ได้ (มีรหัสผ่าน เลขพอร์ต หรือเป็นเครือข่ายภายใน) ให้ส่งที่อยู่ปกติของหน้าเว็บ',
      'leads-insecure': 'เปิดแล้วถูกพาไปหน้า http:// ที่ไม่ปลอดภัย ' + tellKeeper,
      circles: 'เปิดแล้วถูกพาวนหลายต่อจนไม่ถึงหน้า ให้เปิดเอง แล้วส่งที่อยู่ของหน้าสุดท้าย',
      'no-such-site': 'ไม่มีเว็บไซต์ชื่อนี้ ตรวจตัวสะกดของลิงก์อีกครั้ง',
      'no-answer': 'เว็บไซต์ไม่ตอบ ลองเปิดเองดู ถ้าเปิดไม่ได้ ' + tellKeeper,
      certificate: 'ใบรับรองความปลอดภัยของเว็บไซต์หมดอายุหรือไม่ถูกต้อง ผู้ตรวจจะเห็นคำเตือนก่อนเข้า ' + tellKeeper,
      login: 'หน้านี้ต้องเข้าสู่ระบบก่อน คนทั่วไปเปิดไม่ได้ ให้ส่งหน้าที่เปิดได้โดยไม่ใช้รหัสผ่าน',
      forbidden: 'เว็บไซต์ไม่ยอมให้ระบบเปิดหน้านี้ ให้ลองเปิดบนโทรศัพท์โดยไม่เข้าสู่ระบบ ถ้าเปิดได้ก็ใช้ได้',
      'not-found': 'ไม่พบหน้านี้แล้ว อาจถูกลบหรือย้าย ให้หาที่อยู่ใหม่แล้วส่งอีกครั้ง',
      'site-error': 'เว็บไซต์ขัดข้อง เปิดหน้านี้ไม่ได้ ลองใหม่ภายหลัง หรือ' + tellKeeper,
      empty: 'หน้านี้ว่างเปล่า ยังไม่มีข้อมูลให้ผู้ตรวจเห็น ให้ลงข้อมูลก่อนแล้วส่งใหม่',
      'back-to-front': 'ลิงก์นี้พากลับไปหน้าแรกของเว็บไซต์ หน้าเดิมอาจถูกลบ ให้ส่งที่อยู่ของหน้าที่มีข้อมูล',
      'front-page': 'นี่เป็นหน้าแรกของเว็บไซต์ ถ้าข้อมูลอยู่ในหน้าอื่น ให้ส่งที่อยู่ของหน้านั้น',
      'only-script': 'ระบบอ่านหน้านี้ไม่ออก ให้เปิดดูเองว่ามีข้อมูลครบ',
      guarded: 'เว็บไซต์กันไม่ให้ระบบเปิด ให้เปิดดูเองโดยไม่เข้าสู่ระบบว่ามีข้อมูลครบ',
      'odd-kind': 'ไฟล์ชนิดนี้เปิดดูบนเว็บไม่ได้ ควรลงเป็นหน้าเว็บหรือไฟล์ PDF',
      changed: 'เนื้อหาในหน้านี้ต่างจากวันที่ส่งมาก ให้เปิดดูว่ายังถูกต้อง',
    },

    evidenceOf: (code: string) => `หลักฐานของ ${code}`,
    noEvidence: (code: string) => `${code} ยังไม่มีหลักฐาน${e} พิมพ์ ${code} ตามด้วยลิงก์ของหน้าเว็บได้เลย`,
    broke: (code: string, why: string) => `หลักฐานของ ${code} มีปัญหา: ${why}`,
    sentBackBecause: (address: string, why: string) => `ระบบตรวจลิงก์ ${address} แล้วพบว่า ${why}`,
    stale: (year: string) => `หน้านี้ยกมาจากปี ${year} ยังไม่ได้ยืนยันว่าใช้กับปีนี้ได้`,
    remove: 'เอาออก',
    removed: (code: string) => `เอาหน้านี้ออกจาก ${code} แล้ว${e}`,
    restored: (code: string) => `ใส่หน้านี้กลับให้ ${code} แล้ว${e}`,
    undo: 'เลิกทำ',
    openPage: 'เปิดหน้า',
    describe: 'บอกทางเข้าเมนู',
    askPath: (code: string) =>
      `พิมพ์ทางเข้าหน้านี้ของ ${code} จากหน้าแรก เช่น หน้าหลัก › การดำเนินงาน › แผน บรรทัดต่อไปเป็นคำอธิบายเพิ่มเติมได้`,
    described: (code: string) => `บันทึกทางเข้าของ ${code} แล้ว${e}`,
    describedInstead: (code: string, before: string) => `บันทึกทางเข้าของ ${code} แล้ว${e} เดิมคือ ${before}`,
    undescribed: (code: string) => `ทางเข้าของ ${code} กลับเป็นอย่างเดิมแล้ว${e}`,
    notDescribed: `ไม่บันทึก${e}`,
    confirmed: (code: string) => `ยืนยันหน้าเว็บของ ${code} แล้ว${e}`,
    recheck: (code: string) => `กลับไปตรวจ ${code} อีกครั้ง: หน้าเว็บของข้อนี้ยืนยันแล้วว่ายังถูกต้อง`,
    gone: `หน้านี้ไม่อยู่ในหลักฐานแล้ว${e}`,
    submittedOn: (day: string) => `ส่งตรวจ ${day}`,
    addedOn: (day: string) => `ใส่ไว้ ${day}`,
    pathWords: (path: string) => `ทางเข้า: ${path}`,
    withPhoto: 'มีภาพหน้าจอ',
    seePhotos: (code: string) => `ดูภาพ ${code}`,
    photosAbout: `เปิดดูหน้าเว็บ ผลการตรวจลิงก์ และภาพหน้าจอของข้อนี้${e} ลิงก์ใช้ได้ครั้งเดียวภายใน 15 นาที`,
    openEvidence: 'เปิดหน้าหลักฐาน',
    isScreenshot: (code: string) => `รูปนี้เป็นภาพหน้าจอหลักฐานของ ${code} ใช่ไหม`,
    attachPhoto: 'ใช่ แนบเลย',
    attachNot: 'ไม่ใช่',
    photoAttached: (code: string) => `แนบภาพหน้าจอให้ ${code} แล้ว${e}`,
    photoGone: `รูปนี้ไม่อยู่แล้ว${e} ส่งใหม่ได้เลย`,
    andOthers: (title: string, count: string) => `${title} และอีก ${count} หน้า`,
    keepDraft: 'เก็บเป็นร่าง',
    cannotServe: 'ลิงก์นี้ใช้เป็นหลักฐานไม่ได้',
    submitted: 'ที่ส่งไว้',
    submittedOf: (code: string) => `หน้าเว็บของ ${code} ตามที่ส่งตรวจไว้ ใช้อ้างอิงเมื่อชี้แจงคะแนน`,
    submittedPage: (when: string, address: string) => `ส่งเมื่อ ${when}\n${address}`,
    digest: (letters: string) => `รหัสเนื้อหา ${letters}`,
    nothingSubmitted: (code: string) => `${code} ยังไม่เคยส่งตรวจ${e}`,
    lockedPage: (code: string) => `หน้านี้ส่งตรวจไปแล้ว${e} ให้ผู้ตรวจตีกลับ ${code} ก่อน จึงเอาออกได้`,
    evidenceCount: (count: string) => `${count} หน้า`,
    stillHolds: 'ยังใช้ได้',
    sendAnother: 'ส่งลิงก์ใหม่',
  }
}

export type EvidenceTexts = ReturnType<typeof createTexts>

export const evidenceTextsFor: Record<Voice, EvidenceTexts> = {
  female: createTexts('female'),
  male: createTexts('male'),
  none: createTexts('none'),
}

/** Words of the page with an item's evidence and its screenshots, in the particle-free voice of an office. */
export const evidencePage = {
  title: (code: string) => `หลักฐานของ ${code}`,
  none: 'ข้อนี้ยังไม่มีหลักฐาน',
  lead: 'ตรวจให้ตรงกันทั้งลิงก์ ทางเข้าเมนู และภาพหน้าจอ ก่อนให้ผ่านการตรวจ',
  page: (number: string) => `หน้าที่ ${number}`,
  check: 'ผลการตรวจลิงก์',
  checkedAt: (when: string) => `ตรวจเมื่อ ${when}`,
  path: 'ทางเข้า',
  home: 'หน้าแรก',
  note: 'หมายเหตุ',
  given: 'ใส่ไว้เมื่อ',
  submitted: 'ส่งตรวจเมื่อ',
  photo: 'ภาพหน้าจอ',
  photoOf: (code: string, number: string) => `ภาพหน้าจอหลักฐานของ ${code} หน้าที่ ${number}`,
  photoComing: 'ภาพนี้ยังโหลดไม่เสร็จ หรือถูกลบไปแล้ว เปิดหน้านี้ใหม่ในอีกสักครู่',
}

import { Hono } from 'hono'
import { createLog } from '../../src/kernel/log.ts'
import { fiscalYearRange, fromThaiDate } from '../../src/thai/dates.ts'
import { failurePage, notFoundPage } from '../../src/web/error-pages.ts'
import type { AgencyReader, PublicAgency } from '../../src/web/public-agency.ts'
import { publicPages } from '../../src/web/public-pages.ts'
import { securityHeaders } from '../../src/web/security-headers.ts'

const month = (year: number, number: number) => ({
  from: fromThaiDate({ year, month: number, day: 1 }),
  until: fromThaiDate({ year, month: number + 1, day: 1 }),
})

export const khaokluai: PublicAgency = {
  slug: 'khaokluai',
  name: 'เทศบาลตำบลเขากล้วย',
  mainSite: 'https://www.khaokluai.go.th/',
  basicId: '@khaokluai',
  serviceHours: 'จันทร์–ศุกร์ 08.30–16.30 น.',
  contacts: {
    phone: '0 4300 0000',
    email: 'saraban@khaokluai.go.th',
    address: '99 หมู่ 4 ตำบลเขากล้วย อำเภอเมือง จังหวัดขอนแก่น 40000',
    facebook: 'https://www.facebook.com/khaokluai',
    'กองช่าง (ไฟทาง ถนน)': '0 4300 0011',
  },
  privacyPolicyUrl: 'https://www.khaokluai.go.th/pdpa',
  digits: 'arabic',
  channelOpen: true,
  examples: [
    {
      question: 'ค่าเก็บขยะเดือนละเท่าไร',
      answer: 'ครัวเรือนทั่วไปเดือนละ 20 บาท จ่ายได้ที่กองคลัง หรือสแกนท้ายใบแจ้ง',
      unit: 'กองคลัง',
    },
    {
      question: 'ขอใบรับรองสิ่งปลูกสร้างต้องใช้เอกสารอะไรบ้าง',
      answer: 'สำเนาโฉนดที่ดิน สำเนาบัตรประชาชน และแบบคำขอ ยื่นที่กองช่าง ใช้เวลา 7 วันทำการ',
      unit: 'กองช่าง',
    },
  ],
  statistics: {
    updatedAt: new Date('2026-11-01T02:00:00Z'),
    questions: [
      { ...month(2569, 10), received: 128, completed: 121, inProgress: 7 },
      { ...fiscalYearRange(2569), received: 1402, completed: 1402, inProgress: 0 },
    ],
    corruption: [{ ...fiscalYearRange(2569), received: 0, completed: 0, inProgress: 0 }],
  },
}

/** Everything that may be missing is missing. */
export const bare: PublicAgency = {
  slug: 'bare',
  name: 'องค์การบริหารส่วนตำบลนาฟ้าใส',
  mainSite: 'https://www.nafasai.go.th',
  basicId: null,
  serviceHours: '',
  contacts: {},
  privacyPolicyUrl: null,
  digits: 'thai',
  channelOpen: false,
  examples: [],
  statistics: null,
}

/** A host with the public pages, as the real one is put together; what it logs lands in `lines`. */
export function startHost(
  agencies: PublicAgency[],
  options: { publicUrl?: string; closedThreadDays?: number | null } = {},
) {
  const { publicUrl = 'https://bot.example.go.th', closedThreadDays = null } = options
  const lines: string[] = []
  const reader: AgencyReader = {
    all: async () => agencies,
    bySlug: async (slug) => agencies.find((agency) => agency.slug === slug) ?? null,
  }
  const app = new Hono()
  app.use(securityHeaders({ https: publicUrl.startsWith('https:') }))
  app.route('/', publicPages({ agencies: reader, publicUrl, closedThreadDays }))
  app.get('/broken', () => {
    throw new Error('the database said: นายสมชาย')
  })
  app.notFound(notFoundPage)
  app.onError(failurePage(createLog('info', { now: () => new Date(0) }, (line) => lines.push(line))))
  return { app, lines }
}

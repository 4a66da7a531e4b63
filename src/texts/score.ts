/** The polite endings of a voice: of a statement, of a question, of a request. */
export type Particles = { readonly e: string; readonly q: string; readonly n: string }

/** What is said about scores: the outlook of this year, published results, what to do first. */
export function scoreTexts({ e, n }: Particles) {
  return {
    /** The rule of the estimate, in one plain sentence. */
    rule: 'ประมาณการ: ข้อละเต็มหรือศูนย์ เฉลี่ยตามตัวชี้วัดย่อย แล้วเฉลี่ยตัวชี้วัดที่ 9 กับ 10',
    nowRule: '“ตอนนี้” นับข้อที่ผ่านการตรวจ และข้อที่ส่งแล้วพร้อมลิงก์และองค์ประกอบครบ',
    /** Reported, and yet a zero as it stands: no page, or a component is missing. */
    unready: (count: string) => `ส่งแล้วแต่ยังไม่มีลิงก์หรือองค์ประกอบไม่ครบ ${count} ข้อ ข้อแบบนี้ได้ศูนย์`,
    nextRule: 'เรียงข้อที่เกินหรือใกล้ครบกำหนดก่อน แล้วเรียงตามคะแนนที่จะได้',
    now: 'ตอนนี้ คาดว่าได้',
    ifReportedPass: 'ถ้าที่ส่งแล้วผ่านทั้งหมด',
    approvedOnly: 'ถ้าผ่านเฉพาะข้อที่ตรวจแล้ว',
    ofHundred: (figure: string) => `${figure} จาก 100`,
    pointsOfForty: (points: string) => `คิดเป็น ${points} จาก 40 คะแนนในคะแนนรวม`,
    totalLikeLastYear: (year: string, total: string, level: string) =>
      `ถ้า IIT และ EIT เท่าปี ${year} คะแนนรวมราว ${total} ระดับ ${level}`,
    totalSpan: (year: string, now: string, nowLevel: string, then: string, thenLevel: string) =>
      `คะแนนรวมราว ${now} ${nowLevel} → ${then} ${thenLevel} (ถ้า IIT EIT เท่าปี ${year})`,
    levelDistance: (missing: string, level: string) => `ขาดอีก ${missing} คะแนน จะถึงระดับ ${level}`,
    late: (unit: string, overdue: string, pending: string) => `${unit} เกินกำหนด ${overdue} ข้อ (ค้าง ${pending})`,
    slow: (unit: string, pending: string) => `${unit} ค้าง ${pending} ข้อ`,
    others: (count: string) => ` และอีก ${count} หน่วยงาน`,
    slowest: (who: string) => `ช้าที่สุด ${who}`,
    mostLeft: (name: string, count: string) => `ผู้รับผิดชอบที่ค้างมากที่สุด ${name} ${count} ข้อ`,
    inWords: (now: string, then: string) =>
      `ตอนนี้คาดว่า OIT ได้ ${now} จาก 100 ถ้าที่ส่งแล้วผ่านทั้งหมดได้ ${then} ถ้าทำครบและผ่านทุกข้อได้เต็ม 100${e}`,
    nobodyLate: 'ไม่มีหน่วยงานใดค้าง',
    doFirst: (code: string, title: string, points: string) => `${code} ${title} ได้อีกราว ${points} คะแนน`,
    doFirstSource: (points: string) => `ทำครบทุกข้อที่ค้าง ได้อีกราว ${points} คะแนน`,
    approvedMore: (count: string) => `ผ่านเพิ่ม ${count}`,
    reportedMore: (count: string) => `ส่งเพิ่ม ${count}`,
    sentBackMore: (count: string) => `ตีกลับ ${count}`,
    changedItems: (parts: string) => `${parts} ข้อ`,
    nothingChanged: 'ไม่มีความเคลื่อนไหว',
    overdueBy: (days: string) => `เกินกำหนด ${days} วัน`,
    dueToday: 'ครบกำหนดวันนี้',
    dueOn: (day: string) => `ครบกำหนด ${day}`,
    worth: (points: string) => `${points} คะแนน`,
    nothingLeft: (edition: string) => `ไม่มีข้อค้างของปี ${edition} แล้ว${e} ข้อที่ส่งแล้วรอผู้ตรวจ`,
    whatFirst: 'ทำข้อไหนก่อนดี',
    lastResult: 'ผลคะแนนล่าสุด',
    outlook: 'คาดคะแนนปีนี้',
    itaYear: (year: string) => `ITA ปี ${year}`,
    notPrinted: 'ไม่ได้ระบุ',
    reckoned: (figure: string) => `คิดจากคะแนนเครื่องมือได้ ${figure} ตรงกับที่ประกาศ`,
    reckonedOtherwise: (figure: string) => `คิดจากคะแนนเครื่องมือได้ ${figure} ไม่ตรงกับที่ประกาศ ควรตรวจตัวเลขอีกครั้ง`,
    noResult: `ยังไม่มีผลคะแนนที่ประกาศแล้วในระบบ${e} ขอให้ผู้ดูแลระบบบันทึกผลจากประกาศของ ป.ป.ช. ก่อน${n}`,
    instrumentNames: {
      IIT: 'IIT บุคลากรภายใน',
      EIT: 'EIT ผู้รับบริการ',
      EIT1: 'EIT ส่วนที่ 1',
      EIT2: 'EIT ส่วนที่ 2',
      OIT: 'OIT การเปิดเผยข้อมูล',
    },
    indicatorName: (number: string, title: string) => `ตัวชี้วัดที่ ${number} ${title}`,
    questionName: (code: string, question: string) => `${code} ${question}`,
    suspect: (likely: string) => `ตัวเลขนี้อาจพิมพ์ผิด น่าจะเป็น ${likely}`,
    seeIssue: (number: string, title: string) => `ดูมาตรการ ประเด็นที่ ${number} ${title}`,
    seeMeasures: 'ดูมาตรการ',
    moreWeak: 'ข้อที่อ่อนทั้งหมด',
    weakTitle: (year: string) => `ข้อที่คะแนนน้อยที่สุด ปี ${year}`,
    questionTitle: (code: string) => `ข้อคำถาม ${code}`,
    questionUnknown: `ยังไม่มีคะแนนของข้อนี้ในระบบ${e}`,
    noQuestions: `ยังไม่มีคะแนนรายข้อคำถามในระบบ${e}`,
  }
}

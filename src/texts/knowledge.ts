import type { Voice } from './th.ts'

/** The names by which a column of a knowledge file is known, in small letters: English first, then what we write ourselves. */
export const knowledgeColumns: Readonly<
  Record<
    'id' | 'category' | 'unit' | 'question' | 'answer' | 'aliases' | 'url' | 'owner' | 'reviewOn',
    readonly string[]
  >
> = {
  id: ['id', 'รหัส', 'ลำดับ'],
  category: ['category', 'หมวด', 'หมวดหมู่', 'ประเภท'],
  unit: ['unit', 'หน่วยงาน', 'กอง', 'ส่วนราชการ'],
  question: ['question', 'คำถาม', 'เรื่อง', 'หัวข้อ'],
  answer: ['answer', 'คำตอบ'],
  aliases: ['aliases', 'คำถามแบบอื่น', 'คำถามอื่น', 'คำพ้อง'],
  url: ['url', 'ลิงก์', 'ลิงค์', 'เว็บไซต์'],
  owner: ['owner', 'ผู้ดูแล', 'ผู้รับผิดชอบ'],
  reviewOn: ['review', 'ทบทวนภายใน', 'วันทบทวน', 'reviewon'],
}

/** What the file is called on the computer of whoever fetched it. */
export const knowledgeFileName = 'คลังคำตอบ'

const particles = {
  female: { e: 'ค่ะ', q: 'คะ', n: 'นะคะ' },
  male: { e: 'ครับ', q: 'ครับ', n: 'นะครับ' },
  none: { e: '', q: '', n: '' },
} as const

/** What is said about the knowledge base to those who look after it. Figures arrive as words in the agency's digits. */
function createKnowledgeTexts(voice: Voice) {
  const { e, q, n } = particles[voice]
  return {
    title: 'คลังคำตอบ',
    notForYou: `ส่วนนี้สำหรับผู้ดูแลระบบและผู้ตรวจ${e} เสนอคำตอบใหม่ได้ที่ปุ่ม “เสนอแก้ไข”`,

    exportTitle: 'คลังคำตอบเป็นไฟล์ Excel',
    exportAbout: 'แก้ในไฟล์แล้วส่งกลับมาในแชตนี้เพื่อนำเข้า ลิงก์ใช้ได้ครั้งเดียวภายใน 15 นาที',
    fetchFile: 'เปิดหน้ารับไฟล์',
    // A file that was sent
    whatFile: `ได้รับไฟล์แล้ว${e} ใช้ไฟล์นี้ทำอะไร${q}`,
    fileKinds: { knowledge: 'นำเข้าคลังคำตอบ', sheet: 'นำเข้าตาราง OIT', edition: 'โหลดข้อของปีใหม่' },
    fileNotYet: `ไฟล์ยังมาไม่ครบ${e} รอสักครู่แล้วกดปุ่มเดิมอีกครั้ง`,
    fileGone: `ไฟล์นี้ไม่อยู่แล้ว${e} ส่งไฟล์ใหม่อีกครั้งได้เลย`,
    fileTooLarge: `ไฟล์ใหญ่เกินไป${e} แบ่งเป็นไฟล์ละไม่เกิน 5 เมกะไบต์`,
    fileUnreadable: `เปิดไฟล์นี้ไม่ได้${e} ใช้ไฟล์ Excel (.xlsx) หรือ CSV ที่บันทึกแบบ UTF-8`,
    fileLacksColumns: `แถวแรกของไฟล์ต้องเป็นชื่อช่อง อย่างน้อย “รหัส” “คำถาม” “คำตอบ”${e} ยังไม่ได้เปลี่ยนอะไร`,
    fileLacksEntries: `ในไฟล์ไม่มีรายการคำตอบ${e} ยังไม่ได้เปลี่ยนอะไร`,
    fileMistakes: (count: string) => `ไฟล์นี้มีที่ต้องแก้ ${count} แห่ง${e} ยังไม่ได้เปลี่ยนอะไร แก้แล้วส่งใหม่ได้เลย`,
    mistakeAt: (field: string, problem: string, rows: string) => `• ${field}${problem}: แถวที่ ${rows}`,
    problems: {
      missing: 'ว่างอยู่',
      'too-long': 'ยาวเกินไป',
      'not-an-address': 'ต้องขึ้นต้นด้วย https:// หรือ http://',
      'not-a-day': 'ต้องเป็นวันที่แบบ 2027-11-21',
      'too-many': 'มีมากเกินไป',
      wrong: 'อ่านไม่ได้',
    },
    usedTwice: (row: string) => `ซ้ำกับแถวที่ ${row}`,
    importTitle: 'นำเข้าคลังคำตอบ',
    importFile: (count: string) => `ในไฟล์มี ${count} เรื่อง`,
    importPlan: (added: string, changed: string, same: string) =>
      `เพิ่มใหม่ ${added} เรื่อง · แก้ไข ${changed} เรื่อง · เหมือนเดิม ${same} เรื่อง`,
    importRemoves: (count: string) => `เอาออก ${count} เรื่อง`,
    importLacks: (count: string) => `ในคลังมีอีก ${count} เรื่องที่ไม่อยู่ในไฟล์ เรื่องเหล่านั้นยังอยู่เหมือนเดิม`,
    changedNames: (names: string) => `แก้ไข: ${names}`,
    addedNames: (names: string) => `เพิ่ม: ${names}`,
    removedNames: (names: string) => `เอาออก: ${names}`,
    importYes: 'นำเข้าเลย',
    importWhole: 'ใช้ไฟล์แทนทั้งคลัง',
    importNo: 'ไม่นำเข้า',
    importDone: (added: string, changed: string, removed: string) =>
      `นำเข้าแล้ว${e} เพิ่ม ${added} แก้ไข ${changed} เอาออก ${removed} เรื่อง บอตใช้คำตอบใหม่ตั้งแต่ข้อความถัดไป`,
    importNothing: `ไฟล์นี้เหมือนกับคลังคำตอบที่มีอยู่${e} ไม่มีอะไรต้องเปลี่ยน`,
    importDropped: `ไม่นำเข้า คลังคำตอบยังเหมือนเดิม${e}`,
    undo: 'เลิกทำ',
    undoEffect: (count: string) => `คืนค่าเดิม ${count} เรื่อง เรื่องที่มีคนแก้ต่อหลังจากนั้นไม่แตะ`,
    undone: (count: string) => `คืนค่าเดิมแล้ว ${count} เรื่อง${e}`,
    undoneExcept: (count: string, kept: string) =>
      `คืนค่าเดิมแล้ว ${count} เรื่อง${e} อีก ${kept} เรื่องมีคนแก้ต่อหลังจากนั้น จึงไม่แตะ`,
    undoneAlready: `เลิกทำไปแล้ว${e}`,

    // One entry
    editThis: 'แก้คำตอบนี้',
    states: { confirmed: 'ยืนยันแล้ว', starter: 'ข้อมูลทั่วไป ยังไม่ยืนยัน', due: 'ถึงกำหนดทบทวน' },
    aliases: (count: string) => `คำถามแบบอื่น ${count} แบบ`,
    edit: 'แก้คำตอบ',
    proposeEdit: 'เสนอแก้ไข',
    stillRight: 'ยืนยันว่ายังถูกต้อง',
    useThis: 'ใช้คำตอบนี้',
    takeOut: 'เอาออก',
    writeAnswer: (question: string) => `พิมพ์คำตอบใหม่ของ “${question}” ในข้อความเดียว${n} หรือพิมพ์ “ยกเลิก”`,
    typeNow: `แก้ในช่องพิมพ์แล้วส่งได้เลย${e}`,
    save: 'บันทึก',
    sendProposal: 'เสนอให้ผู้ตรวจ',
    writeAgain: 'พิมพ์ใหม่',
    dropEdit: 'ไม่แก้แล้ว',
    saved: (question: string) => `บันทึกแล้ว${e} บอตตอบเรื่อง “${question}” ด้วยคำตอบใหม่แล้ว`,
    confirmed: (question: string, day: string) => `ยืนยันแล้ว${e} “${question}” ตรวจสอบล่าสุดวันนี้ ทบทวนอีกครั้งภายใน ${day}`,
    editDropped: `ไม่แก้ คำตอบยังเหมือนเดิม${e}`,
    takeOutTitle: 'เอาคำตอบออกจากคลัง',
    takeOutYes: 'เอาออกเลย',
    takenOut: (question: string) => `เอาออกแล้ว${e} บอตจะไม่ตอบเรื่อง “${question}” จากคลังนี้อีก`,
    takeOutEffect: 'บอตจะไม่ตอบเรื่องนี้ และส่งให้เจ้าหน้าที่แทน',
    unknownEntry: `เรื่องนี้ไม่อยู่ในคลังแล้ว${e} พิมพ์ “คลังคำตอบ” เพื่อดูรายการ`,
    editedMeanwhile: `มีคนแก้คำตอบนี้ไปก่อนแล้ว${e} ดูคำตอบล่าสุดก่อนแก้อีกครั้ง`,
    answerTooLong: `คำตอบยาวเกินไป${e} ไม่เกิน 3,000 ตัวอักษร ถ้ามีรายละเอียดมาก ใส่ลิงก์ไปหน้าเว็บไซต์แทน`,
    findWhat: `พิมพ์ แก้คำตอบ ตามด้วยเรื่องที่ต้องการ เช่น “แก้คำตอบ ค่าขยะ”`,
    found: (words: string) => `เรื่องที่ใกล้กับ “${words}”`,
    foundNothing: (words: string) => `ไม่พบเรื่องที่ใกล้กับ “${words}”${e} ลองใช้คำอื่น`,
    ofUnit: (unit: string, confirmed: string) => [unit, confirmed].filter(Boolean).join(' · '),
    confirmedOn: (day: string) => `ตรวจสอบล่าสุด ${day}`,
    reviewBy: (day: string) => `ทบทวนภายใน ${day}`,
    ownedBy: (name: string) => `ผู้ดูแล ${name}`,

    // Proposals
    addToKnowledge: 'เพิ่มในคลังคำตอบ',
    proposalTitle: 'เสนอเข้าคลังคำตอบ',
    proposalNote: 'ตรวจว่าไม่มีชื่อคน เบอร์โทร หรือเรื่องส่วนตัวของผู้ถาม',
    rewordQuestion: 'แก้คำถาม',
    rewordAnswer: 'แก้คำตอบ',
    writeQuestion: `พิมพ์คำถามใหม่แบบที่ประชาชนทั่วไปถามในข้อความเดียว${n}`,
    proposed: `เสนอแล้ว${e} เมื่อผู้ตรวจอนุมัติ บอตจะตอบเรื่องนี้เองได้`,
    proposalsTitle: 'คำตอบที่รออนุมัติ',
    proposalBy: (name: string, when: string) => `เสนอโดย ${name} เมื่อ ${when}`,
    noProposals: `ไม่มีคำตอบรออนุมัติ${e}`,
    approve: 'อนุมัติ',
    refuse: 'ไม่อนุมัติ',
    later: 'ข้อถัดไป',
    approved: (question: string) => `อนุมัติแล้ว${e} ตั้งแต่นี้บอตตอบเรื่อง “${question}” เองได้`,
    refused: `ไม่อนุมัติ${e} คำตอบนี้ไม่เข้าคลัง`,
    decidedAlready: `เรื่องนี้มีคนตัดสินไปแล้ว${e}`,
    ownCategory: 'จากคำถามประชาชน',

    // Lists
    overviewAbout: (own: string, general: string) => `คำตอบของหน่วยงาน ${own} เรื่อง · ข้อมูลทั่วไปที่ยังไม่ยืนยัน ${general} เรื่อง`,
    rows: {
      find: { title: 'หาแล้วแก้คำตอบ', about: 'พิมพ์ แก้คำตอบ ตามด้วยเรื่อง' },
      gaps: { title: 'ควรเขียนเพิ่ม', about: (count: string) => `${count} เรื่องที่ยังไม่มีคำตอบหรือตอบไม่ตรง` },
      due: { title: 'ถึงกำหนดทบทวน', about: (count: string) => `${count} เรื่อง` },
      proposals: { title: 'รออนุมัติ', about: (count: string) => `${count} เรื่อง` },
      general: { title: 'ข้อมูลทั่วไป', about: (count: string) => `${count} เรื่องที่รอหน่วยงานยืนยัน` },
      undo: { title: 'เลิกทำครั้งล่าสุด', about: (what: string, when: string) => `${what} เมื่อ ${when}` },
      exporting: { title: 'ส่งออกเป็นไฟล์', about: 'Excel เปิดแก้แล้วส่งกลับมานำเข้าได้' },
      importing: { title: 'นำเข้าจากไฟล์', about: 'ส่งไฟล์ Excel หรือ CSV มาในแชตนี้' },
    },
    changeNames: {
      import: 'นำเข้าไฟล์',
      edit: 'แก้คำตอบ',
      confirmation: 'ยืนยันคำตอบ',
      proposal: 'อนุมัติคำตอบ',
      removal: 'เอาคำตอบออก',
      undo: 'เลิกทำ',
    },
    gapsTitle: 'ควรเขียนเพิ่ม',
    gapsAbout: '180 วันที่ผ่านมา เรียงจากที่ถามบ่อยที่สุด',
    noGaps: `ไม่มีเรื่องที่ค้างให้เขียน${e}`,
    gapUnanswered: (count: string) => `ไม่มีคำตอบ ${count} ครั้ง`,
    gapUnfit: (count: string) => `กดไม่ตรง ${count} ครั้ง`,
    dueTitle: 'ถึงกำหนดทบทวน',
    dueAbout: 'ดูว่ายังถูกต้องไหม แล้วกดยืนยันหรือแก้',
    noDue: `ไม่มีคำตอบที่ถึงกำหนดทบทวน${e}`,
    generalTitle: 'ข้อมูลทั่วไปที่รอยืนยัน',
    generalAbout: 'บอตใช้ตอบอยู่ โดยบอกว่าหน่วยงานยังไม่ได้ยืนยัน กดที่เรื่องเพื่อยืนยันหรือแก้',
    noGeneral: `หน่วยงานยืนยันครบทุกเรื่องแล้ว${e}`,
    more: 'ดูต่อ',
    moreOf: (shown: string, total: string) => `แสดง ${shown} จาก ${total} เรื่อง`,
  }
}

export type KnowledgeTexts = ReturnType<typeof createKnowledgeTexts>

/** These sentences in an agency's voice. */
export const knowledgeTextsFor: Record<Voice, KnowledgeTexts> = {
  female: createKnowledgeTexts('female'),
  male: createKnowledgeTexts('male'),
  none: createKnowledgeTexts('none'),
}

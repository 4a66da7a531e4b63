/**
 * What `doctor` tells the operator: one line each, with the cure. The names of LINE's screens stay as LINE writes them.
 * `prongsai …` stands for the command as the operator typed `doctor`.
 */
export const doctor = {
  titles: {
    clock: 'นาฬิกา',
    disk: 'พื้นที่ดิสก์',
    key: 'กุญแจระบบ (app key)',
    database: 'ฐานข้อมูล',
    inbox: 'ข้อความเข้า',
    outbox: 'ข้อความออก',
    token: 'LINE',
    webhook: 'webhook',
    redelivery: 'การส่งซ้ำ (Webhook redelivery)',
    chat: 'แชตใน LINE OA Manager',
    replies: 'ข้อความทักทายและตอบกลับอัตโนมัติ',
    quota: 'โควตาข้อความ',
    backup: 'สำรองข้อมูล',
    agency: 'หน่วยงาน',
    holidays: 'วันหยุดราชการ',
    channel: 'ช่องทางแจ้งเบาะแส',
    friends: 'ลิงก์เพิ่มเพื่อนบนหน้าเว็บ',
    setAside: 'ข้อมูลก่อนกู้คืน',
  },
  holidaysKnown: (year: number) => `รู้ถึงปี ${year}`,
  holidaysMissing: (year: number) =>
    `ยังไม่มีวันหยุดราชการปี ${year} กำหนดตอบจะนับวันหยุดเป็นวันทำการ → อัปเดตโปรแกรม หรือใส่เองด้วย prongsai holiday add`,
  noAgency: 'ยังไม่มีหน่วยงาน → prongsai agency add <file.json>',
  noChannel:
    'ยังไม่มี Channel secret และ Channel access token → ใส่ LINE_CHANNEL_SECRET กับ LINE_CHANNEL_ACCESS_TOKEN หรือใส่ line ในไฟล์หน่วยงาน',
  tokenGood: (name: string) => `ใช้ได้ (${name})`,
  tokenBad: (status: number) =>
    `เรียก LINE ไม่สำเร็จ (${status}) → ออก Channel access token ใหม่ที่ LINE Developers › Messaging API`,
  lineFails: (status: number) => `LINE ตอบว่าขัดข้อง (${status}) → ลองใหม่อีกครั้ง หรือดู api.line-status.info`,
  lineSilent: 'ติดต่อ LINE ไม่ได้ → ตรวจอินเทอร์เน็ตของเครื่องนี้ และ api.line-status.info',
  webhookGood: (url: string) => `เปิดใช้อยู่ที่ ${url}`,
  webhookNone: (url: string) => `ยังไม่ได้ตั้ง → LINE Developers › Messaging API › Webhook URL ใส่ ${url}`,
  webhookOther: (now: string, wanted: string) =>
    `ตั้งไว้ที่ ${now} → ควรเป็น ${wanted} (LINE Developers › Messaging API › Webhook URL)`,
  webhookOff: 'ตั้งไว้แล้วแต่ปิดอยู่ → LINE Developers › Messaging API › Use webhook เปิด',
  webhookFails: (reason: string) => `LINE ลองเรียกแล้วไม่สำเร็จ (${reason}) → ตรวจ https ใบรับรอง และว่าระบบเปิดอยู่`,
  redelivery: 'LINE ไม่บอกค่านี้ → ตรวจด้วยตาที่ LINE Developers › Messaging API › Webhook redelivery ต้องเปิด',
  chatGood: 'ปิดอยู่ ไม่มีใครอ่านแชตได้นอกระบบนี้',
  chatOn:
    'เปิดอยู่ → ข้อความแจ้งทุจริตที่พิมพ์ในแชตจะถูกเห็นได้ ปิดที่ LINE Official Account Manager › Settings › Response settings › Chat',
  replies:
    'LINE ไม่บอกค่านี้ → ตรวจด้วยตาที่ LINE Official Account Manager › Settings › Response settings: Greeting message และ Auto-response ต้องปิด',
  quotaLeft: (left: number, allowed: number) => `เหลือ ${left} จาก ${allowed} ข้อความเดือนนี้`,
  quotaLow: (left: number, allowed: number) =>
    `เหลือ ${left} จาก ${allowed} → ข้อความที่ไม่ด่วนจะรอส่งพร้อมคำตอบครั้งต่อไป หรือซื้อแพ็กเกจเพิ่ม`,
  quotaGone: (allowed: number) =>
    `ใช้ครบ ${allowed} แล้ว คำตอบที่ส่งทีหลังและการแจ้งเตือนรอไปกับคำตอบครั้งต่อไปของผู้นั้น → รอเดือนหน้า หรือเพิ่มแพ็กเกจที่ LINE Official Account Manager`,
  quotaUnlimited: 'ไม่จำกัด',
  clockGood: 'ตรงกับ LINE',
  clockOff: (seconds: number) => `ต่างจาก LINE ${seconds} วินาที → ตั้งให้เครื่องปรับเวลาเอง (timedatectl set-ntp true)`,
  clockUnknown: 'เทียบกับ LINE ไม่ได้',
  diskGood: (free: string) => `ว่าง ${free}`,
  diskLow: (free: string) => `ว่างเพียง ${free} → ลบชุดสำรองเก่าและไฟล์ที่ไม่ใช้ หรือเพิ่มพื้นที่ ถ้าเต็ม ระบบจะรับข้อความไม่ได้`,
  keyGood: 'อ่านได้ เก็บสำเนาไว้นอกเครื่องนี้ด้วย',
  keyRights: (file: string) => `คนอื่นในเครื่องอ่านไฟล์ได้ → chmod 600 ${file}`,
  keyWrong: (place: string) =>
    `ไม่พบ หรือไม่ใช่ตัวที่ใช้กับฐานข้อมูลนี้ ข้อความที่รออยู่จึงอ่านไม่ได้ → นำตัวเดิมกลับมาไว้ที่ ${place} (ในโฟลเดอร์สำรองคือไฟล์ app.key)`,
  databaseGood: 'เปิดได้ รุ่นล่าสุด',
  inboxGood: 'ไม่มีค้าง',
  inboxParked: (count: number) =>
    `มี ${count} เรื่องที่ระบบทำไม่สำเร็จและพักไว้ → ดู log คำว่า inbox.parked แก้แล้วสั่ง prongsai inbox retry`,
  inboxOld: (count: number, minutes: number) => `รออยู่ ${count} เรื่อง นานสุด ${minutes} นาที → ระบบเปิดอยู่หรือไม่`,
  outboxGood: 'ไม่มีค้าง',
  outboxWaiting: (due: number, waiting: number) => `กำลังส่ง ${due} รอส่งพร้อมคำตอบครั้งต่อไป ${waiting}`,
  backupNone: 'ยังไม่เคยสำรอง → prongsai backup <โฟลเดอร์>',
  backupGood: (days: number) => `ล่าสุด ${days} วันก่อน`,
  backupOld: (days: number) => `ล่าสุด ${days} วันก่อน → prongsai backup <โฟลเดอร์>`,
  channelOpen: (keys: number) => `เปิดรับเรื่อง เข้ารหัสถึง ${keys} กุญแจ`,
  channelClosed: (missing: string) =>
    `ปิดอยู่ ยังขาด ${missing} → เจ้าหน้าที่รับเรื่องสองคนพิมพ์ “เปิดหน้าเจ้าหน้าที่” ใน LINE แล้วทำตามหน้านั้น`,
  channelMissing: { officer: 'กุญแจผู้รับเรื่อง', 'second-person': 'ผู้รับเรื่องคนที่สอง', recovery: 'กุญแจกู้คืนบนกระดาษ' },
  channelNotStarted: 'ยังไม่เคยเปิดระบบ → npm start แล้วตรวจอีกครั้ง',
  channelDrillLate: (due: string) => `ครบกำหนดซ้อมเปิดกุญแจกู้คืนเมื่อ ${due} → เปิดหน้าเจ้าหน้าที่ แล้วเลือกซ้อมประจำปี`,
  pepperWrong: (file: string) =>
    `ไม่พบ ${file} หรือไม่ใช่ตัวเดิม ผู้แจ้งจะเปิดดูเรื่องของตนไม่ได้ → เขียนบรรทัดจากซองกุญแจกู้คืนลงในไฟล์นี้ แล้วเริ่มระบบใหม่ (ถ้าหายถาวร: prongsai channel forget-pepper)`,
  friendsGood: (basicId: string) => basicId,
  friendsNot: (basicId: string, slug: string) =>
    `หน้าเว็บยังไม่พาไปที่ ${basicId} → prongsai rich-menu install --agency ${slug}`,
  setAside: (folders: string) => `ยังอยู่ที่ ${folders} มีข้อมูลประชาชนและกุญแจ → เมื่อทุกอย่างเรียบร้อยแล้วให้ลบ`,
  pepperRights: (file: string) => `คนอื่นในเครื่องอ่านไฟล์ได้ → chmod 600 ${file}`,
}

/** A card whose every measure is known from LINE's rules; the test looks whether the page draws it so. */

const label = (text: string, more: Record<string, unknown> = {}) => ({ type: 'text', text, ...more })
const longThai = 'ความก้าวหน้าการจัดซื้อจัดจ้างหรือการจัดหาพัสดุ ประจำปีงบประมาณ 2569 รอบหกเดือนแรก'
const dot = 'https://example.org/dot.png'

export const measuredCard = {
  type: 'flex',
  altText: 'การ์ดวัด',
  contents: {
    type: 'bubble',
    styles: { header: { backgroundColor: '#E6F4F1' }, footer: { separator: true, separatorColor: '#FF0000' } },
    header: {
      type: 'box',
      layout: 'vertical',
      contents: [label('หัวเรื่อง', { margin: 'xxl', weight: 'bold', size: 'xl' })],
    },
    hero: {
      type: 'image',
      url: 'https://example.org/hero.png',
      size: 'full',
      aspectRatio: '20:13',
      aspectMode: 'cover',
    },
    body: {
      type: 'box',
      layout: 'vertical',
      spacing: 'md',
      contents: [
        label(longThai),
        label(longThai, { wrap: true, margin: 'xl' }),
        label(longThai, { wrap: true, maxLines: 2, size: 'sm' }),
        {
          type: 'box',
          layout: 'horizontal',
          contents: [label('สอง', { flex: 2 }), label('สาม', { flex: 3 })],
        },
        {
          type: 'box',
          layout: 'horizontal',
          spacing: 'sm',
          contents: [label('ซ้าย'), { type: 'separator' }, label('ตามเนื้อ', { flex: 0 })],
        },
        {
          type: 'box',
          layout: 'vertical',
          height: '10px',
          cornerRadius: 'md',
          backgroundColor: '#D9E2EC',
          contents: [
            { type: 'box', layout: 'vertical', width: '45%', height: '10px', backgroundColor: '#1B7F3B', contents: [] },
          ],
        },
        {
          type: 'box',
          layout: 'vertical',
          height: '60px',
          borderWidth: 'medium',
          borderColor: '#0B6E6E',
          background: { type: 'linearGradient', angle: '90deg', startColor: '#000000', endColor: '#FFFFFF' },
          contents: [
            {
              type: 'box',
              layout: 'vertical',
              position: 'absolute',
              offsetTop: 'md',
              offsetEnd: '12px',
              width: '40px',
              height: '20px',
              backgroundColor: '#B42318',
              contents: [],
            },
          ],
        },
        label('ย่อให้พอดีบรรทัดเดียวแม้ข้อความจะยาวเกินไปมาก', { size: 'xl', adjustMode: 'shrink-to-fit' }),
        {
          type: 'text',
          contents: [
            { type: 'span', text: 'ค้าง ' },
            { type: 'span', text: '3', size: 'xxl', weight: 'bold', color: '#B42318', decoration: 'underline' },
          ],
        },
        {
          type: 'box',
          layout: 'baseline',
          contents: [
            { type: 'icon', url: dot, size: 'xl', aspectRatio: '2:1' },
            label('เล็ก', { size: 'xs', flex: 0 }),
            label('ใหญ่', { size: 'xxl', flex: 0 }),
          ],
        },
        {
          type: 'box',
          layout: 'vertical',
          height: '100px',
          contents: [label('บน'), { type: 'filler' }, label('ล่าง')],
        },
        {
          type: 'box',
          layout: 'horizontal',
          justifyContent: 'space-between',
          alignItems: 'center',
          height: '50px',
          contents: [
            { type: 'box', layout: 'vertical', width: '30px', height: '30px', contents: [] },
            { type: 'image', url: dot, size: 'xxs', flex: 0 },
          ],
        },
      ],
    },
    footer: {
      type: 'box',
      layout: 'vertical',
      spacing: 'sm',
      contents: [
        {
          type: 'button',
          style: 'primary',
          color: '#0B6E6E',
          action: { type: 'postback', label: 'ส่งตรวจ', data: 'submit', displayText: 'ส่งตรวจแล้ว' },
        },
        {
          type: 'button',
          style: 'secondary',
          height: 'sm',
          action: { type: 'message', label: 'ประวัติ', text: 'ประวัติ' },
        },
        { type: 'button', action: { type: 'uri', label: 'เปิดหน้า', uri: 'https://www.example.org/data/118' } },
      ],
    },
  },
}

const small = (lines: number, size: string) => ({
  type: 'bubble',
  size,
  body: {
    type: 'box',
    layout: 'vertical',
    contents: Array.from({ length: lines }, (_, index) => label(`บรรทัด ${index + 1}`)),
  },
  footer: {
    type: 'box',
    layout: 'vertical',
    contents: [{ type: 'button', height: 'sm', action: { type: 'message', label: 'เลือก', text: 'เลือก' } }],
  },
})

/** Bubbles of different content: LINE makes them equally high, with the footers at the bottom. */
export const measuredCarousel = (size: string) => ({
  type: 'flex',
  altText: 'การ์ดหลายใบ',
  contents: { type: 'carousel', contents: [small(1, size), small(4, size), small(2, size)] },
})

/** Why a host is never an agency's own site. */
export type Elsewhere = 'social' | 'line' | 'form' | 'drive' | 'shortener' | 'builder' | 'other'

/** Hosts that agencies have handed in and lost points with; each with what people call it (null where the kind says enough). Everything below a host counts too. */
const hosts: readonly { of: Elsewhere; called: string | null; hosts: readonly string[]; path?: RegExp }[] = [
  { of: 'form', called: 'Google Form', hosts: ['docs.google.com'], path: /^\/forms\// },
  { of: 'form', called: 'Google Form', hosts: ['forms.gle'] },
  {
    of: 'form',
    called: 'Microsoft Forms',
    hosts: ['forms.office.com', 'forms.cloud.microsoft', 'forms.microsoft.com'],
  },
  { of: 'form', called: 'SurveyMonkey', hosts: ['surveymonkey.com'] },
  { of: 'form', called: 'Jotform', hosts: ['jotform.com'] },
  { of: 'form', called: 'Typeform', hosts: ['typeform.com'] },
  {
    of: 'drive',
    called: 'Google Drive',
    hosts: ['drive.google.com', 'docs.google.com', 'photos.google.com', 'photos.app.goo.gl'],
  },
  { of: 'drive', called: 'OneDrive', hosts: ['onedrive.live.com', '1drv.ms', 'sharepoint.com'] },
  { of: 'drive', called: 'Dropbox', hosts: ['dropbox.com', 'db.tt'] },
  { of: 'drive', called: 'iCloud', hosts: ['icloud.com'] },
  { of: 'drive', called: 'Mega', hosts: ['mega.nz'] },
  { of: 'drive', called: 'MediaFire', hosts: ['mediafire.com'] },
  { of: 'drive', called: 'Canva', hosts: ['canva.com', 'canva.link'] },
  { of: 'builder', called: 'Google Sites', hosts: ['sites.google.com'] },
  { of: 'builder', called: 'Blogspot', hosts: ['blogspot.com', 'blogger.com'] },
  { of: 'builder', called: 'WordPress.com', hosts: ['wordpress.com'] },
  { of: 'builder', called: 'Wix', hosts: ['wixsite.com'] },
  { of: 'builder', called: 'Linktree', hosts: ['linktr.ee'] },
  { of: 'builder', called: 'Padlet', hosts: ['padlet.com'] },
  {
    of: 'social',
    called: 'Facebook',
    hosts: ['facebook.com', 'fb.com', 'fb.me', 'fb.watch', 'fb.gg', 'm.me', 'messenger.com'],
  },
  { of: 'social', called: 'Instagram', hosts: ['instagram.com'] },
  { of: 'social', called: 'Threads', hosts: ['threads.net', 'threads.com'] },
  { of: 'social', called: 'TikTok', hosts: ['tiktok.com'] },
  { of: 'social', called: 'YouTube', hosts: ['youtube.com', 'youtu.be'] },
  { of: 'social', called: 'X', hosts: ['x.com', 'twitter.com', 't.co'] },
  { of: 'social', called: 'Telegram', hosts: ['t.me'] },
  { of: 'social', called: 'Pantip', hosts: ['pantip.com'] },
  { of: 'line', called: 'LINE', hosts: ['line.me', 'lin.ee', 'line.biz', 'line.naver.jp', 'line-scdn.net'] },
  {
    of: 'shortener',
    called: null,
    hosts: [
      'bit.ly',
      'tinyurl.com',
      'cutt.ly',
      'shorturl.at',
      'shorturl.asia',
      'rebrand.ly',
      'goo.gl',
      'is.gd',
      'ow.ly',
      'rb.gy',
      't.ly',
      'qrco.de',
      'me-qr.com',
      'qr-code.click',
      'short.gy',
      'tiny.cc',
      'url.in.th',
      'i.gal',
      'page.link',
      'urlgeni.us',
    ],
  },
]

/** What kind of service an address belongs to, when it is one that agencies mistake for a site of their own. */
export function serviceOf(url: URL): { of: Elsewhere; called: string | null } {
  const found = hosts.find(
    (service) =>
      service.hosts.some((host) => isBelow(url.hostname, host)) && (service.path?.test(url.pathname) ?? true),
  )
  return found ? { of: found.of, called: found.called } : { of: 'other', called: null }
}

/** Whether a host is `base` or one below it. A dot at the end means the same host. */
export function isBelow(host: string, base: string): boolean {
  const name = host.replace(/\.$/, '')
  return name === base || name.endsWith(`.${base}`)
}

/** Whether two hosts belong to one site: the same but for `www.`, or one below the other. */
export function areOneSite(one: string, other: string): boolean {
  const [a, b] = [one, other].map((host) => host.replace(/^www\./, ''))
  return a !== undefined && b !== undefined && (isBelow(a, b) || isBelow(b, a))
}

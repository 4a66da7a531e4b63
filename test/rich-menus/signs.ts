/**
 * The signs of the rich menus as SVG shapes on a 24 x 24 grid, drawn for this project.
 * Lines are stroked in the colour of the cell; class `dot` marks what is filled instead.
 */
export const signs: Readonly<Record<string, string>> = {
  // A speech bubble with a question mark.
  ask: `<path d="M4.5 3.5h15a2 2 0 0 1 2 2v9.5a2 2 0 0 1-2 2h-7l-4.8 4v-4H4.5a2 2 0 0 1-2-2V5.5a2 2 0 0 1 2-2z"/>
    <path d="M9.6 8.3a2.45 2.45 0 1 1 3.7 2.1c-.9.5-1.3.9-1.3 1.7"/><circle class="dot" cx="12" cy="14.3" r=".95"/>`,
  // A list of lines, each with its tick.
  'my-questions': `<path d="M5 2.8h14a2 2 0 0 1 2 2v14.4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V4.8a2 2 0 0 1 2-2z"/>
    <path d="M6.3 8.3l1.2 1.2 2.2-2.4M6.3 15.1l1.2 1.2 2.2-2.4M12.7 8.5h5M12.7 15.3h5"/>`,
  // A place on the map with an exclamation mark.
  problem: `<path d="M12 21.8c-4.4-4.6-7.3-8.1-7.3-12a7.3 7.3 0 0 1 14.6 0c0 3.9-2.9 7.4-7.3 12z"/>
    <path d="M12 6v4.6"/><circle class="dot" cx="12" cy="13.6" r="1"/>`,
  // A sheet of paper under a magnifying glass.
  published: `<path d="M10.2 21.2H5.5a2 2 0 0 1-2-2V4.8a2 2 0 0 1 2-2h7.8l4.7 4.7v2.7"/><path d="M13 3v4.8h4.8M7 11.6h4M7 15.4h2.2"/>
    <circle cx="15.7" cy="15.7" r="3.7"/><path d="M18.5 18.5l3 3"/>`,
  // A telephone receiver.
  phone: `<path d="M7.7 3.2l2 4.6-2.4 1.9c1.3 2.9 3.4 5 6.3 6.4l2-2.4 4.7 2v3.2a2 2 0 0 1-2.2 2C9.9 20.1 3.6 13.7 3 5.4a2 2 0 0 1 2-2.2z"/>
    <path d="M14.2 3.5a6.5 6.5 0 0 1 6.3 6.3M14.2 7a3 3 0 0 1 2.8 2.8"/>`,
  // A shield with a keyhole.
  protected: `<path d="M12 2.3l8 3v6.2c0 4.9-3.3 8.5-8 10.2-4.7-1.7-8-5.3-8-10.2V5.3z"/>
    <circle class="dot" cx="12" cy="10.3" r="2"/><path d="M12 11v4.3"/>`,
  // A clipboard with a clock.
  pending: `<path d="M8.5 4.3H6a2 2 0 0 0-2 2v13a2 2 0 0 0 2 2h4.5M15.5 4.3H18a2 2 0 0 1 2 2v3.5"/>
    <path d="M9.5 2.5h5a1 1 0 0 1 1 1v1.8a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1V3.5a1 1 0 0 1 1-1zM7.5 10.5h5M7.5 14.5h2.5"/>
    <circle cx="17" cy="17" r="4.7"/><path d="M17 14.5V17l1.7 1.2"/>`,
  // An arrow that rises from a tray.
  send: `<path d="M12 15.5V3.2M7.3 7.9L12 3.2l4.7 4.7"/><path d="M3.5 15v3.7a2 2 0 0 0 2 2h13a2 2 0 0 0 2-2V15"/>`,
  // A tray with letters.
  inbox: `<path d="M2.8 13.5h5l1.6 2.8h5.2l1.6-2.8h5v5.2a2 2 0 0 1-2 2H4.8a2 2 0 0 1-2-2z"/>
    <path d="M2.8 13.5L6 5.2a2 2 0 0 1 1.9-1.3h8.2A2 2 0 0 1 18 5.2l3.2 8.3M9 8h6M8.3 11h7.4"/>`,
  // Three columns on a line.
  summary: `<path d="M3 21h18"/><path d="M4.7 13.5h2.6V21H4.7zM10.7 9h2.6v12h-2.6zM16.7 4h2.6v17h-2.6z"/>`,
  // A question mark in a lifebelt.
  help: `<circle cx="12" cy="12" r="9.5"/><circle cx="12" cy="12" r="4"/>
    <path d="M5.3 5.3l3.9 3.9M14.8 14.8l3.9 3.9M18.7 5.3l-3.9 3.9M9.2 14.8l-3.9 3.9"/>`,
  // One box above three.
  units: `<path d="M9.5 2.8h5v4.6h-5zM2.2 16.8h3.8v3.8H2.2zM10.1 16.8h3.8v3.8h-3.8zM18 16.8h3.8v3.8H18z"/><path d="M12 7.4v9.4M4.1 16.8v-4.5h15.8v4.5"/>`,
  // A star.
  score: `<path d="M12 2.6l2.9 6 6.6.9-4.8 4.6 1.2 6.5L12 17.5l-5.9 3.1 1.2-6.5L2.5 9.5l6.6-.9z"/>`,
  // A sheet of paper with a tick.
  review: `<path d="M13.5 21.2H6a2 2 0 0 1-2-2V4.8a2 2 0 0 1 2-2h7.8l4.7 4.7v3.3"/><path d="M13.5 3v4.8h4.8M7.5 12h5M7.5 16h3"/>
    <path d="M14 17.7l2.7 2.7 5-5.4"/>`,
  // A disc with one slice drawn out.
  statistics: `<path d="M10.5 4a9 9 0 1 0 9.5 9.5h-9.5z"/><path d="M14.3 2.5a7.7 7.7 0 0 1 7.2 7.2h-7.2z"/>`,
}

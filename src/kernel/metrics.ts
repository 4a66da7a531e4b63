/** Counters and gauges of this process in Prometheus' text format. Labels are words of ours, never anything about a person. */
export type Metrics = {
  count(name: MetricName, label?: string, by?: number): void
  /** Registers a figure that is read when somebody asks. */
  gauge(name: GaugeName, read: () => number): void
  /** https://prometheus.io/docs/instrumenting/exposition_formats/ */
  text(): string
}

const counters = {
  prongsai_webhooks_total: ['status', 'Webhook requests by the status that was answered'],
  prongsai_events_total: ['outcome', 'Events by what became of them'],
  prongsai_messages_total: ['outcome', 'Messages to people by what became of them'],
  prongsai_line_calls_total: ['status', 'Calls to LINE by the status that came back'],
  prongsai_pages_total: ['verdict', 'Pages of agencies that were looked at, by what was found'],
  prongsai_jobs_total: ['job', 'Jobs that ran by the clock, by name'],
  prongsai_errors_total: ['where', 'Errors by place'],
} as const

const gauges = {
  prongsai_inbox_open: 'Events that wait or are being handled',
  prongsai_inbox_oldest_seconds: 'Age of the oldest waiting event',
  prongsai_inbox_parked: 'Events given up after too many tries; look at `doctor`',
  prongsai_outbox_due: 'Messages on their way',
  prongsai_outbox_waiting: "Messages that wait for a person's next reply or for quota",
  prongsai_resident_bytes: 'Resident memory of the process',
} as const

export type MetricName = keyof typeof counters
export type GaugeName = keyof typeof gauges

export function createMetrics(): Metrics {
  const counted = new Map<string, number>()
  const read = new Map<GaugeName, () => number>()
  return {
    count(name, label = '', by = 1) {
      const key = `${name}{${counters[name][0]}="${label}"}`
      counted.set(key, (counted.get(key) ?? 0) + by)
    },
    gauge(name, reader) {
      read.set(name, reader)
    },
    text() {
      const lines: string[] = []
      for (const [name, [, help]] of Object.entries(counters)) {
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} counter`)
        for (const [key, value] of counted) if (key.startsWith(`${name}{`)) lines.push(`${key} ${value}`)
      }
      for (const [name, reader] of read) {
        lines.push(`# HELP ${name} ${gauges[name]}`, `# TYPE ${name} gauge`, `${name} ${reader()}`)
      }
      return `${lines.join('\n')}\n`
    },
  }
}

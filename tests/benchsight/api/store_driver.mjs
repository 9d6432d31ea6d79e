// A page with the client store, for tests: commands come in as lines of JSON, an answer goes out for each.
import { createInterface } from 'node:readline'

const { base } = JSON.parse(process.argv[2])

// What a browser's EventSource does with events and ids; this node has none.
class EventStream extends EventTarget {
  #aborter = new AbortController()
  #last = null
  constructor(url) { super(); this.#read(url) }
  close() { this.#aborter.abort() }
  async #read(url) {
    while (!this.#aborter.signal.aborted) {
      try {
        const headers = this.#last ? { 'Last-Event-ID': this.#last } : {}
        const answer = await fetch(url, { headers, signal: this.#aborter.signal })
        let text = ''
        for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
          text += chunk
          const parts = text.split('\n\n')
          text = parts.pop()
          for (const part of parts) this.#dispatch(part)
        }
      } catch { /* as a browser: connect again */ }
      if (this.#aborter.signal.aborted) return
      this.dispatchEvent(new Event('error'))
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  #dispatch(part) {
    const fields = Object.fromEntries(part.split('\n').map((line) => line.split(/: (.*)/s, 2)))
    this.#last = fields.id ?? this.#last
    if (fields.data) this.dispatchEvent(new Event(fields.event))
  }
}

const requests = []
const log = async (url, options) => {
  const answer = await fetch(url, options)
  requests.push(answer.status)
  return answer
}
const source = await (await fetch(`${base}/api/client/store.js`)).text()
const { Store } = await import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`)
const waiting = []
let staleCount = 0
const open = (more = {}) => new Store({
  base, fetch: log, EventSource: EventStream, onStale: () => { staleCount += 1; waiting.splice(0).forEach((go) => go()) }, ...more,
})
let store = open()
const until = async (holds) => { while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10)) }

const commands = {
  reopen: (options) => { store.close(); store = open(options.stream === false ? { EventSource: null } : options); return null },
  live: async ({ is }) => { await until(() => store.isLive === is); return null },
  stale: async ({ count }) => { await until(() => staleCount >= count); return staleCount },
  get: async ({ urls }) => {
    const results = await Promise.allSettled(urls.map((url) => store.get(url)))
    return results.map(({ value, reason }) => value ?? { error: reason.message, code: reason.problem?.code })
  },
  size: () => store.size,
  requests: () => requests.splice(0),
}
for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...given } = JSON.parse(line)
  console.log(JSON.stringify({ result: await commands[command](given) }))
}
process.exit(0)

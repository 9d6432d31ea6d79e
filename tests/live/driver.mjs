// Trackers as a browser has them, for tests: commands come in as lines of JSON, an answer goes out for each.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const { url, key, client, modules, storageFile, options } = JSON.parse(process.argv[2])
const events = new EventTarget()
globalThis.addEventListener = events.addEventListener.bind(events)
globalThis.removeEventListener = events.removeEventListener.bind(events)
const { createClient } = createRequire(modules)('@supabase/supabase-js')
const source = readFileSync(client).toString('base64')
const { Tracker } = await import(`data:text/javascript;base64,${source}`)

class FileStorage {
  #items = new Map(existsSync(storageFile) ? JSON.parse(readFileSync(storageFile, 'utf8')) : [])
  get length() { return this.#items.size }
  key(place) { return [...this.#items.keys()][place] ?? null }
  getItem(name) { return this.#items.get(name) ?? null }
  setItem(name, value) { this.#items.set(name, value); this.#save() }
  removeItem(name) { this.#items.delete(name); this.#save() }
  #save() {
    writeFileSync(storageFile, JSON.stringify([...this.#items]))
    events.dispatchEvent(new Event('storage'))
  }
}

class Locks {
  #last = Promise.resolve()
  request(name, task) { return (this.#last = this.#last.catch(() => {}).then(task)) }
}

class NoWebSocket {}  // this node has none, and supabase-js wants one

const supabase = createClient(url, key, {
  auth: { persistSession: false, autoRefreshToken: false },
  realtime: { transport: NoWebSocket },
})
const storage = new FileStorage()
const locks = new Locks()
const statuses = []
const open = () => new Tracker(supabase, { storage, locks, onStatus: (status) => statuses.push(status), ...options })
const tabs = [open()]

const commands = {
  open: () => { tabs.push(open()); return tabs.length },
  call: async ({ tab = 0, method, args }) => (await tabs[tab][method](...args)) ?? null,
  get: ({ tab = 0, name }) => tabs[tab][name],
  statuses: () => statuses,
  online: () => { events.dispatchEvent(new Event('online')); return null },
  // The client itself, as the seeds' code uses it: from(table), then method(args)...
  supabase: async ({ table, chain }) => {
    let request = table === 'rpc' ? supabase : supabase.from(table)
    for (const [method, ...args] of chain) request = request[method](...args)
    const { data, error, status } = await request
    return { data, error, status }
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...given } = JSON.parse(line)
  let answer
  try {
    answer = { result: await commands[command](given) }
  } catch (error) {
    answer = { error: String(error) }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
process.exit(0)

// Clients that are not ours, before a server of a store: `node clients.mjs PROGRAM DESK PORT`.
import { strict as assert } from "node:assert"
import net from "node:net"
import { readFileSync, writeSync } from "node:fs"
import WebSocket from "ws"
import { createClient as createSocketClient } from "graphql-ws"
import { createClient as createEventClient } from "graphql-sse"
import { ApolloClient, InMemoryCache, gql } from "@apollo/client/core/index.js"
import { GraphQLWsLink } from "@apollo/client/link/subscriptions/index.js"
import { createClient as createUrqlClient, subscriptionExchange } from "@urql/core"
import legacy from "subscriptions-transport-ws"
import { Server, sleep } from "./server.mjs"

const [program, desk, port] = process.argv.slice(2)
const server = new Server(program, desk, Number(port))
const say = (text) => console.log(`  ${text}`)
const step = (text) => console.log(`\n== ${text}`)

const QUERY = `query Q($id: ID!) { actor(id: $id) { id label positions(first: 2) { totalCount nodes { id stance { label } } } } }`
const VARIABLES = { id: "actor:chn" }
const WRONG = "{ kings }"
const COMMITS = "subscription S($t: Int) { commits(t: $t) { t message added removed } }"

// Each client as what these tests need of one: a list of results of an operation, and following one that goes on. `following` calls `next` with each
// result and gives a function that ends it.
function socketClient(options = {}) {
  return createSocketClient({ url: server.socket, webSocketImpl: WebSocket, retryAttempts: 1000, retryWait: () => sleep(200), shouldRetry: () => true, ...options })
}

function over(subscribe, dispose = () => {}) {
  return {
    once: (payload) =>
      new Promise((resolve, reject) => {
        const results = []
        subscribe(payload, { next: (result) => results.push(result), error: reject, complete: () => resolve(results) })
      }),
    following: (payload, next, complete = () => {}) => subscribe(payload, { next, error: (error) => complete(error), complete }),
    dispose,
  }
}

const clients = {
  "graphql-ws": (lang) => {
    const client = socketClient({ connectionParams: { lang } })
    return over((payload, sink) => client.subscribe(payload, sink), () => client.dispose())
  },
  "graphql-sse, a connection each": (lang) => {
    const client = createEventClient({ url: server.graphql, headers: lang ? { "accept-language": lang } : {}, retryAttempts: 1000, retry: () => sleep(200) })
    return over((payload, sink) => client.subscribe(payload, sink), () => client.dispose())
  },
  "graphql-sse, one connection": (lang) => {
    const client = createEventClient({ url: server.graphql, singleConnection: true, headers: lang ? { "accept-language": lang } : {}, retryAttempts: 1000, retry: () => sleep(200) })
    return over((payload, sink) => client.subscribe(payload, sink), () => client.dispose())
  },
  "Apollo Client": (lang) => {
    const socket = socketClient({ connectionParams: { lang } })
    const client = new ApolloClient({ link: new GraphQLWsLink(socket), cache: new InMemoryCache() })
    return {
      once: async ({ query, variables }) => {
        const { data, error } = await client.query({ query: gql(query), variables, errorPolicy: "all", fetchPolicy: "no-cache" })
        return [error ? { errors: error.errors } : { data }]
      },
      following: ({ query, variables }, next, complete = () => {}) => {
        const observable = client.subscribe({ query: gql(query), variables, fetchPolicy: "no-cache" })
        const subscription = observable.subscribe({ next, error: complete, complete })
        return () => subscription.unsubscribe()
      },
      dispose: () => socket.dispose(),
    }
  },
  urql: (lang) => {
    const socket = socketClient({ connectionParams: { lang } })
    const forwardSubscription = ({ query, variables }) => ({
      subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
    })
    const client = createUrqlClient({ url: server.graphql, preferGetMethod: false, exchanges: [subscriptionExchange({ forwardSubscription, enableAllOperations: true })] })
    return {
      once: async ({ query, variables }) => {
        const { data, error } = await client.query(query, variables ?? {}).toPromise()
        return [error ? { errors: error.graphQLErrors } : { data }]
      },
      following: ({ query, variables }, next) => client.subscription(query, variables ?? {}).subscribe(next).unsubscribe,
      dispose: () => socket.dispose(),
    }
  },
  "subscriptions-transport-ws": (lang) => {
    const client = new legacy.SubscriptionClient(server.socket, { reconnect: true, connectionParams: { lang } }, WebSocket)
    return over(
      (payload, sink) => {
        const { unsubscribe } = client.request(payload).subscribe(sink)
        return unsubscribe
      },
      () => client.close(),
    )
  },
}

// What a link adds to data that it hands on.
const plain = (value) => JSON.parse(JSON.stringify(value, (key, inner) => (key === "__typename" ? undefined : inner)))

// Waits for something that will be.
async function until(what, is, seconds = 60) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(20)) if (is()) return
  throw new Error(`waited in vain: ${what}`)
}

async function queries() {
  step("queries, errors and languages")
  for (const [name, open] of Object.entries(clients)) {
    const client = open("fr")
    const [result] = await client.once({ query: QUERY, variables: VARIABLES })
    const posted = await server.post({ query: QUERY, variables: VARIABLES }, { "accept-language": "fr" })
    assert.deepEqual(plain(result.data), posted.data, name)
    assert.equal(result.data.actor.label, "Chine", name)
    const wrong = await client.once({ query: WRONG }).then(([result]) => result.errors, (error) => [].concat(error.errors ?? error))
    const message = JSON.stringify(wrong, ["message", "0"]) + String(wrong)
    assert.match(message, /Unknown field|kings|400/, `${name}: ${message}`)
    await client.dispose()
    say(name)
  }
}

async function commits() {
  step("commits, as they are made and from one on")
  for (const [name, open] of Object.entries(clients)) {
    const first = await server.commit(`${name}: before`)
    const client = open()
    const heard = []
    const end = client.following({ query: COMMITS, variables: { t: first - 1 } }, (result) => heard.push(result.data.commits))
    await until(`${name} hears of what was`, () => heard.length === 1)
    for (const n of [1, 2, 3]) assert.equal(await server.commit(`${name}: ${n}`), first + n)
    await until(`${name} hears of what is`, () => heard.length === 4)
    assert.deepEqual(heard.map(({ t }) => t), [0, 1, 2, 3].map((n) => first + n), name)
    assert.deepEqual(plain(heard[3]), { t: first + 3, message: `${name}: 3`, added: 1, removed: 0 }, name)
    await end()
    await server.commit(`${name}: after`)
    await sleep(200)
    assert.equal(heard.length, 4, `${name} is told of no more`)
    await client.dispose()
    say(name)
  }
}

// Clients that follow while the server is killed, and comes again.
async function kills() {
  step("200 commits, and the server killed three times between: nothing is missed, nothing comes twice")
  const before = await server.commit("before the kills")
  const followers = []
  for (const [name, open] of Object.entries(clients).filter(([name]) => !["urql", "Apollo Client"].includes(name))) {
    for (let n = 0; n < 5; n++) {
      const follower = { name, client: open(), heard: [], last: before, isOver: false }
      // Read whenever the client asks again: it goes on where it left off.
      const variables = { get t() { return follower.last } }
      const begin = () => {
        if (follower.isOver) return
        follower.end = follower.client.following({ query: COMMITS, variables }, ({ data }) => {
          follower.heard.push(data.commits.t)
          follower.last = data.commits.t
        }, () => setTimeout(begin, 200))
      }
      begin()
      followers.push(follower)
    }
  }
  for (let n = 1; n <= 200; n++) {
    // A commit whose answer the kill took away is sent again with its key.
    for (;;) {
      const done = await server.commit(`kill ${n}`).then(() => true, () => false)
      if (done) break
      await sleep(100)
    }
    if (n % 50 === 0 && n < 200) {
      await server.kill()
      await server.start()
    }
  }
  const expected = Array.from({ length: 200 }, (_, n) => before + 1 + n)
  for (const follower of followers) {
    await until(`${follower.name} has heard of all: ${follower.heard.length}`, () => follower.heard.length >= 200, 120)
    assert.deepEqual(follower.heard, expected, follower.name)
    follower.isOver = true
    await follower.client.dispose()
  }
  say(`${followers.length} clients of ${new Set(followers.map(({ name }) => name)).size} kinds`)
}

async function many() {
  step("1,000 idle sockets, which are then told of commits")
  // Anew, so that its memory is that of the sockets.
  await server.stop()
  await server.start()
  const before = server.memory().now
  const last = await server.commit("before many")
  const sockets = await Promise.all(
    Array.from({ length: 1000 }, async (_, n) => {
      await sleep(n)
      const socket = new WebSocket(server.socket, "graphql-transport-ws")
      const state = { socket, acknowledged: false, heard: [] }
      socket.on("open", () => socket.send(JSON.stringify({ type: "connection_init" })))
      socket.on("message", (text) => {
        const said = JSON.parse(text)
        state.acknowledged ||= said.type === "connection_ack"
        if (said.type !== "next") return
        if (said.payload.errors) state.error = said.payload.errors
        else state.heard.push([said.payload.data.commits.t, performance.now()])
      })
      socket.on("error", (error) => (state.error = error))
      return state
    }),
  )
  await until("all are acknowledged", () => sockets.every(({ acknowledged }) => acknowledged), 120)
  // Longer than a connection without them may be silent.
  await sleep(80_000)
  assert.ok(sockets.every(({ socket }) => socket.readyState === WebSocket.OPEN), "they stay open")
  const idle = server.memory().now
  say(`the server has ${((idle - before) / 2 ** 20).toFixed(1)} MiB more than before`)
  assert.ok(idle - before < 200 * 2 ** 20, "less than 200 MiB")
  for (const { socket } of sockets) socket.send(JSON.stringify({ type: "subscribe", id: "1", payload: { query: COMMITS, variables: { t: last } } }))
  const late = []
  let expected = 0
  for (let n = 1; n <= 20; n++) {
    const at = performance.now()
    const t = await server.commit(`many ${n}`)
    expected++
    await until("all hear of it", () => sockets.every(({ heard, error }) => {
      assert.equal(error, undefined)
      return heard.length === expected
    }))
    for (const { heard } of sockets) {
      assert.equal(heard.at(-1)[0], t)
      late.push(heard.at(-1)[1] - at)
    }
  }
  late.sort((one, other) => one - other)
  say(`after the request to commit, half of 20,000 events came within ${late[late.length >> 1].toFixed(0)} ms, 95 of 100 within ${late[Math.floor(late.length * 0.95)].toFixed(0)} ms`)
  for (const { socket } of sockets) socket.close()
  await until("they are closed", () => sockets.every(({ socket }) => socket.readyState === WebSocket.CLOSED))
}

async function deaf() {
  step("a client that never reads")
  const socket = net.connect(server.port, "127.0.0.1")
  let isOver = false
  for (const event of ["close", "error"]) socket.on(event, () => (isOver = true))
  socket.pause()
  await new Promise((resolve) => socket.on("connect", resolve))
  socket.write(
    `GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`,
  )
  const frame = (text) => {
    const bytes = Buffer.from(text)
    const head = bytes.length < 126 ? Buffer.from([0x81, 0x80 | bytes.length]) : Buffer.from([0x81, 0xfe, bytes.length >> 8, bytes.length & 255])
    return Buffer.concat([head, Buffer.alloc(4), bytes])
  }
  const query = "{ positions(first: 200) { nodes { id label statement { text passage { document { label } } } themes { nodes { label } } } } }"
  const before = server.memory().now
  const started = Date.now()
  socket.write(frame(JSON.stringify({ type: "connection_init" })))
  for (let n = 0; !isOver; n++) {
    if (n < 50_000) socket.write(frame(JSON.stringify({ type: "subscribe", id: String(n), payload: { query } })))
    if (n % 100 === 0) await sleep(20)
    // Only who writes hears that the other end is closed.
    if (Date.now() - started > 120_000) throw new Error("it is served for ever")
  }
  const { now } = server.memory()
  say(`is let go after ${((Date.now() - started) / 1000).toFixed(0)} s; the server has ${((now - before) / 2 ** 20).toFixed(0)} MiB more than before`)
  assert.ok(now - before < 300 * 2 ** 20)
}

// Whatever ends this ends the server.
process.on("exit", () => server.process?.exitCode === null && server.process.kill("SIGKILL"))
await server.start()
const steps = { queries, commits, kills, many, deaf }
try {
  // All of them, or those of STEPS.
  for (const name of (process.env.STEPS ?? Object.keys(steps).join(" ")).split(" ")) await steps[name]()
  step("a server that stops says so")
  const socket = new WebSocket(server.socket, "graphql-transport-ws")
  await new Promise((resolve) => socket.on("open", resolve))
  const closed = new Promise((resolve) => socket.on("close", resolve))
  await server.stop()
  assert.equal(await closed, 1001)
  const log = readFileSync(`${desk}/log`, "utf8")
  assert.ok(!/ERROR|panicked/.test(log), log.split("\n").filter((line) => /ERROR|panicked/.test(line)).join("\n"))
  say("and its log has no errors")
} catch (error) {
  const lines = readFileSync(`${desk}/log`, "utf8").split("\n")
  const wrong = lines.filter((line) => /ERROR|WARN|panicked/.test(line))
  // At once: the process ends soon.
  writeSync(2, [error.stack, ...wrong.slice(-20), "…", ...lines.slice(-10)].join("\n"))
  process.exitCode = 1
}
process.exit()

// A server of a store, and what the tests ask of it beside their clients.
import { execFileSync, spawn } from "node:child_process"
import { openSync, readFileSync } from "node:fs"

export class Server {
  constructor(program, desk, port) {
    Object.assign(this, { program, desk, port, url: `http://127.0.0.1:${port}` })
    this.graphql = `${this.url}/graphql`
    this.socket = `ws://127.0.0.1:${port}/graphql`
    this.token = execFileSync(program, ["token", "create", "ana", "--file", `${desk}/tokens`]).toString().trim().split(/\s+/).pop()
    execFileSync(program, ["init", `${desk}/store`, "--no-check"], { stdio: "ignore" })
  }

  async start() {
    const log = openSync(`${this.desk}/log`, "a")
    const args = ["serve", "--bind", `127.0.0.1:${this.port}`, "--store", `${this.desk}/store`, "--token-file", `${this.desk}/tokens`]
    this.process = spawn(this.program, args, { stdio: ["ignore", "ignore", log] })
    for (let n = 0; n < 600; n++) {
      if (this.process.exitCode !== null) throw new Error(readFileSync(`${this.desk}/log`, "utf8"))
      const ready = await fetch(`${this.url}/ready`).then((answer) => answer.ok, () => false)
      // Another server may be there already, and ours about to find that out.
      if (ready && (await sleep(500), this.process.exitCode === null)) return
      await sleep(200)
    }
    throw new Error("the server does not start")
  }

  // Ends it as a loss of power would.
  async kill() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve))
    this.process.kill("SIGKILL")
    await ended
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve))
    this.process.kill("SIGTERM")
    await ended
  }

  async post(body, headers = {}) {
    const answer = await fetch(this.graphql, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) })
    return answer.json()
  }

  // Makes a commit, and gives its number.
  async commit(message) {
    const label = `"${message}"@en`
    const update = `INSERT DATA { GRAPH <urn:x:notes> { <urn:x:${encodeURIComponent(message)}> <http://www.w3.org/2000/01/rdf-schema#comment> ${label} } }`
    const headers = { "content-type": "application/sparql-update", authorization: `Bearer ${this.token}`, "plenary-message": message, "idempotency-key": message }
    const answer = await fetch(`${this.url}/sparql`, { method: "POST", headers, body: update })
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
    return (await answer.json()).t
  }

  // Bytes of memory that the process has now, and had at most.
  memory() {
    const status = readFileSync(`/proc/${this.process.pid}/status`, "utf8")
    const of = (name) => Number(status.match(new RegExp(`${name}:\\s+(\\d+) kB`))[1]) * 1024
    return { now: of("VmRSS"), most: of("VmHWM") }
  }
}

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

#!/usr/bin/env python3
"""An hour with a store: commits at a steady rate, readers, and arrays that are written anew meanwhile; are memory and files steady?

usage: soak.py PROGRAM DATA.nt [--minutes 60] [--rate 20] [--readers 3]

Each second commit takes away the statement that one a hundred before it has added, so that what is stated stays as large as it is after the first seconds. Readers ask in
turn for a count in SPARQL, a search, and a list in GraphQL. Each minute a line of JSON: commits and reads since the line before with their p50 and p99 in
milliseconds, memory and open files of the server, bytes of the folder without its journal, which keeps all. Ends with 1 if anything failed.
"""

import argparse
import hashlib
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time

from compare import COUNT, ID, TOKEN, memory, size, triples

HERE = os.path.dirname(os.path.abspath(__file__))
ONTOLOGY = os.path.join(HERE, "../corpus/ontology")
READS = [
    ("/sparql", "application/sparql-query", COUNT),
    ("/graphql", "application/json", json.dumps({"query": '{ search(query: "said last", first: 5) { nodes { id } } }'})),
    ("/graphql", "application/json", json.dumps({"query": '{ actor(id: "actor:201") { statements(first: 10) { totalCount nodes { text } } } }'})),
]


# So many statements stay of those that come.
KEPT = 100


class Clients:
    """What clients of one kind have seen since they were last asked."""

    def __init__(self):
        self.times, self.failed, self.lock = [], [], threading.Lock()

    def ask(self, connection, path, kind, body, **headers):
        start = time.perf_counter()
        try:
            connection.request("POST", path, body, {"Content-Type": kind, **headers})
            answer = connection.getresponse()
            text = answer.read()
            problem = None if answer.status == 200 and b'"errors"' not in text else f"{answer.status}: {text[:200]!r}"
        except OSError as error:
            connection.close()
            problem = repr(error)
        with self.lock:
            self.times.append((time.perf_counter() - start) * 1000)
            if problem:
                self.failed.append(problem)

    def take(self):
        with self.lock:
            times, self.times = sorted(self.times), []
        at = lambda part: round(times[min(len(times) - 1, int(len(times) * part))], 1) if times else None
        return {"count": len(times), "p50": at(0.5), "p99": at(0.99)}


def update(number):
    """A statement comes, and then one goes that came a while ago."""
    turn, goes = divmod(number, 2)
    words = "DELETE DATA" if goes else "INSERT DATA"
    return f"{words} {{ GRAPH <{ID}graph/new> {{ {' . '.join(triples(turn - KEPT if goes else turn))} }} }}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("data")
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--readers", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(run(args, folder))


def run(args, folder):
    store, tokens = os.path.join(folder, "store"), os.path.join(folder, "tokens")
    with open(tokens, "w") as file:
        file.write(f"bench {hashlib.sha256(TOKEN.encode()).hexdigest()}\n")
    environment = {**os.environ, "PLENARY_LOG": "warn"}
    command = [args.program, "init", store, "--ontology", ONTOLOGY, "--data", args.data]
    subprocess.run(command + ["--data", os.path.join(HERE, "../http/stances.ttl")], check=True, env=environment)
    command = [args.program, "serve", "--store", store, "--ontology", ONTOLOGY, "--token-file", tokens, "--bind", "127.0.0.1:0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    address = next(filter(None, (re.search(r"http://([^/]+)/", line) for line in server.stdout))).group(1)
    writers, readers, end = Clients(), Clients(), time.time() + 60 * args.minutes

    def write():
        connection, number, due = http.client.HTTPConnection(address, timeout=120), 0, time.time()
        begun = [row for turn in range(-KEPT, 0) for row in triples(turn)]
        begun = f"INSERT DATA {{ GRAPH <{ID}graph/new> {{ {' . '.join(begun)} }} }}"
        writers.ask(connection, "/sparql", "application/sparql-update", begun, Authorization=f"Bearer {TOKEN}")
        while time.time() < end:
            writers.ask(connection, "/sparql", "application/sparql-update", update(number), Authorization=f"Bearer {TOKEN}")
            number, due = number + 1, max(due + 1 / args.rate, time.time() - 1)
            time.sleep(max(0, due - time.time()))

    def read(turn):
        connection = http.client.HTTPConnection(address, timeout=120)
        while time.time() < end:
            path, kind, body = READS[turn % len(READS)]
            readers.ask(connection, path, kind, body)
            turn += 1
            time.sleep(0.05)

    threads = [threading.Thread(target=write)] + [threading.Thread(target=read, args=[turn]) for turn in range(args.readers)]
    [thread.start() for thread in threads]
    for minute in range(1, args.minutes + 1):
        time.sleep(60)
        files = len(os.listdir(f"/proc/{server.pid}/fd"))
        journal = size(os.path.join(store, "journal"))
        said = {"minute": minute, "commits": writers.take(), "reads": readers.take(), "rss_mb": memory(server.pid)["VmRSS"] >> 20}
        said |= {"peak_mb": memory(server.pid)["VmHWM"] >> 20, "open_files": files, "journal_mb": journal >> 20}
        said |= {"other_mb": (size(store) - journal) >> 20, "failed": len(writers.failed) + len(readers.failed)}
        print(json.dumps(said), flush=True)
    [thread.join() for thread in threads]
    server.terminate()
    stopped = server.wait()
    for problem in (writers.failed + readers.failed)[:5]:
        print(problem, file=sys.stderr)
    return 1 if writers.failed or readers.failed or stopped else 0


main()

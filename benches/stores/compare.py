#!/usr/bin/env python3
"""Stores that are written, beside each other: load, disk, memory, reopen, commits and a count after each commit.

usage: compare.py STORE --data FILE.nt [--plenary PROGRAM --ontology DIR [--more FILE.ttl]] [--commits 200] [--folder DIR]

STORE is plenary, pyoxigraph or fluree; the latter two come from PyPI. Each runs in a process of its own and prints one line of JSON, times in
seconds and milliseconds. A commit adds a statement of eight triples, and is over when the store says that it is kept; then all statements are
counted, and the count has to be right. Plenary is asked over HTTP with a connection that stays, the others in the process.
"""

import argparse
import hashlib
import http.client
import json
import os
import re
import resource
import shutil
import subprocess
import time

O = "http://example.org/ontology#"
ID = "http://example.org/id/"
COUNT = f"SELECT (COUNT(?s) AS ?n) WHERE {{ ?s a <{O}Statement> }}"
TOKEN = "no secret: this server listens on this machine alone, for this run"


def triples(number):
    """A statement that conforms to the shapes of benches/corpus."""
    s = f"<{ID}statement/new{number}>"
    return [
        f"{s} a <{O}Statement>",
        f'{s} <{O}number> {10_000_000 + number}',
        f'{s} <{O}sequence> 1',
        f'{s} <{O}text> "what was said at last, number {number}"@en',
        f'{s} <{O}label> "said at last"@en',
        f"{s} <{O}intervention> <{ID}intervention/1>",
        f"{s} <{O}stance> <{ID}stance/support>",
        f"{s} <{O}about> <{ID}theme/1>",
    ]


def size(folder):
    return sum(os.path.getsize(os.path.join(at, file)) for at, _, files in os.walk(folder) for file in files)


def memory(pid="self"):
    status = open(f"/proc/{pid}/status").read()
    return {key: int(re.search(rf"{key}:\s+(\d+)", status).group(1)) * 1024 for key in ("VmRSS", "VmHWM")}


class PyOxigraph:
    def __init__(self, args):
        import pyoxigraph

        self.module, self.folder = pyoxigraph, args.folder

    def load(self, data):
        store = self.module.Store(self.folder)
        for file in data:
            format = self.module.RdfFormat.TURTLE if file.endswith(".ttl") else self.module.RdfFormat.N_TRIPLES
            store.bulk_load(path=file, format=format)
        store.flush()
        del store

    def open(self):
        self.store = self.module.Store(self.folder)

    def commit(self, number):
        self.store.update("INSERT DATA { " + " . ".join(triples(number)) + " }")

    def count(self):
        return int(next(iter(self.store.query(COUNT)))["n"].value)

    def memory(self):
        return memory()

    def close(self):
        pass


class Fluree:
    def __init__(self, args):
        import fluree

        self.module, self.folder = fluree, args.folder

    def load(self, data):
        # A bulk load takes one file; the rest is inserted.
        with self.module.connect(self.folder) as connection:
            ledger = connection.create("corpus", source=data[0])
            for file in data[1:]:
                ledger.insert(open(file).read())

    def open(self):
        self.connection = self.module.connect(self.folder)
        self.ledger = self.connection.ledger("corpus")
        self.count()

    def commit(self, number):
        self.ledger.insert(" .\n".join(triples(number)) + " .")

    def count(self):
        return int(list(self.ledger.query(COUNT))[0][0])

    def memory(self):
        return memory()

    def close(self):
        self.connection.close()


class Plenary:
    def __init__(self, args):
        self.args, self.folder = args, os.path.join(args.folder, "store")
        os.makedirs(args.folder, exist_ok=True)
        self.tokens = os.path.join(args.folder, "tokens")
        with open(self.tokens, "w") as file:
            file.write(f"bench {hashlib.sha256(TOKEN.encode()).hexdigest()}\n")

    def load(self, data):
        command = [self.args.plenary, "init", self.folder, "--ontology", self.args.ontology]
        for file in data:
            command += ["--data", file]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def open(self):
        command = [self.args.plenary, "serve", "--store", self.folder, "--ontology", self.args.ontology]
        command += ["--token-file", self.tokens, "--bind", "127.0.0.1:0"]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for line in self.server.stdout:
            found = re.search(r"http://([^/]+)/", line)
            if found:
                break
        self.connection = http.client.HTTPConnection(found.group(1), timeout=600)

    def ask(self, body, kind, accept, **headers):
        headers = {"Content-Type": f"application/sparql-{kind}", "Accept": accept, **headers}
        self.connection.request("POST", "/sparql", body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{answer.status}: {text.decode()}")
        return json.loads(text)

    def commit(self, number):
        body = f"INSERT DATA {{ GRAPH <{ID}graph/new> {{ {' . '.join(triples(number))} }} }}"
        self.ask(body, "update", "application/json", Authorization=f"Bearer {TOKEN}")

    def count(self):
        answer = self.ask(COUNT, "query", "application/sparql-results+json")
        return int(answer["results"]["bindings"][0]["n"]["value"])

    def memory(self):
        return memory(self.server.pid)

    def close(self):
        self.server.terminate()
        self.server.wait()


def spread(times):
    times = sorted(times)
    at = lambda part: round(times[min(len(times) - 1, int(len(times) * part))], 2)
    return {"p50": at(0.5), "p95": at(0.95), "max": round(times[-1], 2)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", choices=["plenary", "pyoxigraph", "fluree"])
    parser.add_argument("--data", required=True)
    parser.add_argument("--more", default=os.path.join(os.path.dirname(__file__), "../http/stances.ttl"))
    parser.add_argument("--plenary", default="plenary")
    parser.add_argument("--ontology", default=os.path.join(os.path.dirname(__file__), "../corpus/ontology"))
    parser.add_argument("--commits", type=int, default=200)
    parser.add_argument("--folder", default="/tmp/stores")
    args = parser.parse_args()
    args.folder = os.path.join(args.folder, args.store)
    shutil.rmtree(args.folder, ignore_errors=True)
    os.makedirs(os.path.dirname(args.folder), exist_ok=True)
    store = {"plenary": Plenary, "pyoxigraph": PyOxigraph, "fluree": Fluree}[args.store](args)

    start = time.perf_counter()
    store.load([args.data, args.more])
    result = {"store": args.store, "load_s": round(time.perf_counter() - start, 1)}
    who = resource.RUSAGE_CHILDREN if args.store == "plenary" else resource.RUSAGE_SELF
    result["load_peak_mb"] = resource.getrusage(who).ru_maxrss // 1024
    result["disk_mb"] = size(args.folder) >> 20
    start = time.perf_counter()
    store.open()
    known = store.count()
    result["reopen_and_count_s"] = round(time.perf_counter() - start, 2)
    commits, counts = [], []
    for number in range(args.commits):
        start = time.perf_counter()
        store.commit(number)
        middle = time.perf_counter()
        found = store.count()
        counts.append((time.perf_counter() - middle) * 1000)
        commits.append((middle - start) * 1000)
        if found != known + number + 1:
            raise SystemExit(f"{found} statements after {number + 1} commits to {known}")
    result["commit_ms"], result["count_ms"] = spread(commits), spread(counts)
    result["memory_mb"] = store.memory()["VmRSS"] >> 20
    store.close()
    print(json.dumps(result))


if __name__ == "__main__":
    main()

"""Questions as people ask them of an assistant, in six languages, put to a server by the `mcp` client of Python.

    questions.py URL RECORD.nq FOLDER

Every sentence of every answer must stand in RECORD.nq (what `plenary dump --format nq` writes: a way to the data that is none of MCP) as the
text of the statement that is cited, at the line and in the document that are cited; words that are quoted must stand at that line of the
document itself, where FOLDER has its text. What nobody said must have no answer.
"""

import asyncio
import hashlib
import json
import pathlib
import re
import sys
from collections import defaultdict

from mcp.client.client import Client

LANGUAGES = ["en", "zh", "fr", "es", "ru", "ar"]
ON_THEME = {
    "en": "Who speaks of {theme}, and what do they say?",
    "zh": "谁谈到了{theme}，说了什么？",
    "fr": "Qui parle de {theme}, et pour dire quoi ?",
    "es": "¿Quién habla de {theme} y qué dice?",
    "ru": "Кто говорит о теме «{theme}» и что именно?",
    "ar": "من تحدث عن {theme} وماذا قال؟",
}
OF_ACTOR = {
    "en": "What does {actor} say of {theme}?",
    "zh": "{actor}对{theme}怎么说？",
    "fr": "Que dit {actor} de {theme} ?",
    "es": "¿Qué dice {actor} de {theme}?",
    "ru": "Что говорит {actor} о теме «{theme}»?",
    "ar": "ماذا يقول {actor} عن {theme}؟",
}
COMPARED = {
    "en": "Where do {a} and {b} disagree?",
    "zh": "{a}和{b}在哪些方面有分歧？",
    "fr": "Sur quoi {a} et {b} divergent-ils ?",
    "es": "¿En qué discrepan {a} y {b}?",
    "ru": "В чём расходятся {a} и {b}?",
    "ar": "فيمَ يختلف {a} و{b}؟",
}
CHANGED = {
    "en": "Has the side of {actor} on {theme} changed?",
    "zh": "{actor}对{theme}的立场有变化吗？",
    "fr": "La position de {actor} sur {theme} a-t-elle changé ?",
    "es": "¿Ha cambiado la posición de {actor} sobre {theme}?",
    "ru": "Изменилась ли позиция {actor} по теме «{theme}»?",
    "ar": "هل تغير موقف {actor} من {theme}؟",
}
TRACED = {
    "en": "Where does it say “{text}”?",
    "zh": "“{text}”出自哪里？",
    "fr": "Où est-il dit « {text} » ?",
    "es": "¿Dónde dice «{text}»?",
    "ru": "Где сказано «{text}»?",
    "ar": "أين ورد «{text}»؟",
}
# Of each kind in each language: 34 in all, so 204 in six.
COUNTS = {"theme": 18, "actor": 6, "compared": 3, "changed": 3, "traced": 4}

UNSAID_THEMES = [
    "colonies on the moon", "nuclear fusion reactors", "fisheries subsidies in the Baltic", "le prix du blé", "les courses de chevaux",
    "la cría de ovejas", "ópera barroca", "разведение оленей", "футбольные клубы", "月球殖民地", "围棋比赛", "سباق الهجن", "زراعة الزيتون",
    "zeppelin safety", "quantum tulip auctions",
]
UNSAID_ACTORS = ["Atlantis", "Kingdom of Ruritania", "République de Syldavie", "República de San Teodoro", "Швамбрания", "桃花源国", "مملكة وقواق",
                 "Acme Corporation", "Sherlock Holmes", "Ministry of Magic"]
UNSAID_WORDS = ["zeppelin", "tulip auctions", "moon colonies", "dinosaures", "unicornios"]

P = "https://w3id.org/plenary/ontology#"
DERIVED = "http://www.w3.org/ns/prov#wasDerivedFrom"
SOURCE = "http://www.w3.org/ns/oa#hasSource"
LABELS = {"http://www.w3.org/2004/02/skos/core#prefLabel", "http://www.w3.org/2000/01/rdf-schema#label"}
QUAD = re.compile(r'^(\S+) <([^>]+)> (?:<([^>]+)>|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<[^>]+>)?|(_:\S+)) ')


class Record:
    """What the data state, read from N-Quads."""

    def __init__(self, lines):
        self.links, self.texts, self.values = defaultdict(lambda: defaultdict(list)), defaultdict(dict), defaultdict(dict)
        self.labels = defaultdict(dict)
        for line in lines:
            match = QUAD.match(line)
            if not match:
                continue
            subject, predicate, iri, literal, language, _ = match.groups()
            subject = subject.strip("<>")
            if iri is not None:
                self.links[subject][predicate].append(iri)
            elif literal is not None:
                text = json.loads(f'"{literal}"', strict=False)
                if predicate == P + "text":
                    self.texts[subject][language] = text
                elif predicate in LABELS and language:
                    self.labels[subject].setdefault(language, text)
                elif language is None:
                    self.values[subject][predicate.removeprefix(P)] = text
        self.positions = [subject for subject, links in self.links.items() if P + "stance" in links and P + "statement" in links]

    def one(self, subject, predicate):
        return next(iter(self.links[subject][predicate]), None)

    def statement(self, iri):
        """The statement of a fact: itself, or that of the position."""
        return iri if iri in self.texts else self.one(iri, P + "statement")

    def actor(self, position):
        """The speaker of a position: that of its intervention."""
        statement = self.one(position, P + "statement")
        return self.one(self.one(statement, P + "intervention"), P + "speaker")


def facts(answer):
    """All sentences of an answer, each with what it is cited by."""
    if isinstance(answer, dict):
        if "text" in answer and "iri" in answer:
            yield answer
        for value in answer.values():
            yield from facts(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from facts(value)


class Judge:
    def __init__(self, record, folder):
        self.record, self.sentences, self.lines, self.problems = record, 0, 0, []
        self.documents = {}
        for path in pathlib.Path(folder).rglob("*"):
            if path.suffix in (".md", ".txt"):
                data = path.read_bytes()
                self.documents[hashlib.sha256(data).hexdigest()] = data.decode("utf-8", "replace").splitlines()

    def check(self, question, fact):
        self.sentences += 1
        statement = self.record.statement(fact["iri"])
        passage = (self.record.one(statement, DERIVED) or self.record.one(statement, P + "reportedIn")) if statement else None
        document = self.record.one(passage, SOURCE) if passage else None

        def must(holds, what):
            if not holds:
                self.problems.append(f"{question}\n    {what}: {json.dumps(fact, ensure_ascii=False)[:500]}")

        if fact.get("matched") != "DOCUMENT":
            must(statement and self.record.texts[statement].get(fact["lang"]) == fact["text"], "no such sentence in the record")
        line = self.record.values[passage].get("line") if passage else None
        must(str(fact.get("place", {}).get("line", "")) == (line or ""), f"the line is {line}")
        must(fact.get("document", {}).get("iri") == document, f"the document is {document}")
        digest = self.record.values[document].get("sha256") if document else None
        must(fact.get("document", {}).get("digest") == digest, f"the digest is {digest}")
        must("url" in fact, "no address")
        if "quote" in fact and digest in self.documents:
            lines = self.documents[digest][fact["place"]["line"] - 1 :]
            # A passage may go on over lines, and has no marks of Markdown.
            text = re.sub(r"\s+", " ", re.sub(r"[*_`]", "", " ".join(lines[:12])))
            start = re.sub(r"\s+", " ", fact["quote"])[:40]
            must(start in text, "the document has other words at that line")
            self.lines += 1


def questions(record):
    """The questions with the call that answers each, in every language."""
    by_theme, by_both = defaultdict(list), defaultdict(list)
    for position in sorted(record.positions):
        for theme in record.links[position][P + "theme"]:
            by_theme[theme].append(position)
            by_both[record.actor(position), theme].append(position)
    themes = sorted(by_theme, key=lambda theme: (-len(by_theme[theme]), theme))
    pairs = sorted((pair for pair in by_both if pair[0]), key=lambda pair: (-len(by_both[pair]), pair))
    # Persons have a name, but none for each language.
    pairs = [pair for pair in pairs if all(lang in record.labels[iri] for iri in pair for lang in LANGUAGES)]
    actors = list(dict.fromkeys(actor for actor, _ in pairs))
    statements = sorted(statement for statement, texts in record.texts.items() if len(texts) >= 6)
    for number, lang in enumerate(LANGUAGES):
        def name(iri):
            return record.labels[iri].get(lang) or iri

        for theme in themes[: COUNTS["theme"]]:
            yield ON_THEME[lang].format(theme=name(theme)), "who_said_what", {"theme": name(theme), "lang": lang}
        for actor, theme in pairs[number :: len(LANGUAGES)][: COUNTS["actor"]]:
            asked = {"actor": name(actor), "theme": name(theme), "lang": lang}
            yield OF_ACTOR[lang].format(actor=name(actor), theme=name(theme)), "who_said_what", asked
        for at in range(COUNTS["compared"]):
            a, b = actors[(number + at) % len(actors)], actors[(number + at + 4) % len(actors)]
            yield COMPARED[lang].format(a=name(a), b=name(b)), "compare_positions", {"actors": [name(a), name(b)], "lang": lang}
        for actor, theme in pairs[number + 6 :: len(LANGUAGES)][: COUNTS["changed"]]:
            asked = {"actor": name(actor), "theme": name(theme), "lang": lang}
            yield CHANGED[lang].format(actor=name(actor), theme=name(theme)), "position_history", asked
        for statement in statements[number :: len(LANGUAGES)][: COUNTS["traced"]]:
            text = record.texts[statement][lang]
            yield TRACED[lang].format(text=text), "trace_quote", {"text": text}


def unsaid(record):
    """What nobody said: themes, actors and words that there are not, actors that are silent, sentences with one word another."""
    for theme in UNSAID_THEMES:
        yield f"Who speaks of {theme}?", "who_said_what", {"theme": theme}
    for actor in UNSAID_ACTORS:
        yield f"What does {actor} say?", "who_said_what", {"actor": actor}
    for words in UNSAID_WORDS:
        yield f"Who says “{words}”?", "search", {"query": words}
    represented = {actor for links in record.links.values() for actor in links[P + "onBehalfOf"]}
    heard = {record.actor(position) for position in record.positions} | represented
    silent = sorted(actor for actor, links in list(record.links.items()) if P + "State" in links["http://www.w3.org/1999/02/22-rdf-syntax-ns#type"] and actor not in heard)
    for at, lang in zip(range(0, len(silent), max(1, len(silent) // 10)), (LANGUAGES * 2)[:10]):
        name = record.labels[silent[at]].get(lang) or silent[at]
        yield f"What does {name} say?", "who_said_what", {"actor": name, "lang": lang}
    statements = sorted(statement for statement, texts in record.texts.items() if "en" in texts and len(texts["en"].split()) > 6)
    for statement in statements[:: max(1, len(statements) // 10)][:10]:
        words = record.texts[statement]["en"].split()
        words[len(words) // 2] = "zeppelin"
        yield f"Where does it say “{' '.join(words)}”?", "trace_quote", {"text": " ".join(words)}


async def ask(client, tool, arguments):
    """The answers of a tool, over all cursors."""
    answers = []
    while True:
        result = await client.call_tool(tool, arguments)
        answer = result.structured_content
        answers.append(answer)
        if not answer.get("cursor"):
            return answers
        arguments = {**arguments, "cursor": answer["cursor"]}


async def main(url, record, folder):
    with open(record, encoding="utf-8") as lines:
        record = Record(lines)
    judge = Judge(record, folder)
    asked = defaultdict(int)
    # Half of the questions go by each revision of the protocol.
    async with Client(url, mode="legacy") as before, Client(url, mode="2026-07-28") as stateless:
        for number, (question, tool, arguments) in enumerate(questions(record)):
            answers = await ask((before, stateless)[number % 2], tool, arguments)
            asked[tool] += 1
            sentences = [fact for answer in answers for fact in facts(answer)]
            is_silent = answers[0]["status"] == "NOT_FOUND" and tool == "compare_positions"
            if not (sentences or is_silent) or answers[0]["status"] not in ("FOUND", "NOT_FOUND"):
                judge.problems.append(f"{question}\n    no answer: {json.dumps(answers[0], ensure_ascii=False)[:500]}")
            for fact in sentences:
                judge.check(question, fact)
        nothing = 0
        for question, tool, arguments in unsaid(record):
            [answer] = await ask(stateless, tool, arguments)
            nothing += 1
            # What is nearest to a quotation is told as another sentence, and is none of the answer.
            said = [fact for key, value in answer.items() if key != "nearest" for fact in facts({key: value})]
            if answer["status"] != "NOT_FOUND" or said:
                judge.problems.append(f"{question}\n    nobody said it: {json.dumps(answer, ensure_ascii=False)[:500]}")
    for problem in judge.problems:
        print(problem)
    counts = ", ".join(f"{count} by {tool}" for tool, count in asked.items())
    print(
        f"{sum(asked.values())} questions in {len(LANGUAGES)} languages ({counts}): {judge.sentences} sentences, each compared with the record, "
        f"{judge.lines} of them with their line in the document; {nothing} questions about what nobody said; {len(judge.problems)} problems"
    )
    least = len(LANGUAGES) * sum(COUNTS.values())
    if judge.problems or sum(asked.values()) < least or nothing < 50 or not judge.lines:
        sys.exit(f"at least {least} questions, 50 without an answer, quotations of a document, and no problem are wanted")


asyncio.run(main(*sys.argv[1:]))

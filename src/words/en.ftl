language-name = English
skip = Skip to content
languages = Language
facts = Facts
relations = Relationships
other-languages = In other languages
sources = Sources
elsewhere = Elsewhere on the web
more-properties = More properties
leads-here = What links here
all = Show all
as-data = As data
identifier = Identifier
yes = yes
no = no
previous = Previous
next = Next
missing = There is nothing of this name here
near = Did you mean one of these?
ontology = Ontology
catalogue = Data catalogue
classes = Classes
properties = Properties
others = Other terms
fields = Fields
downloads = Downloads
services = Services
links-out = Links to other datasets
triples = Triples
and-more = and { $n } more
site = Plenary navigation
home = Start page
menu = Pages
search = Search
search-hint = An actor, a theme, words of a statement
query-page = Query
themes = Themes
actors = Actors
meetings = Meetings
nothing-found = Nothing in the record meets these conditions.
show-query = Show query
narrow = Narrow
remove = Take this condition back
and-below = and what stands below
pages = Pages of the list
on-behalf-of = on behalf of
line = line { $n }
page-number = page { $n }
reported = reported, not verbatim
confidence = confidence { $value }
inferred = stance inferred
permanent-link = permanent link
date = { $day } { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
wrong-address = This address has no meaning
lead = Who said what, for whom, on which theme, and the sentence where it is written.
held = What is in the record
version = Version { $version } of the data
findings = What stands out
finding-against = { $n ->
    [one] position against something, or warning of it
   *[other] positions against something, or warning of it
}
actors-noun = { $n ->
    [one] actor
   *[other] actors
}
finding-represented = { $n ->
    [one] intervention made on behalf of another actor
   *[other] interventions made on behalf of another actor
}
of-all = of all interventions:
interventions-noun = { $n ->
    [one] intervention
   *[other] interventions
}
positions-noun = { $n ->
    [one] position
   *[other] positions
}
cite = Cite
citation = “{ $title }”, { $dataset }, version { $version }. Accessed on { $date }: { $address }
convened-by = convened by
chaired-by = chaired by
aligns-with = associates itself with
paraphrase = paraphrase, not verbatim
words-elsewhere = The words themselves stand in a document that is not reproduced here:
read-from-it = Positions read from this statement
whole-intervention = the whole intervention
part-unanswered = This part of the page has no answer:
nobody-speaks = Nobody in the record speaks of it.
narrower-sides = Actors by side on the narrower themes
all-sides = All sides
takes-no-position = The record has no position of this actor.
profile = Side on each theme
own = own
on-its-behalf = on its behalf
compare = Compare
compare-lead = Two to twenty actors, or groups of them, side by side: the side of each on each theme, with the sentences, and how far each pair agrees.
leave-out = Leave out { $name }
add-actor = Add an actor or a group by name
add = Add
no-such-actor = No actor of this name is known.
sides-by-theme = Side of each on each theme
theme = Theme
agreement = Agreement
agree-on = { $n ->
    [one] agree on { $n }
   *[other] agree on { $n }
}
disagree-on = { $n ->
    [one] disagree on { $n }
   *[other] disagree on { $n }
}
nothing-in-common = no theme in common
agreement-meaning = Themes are counted on which both take a side. To be silent is not to disagree.
search-for = Search: { $text }
did-you-mean = Did you mean
any-word = Nothing has all of these words; this has some of them.
no-text = No text has these words.
by-type = By type
all-types = All types
found-by = Found by
map = Map
map-lead = One tile for each State, all of the same size, by regional group.
silent = Silent in the record
took-the-floor = Took the floor
no-group = No regional group
any-theme = Any theme
show = Show
time = Time
time-lead = Positions by month, for and against. Narrow them on the page of a theme or an actor.
month = Month
with-narrower = Narrower themes are counted here as well.
this-theme-only = Only this theme itself
without-narrower = Only positions on this theme itself are counted.
narrower-too = With the narrower themes
by-month = By month
query-lead = Ask the data what no page asks: in GraphQL or in SPARQL, with an answer as table, JSON or CSV. The address holds the query.
query-kind = Language of the query
variables = Variables (JSON)
run = Run
answer = Answer
run-to-see = Run the query to see its answer here.
refused = The query was refused
cut-off = more than is shown here; the file has all
n-rows = { $n ->
    [one] { $n } row
   *[other] { $n } rows
}
examples = Examples
schema = Schema
prefixes = Prefixes
build-page = Build a question
build-lead = Choose what you look for, the conditions and the columns; the question comes out in GraphQL and SPARQL, and its answer as CSV.
copy = Copy
home-themes = Themes by how many are for, call for and are against
network = Network
network-lead = Actors that take sides on the same themes: a line for each pair, thicker the more themes they share.
first-of = The first { $n } of { $all } pairs are shown.
ways = The shortest ways between two things
no-way = There is no way between the two.
from = From
to = To
nearest = Nearest
farthest = Farthest
without-represented = Pairs are left out in which one only reads out what the other says.
first-actor = First actor
second-actor = Second actor
blocs = Regional groups and bodies
bloc-meaning = The members of a group are taken together here: each position counts once, whoever of them holds it.
taken-together = Taken together
members-by-side = Members by side
members-of = Members of { $name }
by-meeting = Meeting by meeting
silent-at = Had the floor and took no position on it
side-changed = Whose side changed from meeting to meeting
latest-of = The latest { $n } of { $all } meetings are shown.
all-meetings = All meetings
new-since = What was new since
earlier-meeting = Earlier meeting
nothing-new = Nobody took another side than at that meeting.
no-position = no position
whole-meeting = The whole meeting
as-read = As it was read
in-document = In the document
wrong-parameter = This page has no such parameter:
wrong-twice = This parameter stands twice, and only once is meant:
wrong-value = This value is not possible here:
wrong-field = There is no such field:
wrong-identifier = This is no identifier:
wrong-resource = Nothing of this name is known here:
wrong-type = This is of another type than is meant here:
wrong-page = The list has no such part:
wrong-operator = What stands there has no such operator:
wrong-after-operator = Nothing can follow an operator:
wrong-after-value = Nothing but an operator can follow a value:
wrong-ends-with-type = A field has to follow the type:
wrong-nothing-below = Nothing stands below things of this type:
wrong-too-deep = A condition goes over too many names:
wrong-too-many = The address has too many of these:
wrong-needs = Another parameter has to stand beside this one:
wrong-none-left = No resource of this type has what the search is narrowed to:
may-stand = What may stand there:
takes-count = a number from 1
takes-whole = a whole number
takes-number = a number
takes-date = a date or a time in the form of ISO 8601, such as 2025-05-30
takes-identifier = an IRI, or a prefix and a name with a colon between them
refused-page = The question of this page is refused
n-entries = { $n ->
    [one] { $n } entry
   *[other] { $n } entries
}
spoke-itself = { $n ->
    [one] intervention
   *[other] interventions
}
spoken-for = { $n ->
    [one] intervention by others on its behalf
   *[other] interventions by others on its behalf
}
positions-own = { $n ->
    [one] position of its own
   *[other] positions of its own
}
positions-on-behalf = { $n ->
    [one] position that others take on its behalf
   *[other] positions that others take on its behalf
}
type = type
any = any
more-sideways = More stands beside this: move the table sideways
who-asks = What each kind of actor asks for
problem-for = against the problem
problem-calls = calls for work on it
problem-against = sees no problem
problem = Of a theme that names a problem, “{ $for }” means against the problem, and “{ $against }” that no problem is seen.
outcome = Who got what
outcome-lead = Who asked for what on a theme, beside what each version of the text says on it. That a paragraph answers a demand, and how far, is a judgement of the editors with its reason.
outcome-counts = A demand counts at each extent that it has in some version. One without an answer was not refused: nobody has judged it.
outcome-listed = Listed are the themes of which a version of the text speaks, or on which a demand has an answer. What is asked for on other themes stands on the pages of these.
outcome-of-theme = Only positions and paragraphs on this theme itself are counted.
asked-for = What was asked for
with-answer = With an answer
without-answer = Without an answer
no-answer = No answer in the record
versions = What the versions say
version-of-text = Version of the text
in-some-version = In some version
no-version = The record has no paragraph of any version on this theme.
no-paragraph = The record has no paragraph of this version on the theme: what it says there is not known.
nobody-asks = Nobody in the record asks for this.
both-sides = Demands and versions side by side
themes-of-paragraphs = Themes of its paragraphs
busy = The server is busy
busy-means = Too many requests are being answered. Load the page again in a moment.
too-often = Too much was asked from your address
too-often-means = Wait a little, then load the page again.
loading = The data are still being loaded
loading-means = Load the page again in a moment.
late = This page takes too long to make
late-means = Narrow what it asks for, or load it again later.
failed = This page could not be made
failed-means = The fault is the server’s. Its log has the reason.
not-answered = This request is not answered
wrong-no-word = There is no word to search for:
wrong-many-words = Too many words to search for at once:
wrong-long = Too many characters to search for:
past = The data as they were after commit { $t }.
past-now = The page as it is now

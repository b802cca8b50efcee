language-name = Français
skip = Aller au contenu
languages = Langue
facts = Données de base
relations = Relations
other-languages = Dans d’autres langues
sources = Sources
elsewhere = Ailleurs sur le Web
more-properties = Autres propriétés
leads-here = Ce qui mène ici
all = Tout afficher
as-data = Sous forme de données
identifier = Identifiant
yes = oui
no = non
previous = Page précédente
next = Page suivante
missing = Rien ne porte ce nom ici
near = Vouliez-vous dire :
ontology = Ontologie
catalogue = Catalogue de données
classes = Classes
properties = Propriétés
others = Autres termes
fields = Champs
downloads = Téléchargements
services = Services
links-out = Liens vers d’autres jeux de données
triples = Triplets
and-more = et { $n } de plus
site = Navigation de Plenary
home = Page d’accueil
menu = Pages
search = Rechercher
search-hint = Un acteur, un thème, les mots d’un propos
query-page = Requêtes
themes = Thèmes
actors = Acteurs
meetings = Réunions
nothing-found = Rien dans le dossier ne répond à ces conditions.
show-query = Voir la requête
narrow = Affiner
remove = Retirer cette condition
and-below = et ce qui en relève
pages = Pages de la liste
on-behalf-of = au nom de
line = ligne { $n }
page-number = page { $n }
reported = rapporté, non textuel
confidence = confiance { $value }
inferred = attitude déduite
permanent-link = lien permanent
date = { $day ->
    [1] 1er
   *[other] { $day }
} { $month } { $year }
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
wrong-address = Cette adresse n’a pas de sens
lead = Qui a dit quoi, au nom de qui, sur quel thème, et la phrase où cela figure.
held = Ce que contient le dossier
version = Version { $version } des données
findings = Ce qui ressort
finding-against = { $n ->
    [one] position contre quelque chose, ou mettant en garde
   *[other] positions contre quelque chose, ou mettant en garde
}
actors-noun = { $n ->
    [one] acteur
   *[other] acteurs
}
finding-represented = { $n ->
    [one] intervention faite au nom d’un autre acteur
   *[other] interventions faites au nom d’un autre acteur
}
of-all = sur l’ensemble des interventions :
interventions-noun = { $n ->
    [one] intervention
   *[other] interventions
}
positions-noun = { $n ->
    [one] position
   *[other] positions
}
cite = Citer
citation = « { $title } », { $dataset }, version { $version }. Consulté le { $date } : { $address }
convened-by = convoquée par
chaired-by = présidée par
aligns-with = s’associe à
paraphrase = paraphrase, non textuelle
words-elsewhere = Les mots eux-mêmes figurent dans un document qui n’est pas reproduit ici :
read-from-it = Positions tirées de ce propos
whole-intervention = l’intervention entière
part-unanswered = Cette partie de la page n’a pas de réponse :
nobody-speaks = Personne n’en parle dans le dossier.
narrower-sides = Acteurs par camp sur les thèmes plus précis
all-sides = Tous les camps
takes-no-position = Le dossier ne contient aucune position de cet acteur.
profile = Camp sur chaque thème
own = en propre
on-its-behalf = en son nom
compare = Comparer
compare-lead = De deux à vingt acteurs ou groupes d’acteurs côte à côte : le camp de chacun sur chaque thème, avec les phrases, et la mesure de leur accord deux à deux.
leave-out = Retirer { $name }
add-actor = Ajouter un acteur ou un groupe par son nom
add = Ajouter
no-such-actor = Aucun acteur de ce nom n’est connu.
sides-by-theme = Camp de chacun sur chaque thème
theme = Thème
agreement = Accord
agree-on = { $n ->
    [one] d’accord sur { $n }
   *[other] d’accord sur { $n }
}
disagree-on = { $n ->
    [one] en désaccord sur { $n }
   *[other] en désaccord sur { $n }
}
nothing-in-common = aucun thème en commun
agreement-meaning = Sont comptés les thèmes sur lesquels les deux prennent parti. Se taire n’est pas être en désaccord.
search-for = Recherche : { $text }
did-you-mean = Vouliez-vous dire
any-word = Rien ne contient tous ces mots ; voici ce qui en contient certains.
no-text = Aucun texte ne contient ces mots.
by-type = Par type
all-types = Tous les types
found-by = Trouvé par
map = Carte
map-lead = Une case par État, toutes de même taille, par groupe régional.
silent = Silencieux dans le dossier
took-the-floor = A pris la parole
no-group = Aucun groupe régional
any-theme = Tous les thèmes
show = Afficher
time = Chronologie
time-lead = Positions par mois, pour et contre. On les affine depuis la page d’un thème ou d’un acteur.
month = Mois
with-narrower = Les thèmes plus précis sont comptés ici aussi.
this-theme-only = Seulement ce thème
without-narrower = Seules les positions sur ce thème même sont comptées.
narrower-too = Avec les thèmes plus précis
by-month = Par mois
query-lead = Demandez aux données ce qu’aucune page ne demande : en GraphQL ou en SPARQL, avec une réponse en tableau, JSON ou CSV. L’adresse contient la requête.
query-kind = Langage de la requête
variables = Variables (JSON)
run = Exécuter
answer = Réponse
run-to-see = Exécutez la requête : la réponse s’affiche ici.
refused = La requête a été refusée
cut-off = tout n’est pas affiché ici ; le fichier contient tout
n-rows = { $n ->
    [one] { $n } ligne
   *[other] { $n } lignes
}
examples = Exemples
schema = Schéma
prefixes = Préfixes
build-page = Construire une question
build-lead = Choisissez ce que vous cherchez, les conditions et les colonnes ; la question s’obtient en GraphQL et en SPARQL, et la réponse en CSV.
copy = Copier
home-themes = Thèmes selon le nombre d’acteurs pour, demandeurs et contre
network = Réseau
network-lead = Les acteurs qui prennent parti sur les mêmes thèmes : un trait par paire, d’autant plus épais que les thèmes communs sont nombreux.
first-of = Les { $n } premières paires sur { $all } sont affichées.
ways = Les chemins les plus courts entre deux choses
no-way = Il n’y a pas de chemin entre les deux.
from = De
to = À
nearest = Les plus proches
farthest = Les plus éloignés
without-represented = Les paires où l’un ne fait que lire la parole de l’autre sont écartées.
first-actor = Premier acteur
second-actor = Second acteur
blocs = Groupes régionaux et organes
bloc-meaning = Les membres d’un groupe sont pris ensemble ici : chaque position compte une fois, quel que soit celui d’entre eux qui la tient.
taken-together = Pris ensemble
members-by-side = Membres par position
members-of = Membres : { $name }
by-meeting = De réunion en réunion
silent-at = Ont eu la parole sans prendre position
side-changed = Qui a changé de côté d’une réunion à l’autre
latest-of = Les { $n } dernières réunions sur { $all } sont affichées.
all-meetings = Toutes les réunions
new-since = Ce qui a changé depuis
earlier-meeting = Réunion antérieure
nothing-new = Personne n’a pris un autre parti qu’à cette réunion.
no-position = aucune position
whole-meeting = Toute la réunion
as-read = Tel que lu
in-document = Dans le document
wrong-parameter = Cette page n’a pas ce paramètre :
wrong-twice = Ce paramètre figure deux fois et n’est attendu qu’une fois :
wrong-value = Cette valeur n’est pas possible ici :
wrong-field = Ce champ n’existe pas :
wrong-identifier = Ce n’est pas un identifiant :
wrong-resource = Rien de ce nom n’est connu ici :
wrong-type = Ceci est d’un autre type que celui attendu ici :
wrong-page = La liste n’a pas cette partie :
wrong-operator = Ce qui figure là n’a pas cet opérateur :
wrong-after-operator = Rien ne peut suivre un opérateur :
wrong-after-value = Seul un opérateur peut suivre une valeur :
wrong-ends-with-type = Un champ doit suivre le type :
wrong-nothing-below = Rien ne se trouve sous les choses de ce type :
wrong-too-deep = Une condition passe par trop de noms :
wrong-too-many = L’adresse en contient trop :
wrong-needs = Un autre paramètre doit accompagner celui-ci :
wrong-none-left = Aucune ressource de ce type n’a ce à quoi la recherche est restreinte :
may-stand = Ce qui peut y figurer :
takes-count = un nombre à partir de 1
takes-whole = un nombre entier
takes-number = un nombre
takes-date = une date ou une heure au format ISO 8601, par exemple 2025-05-30
takes-identifier = un IRI, ou un préfixe et un nom séparés par deux-points
refused-page = La question de cette page est refusée
n-entries = { $n ->
    [one] { $n } entrée
   *[other] { $n } entrées
}
spoke-itself = { $n ->
    [one] intervention
   *[other] interventions
}
spoken-for = { $n ->
    [one] intervention faite par d’autres en son nom
   *[other] interventions faites par d’autres en son nom
}
positions-own = { $n ->
    [one] position propre
   *[other] positions propres
}
positions-on-behalf = { $n ->
    [one] position que d’autres prennent en son nom
   *[other] positions que d’autres prennent en son nom
}
type = type
any = n’importe lequel
more-sideways = La suite est à côté : faites défiler le tableau latéralement
who-asks = Ce que demande chaque type d’acteur
problem-for = contre le problème
problem-calls = demande d’y remédier
problem-against = n’y voit pas de problème
problem = Pour un thème qui désigne un problème, « { $for } » signifie contre le problème, et « { $against } » que l’on n’y voit pas de problème.
outcome = Qui a obtenu quoi
outcome-lead = Qui a demandé quoi sur un thème, à côté de ce qu’en dit chaque version du texte. Qu’un paragraphe réponde à une demande, et dans quelle mesure, est un jugement motivé de la rédaction.
outcome-counts = Une demande compte pour chaque degré qu’elle a dans une version. Une demande sans réponse n’a pas été refusée : personne n’en a jugé.
outcome-listed = Sont listés les thèmes dont parle une version du texte, ou sur lesquels une demande a une réponse. Ce qui est demandé sur d’autres thèmes figure sur leurs pages.
outcome-of-theme = Seuls comptent les positions et les paragraphes sur ce thème lui-même.
asked-for = Ce qui a été demandé
with-answer = Avec une réponse
without-answer = Sans réponse
no-answer = Pas de réponse dans le dossier
versions = Ce que disent les versions
version-of-text = Version du texte
in-some-version = Dans une version au moins
no-version = Le dossier n’a aucun paragraphe, d’aucune version, sur ce thème.
no-paragraph = Le dossier n’a aucun paragraphe de cette version sur le thème : on ne sait pas ce qu’elle en dit.
nobody-asks = Personne ne demande cela dans le dossier.
both-sides = Demandes et versions côte à côte
themes-of-paragraphs = Thèmes de ses paragraphes
busy = Le serveur est occupé
busy-means = Trop de demandes sont en cours. Rechargez la page dans un instant.
too-often = Trop de demandes viennent de votre adresse
too-often-means = Attendez un peu, puis rechargez la page.
loading = Les données sont encore en cours de chargement
loading-means = Rechargez la page dans un instant.
late = Cette page est trop longue à établir
late-means = Restreignez ce qu’elle demande, ou rechargez-la plus tard.
failed = Cette page n’a pas pu être établie
failed-means = La faute est au serveur ; son journal en donne la raison.
not-answered = Cette demande reste sans réponse
wrong-no-word = Il n’y a pas de mot à chercher :
wrong-many-words = Trop de mots à chercher à la fois :
wrong-long = Trop de caractères à chercher :
past = Les données telles qu’elles étaient après l’enregistrement { $t }.
past-now = La page telle qu’elle est aujourd’hui

language-name = Español
skip = Ir al contenido
languages = Idioma
facts = Datos básicos
relations = Relaciones
other-languages = En otros idiomas
sources = Fuentes
elsewhere = En otros sitios web
more-properties = Otras propiedades
leads-here = Lo que enlaza aquí
all = Mostrar todo
as-data = Como datos
identifier = Identificador
yes = sí
no = no
previous = Página anterior
next = Página siguiente
missing = Aquí no hay nada con ese nombre
near = Quizá quiso decir:
ontology = Ontología
catalogue = Catálogo de datos
classes = Clases
properties = Propiedades
others = Otros términos
fields = Campos
downloads = Descargas
services = Servicios
links-out = Enlaces a otros conjuntos de datos
triples = Tripletas
and-more = y { $n } más
site = Navegación de Plenary
home = Página de inicio
menu = Páginas
search = Buscar
search-hint = Un actor, un tema, palabras de una afirmación
query-page = Consultas
themes = Temas
actors = Actores
meetings = Reuniones
nothing-found = Nada en el registro cumple estas condiciones.
show-query = Ver la consulta
narrow = Filtrar
remove = Quitar esta condición
and-below = y lo que depende de ello
pages = Páginas de la lista
on-behalf-of = en nombre de
line = línea { $n }
page-number = página { $n }
reported = referido, no literal
confidence = confianza { $value }
inferred = postura inferida
permanent-link = enlace permanente
date = { $day } de { $month } de { $year }
month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre
wrong-address = Esta dirección no tiene sentido
lead = Quién dijo qué, en nombre de quién, sobre qué tema, y la frase donde consta.
held = Lo que contiene el registro
version = Versión { $version } de los datos
findings = Lo que destaca
finding-against = { $n ->
    [one] posición en contra de algo, o de advertencia
   *[other] posiciones en contra de algo, o de advertencia
}
actors-noun = { $n ->
    [one] actor
   *[other] actores
}
finding-represented = { $n ->
    [one] intervención hecha en nombre de otro actor
   *[other] intervenciones hechas en nombre de otro actor
}
of-all = del total de intervenciones:
interventions-noun = { $n ->
    [one] intervención
   *[other] intervenciones
}
positions-noun = { $n ->
    [one] posición
   *[other] posiciones
}
cite = Citar
citation = «{ $title }», { $dataset }, versión { $version }. Consultado el { $date }: { $address }
convened-by = convocada por
chaired-by = presidida por
aligns-with = se suma a
paraphrase = paráfrasis, no literal
words-elsewhere = Las palabras mismas figuran en un documento que no se reproduce aquí:
read-from-it = Posiciones leídas en esta afirmación
whole-intervention = la intervención completa
part-unanswered = Esta parte de la página no tiene respuesta:
nobody-speaks = Nadie habla de ello en el registro.
narrower-sides = Actores según su posición en los temas más específicos
all-sides = Todas las posiciones
takes-no-position = El registro no contiene ninguna posición de este actor.
profile = Posición en cada tema
own = propias
on-its-behalf = en su nombre
compare = Comparar
compare-lead = De dos a veinte actores o grupos de actores frente a frente: la posición de cada uno en cada tema, con las frases, y hasta qué punto coincide cada par.
leave-out = Quitar { $name }
add-actor = Añadir un actor o un grupo por su nombre
add = Añadir
no-such-actor = No se conoce ningún actor con ese nombre.
sides-by-theme = Posición de cada uno en cada tema
theme = Tema
agreement = Coincidencia
agree-on = { $n ->
    [one] coinciden en { $n }
   *[other] coinciden en { $n }
}
disagree-on = { $n ->
    [one] discrepan en { $n }
   *[other] discrepan en { $n }
}
nothing-in-common = ningún tema en común
agreement-meaning = Se cuentan los temas en los que ambos toman partido. Callar no es discrepar.
search-for = Búsqueda: { $text }
did-you-mean = Quizá quiso decir
any-word = Nada contiene todas estas palabras; esto contiene algunas.
no-text = Ningún texto contiene estas palabras.
by-type = Por tipo
all-types = Todos los tipos
found-by = Encontrado por
map = Mapa
map-lead = Una casilla por Estado, todas del mismo tamaño, por grupo regional.
silent = En silencio en el registro
took-the-floor = Tomó la palabra
no-group = Sin grupo regional
any-theme = Cualquier tema
show = Mostrar
time = Cronología
time-lead = Posiciones por mes, a favor y en contra. Se filtran desde la página de un tema o de un actor.
month = Mes
with-narrower = Aquí se cuentan también los temas más específicos.
this-theme-only = Solo este tema
without-narrower = Solo se cuentan las posiciones sobre este mismo tema.
narrower-too = Con los temas más específicos
by-month = Por mes
query-lead = Pregunte a los datos lo que ninguna página pregunta: en GraphQL o en SPARQL, con la respuesta en tabla, JSON o CSV. La dirección contiene la consulta.
query-kind = Lenguaje de la consulta
variables = Variables (JSON)
run = Ejecutar
answer = Respuesta
run-to-see = Ejecute la consulta para ver aquí su respuesta.
refused = La consulta fue rechazada
cut-off = aquí no se muestra todo; el archivo lo contiene todo
n-rows = { $n ->
    [one] { $n } fila
   *[other] { $n } filas
}
examples = Ejemplos
schema = Esquema
prefixes = Prefijos
build-page = Construir una pregunta
build-lead = Elija lo que busca, las condiciones y las columnas; la pregunta se obtiene en GraphQL y en SPARQL, y la respuesta en CSV.
copy = Copiar
home-themes = Temas según cuántos están a favor, lo piden y están en contra
network = Red
network-lead = Actores que toman partido en los mismos temas: una línea por cada par, más gruesa cuantos más temas comparten.
first-of = Se muestran los primeros { $n } de { $all } pares.
ways = Los caminos más cortos entre dos cosas
no-way = No hay camino entre los dos.
from = De
to = A
nearest = Los más cercanos
farthest = Los más lejanos
without-represented = Se excluyen los pares en que uno solo lee lo que dice el otro.
first-actor = Primer actor
second-actor = Segundo actor
blocs = Grupos regionales y órganos
bloc-meaning = Los miembros de un grupo se toman aquí en conjunto: cada posición cuenta una vez, sea quien sea el que la sostiene.
taken-together = En conjunto
members-by-side = Miembros por lado
members-of = Miembros: { $name }
by-meeting = De reunión en reunión
silent-at = Tuvieron la palabra sin tomar posición al respecto
side-changed = Quién cambió de lado de una reunión a otra
latest-of = Se muestran las { $n } últimas reuniones de { $all }.
all-meetings = Todas las reuniones
new-since = Novedades desde
earlier-meeting = Reunión anterior
nothing-new = Nadie tomó un lado distinto al de esa reunión.
no-position = ninguna posición
whole-meeting = Toda la reunión
as-read = Según la lectura
in-document = En el documento
wrong-parameter = Esta página no tiene ese parámetro:
wrong-twice = Este parámetro aparece dos veces y solo se espera una:
wrong-value = Este valor no es posible aquí:
wrong-field = No existe ese campo:
wrong-identifier = Esto no es un identificador:
wrong-resource = Aquí no se conoce nada con ese nombre:
wrong-type = Esto es de un tipo distinto del que se espera aquí:
wrong-page = La lista no tiene esa parte:
wrong-operator = Lo que figura ahí no admite ese operador:
wrong-after-operator = Nada puede seguir a un operador:
wrong-after-value = Solo un operador puede seguir a un valor:
wrong-ends-with-type = Un campo debe seguir al tipo:
wrong-nothing-below = Nada se encuentra por debajo de las cosas de este tipo:
wrong-too-deep = Una condición pasa por demasiados nombres:
wrong-too-many = La dirección contiene demasiados:
wrong-needs = Otro parámetro debe acompañar a este:
wrong-none-left = Ningún recurso de este tipo tiene aquello a lo que se limita la búsqueda:
may-stand = Lo que puede figurar ahí:
takes-count = un número a partir de 1
takes-whole = un número entero
takes-number = un número
takes-date = una fecha o una hora en el formato ISO 8601, por ejemplo 2025-05-30
takes-identifier = un IRI, o un prefijo y un nombre separados por dos puntos
refused-page = La consulta de esta página se ha rechazado
n-entries = { $n ->
    [one] { $n } entrada
   *[other] { $n } entradas
}
spoke-itself = { $n ->
    [one] intervención
   *[other] intervenciones
}
spoken-for = { $n ->
    [one] intervención de otros en su nombre
   *[other] intervenciones de otros en su nombre
}
positions-own = { $n ->
    [one] posición propia
   *[other] posiciones propias
}
positions-on-behalf = { $n ->
    [one] posición que otros adoptan en su nombre
   *[other] posiciones que otros adoptan en su nombre
}
type = tipo
any = cualquiera
more-sideways = Hay más al lado: desplace la tabla lateralmente
who-asks = Qué pide cada tipo de actor
problem-for = contra el problema
problem-calls = pide que se aborde
problem-against = no ve ningún problema
problem = En un tema que nombra un problema, «{ $for }» significa contra el problema, y «{ $against }», que no se ve ningún problema.
outcome = Quién obtuvo qué
outcome-lead = Quién pidió qué sobre un tema, junto a lo que dice de él cada versión del texto. Que un párrafo responda a una demanda, y en qué medida, es un juicio razonado de la redacción.
outcome-counts = Una demanda cuenta en cada grado que tiene en alguna versión. La que no tiene respuesta no fue rechazada: nadie la ha juzgado.
outcome-listed = Se listan los temas de los que habla una versión del texto o sobre los que una demanda tiene respuesta. Lo que se pide sobre otros temas figura en sus páginas.
outcome-of-theme = Solo se cuentan las posiciones y los párrafos sobre este mismo tema.
asked-for = Lo que se pidió
with-answer = Con respuesta
without-answer = Sin respuesta
no-answer = Sin respuesta en el registro
versions = Lo que dicen las versiones
version-of-text = Versión del texto
in-some-version = En alguna versión
no-version = El registro no tiene ningún párrafo, de ninguna versión, sobre este tema.
no-paragraph = El registro no tiene ningún párrafo de esta versión sobre el tema: no se sabe qué dice.
nobody-asks = Nadie en el registro pide esto.
both-sides = Demandas y versiones lado a lado
themes-of-paragraphs = Temas de sus párrafos
busy = El servidor está ocupado
busy-means = Hay demasiadas solicitudes en curso. Vuelva a cargar la página en un momento.
too-often = Se ha pedido demasiado desde su dirección
too-often-means = Espere un poco y vuelva a cargar la página.
loading = Los datos aún se están cargando
loading-means = Vuelva a cargar la página en un momento.
late = Esta página tarda demasiado en elaborarse
late-means = Acote lo que pide o vuelva a cargarla más tarde.
failed = No se ha podido elaborar esta página
failed-means = El fallo es del servidor; su registro indica la causa.
not-answered = Esta solicitud no tiene respuesta
wrong-no-word = No hay ninguna palabra que buscar:
wrong-many-words = Demasiadas palabras para buscar a la vez:
wrong-long = Demasiados caracteres para buscar:
past = Los datos tal como eran tras la confirmación { $t }.
past-now = La página tal como es ahora

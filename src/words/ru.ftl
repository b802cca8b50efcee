language-name = Русский
skip = Перейти к содержанию
languages = Язык
facts = Основные сведения
relations = Связи
other-languages = На других языках
sources = Источники
elsewhere = На других сайтах
more-properties = Другие свойства
leads-here = Что ссылается сюда
all = Показать все
as-data = В виде данных
identifier = Идентификатор
yes = да
no = нет
previous = Предыдущая страница
next = Следующая страница
missing = Здесь нет ничего с таким именем
near = Возможно, вы имели в виду:
ontology = Онтология
catalogue = Каталог данных
classes = Классы
properties = Свойства
others = Прочие термины
fields = Поля
downloads = Загрузки
services = Сервисы
links-out = Связи с другими наборами данных
triples = Триплеты
and-more = и ещё { $n }
site = Навигация Plenary
home = Главная страница
menu = Страницы
search = Поиск
search-hint = Участник, тема, слова высказывания
query-page = Запросы
themes = Темы
actors = Участники
meetings = Совещания
nothing-found = В записях нет ничего, что отвечает этим условиям.
show-query = Показать запрос
narrow = Уточнить
remove = Снять это условие
and-below = и всё, что ниже
pages = Страницы списка
on-behalf-of = от имени
line = строка { $n }
page-number = страница { $n }
reported = в пересказе, не дословно
confidence = уверенность { $value }
inferred = отношение выведено
permanent-link = постоянная ссылка
date = { $day } { $month } { $year } г.
month-1 = января
month-2 = февраля
month-3 = марта
month-4 = апреля
month-5 = мая
month-6 = июня
month-7 = июля
month-8 = августа
month-9 = сентября
month-10 = октября
month-11 = ноября
month-12 = декабря
wrong-address = Этот адрес не имеет смысла
lead = Кто что сказал, от чьего имени, по какой теме и в каком предложении это записано.
held = Что есть в записях
version = Версия данных { $version }
findings = Что обращает на себя внимание
finding-against = { $n ->
    [one] позиция против чего-либо или с предостережением
    [few] позиции против чего-либо или с предостережением
   *[other] позиций против чего-либо или с предостережением
}
actors-noun = { $n ->
    [one] участник
    [few] участника
   *[other] участников
}
finding-represented = { $n ->
    [one] выступление от имени другого участника
    [few] выступления от имени другого участника
   *[other] выступлений от имени другого участника
}
of-all = всего выступлений:
interventions-noun = { $n ->
    [one] выступление
    [few] выступления
   *[other] выступлений
}
positions-noun = { $n ->
    [one] позиция
    [few] позиции
   *[other] позиций
}
cite = Цитировать
citation = «{ $title }», { $dataset }, версия { $version }. Дата обращения: { $date }. { $address }
convened-by = созвано:
chaired-by = председательство:
aligns-with = присоединяется к
paraphrase = пересказ, не дословно
words-elsewhere = Сами слова стоят в документе, который здесь не воспроизводится:
read-from-it = Позиции, следующие из высказывания
whole-intervention = всё выступление
part-unanswered = На эту часть страницы нет ответа:
side-for = За
side-calls = Призывают к этому
side-against = Против
side-balanced = И за, и против
side-none = Говорят об этом, не занимая стороны
nobody-speaks = В записях об этом никто не говорит.
narrower-sides = Участники по сторонам в более узких темах
all-sides = Все стороны
spoke-itself = выступлений
spoken-for = выступлений других от его имени
positions-own = собственных позиций
positions-on-behalf = позиций, высказанных другими от его имени
takes-no-position = В записях нет позиций этого участника.
profile = Сторона по каждой теме
own = собственные
on-its-behalf = от его имени
compare = Сравнение
compare-lead = От двух до двадцати участников рядом: сторона каждого по каждой теме с предложениями и то, насколько согласна каждая пара.
leave-out = Убрать: { $name }
add-actor = Добавить участника по названию
add = Добавить
no-such-actor = Участник с таким названием неизвестен.
sides-by-theme = Сторона каждого по каждой теме
theme = Тема
agreement = Согласие
agree-on = { $n ->
    [one] согласны: { $n }
   *[other] согласны: { $n }
}
disagree-on = { $n ->
    [one] расходятся: { $n }
   *[other] расходятся: { $n }
}
nothing-in-common = нет общих тем
agreement-meaning = Учитываются темы, по которым обе стороны высказались. Молчание не есть несогласие.
search-for = Поиск: { $text }
did-you-mean = Возможно, вы имели в виду
any-word = Всех этих слов нет нигде; вот то, где есть некоторые из них.
no-text = Ни в одном тексте нет этих слов.
by-type = По типу
all-types = Все типы
found-by = Найдено по
map = Карта
map-lead = По одной клетке на государство, все одного размера, по региональным группам.
silent = В записях молчит
took-the-floor = Выступило
no-group = Вне региональных групп
any-theme = Любая тема
show = Показать
time = Время
time-lead = Позиции по месяцам, за и против. Уточняются со страницы темы или участника.
month = Месяц
with-narrower = Здесь учтены и более узкие темы.
this-theme-only = Только сама эта тема
without-narrower = Учтены только позиции по самой этой теме.
narrower-too = Вместе с более узкими темами
by-month = По месяцам
query-lead = Спросите у данных то, чего не спрашивает ни одна страница: на GraphQL или SPARQL, с ответом в виде таблицы, JSON или CSV. Запрос содержится в адресе.
query-kind = Язык запроса
variables = Переменные (JSON)
run = Выполнить
answer = Ответ
run-to-see = Выполните запрос, и ответ появится здесь.
refused = Запрос отклонён
cut-off = здесь показано не всё; в файле есть всё
n-rows = { $n ->
    [one] { $n } строка
    [few] { $n } строки
   *[other] { $n } строк
}
examples = Примеры
schema = Схема
prefixes = Префиксы
build-page = Составить вопрос
build-lead = Выберите, что вы ищете, условия и столбцы; вопрос получится на GraphQL и SPARQL, а ответ можно сохранить в CSV.
copy = Копировать
home-themes = Темы по числу тех, кто за, призывает и против
network = Сеть
network-lead = Участники, занимающие сторону по одним и тем же темам: линия для каждой пары, тем толще, чем больше общих тем.
first-of = Показаны первые { $n } из { $all } пар.
ways = Кратчайшие пути между двумя объектами
no-way = Пути между ними нет.
from = Откуда
to = Куда
nearest = Ближайшие
farthest = Самые далёкие
without-represented = Пары, где один лишь зачитывает слова другого, не учтены.
first-actor = Первый участник
second-actor = Второй участник

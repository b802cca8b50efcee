language-name = العربية
skip = انتقل إلى المحتوى
languages = اللغة
facts = معلومات أساسية
relations = العلاقات
other-languages = بلغات أخرى
sources = المصادر
elsewhere = في مواقع أخرى
more-properties = خصائص أخرى
leads-here = ما يشير إلى هنا
all = عرض الكل
as-data = كبيانات
identifier = المعرّف
yes = نعم
no = لا
previous = الصفحة السابقة
next = الصفحة التالية
missing = لا يوجد هنا شيء بهذا الاسم
near = هل تقصد:
ontology = الأنطولوجيا
catalogue = فهرس البيانات
classes = الأصناف
properties = الخصائص
others = مصطلحات أخرى
fields = الحقول
downloads = التنزيلات
services = الخدمات
links-out = روابط إلى مجموعات بيانات أخرى
triples = الثلاثيات
and-more = و{ $n } غيرها
site = التنقل في Plenary
home = الصفحة الرئيسية
menu = الصفحات
search = بحث
search-hint = جهة فاعلة أو موضوع أو كلمات من قول
query-page = الاستعلام
themes = المواضيع
actors = الجهات الفاعلة
meetings = الاجتماعات
nothing-found = لا شيء في السجل يستوفي هذه الشروط.
show-query = عرض الاستعلام
narrow = تضييق النتائج
remove = إلغاء هذا الشرط
and-below = وما يندرج تحته
pages = صفحات القائمة
on-behalf-of = باسم
line = السطر { $n }
page-number = الصفحة { $n }
reported = منقول لا نصّ حرفي
confidence = درجة الثقة { $value }
inferred = الموقف مستنتج
permanent-link = رابط دائم
date = { $day } { $month } { $year }
month-1 = كانون الثاني/يناير
month-2 = شباط/فبراير
month-3 = آذار/مارس
month-4 = نيسان/أبريل
month-5 = أيار/مايو
month-6 = حزيران/يونيه
month-7 = تموز/يوليه
month-8 = آب/أغسطس
month-9 = أيلول/سبتمبر
month-10 = تشرين الأول/أكتوبر
month-11 = تشرين الثاني/نوفمبر
month-12 = كانون الأول/ديسمبر
wrong-address = هذا العنوان لا معنى له
lead = من قال ماذا، وباسم من، وفي أي موضوع، والجملة التي كُتب فيها ذلك.
held = محتويات السجل
version = الإصدار { $version } من البيانات
findings = أبرز ما ورد
finding-against = موقفًا فيه معارضة لأمر أو تحذير منه
actors-noun = من الجهات الفاعلة
finding-represented = مداخلة ألقيت باسم جهة أخرى
of-all = من مجموع المداخلات:
interventions-noun = مداخلة
positions-noun = موقفًا
cite = استشهاد
citation = «{ $title }»، { $dataset }، الإصدار { $version }. اطُّلع عليه في { $date }: { $address }
convened-by = دعت إليه
chaired-by = برئاسة
aligns-with = يؤيد بيان
paraphrase = صياغة بالمعنى لا نصّ حرفي
words-elsewhere = ترد الكلمات نفسها في وثيقة لا تُستنسخ هنا:
read-from-it = المواقف المستخلصة من هذا القول
whole-intervention = المداخلة كاملة
part-unanswered = لا إجابة لهذا الجزء من الصفحة:
nobody-speaks = لا أحد في السجل يتناوله.
narrower-sides = الجهات الفاعلة بحسب موقفها من المواضيع الأضيق
all-sides = جميع المواقف
takes-no-position = لا يتضمن السجل أي موقف لهذه الجهة.
profile = الموقف من كل موضوع
own = خاصة به
on-its-behalf = باسمه
compare = مقارنة
compare-lead = من جهتين إلى عشرين جهة أو مجموعة جهات جنبًا إلى جنب: موقف كل منها من كل موضوع مع الجمل، ومدى اتفاق كل اثنتين.
leave-out = استبعاد { $name }
add-actor = أضف جهة أو مجموعة بالاسم
add = إضافة
no-such-actor = لا تُعرف جهة بهذا الاسم.
sides-by-theme = موقف كل جهة من كل موضوع
theme = الموضوع
agreement = الاتفاق
agree-on = متفقتان في { $n }
disagree-on = مختلفتان في { $n }
nothing-in-common = لا موضوع مشترك
agreement-meaning = تُحتسب المواضيع التي تتخذ فيها الجهتان موقفًا. والسكوت ليس اختلافًا.
search-for = بحث: { $text }
did-you-mean = هل تقصد
any-word = لا شيء يحتوي على كل هذه الكلمات؛ وهذا ما يحتوي على بعضها.
no-text = لا نص يحتوي على هذه الكلمات.
by-type = بحسب النوع
all-types = جميع الأنواع
found-by = وُجد عن طريق
map = خريطة
map-lead = خانة لكل دولة، كلها بالحجم نفسه، بحسب المجموعات الإقليمية.
silent = صامت في السجل
took-the-floor = أخذ الكلمة
no-group = بلا مجموعة إقليمية
any-theme = أي موضوع
show = عرض
time = الزمن
time-lead = المواقف بحسب الشهر، المؤيدة والمعارضة. يمكن تضييقها من صفحة موضوع أو جهة.
month = الشهر
with-narrower = تُحتسب هنا أيضًا المواضيع الأضيق.
this-theme-only = هذا الموضوع وحده
without-narrower = لا تُحتسب إلا المواقف من هذا الموضوع نفسه.
narrower-too = مع المواضيع الأضيق
by-month = بحسب الشهر
query-lead = اسأل البيانات عمّا لا تسأل عنه أي صفحة، بلغة GraphQL أو SPARQL، واحصل على الإجابة جدولًا أو JSON أو CSV. يتضمن العنوان الاستعلام.
query-kind = لغة الاستعلام
variables = المتغيرات (JSON)
run = تنفيذ
answer = الإجابة
run-to-see = نفّذ الاستعلام لتظهر إجابته هنا.
refused = رُفض الاستعلام
cut-off = لا يظهر هنا كل شيء، ويضم الملف الكل
n-rows = { $n ->
    [zero] لا صفوف
    [one] صف واحد
    [two] صفان
    [few] { $n } صفوف
    [many] { $n } صفًا
   *[other] { $n } صف
}
examples = أمثلة
schema = المخطط
prefixes = البادئات
build-page = بناء سؤال
build-lead = اختر ما تبحث عنه والشروط والأعمدة، فيخرج السؤال بلغتي GraphQL وSPARQL، وتُحفظ الإجابة بصيغة CSV.
copy = نسخ
home-themes = المواضيع بحسب عدد المؤيدين والداعين والمعارضين
network = شبكة
network-lead = الجهات التي تتخذ مواقف من المواضيع نفسها: خط لكل اثنتين، ويزداد سمكه بزيادة المواضيع المشتركة.
first-of = تظهر أول { $n } من أصل { $all }.
ways = أقصر الطرق بين شيئين
no-way = لا طريق بينهما.
from = من
to = إلى
nearest = الأقرب
farthest = الأبعد
without-represented = تُستبعد الحالات التي تقرأ فيها جهة كلام جهة أخرى فقط.
first-actor = الجهة الأولى
second-actor = الجهة الثانية
blocs = المجموعات الإقليمية والهيئات
bloc-meaning = يؤخذ أعضاء المجموعة هنا معًا: يُحسب كل موقف مرة واحدة أيًّا كان صاحبه منهم.
taken-together = مجتمعين
members-by-side = الأعضاء حسب الموقف
members-of = أعضاء { $name }
by-meeting = اجتماعًا بعد اجتماع
silent-at = أخذوا الكلمة ولم يتخذوا موقفًا منه
side-changed = من تغيّر موقفه من اجتماع إلى آخر
latest-of = تُعرض آخر { $n } اجتماعًا من أصل { $all }.
all-meetings = جميع الاجتماعات
new-since = الجديد منذ
earlier-meeting = اجتماع سابق
nothing-new = لم يتخذ أحد موقفًا غير موقفه في ذلك الاجتماع.
no-position = لا موقف
whole-meeting = الاجتماع كاملًا
as-read = كما قُرئ
in-document = في الوثيقة
wrong-parameter = لا يوجد في هذه الصفحة مُعامِل بهذا الاسم:
wrong-twice = ورد هذا المُعامِل مرتين والمقصود مرة واحدة:
wrong-value = لا يمكن استعمال هذه القيمة هنا:
wrong-field = لا يوجد حقل بهذا الاسم:
wrong-identifier = ليس هذا مُعرِّفًا:
wrong-resource = لا يُعرف هنا شيء بهذا الاسم:
wrong-type = هذا من نوع غير النوع المقصود هنا:
wrong-page = لا يوجد هذا الجزء في القائمة:
wrong-operator = لا ينطبق هذا العامل على ما ورد هنا:
wrong-after-operator = لا يمكن أن يتبع العاملَ شيء:
wrong-after-value = لا يمكن أن يتبع القيمةَ إلا عامل:
wrong-ends-with-type = يجب أن يتبع النوعَ حقل:
wrong-nothing-below = لا يندرج شيء تحت هذا النوع:
wrong-too-deep = يمر الشرط بأسماء أكثر مما يجوز:
wrong-too-many = يحتوي العنوان على عدد أكبر مما يجوز من:
wrong-needs = يجب أن يرافق هذا المُعامِلَ مُعامِل آخر:
wrong-none-left = ليس لأي مورد من هذا النوع ما قُصر عليه البحث:
may-stand = ما يمكن أن يرد هناك:
takes-count = عدد يبدأ من 1
takes-whole = عدد صحيح
takes-number = عدد
takes-date = تاريخ أو وقت بصيغة ISO 8601 مثل 2025-05-30
takes-identifier = مُعرِّف IRI، أو بادئة واسم بينهما نقطتان
refused-page = رُفض استعلام هذه الصفحة
n-entries = { $n ->
    [one] مدخل واحد
    [two] مدخلان
    [few] { $n } مدخلات
    [many] { $n } مدخلًا
   *[other] { $n } مدخل
}
spoke-itself = { $n ->
    [one] مداخلة
    [two] مداخلتان
    [few] مداخلات
    [many] مداخلة
   *[other] مداخلة
}
spoken-for = { $n ->
    [one] مداخلة من آخرين باسمه
    [two] مداخلتان من آخرين باسمه
    [few] مداخلات من آخرين باسمه
    [many] مداخلة من آخرين باسمه
   *[other] مداخلة من آخرين باسمه
}
positions-own = { $n ->
    [one] موقف خاص به
    [two] موقفان خاصان به
    [few] مواقف خاصة به
    [many] موقفًا خاصًا به
   *[other] موقف خاص به
}
positions-on-behalf = { $n ->
    [one] موقف يتخذه آخرون باسمه
    [two] موقفان يتخذهما آخرون باسمه
    [few] مواقف يتخذها آخرون باسمه
    [many] موقفًا يتخذه آخرون باسمه
   *[other] موقف يتخذه آخرون باسمه
}
type = النوع
any = أيّ
more-sideways = توجد بقية بجانب هذا: حرّك الجدول أفقيًا
who-asks = ما تطلبه كل فئة من الجهات الفاعلة
problem-for = ضد المشكلة
problem-calls = يدعو إلى معالجتها
problem-against = لا يرى فيها مشكلة
problem = في موضوع يسمّي مشكلة، تعني «{ $for }» ضد المشكلة، وتعني «{ $against }» عدم رؤية مشكلة فيه.
outcome = من نال ماذا
outcome-lead = من طلب ماذا في موضوع، إلى جانب ما تقوله عنه كل صيغة من النص. واستجابة فقرة لمطلب ومداها حكم من المحررين مع بيان سببه.
outcome-counts = يُحسب المطلب عند كل درجة ينالها في صيغة ما. والمطلب الذي لا استجابة له لم يُرفض، بل لم يحكم فيه أحد.
outcome-listed = تُدرج هنا الموضوعات التي تتناولها إحدى صيغ النص أو التي لقي مطلب بشأنها استجابة. أما المطالب المتعلقة بموضوعات أخرى فترد في صفحاتها.
outcome-of-theme = لا تُحسب إلا المواقف والفقرات المتعلقة بهذا الموضوع نفسه.
asked-for = ما طُلب
with-answer = له استجابة
without-answer = بلا استجابة
no-answer = لا استجابة في السجل
versions = ما تقوله الصيغ
version-of-text = صيغة النص
in-some-version = في صيغة ما
no-version = لا توجد في السجل فقرة من أي صيغة في هذا الموضوع.
no-paragraph = لا توجد في السجل فقرة من هذه الصيغة في الموضوع: ولا يُعرف ما تقوله فيه.
nobody-asks = لا أحد في السجل يطلب هذا.
both-sides = المطالب والصيغ جنبًا إلى جنب
themes-of-paragraphs = مواضيع فقراته
busy = الخادم مشغول
busy-means = تجري معالجة طلبات كثيرة جدا. أعد تحميل الصفحة بعد لحظات.
too-often = وردت طلبات كثيرة جدا من عنوانك
too-often-means = انتظر قليلا ثم أعد تحميل الصفحة.
loading = ما زال تحميل البيانات جاريا
loading-means = أعد تحميل الصفحة بعد لحظات.
late = يستغرق إعداد هذه الصفحة وقتا أطول من اللازم
late-means = ضيّق نطاق ما تطلبه، أو أعد تحميلها لاحقا.
failed = تعذر إعداد هذه الصفحة
failed-means = الخطأ من الخادم، وسببه مسجل في سجله.
not-answered = هذا الطلب لم يُجب عنه
wrong-no-word = لا توجد كلمة للبحث عنها:
wrong-many-words = كلمات كثيرة جدا للبحث عنها في آن واحد:
wrong-long = أحرف كثيرة جدا للبحث عنها:
past = البيانات كما كانت بعد الإيداع { $t }.
past-now = الصفحة كما هي الآن

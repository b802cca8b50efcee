//! The words of six languages, so far as the sentences need them: names with article, case and number, themes, verbs. Only
//! forms that are right in every sentence that uses them.

use crate::support::WORDS;
use oxigraph::model::{NamedNodeRef, NamedOrBlankNode, Term};
use std::collections::BTreeMap;

/// In the order of every array of six.
pub(super) const LANGUAGES: [&str; 6] = ["en", "zh", "fr", "es", "ru", "ar"];
pub(super) const ZH: usize = 1;
const FR: usize = 2;
const ES: usize = 3;
const RU: usize = 4;
const AR: usize = 5;

/// A speaker as a sentence of one language writes it.
#[derive(Clone)]
pub(super) struct Name {
    /// `gha`.
    pub(super) id: String,
    /// Without article, as in brackets and labels.
    pub(super) bare: String,
    pub(super) subject: String,
    /// With the preposition in French and Spanish.
    pub(super) of: String,
    pub(super) to: String,
    pub(super) many: bool,
    /// The verb after an Arabic name is masculine.
    pub(super) masculine: bool,
}

/// The States, by identifier, with their names in a language: the usual name, or the formal one where the usual one has brackets.
pub(super) fn states(language: usize) -> Vec<Name> {
    named(language, "State")
}

/// Groups and organizations that have a name in a language. It is used without an article only.
pub(super) fn bodies(language: usize) -> Vec<Name> {
    // What is the title of a session as often as a speaker.
    let titles = [
        "member-states",
        "civil-society",
        "private-sector",
        "technical-community",
        "academia",
        "youth",
        "parliamentarians",
    ];
    // Whom speakers invoke, and who never takes the floor.
    let invoked = ["global-south", "small-states", "conflict-affected-countries"];
    let mut bodies = named(language, "Group");
    bodies.extend(named(language, "Organization"));
    bodies.retain(|body| !titles.contains(&body.id.as_str()) && !invoked.contains(&body.id.as_str()));
    bodies
}

fn named(language: usize, class: &str) -> Vec<Name> {
    let mut labels: BTreeMap<String, [Vec<String>; 2]> = BTreeMap::new();
    let class = format!("https://w3id.org/plenary/ontology#{class}");
    let class = NamedNodeRef::new(&class).unwrap();
    let a = NamedNodeRef::new("http://www.w3.org/1999/02/22-rdf-syntax-ns#type").unwrap();
    let store = WORDS.inner().unwrap();
    for quad in store.quads_for_pattern(None, Some(a), Some(class.into()), None) {
        let NamedOrBlankNode::NamedNode(subject) = quad.unwrap().subject else { continue };
        let id = subject.as_str().rsplit('/').next().unwrap().to_owned();
        for (at, kind) in ["prefLabel", "altLabel"].into_iter().enumerate() {
            let iri = format!("http://www.w3.org/2004/02/skos/core#{kind}");
            let predicate = NamedNodeRef::new(&iri).unwrap();
            for quad in store.quads_for_pattern(Some(subject.as_ref().into()), Some(predicate), None, None) {
                let Term::Literal(label) = quad.unwrap().object else { continue };
                if label.language() == Some(LANGUAGES[language]) {
                    labels.entry(id.clone()).or_default()[at].push(label.value().to_owned());
                }
            }
        }
    }
    let named = labels.into_iter().filter_map(|(id, [usual, mut other])| {
        other.sort_by_key(|label| (std::cmp::Reverse(label.chars().count()), label.clone()));
        let plain = |label: &&String| !label.contains('(') && !label.contains("- ");
        let label = usual.first()?;
        let label = usual.iter().chain(&other).find(plain).unwrap_or(label);
        Some(name(language, id, label))
    });
    named.collect()
}

fn name(language: usize, id: String, label: &str) -> Name {
    let (article, many) = match language {
        0 => (english_article(label), false),
        FR => french_article(label),
        ES => spanish_article(label),
        RU => {
            let many = ["Острова", "Штаты", "Эмираты", "Нидерланды", "Филиппины"];
            ("", many.iter().any(|word| label.contains(word)))
        }
        _ => ("", false),
    };
    let subject = format!("{article}{label}");
    let (of, to) = match language {
        FR | ES => (after("de", &subject), after(if language == FR { "à" } else { "a" }, &subject)),
        _ => (subject.clone(), subject.clone()),
    };
    let masculine = language == AR
        && [
            "العراق",
            "الأردن",
            "لبنان",
            "المغرب",
            "السودان",
            "جنوب السودان",
            "اليمن",
            "الصومال",
            "الاتحاد الروسي",
            "الكرسي الرسولي",
        ]
        .contains(&label);
    Name { id, bare: label.to_owned(), subject, of, to, many, masculine }
}

fn english_article(label: &str) -> &'static str {
    let first = label.split(' ').next().unwrap();
    let with = [
        "United",
        "Republic",
        "Russian",
        "Dominican",
        "Central",
        "Democratic",
        "Netherlands",
        "Philippines",
        "Bahamas",
        "Gambia",
        "Maldives",
        "Marshall",
        "Comoros",
        "Congo",
        "Sudan",
        "Niger",
        "Holy",
        "State",
        "Syrian",
        "Lao",
        "Islamic",
        "Plurinational",
        "Federated",
        "Bolivarian",
    ];
    if with.contains(&first) { "the " } else { "" }
}

fn french_article(label: &str) -> (&'static str, bool) {
    let many = [
        "États-Unis",
        "Émirats",
        "Pays-Bas",
        "Philippines",
        "Bahamas",
        "Comores",
        "Maldives",
        "Seychelles",
        "Îles",
        "Fidji",
        "Palaos",
        "Tonga",
        "États fédérés",
    ];
    let none = [
        "Cuba",
        "Chypre",
        "Malte",
        "Madagascar",
        "Monaco",
        "Singapour",
        "Djibouti",
        "Haïti",
        "Israël",
        "Oman",
        "Bahreïn",
        "Saint-Marin",
        "Sainte-Lucie",
        "Saint-Vincent-et-les Grenadines",
        "Saint-Kitts-et-Nevis",
        "Sao Tomé-et-Principe",
        "Maurice",
        "Nauru",
        "Kiribati",
        "Tuvalu",
        "Vanuatu",
        "Cabo Verde",
        "Antigua-et-Barbuda",
        "El Salvador",
        "Sri Lanka",
    ];
    let masculine =
        ["Mexique", "Cambodge", "Mozambique", "Zimbabwe", "Belize", "Suriname", "Royaume-Uni", "Saint-Siège", "Timor"];
    let feminine = [
        "République",
        "Fédération",
        "Guinée-Bissau",
        "Sierra Leone",
        "Macédoine",
        "Trinité-et-Tobago",
        "Papouasie-Nouvelle-Guinée",
        "Türkiye",
    ];
    if many.iter().any(|word| label.starts_with(word)) {
        ("les ", true)
    } else if none.contains(&label) {
        ("", false)
    } else if vowel(label) {
        ("l'", false)
    } else if feminine.iter().any(|word| label.starts_with(word))
        || (label.split(' ').next().unwrap().ends_with('e') && !masculine.iter().any(|word| label.starts_with(word)))
    {
        ("la ", false)
    } else {
        ("le ", false)
    }
}

fn spanish_article(label: &str) -> (&'static str, bool) {
    let starts = |words: &[&str]| words.iter().any(|word| label.starts_with(word));
    if starts(&["Estados", "Emiratos", "Países"]) {
        ("los ", true)
    } else if starts(&["Islas", "Bahamas", "Comoras"]) {
        ("las ", true)
    } else if starts(&["República", "Federación", "Santa Sede"]) {
        ("la ", false)
    } else if starts(&["Reino", "Estado ", "Congo"]) {
        ("el ", false)
    } else {
        ("", false)
    }
}

fn vowel(word: &str) -> bool {
    word.starts_with(['A', 'E', 'I', 'O', 'U', 'É', 'Î', 'a', 'e', 'i', 'o', 'u', 'é'])
}

/// A preposition before a noun with or without article: `du`, `aux`, `d'`, `al`.
fn after(preposition: &str, noun: &str) -> String {
    let fused = match preposition {
        "de" => [("le ", "du "), ("les ", "des "), ("el ", "del ")],
        "à" => [("le ", "au "), ("les ", "aux "), ("el ", "el ")],
        "a" => [("el ", "al "), ("\0", ""), ("\0", "")],
        _ => [("\0", ""); 3],
    };
    if let Some((article, both)) = fused.into_iter().find(|(article, _)| noun.starts_with(article)) {
        return format!("{both}{}", &noun[article.len()..]);
    }
    // The names without article that a French preposition is elided before; Spanish writes them otherwise.
    let elided = preposition == "de" && ["Oman", "Israël", "Antigua-et-Barbuda", "Haïti"].contains(&noun);
    if elided { format!("d'{noun}") } else { format!("{preposition} {noun}") }
}

/// Names in a row: `A, B and C`.
pub(super) fn list(language: usize, names: &[&str]) -> String {
    let (last, first) = names.split_last().unwrap();
    if first.is_empty() {
        return (*last).to_owned();
    }
    let joined = first.join(match language {
        ZH => "、",
        AR => " و",
        _ => ", ",
    });
    let and = match language {
        0 => " and ",
        ZH => "和",
        FR => " et ",
        ES if last.starts_with('I') => " e ",
        ES => " y ",
        RU => " и ",
        _ => " و",
    };
    format!("{joined}{and}{last}")
}

/// A theme in its grammatical forms.
pub(super) struct Theme {
    pub(super) id: &'static str,
    /// With the article in French, Spanish and Arabic; the accusative in Russian.
    forms: [&'static str; 6],
    genitive: &'static str,
    dative: &'static str,
    english_plural: bool,
    /// What a French and a Spanish participle end in.
    endings: [&'static str; 2],
}

const fn theme(
    id: &'static str,
    forms: [&'static str; 6],
    genitive: &'static str,
    dative: &'static str,
    english_plural: bool,
    endings: [&'static str; 2],
) -> Theme {
    Theme { id, forms, genitive, dative, english_plural, endings }
}

pub(super) const THEMES: [Theme; 16] = [
    theme(
        "cybersecurity",
        ["cybersecurity", "网络安全", "la cybersécurité", "la ciberseguridad", "кибербезопасность", "الأمن السيبراني"],
        "кибербезопасности",
        "кибербезопасности",
        false,
        ["e", "a"],
    ),
    theme(
        "data-protection",
        [
            "data protection",
            "数据保护",
            "la protection des données",
            "la protección de datos",
            "защиту данных",
            "حماية البيانات",
        ],
        "защиты данных",
        "защите данных",
        false,
        ["e", "a"],
    ),
    theme(
        "digital-literacy",
        [
            "digital literacy",
            "数字素养",
            "l'alphabétisation numérique",
            "la alfabetización digital",
            "цифровую грамотность",
            "محو الأمية الرقمية",
        ],
        "цифровой грамотности",
        "цифровой грамотности",
        false,
        ["e", "a"],
    ),
    theme(
        "technology-transfer",
        [
            "technology transfer",
            "技术转让",
            "le transfert de technologie",
            "la transferencia de tecnología",
            "передачу технологий",
            "نقل التكنولوجيا",
        ],
        "передачи технологий",
        "передаче технологий",
        false,
        ["", "a"],
    ),
    theme(
        "human-rights",
        ["human rights", "人权", "les droits humains", "los derechos humanos", "права человека", "حقوق الإنسان"],
        "прав человека",
        "правам человека",
        true,
        ["s", "os"],
    ),
    theme(
        "multistakeholder-model",
        [
            "the multistakeholder model",
            "多利益相关方模式",
            "le modèle multipartite",
            "el modelo multisectorial",
            "модель с участием многих заинтересованных сторон",
            "نموذج أصحاب المصلحة المتعددين",
        ],
        "модели с участием многих заинтересованных сторон",
        "модели с участием многих заинтересованных сторон",
        false,
        ["", "o"],
    ),
    theme(
        "open-standards",
        [
            "open standards",
            "开放标准",
            "les normes ouvertes",
            "las normas abiertas",
            "открытые стандарты",
            "المعايير المفتوحة",
        ],
        "открытых стандартов",
        "открытым стандартам",
        true,
        ["es", "as"],
    ),
    theme(
        "local-content",
        [
            "local content",
            "本地内容",
            "les contenus locaux",
            "los contenidos locales",
            "местный контент",
            "المحتوى المحلي",
        ],
        "местного контента",
        "местному контенту",
        false,
        ["s", "os"],
    ),
    theme(
        "interoperability",
        [
            "interoperability",
            "可互操作性",
            "l'interopérabilité",
            "la interoperabilidad",
            "функциональную совместимость",
            "قابلية التشغيل البيني",
        ],
        "функциональной совместимости",
        "функциональной совместимости",
        false,
        ["e", "a"],
    ),
    theme(
        "cultural-diversity",
        [
            "cultural diversity",
            "文化多样性",
            "la diversité culturelle",
            "la diversidad cultural",
            "культурное разнообразие",
            "التنوع الثقافي",
        ],
        "культурного разнообразия",
        "культурному разнообразию",
        false,
        ["e", "a"],
    ),
    theme(
        "south-south-cooperation",
        [
            "South-South cooperation",
            "南南合作",
            "la coopération Sud-Sud",
            "la cooperación Sur-Sur",
            "сотрудничество Юг — Юг",
            "التعاون فيما بين بلدان الجنوب",
        ],
        "сотрудничества Юг — Юг",
        "сотрудничеству Юг — Юг",
        false,
        ["e", "a"],
    ),
    theme(
        "digital-public-infrastructure",
        [
            "digital public infrastructure",
            "数字公共基础设施",
            "l'infrastructure publique numérique",
            "la infraestructura pública digital",
            "цифровую общественную инфраструктуру",
            "البنية التحتية العامة الرقمية",
        ],
        "цифровой общественной инфраструктуры",
        "цифровой общественной инфраструктуре",
        false,
        ["e", "a"],
    ),
    theme(
        "affordable-access",
        [
            "affordable access",
            "可负担的接入",
            "l'accès abordable",
            "el acceso asequible",
            "недорогой доступ",
            "الوصول الميسور التكلفة",
        ],
        "недорогого доступа",
        "недорогому доступу",
        false,
        ["", "o"],
    ),
    theme(
        "open-internet",
        [
            "net neutrality",
            "网络中立",
            "la neutralité du Net",
            "la neutralidad de la red",
            "сетевой нейтралитет",
            "حياد الشبكة",
        ],
        "сетевого нейтралитета",
        "сетевому нейтралитету",
        false,
        ["e", "a"],
    ),
    theme(
        "civic-space",
        [
            "civic space",
            "公民空间",
            "l'espace civique",
            "el espacio cívico",
            "гражданское пространство",
            "الحيز المدني",
        ],
        "гражданского пространства",
        "гражданскому пространству",
        false,
        ["", "o"],
    ),
    theme(
        "digital-ethics",
        [
            "digital ethics",
            "数字伦理",
            "l'éthique du numérique",
            "la ética digital",
            "цифровую этику",
            "الأخلاقيات الرقمية",
        ],
        "цифровой этики",
        "цифровой этике",
        false,
        ["e", "a"],
    ),
];

/// Themes that are the names of problems.
pub(super) const PROBLEMS: [Theme; 3] = [
    theme(
        "internet-fragmentation",
        [
            "Internet fragmentation",
            "网络碎片化",
            "la fragmentation de l'Internet",
            "la fragmentación de Internet",
            "фрагментацию Интернета",
            "تجزؤ الإنترنت",
        ],
        "фрагментации Интернета",
        "фрагментации Интернета",
        false,
        ["e", "a"],
    ),
    theme(
        "disinformation",
        ["disinformation", "虚假信息", "la désinformation", "la desinformación", "дезинформацию", "المعلومات المضللة"],
        "дезинформации",
        "дезинформации",
        false,
        ["e", "a"],
    ),
    theme(
        "digital-divide",
        [
            "the digital divide",
            "数字鸿沟",
            "la fracture numérique",
            "la brecha digital",
            "цифровой разрыв",
            "الفجوة الرقمية",
        ],
        "цифрового разрыва",
        "цифровому разрыву",
        false,
        ["e", "a"],
    ),
];

impl Theme {
    pub(super) fn form(&self, language: usize) -> String {
        self.forms[language].to_owned()
    }

    pub(super) fn many(&self, language: usize) -> bool {
        let form = self.forms[language];
        if language == 0 {
            self.english_plural
        } else {
            ["les ", "los ", "las "].iter().any(|word| form.starts_with(word))
        }
    }

    /// What a participle that agrees with it ends in.
    pub(super) fn ending(&self, language: usize) -> &'static str {
        match language {
            FR => self.endings[0],
            ES => self.endings[1],
            _ => "",
        }
    }

    pub(super) fn of(&self, language: usize) -> String {
        match language {
            FR | ES => after("de", self.forms[language]),
            RU => self.genitive.to_owned(),
            _ => self.form(language),
        }
    }

    pub(super) fn to(&self, language: usize) -> String {
        match language {
            FR => after("à", self.forms[language]),
            ES => after("a", self.forms[language]),
            RU => self.dative.to_owned(),
            _ => self.form(language),
        }
    }
}

/// What a position comes to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Side {
    For,
    Against,
    Neutral,
}

impl Side {
    /// The side of a stance on a theme. Who warns of a problem, opposes it or calls for work on it is for that work.
    pub(super) fn of(stance: &str, theme: &str) -> Self {
        let problem = PROBLEMS.iter().any(|known| known.id == theme);
        match stance {
            "supports" | "defends" | "promotes" | "advocates" | "reaffirms" | "welcomes" if problem => Self::Against,
            "supports" | "defends" | "promotes" | "advocates" | "reaffirms" | "welcomes" => Self::For,
            "calls-for" | "urges" | "encourages" => Self::For,
            "opposes" | "rejects" | "criticises" | "warns" if problem => Self::For,
            "opposes" | "rejects" | "criticises" | "warns" => Self::Against,
            _ => Self::Neutral,
        }
    }
}

/// A verb in six languages: what agrees with its subject (singular, plural; in Arabic before "delegation" and "delegations"), and
/// how its object follows.
pub(super) struct Verb {
    pub(super) side: Side,
    pub(super) heads: [[&'static str; 2]; 6],
    objects: [&'static str; 6],
}

const fn same(head: &'static str) -> [&'static str; 2] {
    [head, head]
}

pub(super) const VERBS: [Verb; 9] = [
    Verb {
        side: Side::For,
        heads: [
            same("supported"),
            same("支持"),
            ["soutient", "soutiennent"],
            ["apoyó", "apoyaron"],
            ["поддерживает", "поддерживают"],
            ["أيد", "أيدت"],
        ],
        objects: ["{}", "{}", "{}", "{}", "{}", "{}"],
    },
    Verb {
        side: Side::Against,
        heads: [
            same("opposed"),
            same("反对"),
            ["s'oppose", "s'opposent"],
            ["se opuso", "se opusieron"],
            ["выступает", "выступают"],
            ["عارض", "عارضت"],
        ],
        objects: ["{}", "{}", "{to}", "{to}", "против {of}", "{}"],
    },
    Verb {
        side: Side::For,
        heads: [
            same("welcomed"),
            same("欢迎"),
            ["se félicite", "se félicitent"],
            ["acogió", "acogieron"],
            ["приветствует", "приветствуют"],
            ["رحب", "رحبت"],
        ],
        objects: ["{}", "{}", "{of}", "con satisfacción {}", "{}", "ب{}"],
    },
    Verb {
        side: Side::For,
        heads: [
            same("defended"),
            same("捍卫"),
            ["défend", "défendent"],
            ["defendió", "defendieron"],
            ["отстаивает", "отстаивают"],
            ["دافع", "دافعت"],
        ],
        objects: ["{}", "{}", "{}", "{}", "{}", "عن {}"],
    },
    Verb {
        side: Side::For,
        heads: [
            same("advocated"),
            same("倡导"),
            ["préconise", "préconisent"],
            ["abogó", "abogaron"],
            ["выступает", "выступают"],
            ["ناصر", "ناصرت"],
        ],
        objects: ["{}", "{}", "{}", "por {}", "за {}", "{}"],
    },
    Verb {
        side: Side::Against,
        heads: [
            same("rejected"),
            same("拒绝"),
            ["rejette", "rejettent"],
            ["rechazó", "rechazaron"],
            ["отвергает", "отвергают"],
            ["رفض", "رفضت"],
        ],
        objects: ["{}", "{}", "{}", "{}", "{}", "{}"],
    },
    Verb {
        side: Side::Against,
        heads: [
            same("criticized"),
            same("批评"),
            ["critique", "critiquent"],
            ["criticó", "criticaron"],
            ["критикует", "критикуют"],
            ["انتقد", "انتقدت"],
        ],
        objects: ["{}", "{}", "{}", "{}", "{}", "{}"],
    },
    Verb {
        side: Side::Neutral,
        heads: [
            same("emphasized"),
            same("强调"),
            ["souligne", "soulignent"],
            ["destacó", "destacaron"],
            ["подчеркивает", "подчеркивают"],
            ["شدد", "شددت"],
        ],
        objects: ["{}", "{}", "l'importance {of}", "la importancia {of}", "важность {of}", "على أهمية {}"],
    },
    Verb {
        side: Side::For,
        heads: [
            same("called for"),
            same("呼吁加强"),
            ["réclame", "réclament"],
            ["reclamó", "reclamaron"],
            ["требует", "требуют"],
            ["طالب", "طالبت"],
        ],
        objects: ["{}", "{}", "{}", "{}", "{of}", "ب{}"],
    },
];

impl Verb {
    pub(super) fn object(&self, language: usize, theme: &Theme) -> String {
        let object = self.objects[language];
        object
            .replace("{}", &theme.form(language))
            .replace("{of}", &theme.of(language))
            .replace("{to}", &theme.to(language))
    }
}

/// What "we" say, for and against.
pub(super) fn we(language: usize, side: Side, theme: &Theme) -> String {
    let supported = side == Side::For;
    let verb = &VERBS[usize::from(!supported)];
    let head = match (language, supported) {
        (0, true) => "we support",
        (0, false) => "we oppose",
        (ZH, true) => "我们支持",
        (ZH, false) => "我们反对",
        (FR, true) => "nous soutenons",
        (FR, false) => "nous nous opposons",
        (ES, true) => "apoyamos",
        (ES, false) => "nos oponemos",
        (RU, true) => "мы поддерживаем",
        (RU, false) => "мы выступаем",
        (_, true) => "نحن نؤيد",
        (_, false) => "نحن نعارض",
    };
    let space = if language == ZH { "" } else { " " };
    format!("{head}{space}{}", verb.object(language, theme))
}

/// Groups and unions: identifier, as a subject, and after "on behalf".
pub(super) struct Group {
    pub(super) id: &'static str,
    subjects: [&'static str; 6],
    russian_genitive: &'static str,
    many: bool,
}

pub(super) const GROUPS: [Group; 12] = [
    Group {
        id: "unrg-african",
        subjects: [
            "the African Group",
            "非洲集团",
            "le Groupe africain",
            "el Grupo Africano",
            "Африканская группа",
            "المجموعة الأفريقية",
        ],
        russian_genitive: "Африканской группы",
        many: false,
    },
    Group {
        id: "g77-china",
        subjects: [
            "the Group of 77 and China",
            "77国集团和中国",
            "le Groupe des 77 et la Chine",
            "el Grupo de los 77 y China",
            "Группа 77 и Китай",
            "مجموعة الـ 77 والصين",
        ],
        russian_genitive: "Группы 77 и Китая",
        many: false,
    },
    Group {
        id: "eu",
        subjects: [
            "the European Union",
            "欧洲联盟",
            "l'Union européenne",
            "la Unión Europea",
            "Европейский союз",
            "الاتحاد الأوروبي",
        ],
        russian_genitive: "Европейского союза",
        many: false,
    },
    Group {
        id: "au",
        subjects: [
            "the African Union",
            "非洲联盟",
            "l'Union africaine",
            "la Unión Africana",
            "Африканский союз",
            "الاتحاد الأفريقي",
        ],
        russian_genitive: "Африканского союза",
        many: false,
    },
    Group {
        id: "asean",
        subjects: ["ASEAN", "东盟", "l'ASEAN", "la ASEAN", "АСЕАН", "رابطة أمم جنوب شرق آسيا"],
        russian_genitive: "АСЕАН",
        many: false,
    },
    Group {
        id: "aosis",
        subjects: [
            "the Alliance of Small Island States",
            "小岛屿国家联盟",
            "l'Alliance des petits États insulaires",
            "la Alianza de los Pequeños Estados Insulares",
            "Альянс малых островных государств",
            "تحالف الدول الجزرية الصغيرة",
        ],
        russian_genitive: "Альянса малых островных государств",
        many: false,
    },
    Group {
        id: "non-aligned-movement",
        subjects: [
            "the Non-Aligned Movement",
            "不结盟运动",
            "le Mouvement des pays non alignés",
            "el Movimiento de los Países No Alineados",
            "Движение неприсоединения",
            "حركة عدم الانحياز",
        ],
        russian_genitive: "Движения неприсоединения",
        many: false,
    },
    Group {
        id: "ldcs",
        subjects: [
            "the least developed countries",
            "最不发达国家",
            "les pays les moins avancés",
            "los países menos adelantados",
            "наименее развитые страны",
            "أقل البلدان نموا",
        ],
        russian_genitive: "наименее развитых стран",
        many: true,
    },
    Group {
        id: "arab-group",
        subjects: [
            "the Arab Group",
            "阿拉伯国家集团",
            "le Groupe des États arabes",
            "el Grupo de los Estados Árabes",
            "Группа арабских государств",
            "المجموعة العربية",
        ],
        russian_genitive: "Группы арабских государств",
        many: false,
    },
    Group {
        id: "unrg-grulac",
        subjects: [
            "the Group of Latin American and Caribbean States",
            "拉丁美洲和加勒比国家组",
            "le Groupe des États d'Amérique latine et des Caraïbes",
            "el Grupo de los Estados de América Latina y el Caribe",
            "Группа государств Латинской Америки и Карибского бассейна",
            "مجموعة دول أمريكا اللاتينية والكاريبي",
        ],
        russian_genitive: "Группы государств Латинской Америки и Карибского бассейна",
        many: false,
    },
    Group {
        id: "caricom",
        subjects: [
            "the Caribbean Community",
            "加勒比共同体",
            "la Communauté des Caraïbes",
            "la Comunidad del Caribe",
            "Карибское сообщество",
            "الجماعة الكاريبية",
        ],
        russian_genitive: "Карибского сообщества",
        many: false,
    },
    Group {
        id: "lldc",
        subjects: [
            "the landlocked developing countries",
            "内陆发展中国家",
            "les pays en développement sans littoral",
            "los países en desarrollo sin litoral",
            "развивающиеся страны, не имеющие выхода к морю",
            "البلدان النامية غير الساحلية",
        ],
        russian_genitive: "развивающихся стран, не имеющих выхода к морю",
        many: true,
    },
];

impl Group {
    pub(super) fn name(&self, language: usize) -> Name {
        let subject = self.subjects[language];
        let of = match language {
            // Both parts of the French name take the preposition.
            FR => after("de", subject).replace(" et la Chine", " et de la Chine"),
            ES => after("de", subject),
            RU => self.russian_genitive.to_owned(),
            _ => subject.to_owned(),
        };
        let bare = subject.trim_start_matches("the ").to_owned();
        let many = self.many && language != 0;
        Name { id: self.id.into(), bare, subject: subject.into(), of, to: subject.into(), many, masculine: false }
    }
}

/// Persons that nobody knows, of known delegations.
pub(super) const PERSONS: [[&str; 6]; 4] = [
    ["Ms. Mensah", "门萨女士", "Mme Mensah", "la Sra. Mensah", "г-жа Мензах", "السيدة منساه"],
    ["Mr. Lindgren", "林格伦先生", "M. Lindgren", "el Sr. Lindgren", "г-н Линдгрен", "السيد ليندغرين"],
    ["Ms. Okonkwo", "奥孔科女士", "Mme Okonkwo", "la Sra. Okonkwo", "г-жа Оконкво", "السيدة أوكونكو"],
    ["Mr. Ferreira", "费雷拉先生", "M. Ferreira", "el Sr. Ferreira", "г-н Феррейра", "السيد فيريرا"],
];

/// Speakers that the data do not know.
pub(super) const UNKNOWN: [[&str; 6]; 4] = [
    [
        "the Meridian Cable Council",
        "子午线电缆理事会",
        "le Conseil des câbles du Méridien",
        "el Consejo de Cables del Meridiano",
        "Совет меридианных кабелей",
        "مجلس كابلات خط الزوال",
    ],
    ["Ruritania", "鲁里坦尼亚", "la Ruritanie", "Ruritania", "Руритания", "روريتانيا"],
    [
        "the Lighthouse Keepers Network",
        "守塔人网络",
        "le Réseau des gardiens de phare",
        "la Red de Fareros",
        "Сеть смотрителей маяков",
        "شبكة حراس المنارات",
    ],
    ["Ms. Quellwasser", "泉水女士", "Mme Quellwasser", "la Sra. Quellwasser", "г-жа Кельвассер", "السيدة كيلفاسر"],
];

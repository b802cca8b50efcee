//! The frames: sentences with gaps in six languages, and who says what in each.
//!
//! Gaps: `A`, `B`, `C` the speakers, `S` another State, `G` a group, `O` any
//! other body of the data, `X` a speaker that nobody knows, `P` a person; `T` and `U`
//! the themes; `vA` the verb on `T` as it agrees with `A`, `vL` as it agrees with several, `o` its object; `wB` and `p` the
//! second verb and its object; `we` and `We` what is said in the first person. `AB`, `ABC`, `CAB` are lists. `.of`, `.to` and
//! `.bare` are forms, `v1` is the verb in the singular, `vF` as it follows an Arabic name, `vP` as it agrees with a person. `A?x|y` is `x`, or `y` where the name of `A` is a plural; `T?x|y` likewise.
//! What stands before `||` is context: a sentence before in the same paragraph, or a heading above.

/// How a sentence is set in a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Setting {
    /// A paragraph.
    Prose,
    /// A bullet under a heading of its own.
    Heading,
    /// A line after a speaker's label.
    Label,
}

/// A kind of sentence.
pub(super) struct Frame {
    pub(super) name: &'static str,
    pub(super) setting: Setting,
    /// What each speaker takes, on which theme: `A:v` the side of the verb, `A:w` on the second theme, `A:for`, `A:against`,
    /// `A:we`, `A:none` neither side; `A>G` on behalf of, `A^G` aligned with.
    pub(super) truth: &'static str,
    /// The theme is a problem.
    pub(super) problem: bool,
    /// In the order of `LANGUAGES`; empty where the language has no such frame, or no form for it that the data have.
    pub(super) texts: [&'static str; 6],
}

const fn prose(name: &'static str, truth: &'static str, texts: [&'static str; 6]) -> Frame {
    Frame { name, setting: Setting::Prose, truth, problem: false, texts }
}

const fn problem(name: &'static str, truth: &'static str, texts: [&'static str; 6]) -> Frame {
    Frame { name, setting: Setting::Prose, truth, problem: true, texts }
}

const fn heading(name: &'static str, truth: &'static str, texts: [&'static str; 6]) -> Frame {
    Frame { name, setting: Setting::Heading, truth, problem: false, texts }
}

const fn label(name: &'static str, truth: &'static str, texts: [&'static str; 6]) -> Frame {
    Frame { name, setting: Setting::Label, truth, problem: false, texts }
}

pub(super) const FRAMES: &[Frame] = &[
    // Who speaks, in its simplest places.
    prose(
        "subject",
        "A:v",
        ["{A} {vA} {o}.", "{A}{vA}{o}。", "{A} {vA} {o}.", "{A} {vA} {o}.", "{A} {vA} {o}.", "{vA} وفد {A} {o}."],
    ),
    prose(
        "another State",
        "S:v",
        ["{S} {vS} {o}.", "{S}{vS}{o}。", "{S} {vS} {o}.", "{S} {vS} {o}.", "{S} {vS} {o}.", "{vS} وفد {S} {o}."],
    ),
    prose("name first", "A:v", ["", "", "", "", "", "{A} {vF} {o}."]),
    prose(
        "verb first",
        "A:for",
        [
            "Also supporting {T} was {A}.",
            "",
            "",
            "{A?Apoyó|Apoyaron} {A} {T}.",
            "За {T} {A?выступает|выступают} {A}.",
            "",
        ],
    ),
    prose(
        "representative",
        "A:v",
        [
            "The representative of {A} {vA} {o}.",
            "{A}代表{vA}{o}。",
            "La représentante {A.of} {v1} {o}.",
            "El representante {A.of} {v1} {o}.",
            "",
            "{v1} ممثل {A} {o}.",
        ],
    ),
    prose(
        "person with State",
        "A:v",
        [
            "{P} ({A.bare}) {vA} {o}.",
            "{P}（{A.bare}）{vA}{o}。",
            "{P} ({A.bare}) {v1} {o}.",
            "{P} ({A.bare}) {v1} {o}.",
            "{P} ({A.bare}) {v1} {o}.",
            "{vP} {P} ({A.bare}) {o}.",
        ],
    ),
    prose(
        "group",
        "G:for",
        [
            "{G} supported {T}.",
            "{G}支持{T}。",
            "{G} {G?soutient|soutiennent} {T}.",
            "{G} {G?apoyó|apoyaron} {T}.",
            "{G} {G?поддерживает|поддерживают} {T}.",
            "أُعرب عن تأييد {T} من جانب {G}.",
        ],
    ),
    // Several speakers.
    prose(
        "list of two",
        "A:v B:v",
        [
            "{AB} {vL} {o}.",
            "{AB}{vL}{o}。",
            "{AB} {vL} {o}.",
            "{AB} {vL} {o}.",
            "{AB} {vL} {o}.",
            "{v1} وفدا {AB} {o}.",
        ],
    ),
    prose(
        "list",
        "A:v B:v C:v",
        [
            "{ABC} {vL} {o}.",
            "{ABC}{vL}{o}。",
            "{ABC} {vL} {o}.",
            "{ABC} {vL} {o}.",
            "{ABC} {vL} {o}.",
            "{vL} وفود {ABC} {o}.",
        ],
    ),
    prose(
        "list in another order",
        "A:v B:v C:v",
        [
            "{CAB} {vL} {o}.",
            "{CAB}{vL}{o}。",
            "{CAB} {vL} {o}.",
            "{CAB} {vL} {o}.",
            "{CAB} {vL} {o}.",
            "{vL} وفود {CAB} {o}.",
        ],
    ),
    prose(
        "active",
        "A:for B:for C:for",
        [
            "{ABC} supported {T}.",
            "{ABC}支持{T}。",
            "{ABC} soutiennent {T}.",
            "{ABC} apoyaron {T}.",
            "{ABC} поддерживают {T}.",
            "أيدت وفود {ABC} {T}.",
        ],
    ),
    prose(
        "passive",
        "A:for B:for C:for",
        [
            "{T} {T?was|were} supported by {ABC}.",
            "{T}得到{ABC}的支持。",
            "{T} {T?a|ont} été soutenu{s} par {ABC}.",
            "{T} {T?fue|fueron} apoyad{s} por {ABC}.",
            "",
            "أُعرب عن تأييد {T} من جانب وفود {ABC}.",
        ],
    ),
    prose(
        "passive, against",
        "A:against B:against",
        [
            "{T} {T?was|were} rejected by {AB}.",
            "{T}遭到{AB}的反对。",
            "{T} {T?a|ont} été rejeté{s} par {AB}.",
            "{T} {T?fue|fueron} rechazad{s} por {AB}.",
            "",
            "أُعرب عن رفض {T} من جانب وفدي {AB}.",
        ],
    ),
    prose(
        "brackets",
        "A:for B:for C:for",
        [
            "Support was expressed for {T} ({ABC.bare}).",
            "有代表支持{T}（{ABC.bare}）。",
            "Un soutien a été exprimé en faveur {T.of} ({ABC.bare}).",
            "Se expresó apoyo {T.to} ({ABC.bare}).",
            "Прозвучали слова в поддержку {T.of} ({ABC.bare}).",
            "أُعرب عن تأييد {T} ({ABC.bare}).",
        ],
    ),
    prose(
        "body in brackets",
        "O:for",
        [
            "Support was expressed for {T} ({O.bare}).",
            "有代表支持{T}（{O.bare}）。",
            "Un soutien a été exprimé en faveur {T.of} ({O.bare}).",
            "Se expresó apoyo {T.to} ({O.bare}).",
            "Прозвучали слова в поддержку {T.of} ({O.bare}).",
            "أُعرب عن تأييد {T} ({O.bare}).",
        ],
    ),
    prose(
        "brackets, against",
        "A:against B:against",
        [
            "Opposition was voiced to {T} ({AB.bare}).",
            "有代表反对{T}（{AB.bare}）。",
            "Une opposition a été exprimée {T.to} ({AB.bare}).",
            "Se expresó oposición {T.to} ({AB.bare}).",
            "Прозвучали возражения против {T.of} ({AB.bare}).",
            "أُعرب عن معارضة {T} ({AB.bare}).",
        ],
    ),
    prose(
        "supported by",
        "A:for B:for C:for",
        [
            "{A}, supported by {BC}, called for {T}.",
            "{A}呼吁加强{T}，{BC}表示支持。",
            "{A}, avec l'appui {BC.of}, {A?réclame|réclament} {T}.",
            "{A}, con el apoyo {BC.of}, {A?reclamó|reclamaron} {T}.",
            "{A} {A?требует|требуют} {T.of}, и это требование поддерживают {BC}.",
            "دعا وفد {A}، بتأييد من وفدي {BC}، إلى {T}.",
        ],
    ),
    prose(
        "as did",
        "A:v B:v",
        [
            "{A} {vA} {o}, as did {B}.",
            "{A}{vA}{o}，{B}也{vB}{o}。",
            "{A} {vA} {o}, tout comme {B}.",
            "{A} {vA} {o}, al igual que {B}.",
            "{A} {vA} {o}, как и {B}.",
            "{vA} وفد {A} {o}، وكذلك فعل وفد {B}.",
        ],
    ),
    prose(
        "while",
        "A:v B:w",
        [
            "{A} {vA} {o}, while {B} {wB} {p}.",
            "{A}{vA}{o}，而{B}{wB}{p}。",
            "{A} {vA} {o}, tandis que {B} {wB} {p}.",
            "{A} {vA} {o}, mientras que {B} {wB} {p}.",
            "{A} {vA} {o}, тогда как {B} {wB} {p}.",
            "{vA} وفد {A} {o}، بينما {wB} وفد {B} {p}.",
        ],
    ),
    prose(
        "echo",
        "B:v",
        [
            "{A} {vA} {o}.||{B} agreed.",
            "{A}{vA}{o}。||{B}表示赞同。",
            "{A} {vA} {o}.||{B} {B?est|sont} du même avis.",
            "{A} {vA} {o}.||{B} {B?coincidió|coincidieron}.",
            "{A} {vA} {o}.||{B} {B?придерживается|придерживаются} того же мнения.",
            "{vA} وفد {A} {o}.||ووافقه وفد {B} الرأي.",
        ],
    ),
    // Reported and quoted speech.
    prose(
        "said that",
        "A:for",
        [
            "{A} said that it was necessary to strengthen {T}.",
            "{A}表示，必须加强{T}。",
            "{A} {A?estime|estiment} qu'il faut renforcer {T}.",
            "{A} {A?dijo|dijeron} que había que reforzar {T}.",
            "{A} {A?заявляет|заявляют}, что необходимо укреплять {T}.",
            "قال وفد {A} إن من الضروري تعزيز {T}.",
        ],
    ),
    prose(
        "according to",
        "A:for",
        [
            "According to {A}, it is necessary to strengthen {T}.",
            "据{A}代表称，必须加强{T}。",
            "Selon {A}, il faut renforcer {T}.",
            "Según {A}, hay que reforzar {T}.",
            "Как {A?отмечает|отмечают} {A}, необходимо укреплять {T}.",
            "وبحسب وفد {A}، يجب تعزيز {T}.",
        ],
    ),
    prose(
        "quotation before",
        "A:we",
        [
            "{A} said: “{We}.”",
            "{A}代表说：“{we}。”",
            "{A} {A?a|ont} déclaré : « {We}. »",
            "{A} {A?afirmó|afirmaron}: «{We}».",
            "{A} {A?заявляет|заявляют}: «{We}».",
            "قال وفد {A}: «{we}».",
        ],
    ),
    prose(
        "quotation after",
        "A:we",
        [
            "“{We},” said {A}.",
            "“{we}。”{A}代表说。",
            "« {We} », {A?a|ont} déclaré {A}.",
            "«{We}», {A?afirmó|afirmaron} {A}.",
            "«{We}», — {A?заявляет|заявляют} {A}.",
            "«{we}»، هكذا قال وفد {A}.",
        ],
    ),
    // For whom, with whom.
    prose(
        "on behalf of",
        "A>G:v",
        [
            "{A}, on behalf of {G}, {vA} {o}.",
            "{A}代表{G}{vA}{o}。",
            "{A}, au nom {G.of}, {vA} {o}.",
            "{A}, en nombre {G.of}, {vA} {o}.",
            "{A} от имени {G.of} {vA} {o}.",
            "{vA} وفد {A}، باسم {G}، {o}.",
        ],
    ),
    prose(
        "aligned with",
        "A^G:v",
        [
            "{A}, aligning itself with {G}, {vA} {o}.",
            "{A}赞同{G}的发言，并{vA}{o}。",
            "{A}, s'associant à la déclaration {G.of}, {vA} {o}.",
            "{A}, sumándose a la declaración {G.of}, {vA} {o}.",
            "{A}, присоединяясь к заявлению {G.of}, {vA} {o}.",
            "{vA} وفد {A}، منضما إلى بيان {G}، {o}.",
        ],
    ),
    // Who is named and does not speak.
    prose(
        "addressee",
        "A:for",
        [
            "{A} urged {B} to defend {T}.",
            "{A}敦促{B}捍卫{T}。",
            "{A} {A?exhorte|exhortent} {B} à défendre {T}.",
            "{A} {A?instó|instaron} {B.to} a defender {T}.",
            "",
            "حث وفد {A} وفد {B} على الدفاع عن {T}.",
        ],
    ),
    prose(
        "thanked",
        "A:for",
        [
            "{A} thanked {B} and supported {T}.",
            "{A}感谢{B}，并支持{T}。",
            "{A} {A?remercie|remercient} {B} et {A?soutient|soutiennent} {T}.",
            "{A} {A?dio|dieron} las gracias {B.to} y {A?apoyó|apoyaron} {T}.",
            "",
            "شكر وفد {A} وفد {B} وأيد {T}.",
        ],
    ),
    prose(
        "mentioned",
        "A:for",
        [
            "{A} recalled the proposal of {B} and supported {T}.",
            "{A}回顾了{B}的提案，并支持{T}。",
            "{A} {A?rappelle|rappellent} la proposition {B.of} et {A?soutient|soutiennent} {T}.",
            "{A} {A?recordó|recordaron} la propuesta {B.of} y {A?apoyó|apoyaron} {T}.",
            "",
            "ذكّر وفد {A} باقتراح {B} وأيد {T}.",
        ],
    ),
    prose(
        "narrator",
        "",
        [
            "{A} {vA} {o}.||The Chair thanked {B} and adjourned the meeting.",
            "{A}{vA}{o}。||主席感谢{B}，并宣布休会。",
            "{A} {vA} {o}.||Le Président remercie {B} et lève la séance.",
            "{A} {vA} {o}.||El Presidente dio las gracias {B.to} y levantó la sesión.",
            "{A} {vA} {o}.||Председатель сообщает, что на очереди {B}.",
            "{vA} وفد {A} {o}.||وشكر الرئيس وفد {B} ورفع الجلسة.",
        ],
    ),
    prose(
        "unknown speaker",
        "",
        [
            "{A} {vA} {o}.||{X} defended {U}.",
            "{A}{vA}{o}。||{X}捍卫{U}。",
            "{A} {vA} {o}.||{X} défend {U}.",
            "{A} {vA} {o}.||{X} defendió {U}.",
            "{A} {vA} {o}.||{X} отстаивает {U}.",
            "{vA} وفد {A} {o}.||وعرض متحدث باسم {X} وثيقة عن {U}.",
        ],
    ),
    // The sign.
    prose(
        "support",
        "A:for",
        [
            "{A} supported {T}.",
            "{A}支持{T}。",
            "{A} {A?soutient|soutiennent} {T}.",
            "{A} {A?apoyó|apoyaron} {T}.",
            "{A} {A?поддерживает|поддерживают} {T}.",
            "أيد وفد {A} {T}.",
        ],
    ),
    prose(
        "negated support",
        "A:against",
        [
            "{A} did not support {T}.",
            "{A}不支持{T}。",
            "{A} ne {A?soutient|soutiennent} pas {T}.",
            "{A} no {A?apoyó|apoyaron} {T}.",
            "{A} не {A?поддерживает|поддерживают} {T}.",
            "لم يؤيد وفد {A} {T}.",
        ],
    ),
    prose(
        "negated opposition",
        "A:for",
        [
            "{A} did not oppose {T}.",
            "{A}不反对{T}。",
            "{A} ne {A?s'oppose|s'opposent} pas {T.to}.",
            "{A} no se {A?opuso|opusieron} {T.to}.",
            "{A} не {A?возражает|возражают} против {T.of}.",
            "لم يعارض وفد {A} {T}.",
        ],
    ),
    prose(
        "against weakening",
        "A:for",
        [
            "{A} opposed weakening {T}.",
            "{A}反对削弱{T}。",
            "{A} {A?s'oppose|s'opposent} à tout affaiblissement {T.of}.",
            "{A} se {A?opuso|opusieron} al debilitamiento {T.of}.",
            "{A} {A?выступает|выступают} против ослабления {T.of}.",
            "عارض وفد {A} إضعاف {T}.",
        ],
    ),
    prose(
        "against deleting",
        "A:for",
        [
            "{A} opposed deleting the paragraph on {T}.",
            "{A}反对删除关于{T}的段落。",
            "{A} {A?s'oppose|s'opposent} à la suppression du paragraphe sur {T}.",
            "{A} se {A?opuso|opusieron} a suprimir el párrafo sobre {T}.",
            "{A} {A?выступает|выступают} против исключения упоминания {T.of}.",
            "عارض وفد {A} حذف الإشارة إلى {T}.",
        ],
    ),
    prose(
        "for deleting",
        "A:against",
        [
            "{A} called for the deletion of the paragraph on {T}.",
            "{A}要求删除关于{T}的段落。",
            "{A} {A?demande|demandent} la suppression du paragraphe sur {T}.",
            "{A} {A?pidió|pidieron} suprimir el párrafo sobre {T}.",
            "{A} {A?требует|требуют} исключить упоминание {T.of}.",
            "طالب وفد {A} بحذف الإشارة إلى {T}.",
        ],
    ),
    problem(
        "warning of a problem",
        "A:for",
        [
            "{A} warned of {T}.",
            "{A}警告{T}的危险。",
            "{A} {A?met|mettent} en garde contre {T}.",
            "{A} {A?advirtió|advirtieron} contra {T}.",
            "{A} {A?предостерегает|предостерегают} от {T.of}.",
            "حذر وفد {A} من {T}.",
        ],
    ),
    problem(
        "work on a problem",
        "A:for",
        [
            "{A} called for action to overcome {T}.",
            "{A}呼吁应对{T}。",
            "{A} {A?appelle|appellent} à lutter contre {T}.",
            "{A} {A?pidió|pidieron} combatir {T}.",
            "{A} {A?призывает|призывают} преодолеть {T}.",
            "دعا وفد {A} إلى مكافحة {T}.",
        ],
    ),
    prose(
        "question",
        "A:none",
        [
            "{A} asked who would pay for {T}.",
            "{A}询问由谁来支付{T}的费用。",
            "{A} {A?demande|demandent} qui financera {T}.",
            "{A} {A?preguntó|preguntaron} quién financiaría {T}.",
            "{A} {A?спрашивает|спрашивают}, кто оплатит {T}.",
            "تساءل وفد {A} عمن سيمول {T}.",
        ],
    ),
    prose(
        "condition",
        "A:none",
        [
            "{A} would support {T} only if funds were found.",
            "只有落实经费，{A}才会支持{T}。",
            "{A} ne {A?soutiendra|soutiendront} {T} que si des fonds sont trouvés.",
            "{A} solo {A?apoyaría|apoyarían} {T} si hubiera fondos.",
            "{A} {A?поддержит|поддержат} {T}, только если найдутся средства.",
            "لن يؤيد وفد {A} {T} إلا إذا توافرت الأموال.",
        ],
    ),
    // Structure.
    heading(
        "thematic title above",
        "A:v",
        [
            "{Title}||{A} {vA} {o}.",
            "{Title}||{A}{vA}{o}。",
            "{Title}||{A} {vA} {o}.",
            "{Title}||{A} {vA} {o}.",
            "{Title}||{A} {vA} {o}.",
            "{Title}||{vA} وفد {A} {o}.",
        ],
    ),
    heading(
        "heading of two",
        "A:for B:for",
        [
            "{AB}||Support {T}.",
            "{AB}||支持{T}。",
            "{AB.bare}||Soutiennent {T}.",
            "{AB.bare}||Apoyaron {T}.",
            "{AB.bare}||Поддерживают {T}.",
            "{AB.bare}||يؤيدان {T}.",
        ],
    ),
    heading(
        "statement on behalf of",
        "A>G:we",
        [
            "Statement by {A} on behalf of {G}||{We}.",
            "{A}代表{G}的发言||{we}。",
            "Déclaration {A.of} au nom {G.of}||{We}.",
            "Declaración {A.of} en nombre {G.of}||{We}.",
            "{A.bare} (от имени {G.of})||{We}.",
            "بيان {A} باسم {G}||{we}.",
        ],
    ),
    label(
        "label of a body",
        "O:we",
        [
            "{O.bare}||{We}.",
            "{O.bare}||{we}。",
            "{O.bare}||{We}.",
            "{O.bare}||{We}.",
            "{O.bare}||{We}.",
            "{O.bare}||{we}.",
        ],
    ),
    label(
        "label",
        "A:we",
        [
            "{A.bare}||{We}.",
            "{A.bare}||{we}。",
            "{A.bare}||{We}.",
            "{A.bare}||{We}.",
            "{A.bare}||{We}.",
            "{A.bare}||{we}.",
        ],
    ),
];

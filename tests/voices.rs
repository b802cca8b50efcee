//! Who speaks: the kinds of small inputs that were once read wrongly, in the languages where each exists, and that no part
//! of a document vanishes.

use crate::support::{RECORD, WORDS, repository};
use plenary::import::{Gold, Importer, Options, Problem, Record, Share};
use plenary::source;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static IMPORTER: LazyLock<Importer> = LazyLock::new(|| Importer::new(WORDS.inner().unwrap()).unwrap());

fn options() -> Options {
    let process = RECORD.ontology.prefixes().expand("process:wsis20-review").unwrap();
    Options { process: Some(process), date: Some("2026-01-01".into()), ..Options::default() }
}

fn read(name: &str, text: &str) -> Result<Record, String> {
    let document = source::read(name, text.as_bytes(), None).unwrap();
    IMPORTER.import(name, text.as_bytes(), &document, &options()).map_err(|error| error.to_string())
}

fn local(iri: &str) -> &str {
    iri.rsplit('/').next().unwrap()
}

/// The speakers of each sentence of a text, in order: `ken; gha+tgo`, with `for` and `with` others, `?` where a sentence is
/// reported as nobody's.
pub(crate) fn who(name: &str, text: &str) -> String {
    let record = match read(name, text) {
        Ok(record) => record,
        Err(error) => return error,
    };
    let mut sentences: BTreeMap<(u32, u32), Vec<String>> = BTreeMap::new();
    for (slot, statement) in record.statements() {
        let mut shown = local(slot.speaker.as_str()).to_owned();
        for (word, others) in [("for", &slot.on_behalf_of), ("with", &slot.aligns_with)] {
            others.iter().for_each(|other| shown += &format!(" {word} {}", local(other.as_str())));
        }
        sentences.entry(statement.span).or_default().push(shown);
    }
    for unresolved in record.unresolved.iter().filter(|unresolved| unresolved.problem == Problem::NoSpeaker) {
        sentences.entry(unresolved.span).or_default().push("?".to_owned());
    }
    sentences.into_values().map(|speakers| speakers.join("+")).collect::<Vec<_>>().join("; ")
}

pub(crate) fn assert_speakers(cases: &[(&str, &str, &str)]) {
    let wrong: Vec<_> = cases
        .iter()
        .map(|(name, text, expected)| (text, expected, who(name, text)))
        .filter(|(_, expected, found)| *expected != found)
        .map(|(text, expected, found)| format!("{text}\n  expected {expected}\n  found    {found}"))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn reading_1_a_speaker_who_is_named_is_not_passed_over() {
    assert_speakers(&[
        (
            "a.en.txt",
            "Kenya called for youth participation. Ghana does not want new rules on AI governance.",
            "ken; gha",
        ),
        ("a.en.txt", "Kenya called for youth participation. Ghana sees cybersecurity as a shared task.", "ken; gha"),
        (
            "a.en.txt",
            "Kenya called for youth participation. Both Ghana and Togo stressed cybersecurity.",
            "ken; gha+tgo",
        ),
        (
            "a.en.txt",
            "Kenya called for youth participation. On cybersecurity, Ghana called for more training.",
            "ken; gha",
        ),
        (
            "a.en.txt",
            "Kenya called for youth participation. In contrast, Ghana preferred a multilateral approach.",
            "ken; gha",
        ),
        ("a.en.txt", "Kenya called for youth participation. The Chair closed the meeting.", "ken; ?"),
        ("a.en.txt", "Kenya called for youth participation. Ruritania supported the IGF.", "ken; ?"),
        (
            "a.fr.txt",
            "Le Kenya a demandé la participation des jeunes. Pour le Ghana, la cybersécurité est une priorité.",
            "ken; gha",
        ),
        (
            "a.fr.txt",
            "Le Kenya a demandé la participation des jeunes. Selon le Ghana, la cybersécurité est une priorité.",
            "ken; gha",
        ),
        (
            "a.es.txt",
            "Kenya pidió la participación de los jóvenes. Según Ghana, la ciberseguridad es prioritaria.",
            "ken; gha",
        ),
        ("a.ru.txt", "Кения призвала к участию молодёжи. По мнению Ганы, кибербезопасность важна.", "ken; gha"),
        ("a.ar.txt", "دعت كينيا إلى مشاركة الشباب. وبحسب وفد غانا، الأمن السيبراني أولوية.", "ken; gha"),
        ("a.zh.txt", "肯尼亚呼吁青年参与。据加纳称，网络安全是当务之急。", "ken; gha"),
    ]);
}

/// Somebody whom no name makes known ends the turn of the one before, whatever it is: a company, a participant, a person, a
/// network with a name.
#[test]
fn reading_11_an_unknown_body_ends_the_turn() {
    let known = |language: &str, bodies: &[&str]| -> Vec<(String, String, String)> {
        let kenya = match language {
            "en" => "Kenya called for youth participation.",
            "zh" => "肯尼亚呼吁青年参与。",
            "fr" => "Le Kenya a demandé la participation des jeunes.",
            "es" => "Kenya pidió la participación de los jóvenes.",
            "ru" => "Кения призвала к участию молодёжи.",
            _ => "دعت كينيا إلى مشاركة الشباب.",
        };
        let space = if language == "zh" { "" } else { " " };
        let case = |body: &&str| (format!("a.{language}.txt"), format!("{kenya}{space}{body}"), "ken; ?".to_owned());
        bodies.iter().map(case).collect()
    };
    let cases: Vec<_> = [
        known(
            "en",
            &[
                "One participant called for affordable access.",
                "The Secretariat presented a note on cybersecurity.",
                "A small Breton cooperative showed its recycled telephones.",
                "Blue Orange Makers shared its view of digital skills.",
                "Ms. Quellwasser defended digital skills.",
                "The company stressed cybersecurity.",
                "“Privacy is not negotiable,” said a neighbour.",
            ],
        ),
        known("zh", &["秘书处介绍了网络安全报告。", "“技术公平联盟”要求公开算法。", "一位参会者强调网络安全。"]),
        known(
            "fr",
            &[
                "Une participante a demandé un accès abordable.",
                "Le secrétariat a présenté une note sur la cybersécurité.",
                "Orange Bleue a présenté ses téléphones recyclés.",
                "Mme Quellwasser a défendu les compétences numériques.",
            ],
        ),
        known(
            "es",
            &[
                "Una participante pidió un acceso asequible.",
                "La secretaría presentó una nota sobre la ciberseguridad.",
                "La Red de Maestras Rurales del Chaco contó su experiencia.",
                "La Sra. Quellwasser defendió las competencias digitales.",
            ],
        ),
        known(
            "ru",
            &[
                "Участник призвал к доступному подключению.",
                "Секретариат представил доклад о кибербезопасности.",
                "Г-жа Квельвассер отстаивает цифровые навыки.",
            ],
        ),
        known(
            "ar",
            &[
                "وأكدت الأمانة أهمية الأمن السيبراني.",
                "وعرضت جمعية «نوافذ الجنوب» تجربتها في المهارات الرقمية.",
                "وأكدت شركة أهمية الأمن السيبراني.",
            ],
        ),
    ]
    .concat();
    let cases: Vec<_> = cases.iter().map(|(name, text, who)| (name.as_str(), text.as_str(), who.as_str())).collect();
    assert_speakers(&cases);
}

/// An actor that stands where the subject does, and a verb that nobody knows: it is not the one before who goes on.
#[test]
fn reading_11_an_actor_with_an_unknown_verb_is_not_passed_over() {
    assert_speakers(&[
        ("a.en.txt", "Kenya called for youth participation. No agreement was reached in the room.", "ken; ?"),
        (
            "a.fr.txt",
            "Le Kenya a demandé la participation des jeunes. L’ICANN, elle, boudait la réforme du FGI.",
            "ken; ?",
        ),
        ("a.es.txt", "Kenya pidió la participación de los jóvenes. Bailó Venezuela sobre la ciberseguridad.", "ken; ?"),
        ("a.zh.txt", "肯尼亚呼吁青年参与。联合国应当在数字技能方面发挥作用。", "ken; ?"),
        ("a.en.txt", "Kenya called for youth participation. The EU must protect privacy.", "ken; ?"),
    ]);
}

#[test]
fn reading_11_persons_with_their_state() {
    assert_speakers(&[
        ("a.zh.txt", "门萨女士（加纳）强调网络安全。她呼吁青年参与。", "gha; gha"),
        ("a.zh.txt", "张明（中国）强调网络安全。", "chn"),
        ("a.zh.txt", "代理主席卡尔森先生（瑞典）主持会议。肯尼亚强调网络安全。", "ken"),
        ("a.ar.txt", "شددت السيدة منساه (غانا) على الأمن السيبراني.", "gha"),
        ("a.ru.txt", "Г-н ван Дейк (Нидерланды) подчеркивает значение кибербезопасности.", "nld"),
        (
            "a.ru.txt",
            "Г-жа Кюн (Германия) поддерживает кибербезопасность. Кения призывает к участию молодёжи. Г-жа Кюн добавляет, что необходимы открытые стандарты.",
            "deu; ken; deu",
        ),
        (
            "a.es.txt",
            "Según la representante de Colombia, Adriana Mejía, la ciberseguridad es una prioridad. Mejía pidió además formación.",
            "col; col",
        ),
        (
            "a.ru.txt",
            "Г-н Солимано (наблюдатель от Общества Интернета) подчеркивает значение кибербезопасности.",
            "isoc",
        ),
        (
            "a.ru.txt",
            "Кения призвала к участию молодёжи. Анна Хорват подчеркнула значение кибербезопасности.",
            "ken; ?",
        ),
    ]);
}

/// A body for which the speaker spoke is the speaker; the statement that is joined is not one for which the speaker speaks.
#[test]
fn reading_11_groups_and_statements_that_are_joined() {
    assert_speakers(&[
        (
            "a.zh.txt",
            "奥科罗先生（尼日利亚）以非洲国家组的名义发言说，网络安全是优先事项。非洲国家组欢迎数字技能培训。",
            "nga for unrg-african; nga for unrg-african",
        ),
        (
            "a.en.txt",
            "Kenya aligned itself with the statement delivered by Iraq on behalf of the G77 and China and stressed cybersecurity.",
            "ken with g77-china",
        ),
        (
            "a.ru.txt",
            "Куба присоединяется к заявлению, сделанному от имени Группы 77 и Китая, и подчеркивает значение кибербезопасности.",
            "cub with g77-china",
        ),
        ("a.zh.txt", "中国赞同肯尼亚代表以77国集团和中国的名义所作的发言，并强调网络安全。", "chn with g77-china"),
        (
            "a.es.txt",
            "Irlanda hace suya la declaración formulada por la Unión Europea y subraya la ciberseguridad.",
            "irl with eu",
        ),
        ("a.en.txt", "Peru did not share the views of Togo and stressed cybersecurity.", "per"),
    ]);
}

#[test]
fn reading_11_speakers_within_and_behind_a_sentence() {
    assert_speakers(&[
        (
            "a.en.txt",
            "Mexico supported retaining the paragraph on digital literacy, which Egypt also favored.",
            "mex+egy",
        ),
        ("a.en.txt", "Pakistan, opposed by Israel and the US, called for cybersecurity.", "pak+isr+usa"),
        ("a.en.txt", "The EU, supported by Japan and the UK, called for a permanent mandate.", "eu+jpn+gbr"),
        ("a.es.txt", "Kenya pidió formación. No la apoyó, en cambio, Venezuela.", "ken; ven"),
        ("a.es.txt", "«Sin ciberseguridad no hay comercio», señaló por su parte Telefónica.", "telefonica"),
        ("a.es.txt", "También intervino Derechos Digitales, que pidió la protección de datos.", "derechos-digitales"),
        (
            "a.es.txt",
            "El Brasil anunció que presentará, junto con Sudáfrica, un documento sobre la ciberseguridad.",
            "bra",
        ),
        ("a.fr.txt", "Ni la Norvège ni le Danemark n’ont soutenu la cybersécurité.", "nor+dnk"),
        ("a.en.txt", "Neither Norway nor Denmark supported cybersecurity.", "nor+dnk"),
        (
            "a.ru.txt",
            "Предложение о цифровых навыках было поддержано Монголией и Перу. Оно не было поддержано Норвегией.",
            "mng+per; nor",
        ),
        ("a.zh.txt", "尼日利亚提议加强数字技能，摩洛哥、布隆迪附议。", "nga+mar+bdi"),
        ("a.zh.txt", "国家数字战略应当吸收青年参与，赞比亚代表在回应加纳时说。", "zmb"),
        ("a.ar.txt", "رحبت مصر بمبادرات الشباب، كما رحبت بها الجزائر.", "egy+dza"),
        ("a.ar.txt", "حثت منظمة التعاون الرقمي الدول على الاستثمار في المهارات الرقمية.", "dco"),
    ]);
}

/// Words that report before a colon open a quotation, and no turn that goes on below.
#[test]
fn reading_11_a_quotation_opens_no_turn() {
    for (name, text, expected) in [
        ("a.en.txt", "Ghana said: “We support digital skills.”\n\nRuritania defended local content.", "gha; ?"),
        ("a.zh.txt", "加纳代表说：“我们支持数字技能。”\n\n一位参会者强调网络安全。", "gha; ?"),
        (
            "a.fr.txt",
            "Le Ghana a déclaré : « Nous soutenons la cybersécurité. »\n\nLa Ruritanie défend le contenu local.",
            "gha; ?",
        ),
        (
            "a.es.txt",
            "Ghana afirmó: «Apoyamos la ciberseguridad».\n\nRuritania defendió los contenidos locales.",
            "gha; ?",
        ),
        (
            "a.ru.txt",
            "Гана заявляет: «Мы поддерживаем кибербезопасность».\n\nРуритания отстаивает местный контент.",
            "gha; ?",
        ),
        ("a.ar.txt", "قال وفد غانا: «نحن نؤيد الأمن السيبراني».\n\nحذر وفد فيجي من تجزؤ الإنترنت.", "gha; fji"),
        ("a.fr.txt", "« Nous soutenons l’interopérabilité », a déclaré le Rwanda.", "rwa"),
        ("a.ru.txt", "«Мы поддерживаем кибербезопасность», — заявляет Пакистан.", "pak"),
    ] {
        assert_speakers(&[(name, text, expected)]);
    }
}

/// A line of a log begins with its time; who is in it without a name that is known is nobody else.
#[test]
fn reading_11_labels_with_times_and_persons() {
    let text = "[14:02] Philippines: We support digital skills.\n\
                [14:03] Thorsten Vik - Norway: Media literacy matters.\n\
                [14:04] guest4412: is there a recording??\n\
                [14:05] Aline (Rwanda): We call for affordable access.\n";
    assert_speakers(&[("a.en.txt", text, "phl; nor; ?; rwa")]);
}

/// A session of co-facilitators makes the persons who speak in it speak as such, in the plural too.
#[test]
fn reading_11_a_session_of_co_facilitators_gives_a_role() {
    for (name, title, person) in [
        ("a.en.md", "Remarks by the co-facilitators", "Suela Janina"),
        ("a.ru.md", "Сокоординаторы", "Суэла Янина"),
        ("a.ar.md", "الميسران المشاركان", "سويلا جانينا"),
        ("a.zh.md", "共同协调人", "苏埃拉·贾尼娜"),
    ] {
        let said = match name {
            "a.ru.md" => "Призвала к участию молодёжи.",
            "a.ar.md" => "دعت إلى مشاركة الشباب.",
            "a.zh.md" => "呼吁青年参与。",
            _ => "Called for youth participation.",
        };
        let record = read(name, &format!("# WSIS+20\n\n## {title}\n\n### {person}\n\n- {said}\n")).unwrap();
        let roles: Vec<_> = record.interventions[0].in_capacity_of.iter().map(|role| local(role.as_str())).collect();
        assert_eq!(roles, ["co-facilitator"], "{name}");
    }
}

/// A point of a list does not go on with the one above it.
#[test]
fn reading_11_points_are_each_of_their_own_speaker() {
    let text = "# Main points\n\n- Kenya called for youth participation.\n- Digital skills need teachers.\n";
    assert_speakers(&[("a.en.md", text, "ken")]);
}

/// Captions without punctuation are read by their cues, however long somebody speaks.
#[test]
fn reading_11_captions_without_punctuation_are_cut_at_cues() {
    let mut text = String::from("WEBVTT\n");
    for second in 0..400 {
        let (minute, second) = (second / 60, second % 60);
        let said =
            if minute == 0 && second == 0 { ">> KENYA: we stress cybersecurity" } else { "and we go on about cables" };
        text += &format!("\n00:{minute:02}:{second:02}.000 --> 00:{minute:02}:{second:02}.900\n{said}\n");
    }
    let record = read("a.en.vtt", &text).unwrap();
    let longest = record.statements().map(|(_, statement)| statement.text.len()).max();
    assert!(record.statements().all(|(slot, _)| local(slot.speaker.as_str()) == "ken"));
    assert!(record.statements().count() > 20 && longest < Some(400), "{longest:?}");
}

#[test]
fn reading_1_who_merely_goes_on_is_not_sure() {
    let record = read("a.en.txt", "Kenya called for youth participation. She stressed cybersecurity.").unwrap();
    let sure: Vec<_> = record.statements().map(|(_, statement)| statement.positions[0].confidence).collect();
    assert!(sure[0] > 0.85 && sure[1] < 0.6, "{sure:?}");
}

#[test]
fn reading_2_a_speaker_may_stand_behind_what_is_said() {
    assert_speakers(&[
        ("a.en.txt", "Digital skills must come first (Ghana, Togo).", "gha+tgo"),
        (
            "a.en.txt",
            "Kenya called for youth participation. Concerns about cybersecurity were raised by Togo.",
            "ken; tgo",
        ),
        (
            "a.en.txt",
            "Kenya called for youth participation. “Privacy is not negotiable,” said the delegate of Togo.",
            "ken; tgo",
        ),
        (
            "a.en.txt",
            "Kenya called for youth participation. Digital skills are the priority, according to Togo.",
            "ken; tgo",
        ),
        (
            "a.en.txt",
            "Kenya called for youth participation. Among those who stressed cybersecurity were Ghana and Togo.",
            "ken; gha+tgo",
        ),
        (
            "a.en.txt",
            "Kenya called for youth participation. A request from Ghana to drop the section on big data was turned down by Togo.",
            "ken; gha+tgo",
        ),
        ("a.fr.txt", "La cybersécurité est une priorité, a déclaré le représentant du Ghana.", "gha"),
        ("a.es.txt", "La ciberseguridad es una prioridad, dijo el representante de Ghana.", "gha"),
        ("a.ru.txt", "«Кибербезопасность — наш приоритет», заявил представитель Ганы.", "gha"),
        ("a.ar.txt", "قال ممثل غانا إن الأمن السيبراني أولوية.", "gha"),
        ("a.zh.txt", "肯尼亚呼吁青年参与。“数据保护不容妥协。”加纳代表说。", "ken; gha"),
    ]);
}

#[test]
fn reading_3_a_list_is_all_of_its_members() {
    assert_speakers(&[
        ("a.en.txt", "Ghana, Togo and Benin supported the multistakeholder model.", "gha+tgo+ben"),
        ("a.en.txt", "Ghana, with Togo and Benin, called for affordable access.", "gha+tgo+ben"),
        ("a.zh.txt", "加纳、多哥和贝宁支持多利益攸关方模式。", "gha+tgo+ben"),
        ("a.fr.txt", "Le Ghana, le Togo et le Bénin ont soutenu le modèle multipartite.", "gha+tgo+ben"),
        ("a.es.txt", "Ghana, el Togo y Benin apoyaron el modelo de múltiples partes interesadas.", "gha+tgo+ben"),
        ("a.ru.txt", "Гана, Того и Бенин поддержали модель с участием многих заинтересованных сторон.", "gha+tgo+ben"),
        ("a.ar.txt", "أيدت غانا وتوغو وبنن نهج أصحاب المصلحة المتعددين.", "gha+tgo+ben"),
        ("a.en.md", "## Kenya and Ghana\n\n- Called for youth participation.\n", "ken+gha"),
        ("a.zh.md", "## 肯尼亚和加纳\n\n- 呼吁青年参与。\n", "ken+gha"),
        (
            "a.en.md",
            "- **Kenya**: called for youth participation\n- **Ghana / Togo**: opposed new rules on AI\n",
            "ken; gha+tgo",
        ),
        ("a.en.txt", "Ghana supported youth participation, while Togo opposed new rules on AI governance.", "gha+tgo"),
        ("a.en.txt", "Kenya stressed cybersecurity, as did Ghana.", "ken+gha"),
    ]);
}

/// Each speaker of a sentence has the words of its own clause.
#[test]
fn reading_3_each_clause_is_of_its_own_speaker() {
    let text = "Ghana supported youth participation, while Togo opposed new rules on AI governance.";
    let record = read("a.en.txt", text).unwrap();
    let of = |actor: &str| -> Vec<String> {
        let own = record.statements().filter(|(slot, _)| local(slot.speaker.as_str()) == actor);
        let positions = own.flat_map(|(_, statement)| &statement.positions);
        positions.map(|position| local(position.stance.as_str()).to_owned()).collect()
    };
    assert_eq!((of("gha"), of("tgo")), (vec!["supports".to_owned()], vec!["opposes".to_owned()]));
}

#[test]
fn reading_4_nothing_and_nobody_vanishes() {
    let vtt = |cues: &[&str]| {
        let cues = cues.iter().zip(1..).map(|(cue, at)| format!("00:0{at}.000 --> 00:0{at}.900\n{cue}\n\n"));
        format!("WEBVTT\n\n{}", cues.collect::<String>())
    };
    assert_speakers(&[
        ("a.ar.txt", "شددت غانا على أهمية الأمن السيبراني.", "gha"),
        (
            "a.en.md",
            "# The meeting\n\n## Main points\n\n- Kenya called for youth participation.\n- Ghana stressed cybersecurity.\n",
            "ken; gha",
        ),
        (
            "a.en.txt",
            "Kenya called for youth participation.\n\nGhana would support it.\n\nTogo stressed privacy.",
            "ken; gha; tgo",
        ),
        (
            "a.en.txt",
            "Kenya called for youth participation.\n\nGhana and Togo want binding rules on AI.\n\nBenin stressed privacy.",
            "ken; gha+tgo; ben",
        ),
        ("a.en.txt", "Cybersecurity was stressed (Ghana).\n\nTogo stressed affordable access.", "gha; tgo"),
        ("a.en.txt", "The United States opposed new rules on AI. The US stressed privacy.", "usa; usa"),
        (
            "a.en.txt",
            "The League of Arab States stressed cybersecurity. Micronesia stressed privacy. The OAS stressed privacy. The State of Palestine stressed privacy.",
            "las; fsm; oas; pse",
        ),
        ("a.en.txt", "Samoa, for the Alliance of Small Island States, called for affordable access.", "wsm for aosis"),
        ("a.en.txt", ">> AMA OWUSU: Thank you. I speak for Ghana. We call for youth participation.", "gha; gha"),
        (
            "a.en.txt",
            "Statement by Ghana on behalf of the African Group\n\nWe call for youth participation.",
            "gha for unrg-african",
        ),
        ("a.en.vtt", &vtt(&["Kenya: We call for youth participation.", "Ghana: We stress cybersecurity."]), "ken; gha"),
        ("a.en.vtt", &vtt(&["(Kenya)", "We stress cybersecurity."]), "ken"),
        ("a.en.md", "## Kenya\n\n- Called for youth participation.\n\n## Ruritania\n\n- Stressed privacy.\n", "ken; ?"),
        (
            "a.en.txt",
            "The Ghanaian delegation stressed cybersecurity. Kofi Mensah, Togo, stressed privacy. Minister Kofi Mensah of Benin called for affordable access.",
            "gha; tgo; ben",
        ),
        (
            "a.fr.txt",
            "La délégation ghanéenne a souligné la cybersécurité. Le délégué béninois a souligné la cybersécurité.",
            "gha; ben",
        ),
        ("a.es.txt", "La delegación ghanesa subrayó la ciberseguridad.", "gha"),
        ("a.ru.txt", "Ганская делегация подчеркнула важность кибербезопасности.", "gha"),
        ("a.en.txt", "1. Kenya called for youth participation.\n\n3. Ghana stressed cybersecurity.", "ken; gha"),
        (
            "a.en.txt",
            "Ghana stresses cybersecurity (starts at 44:23<https://example.org/x>)\n\nKenya stresses privacy (starts at 50:01<https://example.org/y>)",
            "gha; ken",
        ),
        (
            "a.en.txt",
            "Kenya called for youth participation.\n\nUNITED NATIONS / COMMISSION ON SCIENCE\n\nGhana stressed cybersecurity.",
            "ken; gha",
        ),
    ]);
}

#[test]
fn reading_4_the_head_is_read() {
    let text = "<html><body><nav><a href='/'>Home</a> | <a href='/a'>Archive</a></nav><h1>WSIS+20 consultations</h1>\
                <p>United Nations Headquarters, New York, 3 March 2026</p><p>Chair: Suela Janina (Albania)</p>\
                <p>Convened by: UN DESA</p><p>Kenya stressed cybersecurity. The Chair stressed privacy.</p></body></html>";
    let document = source::read("a.en.html", text.as_bytes(), None).unwrap();
    let record = IMPORTER.import("a.en.html", text.as_bytes(), &document, &Options::default()).unwrap();
    let meeting = &record.meeting;
    assert_eq!((meeting.date.as_str(), local(meeting.process.as_str())), ("2026-03-03", "wsis20-review"));
    assert_eq!(meeting.place.as_deref(), Some("United Nations Headquarters, New York"));
    assert_eq!(meeting.chairs.iter().map(|chair| local(chair.as_str())).collect::<Vec<_>>(), ["suela-janina"]);
    assert_eq!(meeting.convener.as_ref().map(|convener| local(convener.as_str())), Some("un-desa"));
    let speakers: Vec<_> = record.interventions.iter().map(|slot| local(slot.speaker.as_str())).collect();
    assert_eq!(speakers, ["ken", "suela-janina"], "the Chair is who chairs");
}

#[test]
fn reading_4_what_is_no_record_says_what_it_is() {
    let rows = ["Ghana", "Togo", "Benin", "Kenya", "Chile", "Peru"];
    let votes: String = rows.iter().map(|state| format!("{state}: Yes\n\n")).collect();
    let message = read("a.en.md", &votes).unwrap_err();
    assert!(message.contains("table of votes (6 rows"), "{message}");
    let list: String = rows.iter().map(|state| format!("{state}\n\n")).collect();
    let message = read("a.en.md", &format!("# List of speakers\n\n{list}")).unwrap_err();
    assert!(message.contains("names 6 speakers and nothing that they say"), "{message}");
    let weather = "saw a rainy spring. Its harvest was good. The rivers rose. Nobody was hurt. The wheat is in.";
    let record = read("a.en.md", &format!("## Kenya\n\n{weather}\n\nThe goats are fine.\n")).unwrap();
    assert!(record.notes.iter().any(|(_, note)| note.contains("may be about another subject")), "{:?}", record.notes);
}

#[test]
fn reading_7_for_whom_and_with_whom() {
    assert_speakers(&[
        ("a.es.txt", "Ghana, apoyada por el Togo, subrayó la ciberseguridad.", "gha+tgo"),
        ("a.zh.txt", "加纳常驻联合国代表表示，要弥合数字鸿沟。", "gha"),
        (
            "a.fr.txt",
            "Au nom du Groupe des 77 et de la Chine, le Ghana a insisté sur la cybersécurité.",
            "gha for g77-china",
        ),
        ("a.en.txt", "Kenya called for youth participation. On the CSTD, Togo said privacy matters.", "ken; tgo"),
        ("a.en.txt", "Ghana, on behalf of the African Group, stressed cybersecurity.", "gha for unrg-african"),
        (
            "a.en.txt",
            "Ghana aligned itself with the statements of the European Union and the Group of 77 and China.",
            "gha with eu with g77-china",
        ),
    ]);
    let text = "Ghana, on behalf of the Coastal Forum, called for affordable access.";
    let record = read("a.en.txt", text).unwrap();
    assert_eq!(who("a.en.txt", text), "gha");
    let unknown: Vec<_> = record.unresolved.iter().map(|unresolved| unresolved.text.as_str()).collect();
    assert!(unknown.iter().any(|name| name.contains("Coastal Forum")), "an unknown body is reported: {unknown:?}");
}

#[test]
fn who_is_thanked_or_spoken_of_does_not_speak() {
    assert_speakers(&[
        ("a.en.txt", "Kenya thanked Ghana and stressed cybersecurity.", "ken"),
        ("a.en.txt", "Ghana's proposal on big data was rejected by Togo.", "tgo"),
        ("a.en.txt", "Kenya said that Ghana had opposed new rules on AI.", "ken"),
        ("a.fr.txt", "Le Kenya a remercié le Ghana et a souligné la cybersécurité.", "ken"),
        ("a.es.txt", "Kenya agradeció a Ghana y subrayó la ciberseguridad.", "ken"),
        ("a.zh.txt", "肯尼亚感谢加纳，并强调网络安全。", "ken"),
    ]);
}

/// Every character that a document's blocks hold is somebody's, the narrator's, furniture, or reported.
#[test]
fn every_character_of_a_document_is_accounted_for() {
    for folder in ["dev", "held-out"] {
        let folder = repository("tests/import").join(folder);
        let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension != "json")) {
            let name = path.file_name().unwrap().to_str().unwrap();
            let bytes = std::fs::read(path).unwrap();
            let bytes_of_gold = std::fs::read(path.with_extension("gold.json")).unwrap();
            let gold: Gold = serde_json::from_slice(&bytes_of_gold).unwrap();
            let document = source::read(name, &bytes, None).unwrap();
            let record = IMPORTER.import(name, &bytes, &document, &gold.complete(&Options::default())).unwrap();
            assert_covered(name, &document, &record);
            assert_eq!(told_as_narrators(&bytes_of_gold, &document, &record), 0, "{name}");
        }
    }
}

/// How many sentences that somebody says, by the annotation, are taken for the narrator's or for furniture: what is of nobody is
/// decided for, and what cannot be decided is a line of the report.
fn told_as_narrators(gold: &[u8], document: &source::Document, record: &Record) -> usize {
    let gold: serde_json::Value = serde_json::from_slice(gold).unwrap();
    let letters = |text: &str| text.chars().filter(|char| char.is_alphanumeric()).collect::<String>();
    let chars: Vec<_> = document.text.chars().collect();
    let told = record.shares.iter().filter(|(_, _, share)| matches!(share, Share::Narrator | Share::Furniture));
    let told = told.map(|(start, end, _)| letters(&chars[*start as usize..*end as usize].iter().collect::<String>()));
    let told: Vec<_> = told.collect();
    let said = gold["sentences"].as_array().unwrap().iter();
    let said = said.filter(|one| !one["speakers"].as_array().unwrap().is_empty());
    let said: Vec<_> = said.map(|one| letters(one["text"].as_str().unwrap())).collect();
    assert!(said.len() > 5);
    said.iter().filter(|said| told.iter().any(|told| told.contains(said.as_str()))).count()
}

/// The same text in every format that is a text.
#[test]
fn every_character_is_accounted_for_in_every_format() {
    let said = "Kenya called for youth participation. Several speakers agreed. The Chair closed it. 12";
    for (name, text) in [
        ("a.en.txt", format!("TITLE\n\n{said}\n\n- 3 -\n")),
        (
            "a.en.md",
            format!("# Title\n\n{said}\n\n- **Ghana**: supported the *IGF*\n- \n\n## Ruritania\n\n- Said so.\n"),
        ),
        (
            "a.en.html",
            format!("<h1>Title</h1><nav>Home</nav><p>{said}</p><table><tr><td>Ghana</td><td>So.</td></tr></table>"),
        ),
        ("a.en.vtt", format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{said}\n\n00:03.000 --> 00:04.000\n<v Nobody>So.\n")),
        ("a.en.srt", format!("1\n00:00:01,000 --> 00:00:02,000\n{said}\n")),
    ] {
        let document = source::read(name, text.as_bytes(), None).unwrap();
        let record = IMPORTER.import(name, text.as_bytes(), &document, &options()).unwrap();
        assert_covered(name, &document, &record);
    }
}

fn assert_covered(name: &str, document: &source::Document, record: &Record) {
    let chars: Vec<_> = document.text.chars().collect();
    let mut shares: Vec<Option<Share>> = vec![None; chars.len()];
    for (start, end, share) in &record.shares {
        shares[*start as usize..*end as usize].fill(Some(*share));
    }
    for block in &document.blocks {
        let span = block.text.span();
        for at in span.start as usize..span.end as usize {
            assert!(shares[at].is_some() || chars[at].is_whitespace(), "{name}, line {}: {:?}", block.line, chars[at]);
        }
    }
    // What is said is covered as said.
    for (_, statement) in record.statements() {
        let span = statement.span.0 as usize..statement.span.1 as usize;
        assert!(record.shares.iter().any(|(start, end, share)| {
            *share == Share::Statement && *start as usize <= span.start && span.end <= *end as usize
        }));
    }
}

/// What the narrator tells is nobody's: what was decided, what somebody did, when the next meeting is.
#[test]
fn reading_11_the_narrator_is_nobody() {
    assert_speakers(&[
        (
            "a.en.txt",
            "Kenya called for youth participation. It was agreed that the next meeting would be held in June.",
            "ken",
        ),
        ("a.en.txt", "Kenya called for youth participation. Cybersecurity was discussed at length.", "ken"),
        (
            "a.en.txt",
            "Kenya called for youth participation. Tunisia hosted the second phase of the Summit. It also stressed cybersecurity.",
            "ken; ?",
        ),
        ("a.en.txt", "Tunisia hosted the forum and called for youth participation.", "tun"),
        ("a.en.txt", "It was agreed to wait, while Ghana called for youth participation.", "gha+?"),
        (
            "a.fr.txt",
            "Le Kenya a demandé la participation des jeunes. Rappelons que l’Assemblée générale avait adopté une résolution sur la cybersécurité.",
            "ken",
        ),
        (
            "a.fr.txt",
            "Le Kenya a demandé la participation des jeunes. La Tunisie avait accueilli la deuxième phase du Sommet.",
            "ken",
        ),
        (
            "a.es.txt",
            "Kenya pidió la participación de los jóvenes. Se acordó celebrar la próxima reunión en junio.",
            "ken",
        ),
        (
            "a.es.txt",
            "Kenya pidió la participación de los jóvenes. Cabe recordar que la Asamblea General prorrogó el mandato del Foro.",
            "ken",
        ),
        (
            "a.ru.txt",
            "Кения призвала к участию молодёжи. Напомним, что Генеральная Ассамблея приняла резолюцию о кибербезопасности.",
            "ken",
        ),
        (
            "a.ru.txt",
            "Кения призвала к участию молодёжи. Вопрос о кибербезопасности обсуждался во второй половине дня.",
            "ken",
        ),
        ("a.zh.txt", "肯尼亚呼吁青年参与。据悉，联合国大会去年通过了关于网络安全的决议。", "ken"),
        ("a.zh.txt", "肯尼亚呼吁青年参与。会议讨论了网络安全问题。", "ken"),
        ("a.ar.txt", "دعت كينيا إلى مشاركة الشباب. وكانت تونس قد استضافت المرحلة الثانية من القمة.", "ken"),
        ("a.ar.txt", "دعت كينيا إلى مشاركة الشباب. ومن المقرر أن تناقش اللجنة الأمن السيبراني.", "ken"),
        ("a.ar.txt", "دعت كينيا إلى مشاركة الشباب. ونوقشت خلال الجلسة مسألة الأمن السيبراني.", "ken"),
    ]);
}

/// An Arabic name with a preposition that is written as one with it, and words that only have the stem of a name.
#[test]
fn reading_11_arabic_names_and_their_prefixes() {
    assert_speakers(&[
        ("a.ar.txt", "دعت كينيا إلى مشاركة الشباب. ووفقا لغانا، الأمن السيبراني أولوية.", "ken; gha"),
        ("a.ar.txt", "دعت كينيا إلى مشاركة الشباب. ووفقا لليونسكو، الأمن السيبراني أولوية.", "ken; unesco"),
        ("a.ar.txt", "دعت كينيا إلى مشاركة الشباب. وشكر المشاركون لتوغو حسن الضيافة.", "ken; ?"),
        ("a.ar.txt", "دعت كينيا إلى مشاركة الشباب. وطالبت بأن يعدل النص.", "ken; ken"),
        ("a.ar.txt", "دعت كينيا إلى مشاركة الشباب. واعترضت على ذلك ألمانيا والنمسا.", "ken; deu+aut"),
        ("a.ar.txt", "لا تريد غانا قواعد جديدة بشأن إدارة الذكاء الاصطناعي.", "gha"),
    ]);
}

/// Who supports another stands between it and its verb, without commas.
#[test]
fn reading_11_with_the_support_of_another() {
    assert_speakers(&[
        ("a.ru.txt", "Гана при поддержке Того подчеркнула значение кибербезопасности.", "gha+tgo"),
        ("a.fr.txt", "Le Ghana avec l’appui du Togo a souligné la cybersécurité.", "gha+tgo"),
        ("a.es.txt", "Ghana con el apoyo de Togo subrayó la ciberseguridad.", "gha+tgo"),
        ("a.en.txt", "Ghana with the support of Togo stressed cybersecurity.", "gha+tgo"),
        ("a.zh.txt", "加纳在多哥支持下强调网络安全。", "gha+tgo"),
        ("a.ar.txt", "شددت غانا بدعم من توغو على الأمن السيبراني.", "gha+tgo"),
    ]);
}

/// A request is of who made it, its refusal of who turned it down.
#[test]
fn reading_11_a_request_and_its_answer() {
    assert_speakers(&[
        ("a.en.txt", "A request from Ghana to drop the section on big data was turned down by Togo.", "gha+tgo"),
        ("a.en.txt", "A proposal by Ghana to remove the reference to gender equality was not accepted.", "gha"),
        (
            "a.fr.txt",
            "Une proposition du Ghana visant à supprimer la mention des mégadonnées a été rejetée par le Togo.",
            "gha+tgo",
        ),
        (
            "a.es.txt",
            "Una propuesta de Ghana de suprimir el párrafo sobre los macrodatos fue rechazada por el Togo.",
            "gha+tgo",
        ),
        ("a.ru.txt", "Предложение Ганы исключить упоминание о больших данных было отклонено Того.", "gha+tgo"),
        ("a.zh.txt", "加纳提出的删除大数据条款的建议遭到多哥的反对。", "gha+tgo"),
        ("a.ar.txt", "قوبل طلب غانا حذف القسم الخاص بالبيانات الضخمة بمعارضة توغو.", "gha+tgo"),
    ]);
}

/// Text without punctuation is longer than any sentence, and the message says so.
#[test]
fn reading_11_a_sentence_that_is_too_long_is_named() {
    let long = format!("Ghana called for {}.", "affordable access and ".repeat(600));
    let error = read("a.en.txt", &long).unwrap_err();
    assert!(error.contains("line 1") && error.contains("8000") && error.contains(&long.len().to_string()), "{error}");
    let record = read("a.en.txt", &format!("Kenya called for youth participation.\n\n{long}")).unwrap();
    assert!(record.notes.iter().any(|(line, note)| *line == 3 && note.contains("8000")), "{:?}", record.notes);
    assert_eq!(who("a.en.txt", &format!("Kenya called for youth participation.\n\n{long}")), "ken; ?");
}

/// What merely follows a turn in running text is the narrator's, unless its verb leaves out the subject, or the paragraph is the
/// turn of one person.
#[test]
fn a_sentence_that_names_nobody_is_not_given_to_the_speaker_before() {
    assert_speakers(&[
        (
            "a.en.txt",
            "Ghana called for affordable access. The draft encourages governments to invest in digital skills.",
            "gha; ?",
        ),
        (
            "a.fr.txt",
            "Le Ghana a plaidé pour un accès abordable. Le projet de texte encourage les gouvernements à investir dans les compétences numériques.",
            "gha; ?",
        ),
        (
            "a.es.txt",
            "Ghana abogó por un acceso asequible. El proyecto alienta a los países a invertir en competencias digitales.",
            "gha; ?",
        ),
        (
            "a.ru.txt",
            "Гана призвала к недорогому доступу. Проект документа призывает страны вкладывать средства в цифровые навыки.",
            "gha; ?",
        ),
        ("a.zh.txt", "加纳呼吁提供可负担的接入。成果文件草案鼓励各国政府投资数字技能。", "gha; ?"),
        (
            "a.ar.txt",
            "ودعت غانا إلى إتاحة الإنترنت بتكلفة ميسورة. ويشجع مشروع الوثيقة الحكومات على الاستثمار في المهارات الرقمية.",
            "gha; ?",
        ),
        ("a.es.txt", "Ghana abogó por un acceso asequible. Destacó el papel de la ciberseguridad.", "gha; gha"),
        ("a.ar.txt", "ودعت غانا إلى إتاحة الإنترنت بتكلفة ميسورة. وشددت على دور الأمن السيبراني.", "gha; gha"),
        ("a.zh.txt", "加纳呼吁提供可负担的接入。还强调了网络安全的作用。", "gha; gha"),
        (
            "a.en.txt",
            "Mr. Smith (Canada) said that affordable access mattered. The draft should contain more on gender equality.",
            "can; can",
        ),
        (
            "a.ru.txt",
            "Г-н Новак (Польша) подчеркивает важность кибербезопасности. Его поддерживают представители Беларуси и Никарагуа. Оратор призывает к недорогому доступу.",
            "pol; blr+nic; pol",
        ),
    ]);
}

/// "On behalf of" in what is told of others, and beside a statement that is spoken of, is not said of the speaker.
#[test]
fn on_behalf_of_is_of_the_speaker_alone() {
    assert_speakers(&[
        ("a.en.txt", "Ghana recalled that Senegal had spoken on behalf of the African Group.", "gha"),
        ("a.fr.txt", "Le Ghana a rappelé que le Sénégal était intervenu au nom du Groupe africain.", "gha"),
        (
            "a.es.txt",
            "Ghana recordó que el Senegal había intervenido en nombre del Grupo de los Estados de África.",
            "gha",
        ),
        ("a.ru.txt", "Гана напомнила, что Сенегал выступал от имени Африканской группы.", "gha"),
        ("a.zh.txt", "加纳回顾说，塞内加尔曾代表非洲集团发言。", "gha"),
        ("a.ar.txt", "وأشارت غانا إلى أن السنغال تحدثت باسم المجموعة الأفريقية.", "gha"),
        ("a.en.txt", "Togo supported the statement made on behalf of the African Group on cybersecurity.", "tgo"),
        (
            "a.en.txt",
            "Iraq, for the Group of 77 and China, stressed cybersecurity and, supported by Cuba, called for affordable access.",
            "irq for g77-china+cub",
        ),
    ]);
}

/// Somebody from a State, a proposal of a State of which others decide, and a name within another word are no speakers.
#[test]
fn who_is_only_named_does_not_speak() {
    assert_speakers(&[
        ("a.en.txt", "Ghana stressed cybersecurity. A researcher from Kenya presented data on privacy.", "gha; ?"),
        (
            "a.fr.txt",
            "Le Ghana a insisté sur la cybersécurité. Une chercheuse du Kenya a présenté des données sur la vie privée.",
            "gha; ?",
        ),
        (
            "a.es.txt",
            "Ghana subrayó la ciberseguridad. Una investigadora de Kenya presentó datos sobre la privacidad.",
            "gha; ?",
        ),
        (
            "a.ru.txt",
            "Гана подчеркнула важность кибербезопасности. Исследовательница из Кении представила данные о конфиденциальности.",
            "gha; ?",
        ),
        ("a.zh.txt", "加纳强调网络安全。三个发展中国家支持互联网治理论坛的常设任务。", "gha; ?"),
        ("a.zh.txt", "多哥指出，贝宁已经支持多利益攸关方模式。", "tgo"),
        ("a.ar.txt", "وشددت غانا على الأمن السيبراني. وأثنى الحضور على عرض البحرين استضافة الدورة القادمة.", "gha; ?"),
        (
            "a.en.txt",
            "Ghana stressed cybersecurity. India's amendment on AI governance did not find enough support.",
            "gha; ?",
        ),
        ("a.en.txt", "Ghana stressed cybersecurity. The text was written by Lucía Jordán.", "gha"),
    ]);
}

/// Captions and labels of items end where they end, and a list of participants says for whom persons speak.
#[test]
fn the_layout_says_whose_words_are_not_whose() {
    assert_speakers(&[
        (
            "a.en.md",
            "# Talks\n\nGhana stressed cybersecurity.\n\n*The ministers of Togo and Benin on their arrival (photo: A. Diop).*\n\nKenya called for affordable access.\n",
            "gha; ken",
        ),
        (
            "a.en.md",
            "# Talks\n\n- **Kenya**: We support affordable access.\n- Several delegations noted the lack of digital skills.\n",
            "ken; ?",
        ),
        (
            "a.en.md",
            "# Talks\n\n## Participants\n\n- Ms. Ama Owusu, Ministry of Communications, Ghana\n\n## Record\n\nMs. Owusu stressed cybersecurity.\n",
            "gha",
        ),
        (
            "a.es.md",
            "# Consulta\n\n## Chile, en nombre también de Colombia, Costa Rica y el Perú\n\nInstamos a cerrar la brecha digital.\n",
            "chl for col for cri for per",
        ),
    ]);
}

#[test]
fn reading_12_what_somebody_only_did_is_nobodys_words() {
    assert_speakers(&[
        ("a.en.txt", "Ghana stressed cybersecurity. Tuvalu and Tonga followed the debate online.", "gha; ?"),
        (
            "a.en.txt",
            "Ghana stressed cybersecurity. Colombia and Chile circulated a non-paper on gender equality.",
            "gha; ?",
        ),
        (
            "a.en.txt",
            "Ghana stressed cybersecurity. Norway, which had asked for the floor, was not in the room.",
            "gha; ?",
        ),
        (
            "a.en.txt",
            "Ghana stressed cybersecurity. A spokesperson for the Open Mesh, which builds networks in northern Togo, said that fees hurt.",
            "gha; ?",
        ),
        (
            "a.fr.txt",
            "Le Ghana a insisté sur la cybersécurité. La délégation du Lesotho est arrivée en retard.",
            "gha; ?",
        ),
        ("a.fr.txt", "Le Ghana a insisté sur la cybersécurité. Le Gabon ne s'est pas prononcé.", "gha; ?"),
        (
            "a.es.txt",
            "Ghana subrayó la ciberseguridad. La delegación de Honduras se ausentó durante la votación.",
            "gha; ?",
        ),
        ("a.ru.txt", "Гана подчеркнула важность кибербезопасности. Делегация Грузии покинула зал.", "gha; ?"),
        ("a.zh.txt", "加纳强调网络安全。瑞士提供的会议室可容纳三百人。", "gha; ?"),
        ("a.zh.txt", "加纳强调网络安全。尼泊尔代表团带来的红茶大受欢迎。", "gha; ?"),
    ]);
}

#[test]
fn reading_12_the_verb_behind_a_relative_clause_is_of_the_subject() {
    assert_speakers(&[
        ("a.en.txt", "Iran, which had blocked the sentence in November, no longer opposed the IGF.", "irn"),
        ("a.fr.txt", "L'Algérie, qui préside le Groupe, a insisté sur la cybersécurité.", "dza"),
        ("a.es.txt", "Cuba, que había pedido la palabra, subrayó la ciberseguridad.", "cub"),
        ("a.ru.txt", "Гана, которая возглавляла группу, подчеркнула важность кибербезопасности.", "gha"),
    ]);
}

#[test]
fn reading_12_a_pronoun_means_who_led() {
    assert_speakers(&[
        (
            "a.en.txt",
            "Kenya, supported by Togo, stressed cybersecurity. It also called for affordable access.",
            "ken+tgo; ken",
        ),
        ("a.en.txt", "Kenya and Togo stressed cybersecurity. She also called for affordable access.", "ken+tgo; ?"),
        (
            "a.en.txt",
            "Kenya and Togo stressed cybersecurity. They also called for affordable access.",
            "ken+tgo; ken+tgo",
        ),
        (
            "a.es.txt",
            "Kenya y Togo subrayaron la ciberseguridad. Ambos insistieron en la privacidad.",
            "ken+tgo; ken+tgo",
        ),
        ("a.zh.txt", "加纳和多哥强调网络安全。她还呼吁数据保护。", "gha+tgo; ?"),
    ]);
}

#[test]
fn reading_12_whom_brackets_name_does_not_go_on() {
    assert_speakers(&[
        (
            "a.en.txt",
            "Concern was expressed about cybersecurity (Ghana, Togo). It was pointed out that women have no telephones.",
            "gha+tgo",
        ),
        ("a.ar.txt", "شددت وفود على أهمية الأمن السيبراني (غانا، توغو). وأشير إلى أهمية الخصوصية.", "gha+tgo; ?"),
    ]);
}

#[test]
fn reading_12_who_it_was_that_spoke() {
    assert_speakers(&[
        ("a.en.txt", "It was Mexico who opposed the paragraph on cybersecurity.", "mex"),
        ("a.fr.txt", "C'est la Côte d'Ivoire qui a demandé un vote sur la cybersécurité.", "civ"),
        ("a.es.txt", "Fue México quien pidió una votación sobre la ciberseguridad.", "mex"),
        ("a.ru.txt", "Именно Литва потребовала голосования по кибербезопасности.", "ltu"),
        ("a.zh.txt", "正是加纳呼吁网络安全。", "gha"),
        ("a.es.txt", "Ghana subrayó la ciberseguridad. Se anunció que Belice había pagado sus cuotas.", "gha; ?"),
    ]);
}

#[test]
fn reading_12_the_place_of_a_meeting_does_not_speak() {
    let text =
        "# بيان صحفي عن المنتدى\n\nعمّان، 18 حزيران/يونيه 2025\n\nأكدت السعودية أن الأمن السيبراني مسؤولية مشتركة.";
    assert_speakers(&[("a.ar.md", text, "sau")]);
}

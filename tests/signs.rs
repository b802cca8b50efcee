//! On which side a speaker is when other words stand between the verb and the theme: kinds of sentences, each in the languages
//! in which it is said.

use crate::support::{RECORD, WORDS};
use plenary::import::{Importer, Options, Problem, Record, Side};
use plenary::source;
use std::sync::LazyLock;

static IMPORTER: LazyLock<Importer> = LazyLock::new(|| Importer::new(WORDS.inner().unwrap()).unwrap());

/// The record of a text in a language.
fn record(language: &str, text: &str) -> Record {
    let process = RECORD.ontology.prefixes().expand("process:wsis20-review").unwrap();
    let options = Options { process: Some(process), date: Some("2026-01-15".into()), ..Options::default() };
    let name = format!("x.{language}.md");
    let document = source::read(&name, text.as_bytes(), None).unwrap();
    IMPORTER.import(&name, text.as_bytes(), &document, &options).unwrap()
}

/// What is said in a statement under the heading of one actor: side, stance and theme or process, in any order.
fn said(language: &str, statement: &str) -> Vec<(Side, String, String)> {
    let heading = match language {
        "zh" => "中国",
        "ru" => "Кения",
        "ar" => "كينيا",
        _ => "Kenya",
    };
    let record = record(language, &format!("### {heading}\n\n- {statement}\n"));
    sides(&record)
}

fn sides(record: &Record) -> Vec<(Side, String, String)> {
    let local = |iri: &str| iri.rsplit('/').next().unwrap().to_owned();
    let mut said = Vec::new();
    for position in record.statements().flat_map(|(_, statement)| &statement.positions) {
        for thing in position.themes.iter().chain(&position.processes) {
            let side = IMPORTER.side(&position.stance, thing);
            said.push((side, local(position.stance.as_str()), local(thing.as_str())));
        }
    }
    said
}

/// Each statement takes this side of this thing, with one of these stances (any, where none is named), and no other side of it.
fn assert_sides(kinds: &[(&str, &str, Side, &str, &str)]) {
    let mut wrong = Vec::new();
    for (language, statement, side, stances, thing) in kinds {
        let said = said(language, statement);
        let of: Vec<_> = said.iter().filter(|(_, _, of)| of == thing).collect();
        let fits = |(found, stance, _): &&&(Side, String, String)| {
            found == side && (stances.is_empty() || stances.split(' ').any(|one| one == stance))
        };
        if of.is_empty() || !of.iter().all(|one| fits(&one)) {
            wrong.push(format!("{language} {statement}\n     {side:?} {stances} {thing}, not {said:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), kinds.len(), wrong.join("\n"));
}

/// Nothing is said of a thing.
fn assert_silent(kinds: &[(&str, &str, &str)]) {
    for (language, statement, thing) in kinds {
        let said = said(language, statement);
        assert!(said.iter().all(|(_, _, of)| of != thing), "{language} {statement}: {said:?}");
    }
}

use Side::{Against, For, Neutral};

#[test]
fn the_passive_keeps_its_sign() {
    assert_sides(&[
        ("en", "Cybersecurity was rejected by the room.", Against, "rejects", "cybersecurity"),
        ("en", "Digital skills were backed by all.", For, "supports", "digital-skills"),
        ("fr", "La cybersécurité a été rejetée par la salle.", Against, "rejects", "cybersecurity"),
        ("fr", "Les compétences numériques ont été soutenues par tous.", For, "supports", "digital-skills"),
        ("es", "La ciberseguridad fue rechazada por la sala.", Against, "rejects", "cybersecurity"),
        ("es", "Las competencias digitales fueron apoyadas por todos.", For, "supports", "digital-skills"),
        ("ru", "Предложение о кибербезопасности было поддержано залом.", For, "supports", "cybersecurity"),
        (
            "fr",
            "La proposition de supprimer la mention de l’égalité des genres a été rejetée par tous.",
            For,
            "",
            "gender-equality",
        ),
    ]);
}

/// Who supports or opposes a proposal takes a side of what was proposed, not of what was opposed.
#[test]
fn a_proposal_is_taken_up() {
    let cases = [
        ("en", "Kenya called for affordable access. Togo supported this proposal.", Some(For)),
        ("en", "Kenya called for affordable access. Togo opposed this proposal.", Some(Against)),
        ("en", "Kenya opposed affordable access. Togo supported this proposal.", None),
        ("fr", "Le Kenya a demandé un accès abordable. Le Togo soutient cette proposition.", Some(For)),
        ("es", "Kenya pidió un acceso asequible. La propuesta fue respaldada por el Togo.", Some(For)),
        ("ru", "Кения призвала к доступному подключению. Того поддержало это предложение.", Some(For)),
        ("zh", "肯尼亚呼吁提供可负担的接入。多哥支持这一建议。", Some(For)),
        ("ar", "دعت كينيا إلى الوصول الميسور التكلفة. وأيدت توغو هذه الدعوة.", Some(For)),
    ];
    for (language, text, side) in cases {
        let record = record(language, text);
        let of = record.statements().filter(|(slot, _)| slot.speaker.as_str().ends_with("/tgo"));
        let positions = of.flat_map(|(_, statement)| &statement.positions);
        let found: Vec<_> =
            positions.flat_map(|one| one.themes.iter().map(|thing| IMPORTER.side(&one.stance, thing))).collect();
        assert_eq!(found.first().copied(), side, "{language} {text}: {found:?}");
    }
}

#[test]
fn reading_5_a_negated_refusal_supports() {
    assert_sides(&[
        ("en", "Does not oppose a permanent mandate for the IGF.", For, "supports", "igf"),
        ("en", "Did not object to the multistakeholder model.", For, "supports", "multistakeholder-model"),
        ("en", "Has no objection to open standards.", For, "supports", "open-standards"),
        ("zh", "不反对多利益攸关方模式。", For, "supports", "multistakeholder-model"),
        ("fr", "Ne s’est pas opposé au modèle multipartite.", For, "supports", "multistakeholder-model"),
        ("es", "No se opone al modelo de múltiples partes interesadas.", For, "supports", "multistakeholder-model"),
        (
            "ru",
            "Не возражает против многосторонней модели с участием многих заинтересованных сторон.",
            For,
            "supports",
            "multistakeholder-model",
        ),
        ("ar", "لا تعارض نموذج أصحاب المصلحة المتعددين.", For, "supports", "multistakeholder-model"),
    ]);
}

#[test]
fn reading_5_a_negated_wish_opposes() {
    assert_sides(&[
        ("en", "I don't think we need new rules on AI governance.", Against, "opposes", "ai-governance"),
        ("en", "New rules on AI governance should not be adopted.", Against, "opposes", "ai-governance"),
        ("en", "Stressed that it cannot accept new rules on AI governance.", Against, "rejects", "ai-governance"),
        ("en", "Questioned the need for new financing mechanisms.", Against, "opposes", "financing-investment"),
        ("zh", "不认为需要人工智能治理的新规则。", Against, "opposes", "ai-governance"),
        ("zh", "强调不能接受人工智能治理新规则。", Against, "rejects", "ai-governance"),
        (
            "fr",
            "A souligné qu’il ne pouvait accepter de nouvelles règles sur la gouvernance de l’IA.",
            Against,
            "rejects",
            "ai-governance",
        ),
        (
            "es",
            "Subrayó que no puede aceptar nuevas normas sobre la gobernanza de la IA.",
            Against,
            "rejects opposes",
            "ai-governance",
        ),
        (
            "ru",
            "Подчеркнул, что не может согласиться с новыми правилами управления ИИ.",
            Against,
            "rejects opposes",
            "ai-governance",
        ),
        ("ar", "شددت على أنها لا تستطيع قبول قواعد جديدة لحوكمة الذكاء الاصطناعي.", Against, "rejects", "ai-governance"),
    ]);
}

#[test]
fn reading_5_who_opposes_a_removal_defends() {
    assert_sides(&[
        ("en", "Opposed deleting the paragraph on human rights.", For, "defends", "human-rights"),
        ("en", "Cautioned against weakening the multistakeholder model.", For, "defends", "multistakeholder-model"),
        ("en", "Rejected attempts to end the mandate of the IGF.", For, "defends", "igf"),
        ("zh", "警告不要削弱多利益攸关方模式。", For, "defends", "multistakeholder-model"),
        ("zh", "反对删除关于人权的段落。", For, "defends", "human-rights"),
        (
            "fr",
            "S’est opposé à la suppression du paragraphe sur les droits de l’homme.",
            For,
            "defends",
            "human-rights",
        ),
        ("es", "Se opuso a suprimir el párrafo sobre derechos humanos.", For, "defends", "human-rights"),
        ("ru", "Выступил против исключения пункта о правах человека.", For, "defends", "human-rights"),
        ("ar", "عارضت حذف الفقرة المتعلقة بحقوق الإنسان.", For, "defends", "human-rights"),
    ]);
}

#[test]
fn reading_5_who_demands_a_removal_opposes() {
    assert_sides(&[
        (
            "en",
            "Asked that the reference to enhanced cooperation and big data be deleted.",
            Against,
            "opposes",
            "big-data",
        ),
        ("en", "Called for deleting the section on big data.", Against, "opposes", "big-data"),
        ("en", "Stressed the need to avoid new rules on AI governance.", Against, "opposes", "ai-governance"),
        ("en", "Proposed replacing big data with open standards.", Against, "opposes", "big-data"),
        ("en", "Proposed replacing big data with open standards.", For, "calls-for", "open-standards"),
        ("en", "Asked that the reference to human rights not be deleted.", For, "", "human-rights"),
        ("zh", "要求删去关于大数据的一节。", Against, "opposes", "big-data"),
        ("fr", "A demandé de supprimer la section sur les mégadonnées.", Against, "opposes", "big-data"),
        ("es", "Pidió suprimir la sección sobre macrodatos.", Against, "opposes", "big-data"),
        ("ru", "Призвал исключить раздел о больших данных.", Against, "opposes", "big-data"),
        ("ar", "دعت إلى حذف القسم المتعلق بالبيانات الضخمة.", Against, "opposes", "big-data"),
    ]);
}

#[test]
fn reading_5_who_regrets_a_lack_wants_the_thing() {
    assert_sides(&[
        (
            "en",
            "Regretted that the draft is silent on data sovereignty.",
            For,
            "calls-for defends",
            "digital-sovereignty",
        ),
        ("en", "Expressed concern at the lack of human rights language.", For, "calls-for defends", "human-rights"),
        ("fr", "Regrette l’absence d’engagement financier.", For, "calls-for defends", "financing-investment"),
        ("zh", "对草案没有提及人权表示遗憾。", For, "calls-for defends", "human-rights"),
        ("es", "Lamentó la falta de financiación.", For, "calls-for defends", "financing-investment"),
        (
            "ru",
            "Выразил сожаление по поводу отсутствия упоминания о правах человека.",
            For,
            "calls-for defends",
            "human-rights",
        ),
        ("ar", "أعربت عن أسفها لغياب حقوق الإنسان.", For, "calls-for defends", "human-rights"),
    ]);
}

#[test]
fn reading_5_who_warns_of_the_contrary_is_for_the_thing() {
    assert_sides(&[
        ("en", "Warned against surveillance and Internet shutdowns.", For, "defends", "open-internet"),
        ("en", "Warned against surveillance and Internet shutdowns.", For, "defends", "data-protection"),
        ("en", "Called for an end to Internet shutdowns.", For, "", "open-internet"),
        ("fr", "Met en garde contre les coupures d’Internet.", For, "defends", "open-internet"),
        ("es", "Advirtió contra los cortes de Internet.", For, "defends", "open-internet"),
        ("ru", "Предостерег от отключений Интернета.", For, "defends", "open-internet"),
        ("ar", "حذرت من قطع الإنترنت.", For, "defends", "open-internet"),
        ("zh", "警告不要断网。", For, "defends", "open-internet"),
    ]);
}

#[test]
fn reading_5_two_verbs_have_two_signs() {
    assert_sides(&[
        (
            "en",
            "We support open standards, and we remain doubtful about blockchain.",
            For,
            "supports",
            "open-standards",
        ),
        ("en", "We support open standards, and we remain doubtful about blockchain.", Against, "", "blockchain"),
        ("en", "We have a reservation on blockchain.", Against, "", "blockchain"),
        (
            "en",
            "Welcomed the zero draft; however, it did not support merging the GDC follow-up into WSIS.",
            Against,
            "opposes",
            "process-coherence",
        ),
        (
            "fr",
            "Soutient les normes ouvertes, mais reste sceptique quant à la chaîne de blocs.",
            Against,
            "",
            "blockchain",
        ),
        ("zh", "支持开放标准，但对区块链仍表示怀疑。", Against, "", "blockchain"),
        (
            "es",
            "Apoya los estándares abiertos, pero tiene dudas sobre la cadena de bloques.",
            Against,
            "",
            "blockchain",
        ),
        ("ru", "Поддержал открытые стандарты, но выразил сомнения в отношении блокчейна.", Against, "", "blockchain"),
    ]);
}

#[test]
fn reading_5_questions_note_and_conditions_are_withheld() {
    assert_sides(&[
        ("en", "Asked whether the IGF should be made permanent.", Neutral, "notes", "igf"),
        ("en", "Should the IGF be made permanent?", Neutral, "notes", "igf"),
        ("fr", "A demandé si le FGI devait devenir permanent.", Neutral, "notes", "igf"),
        ("es", "Preguntó si el FGI debía ser permanente.", Neutral, "notes", "igf"),
        ("ar", "تساءلت عما إذا كان ينبغي جعل منتدى حوكمة الإنترنت دائما.", Neutral, "notes", "igf"),
        ("zh", "询问是否应使互联网治理论坛常设化。", Neutral, "notes", "igf"),
    ]);
    assert_silent(&[
        ("en", "Would support open standards only if costs fall.", "open-standards"),
        ("es", "Apoya los estándares abiertos solo si bajan los costos.", "open-standards"),
        ("ru", "Поддерживает открытые стандарты только при условии снижения затрат.", "open-standards"),
        ("zh", "只有在降低成本时才支持开放标准。", "open-standards"),
    ]);
    let record = record("en", "### Kenya\n\n- Would support open standards only if costs fall.\n");
    let problems: Vec<_> = record.unresolved.iter().map(|unresolved| unresolved.problem).collect();
    assert_eq!(problems, [Problem::Conditional], "what is left out is said");
}

/// Who supports something provided that there is something else supports the one and demands the other.
#[test]
fn a_proviso_is_demanded_and_leaves_the_support() {
    assert_sides(&[
        ("en", "Supports open standards, provided that privacy is protected.", For, "supports", "open-standards"),
        ("en", "Supports open standards, provided that privacy is protected.", For, "calls-for", "data-protection"),
        ("en", "Supports open standards, as long as human rights are not weakened.", For, "", "human-rights"),
        (
            "fr",
            "Appuie les normes ouvertes, pourvu que la vie privée soit protégée.",
            For,
            "supports",
            "open-standards",
        ),
        (
            "fr",
            "Appuie les normes ouvertes, pourvu que la vie privée soit protégée.",
            For,
            "calls-for",
            "data-protection",
        ),
        (
            "es",
            "Apoya los estándares abiertos siempre que se respete la privacidad.",
            For,
            "supports",
            "open-standards",
        ),
        (
            "es",
            "Apoya los estándares abiertos siempre que se respete la privacidad.",
            For,
            "calls-for",
            "data-protection",
        ),
        (
            "ru",
            "Поддерживает открытые стандарты при условии защиты персональных данных.",
            For,
            "supports",
            "open-standards",
        ),
        (
            "ru",
            "Поддерживает открытые стандарты при условии защиты персональных данных.",
            For,
            "calls-for",
            "data-protection",
        ),
        ("zh", "支持开放标准，条件是保护隐私。", For, "supports", "open-standards"),
        ("zh", "支持开放标准，条件是保护隐私。", For, "calls-for", "data-protection"),
        ("ar", "تؤيد المعايير المفتوحة شريطة احترام حقوق الإنسان.", For, "supports", "open-standards"),
        ("ar", "تؤيد المعايير المفتوحة شريطة احترام حقوق الإنسان.", For, "calls-for", "human-rights"),
    ]);
}

#[test]
fn reading_5_what_only_looks_like_a_negation_is_none() {
    assert_sides(&[
        ("en", "Cannot but support the IGF.", For, "supports", "igf"),
        ("en", "Supports not only open standards but also human rights.", For, "supports", "open-standards"),
        ("fr", "Ne peut que soutenir le FGI.", For, "supports", "igf"),
        ("es", "No puede sino apoyar el FGI.", For, "supports", "igf"),
        ("ru", "Не может не поддержать ФУИ.", For, "supports", "igf"),
        ("ar", "لا يسعها إلا أن تؤيد منتدى حوكمة الإنترنت.", For, "supports", "igf"),
        ("zh", "不仅支持开放标准，也支持人权。", For, "supports", "open-standards"),
    ]);
    assert_silent(&[("en", "Affirmed that human rights apply online as they do offline.", "digital-divide")]);
}

#[test]
fn reading_6_the_main_verb_beats_nouns_and_gerunds() {
    assert_sides(&[
        ("en", "Welcomed the focus on youth.", For, "welcomes", "youth"),
        ("en", "Said that bridging the digital divide must be a priority.", For, "calls-for", "digital-divide"),
        ("en", "Said bridging the digital divide must be a priority.", For, "calls-for", "digital-divide"),
        (
            "en",
            "Said that developed countries must increase their contributions to capacity building.",
            For,
            "calls-for",
            "capacity-building",
        ),
        ("fr", "A salué l’accent mis sur les jeunes.", For, "welcomes", "youth"),
        ("es", "Acogió con beneplácito la atención prestada a los jóvenes.", For, "welcomes", "youth"),
        ("ru", "Приветствовал внимание к молодежи.", For, "welcomes", "youth"),
    ]);
}

#[test]
fn reading_8_homonyms_of_themes_are_none() {
    assert_silent(&[
        ("en", "Regretted the conflicting timetables.", "conflict-recovery"),
        ("en", "Welcomed the flexible timetable and digital governance.", "flexible-governance"),
        ("en", "Will host a summit on blockchain in May.", "wsis"),
        ("en", "Proposed a diversity of measures.", "diversity"),
        ("en", "Recalled the deadline for comments.", "action-oriented-outcomes"),
        ("fr", "Rappelle la date limite pour les observations.", "action-oriented-outcomes"),
        ("fr", "Accueillera un sommet sur la chaîne de blocs.", "wsis"),
        ("es", "Acogerá una cumbre sobre la cadena de bloques.", "wsis"),
        ("es", "Propuso una diversidad de medidas.", "diversity"),
        ("zh", "提醒注意提交意见的截止日期。", "action-oriented-outcomes"),
        ("ru", "Проведет саммит по блокчейну.", "wsis"),
    ]);
    assert_sides(&[
        ("en", "Supported countries in conflict.", For, "", "conflict-recovery"),
        ("en", "Supported a diversity of voices.", For, "", "diversity"),
    ]);
}

#[test]
fn reading_9_an_echo_takes_the_position_before() {
    for (language, text) in [
        ("en", "Ghana called for affordable access. Togo agreed."),
        ("en", "Ghana called for affordable access. Togo echoed this."),
        ("zh", "加纳呼吁可负担的接入。多哥表示赞同。"),
        ("fr", "Le Ghana a demandé un accès abordable. Le Togo est du même avis."),
        ("es", "Ghana pidió un acceso asequible. El Togo estuvo de acuerdo."),
        ("ru", "Гана призвала к доступному по цене доступу. Того согласилось с этим."),
    ] {
        let record = record(language, text);
        let said: Vec<_> = record
            .interventions
            .iter()
            .flat_map(|slot| {
                slot.statements.iter().flat_map(|statement| &statement.positions).map(move |it| (slot, it))
            })
            .filter(|(_, position)| position.themes.iter().any(|theme| theme.as_str().ends_with("affordable-access")))
            .map(|(slot, position)| {
                let stance = position.stance.as_str().rsplit('/').next().unwrap();
                format!("{} {stance}", slot.speaker.as_str().rsplit('/').next().unwrap())
            })
            .collect();
        assert_eq!(said, ["gha calls-for", "tgo calls-for"], "{text}");
    }
}

#[test]
fn who_warns_of_a_problem_agrees_with_who_calls_for_work_on_it() {
    assert_sides(&[
        ("en", "Warned of the digital divide.", For, "warns", "digital-divide"),
        ("en", "Called for bridging the digital divide.", For, "calls-for", "digital-divide"),
        ("en", "Condemned disinformation.", For, "criticises", "disinformation"),
        ("zh", "呼吁弥合数字鸿沟。", For, "calls-for", "digital-divide"),
        ("fr", "Appelle à combler la fracture numérique.", For, "calls-for", "digital-divide"),
        ("es", "Pidió cerrar la brecha digital.", For, "calls-for", "digital-divide"),
        ("ru", "Призвал преодолеть цифровой разрыв.", For, "calls-for", "digital-divide"),
        ("ar", "دعت إلى سد الفجوة الرقمية.", For, "calls-for", "digital-divide"),
    ]);
    assert_silent(&[("en", "Opposed combating disinformation.", "disinformation")]);
}

/// A request to take something out is against it, and who turns it down defends it.
#[test]
fn reading_11_a_request_to_drop_is_against() {
    let cases = [
        ("en", "A request from Ghana to drop the section on big data was turned down by Togo.", "big-data"),
        ("en", "Ghana\u{2019}s proposal to delete the paragraph on big data was rejected by Togo.", "big-data"),
        (
            "fr",
            "Une proposition du Ghana visant à supprimer la mention des mégadonnées a été rejetée par le Togo.",
            "big-data",
        ),
        (
            "es",
            "Una propuesta de Ghana de suprimir el párrafo sobre los macrodatos fue rechazada por el Togo.",
            "big-data",
        ),
        ("ru", "Предложение Ганы исключить упоминание о больших данных было отклонено Того.", "big-data"),
    ];
    let mut wrong = Vec::new();
    for (language, text, thing) in cases {
        let record = record(language, text);
        let side_of = |actor: &str| {
            let of = record.statements().filter(|(slot, _)| slot.speaker.as_str().ends_with(actor));
            let positions: Vec<_> = of.flat_map(|(_, statement)| &statement.positions).collect();
            let of = positions.iter().flat_map(|one| one.themes.iter().map(|theme| (&one.stance, theme)));
            of.filter(|(_, theme)| theme.as_str().ends_with(thing))
                .map(|(stance, theme)| IMPORTER.side(stance, theme))
                .next()
        };
        if (side_of("/gha"), side_of("/tgo")) != (Some(Against), Some(For)) {
            wrong.push(format!("{language} {text}: {:?} {:?}", side_of("/gha"), side_of("/tgo")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_sides(&[
        ("en", "Proposals to delete the paragraph on big data were rejected by all.", For, "", "big-data"),
        ("en", "Requests to omit any reference to big data were turned down.", For, "", "big-data"),
    ]);
}

#[test]
fn reading_11_who_does_not_want_is_against() {
    assert_sides(&[
        ("en", "Does not want new rules on AI governance.", Against, "opposes", "ai-governance"),
        ("en", "Did not want new rules on AI governance.", Against, "opposes", "ai-governance"),
        (
            "fr",
            "Ne veut pas de nouvelles règles sur la gouvernance de l\u{2019}IA.",
            Against,
            "opposes",
            "ai-governance",
        ),
        ("es", "No quiere nuevas normas sobre la gobernanza de la IA.", Against, "opposes", "ai-governance"),
        ("ru", "Не хочет новых правил управления ИИ.", Against, "opposes", "ai-governance"),
        ("zh", "不希望制定新的人工智能治理规则。", Against, "opposes", "ai-governance"),
        ("zh", "不想看到新的人工智能治理规则。", Against, "opposes", "ai-governance"),
        ("ar", "لا تريد قواعد جديدة بشأن حوكمة الذكاء الاصطناعي.", Against, "opposes", "ai-governance"),
        ("en", "Wants binding rules on AI governance.", For, "", "ai-governance"),
        ("fr", "Veut des règles contraignantes sur la gouvernance de l\u{2019}IA.", For, "", "ai-governance"),
        ("es", "Quiere normas vinculantes sobre la gobernanza de la IA.", For, "", "ai-governance"),
        ("en", "Does not want to weaken the multistakeholder model.", For, "", "multistakeholder-model"),
    ]);
}

#[test]
fn reading_11_what_is_not_negotiable_is_defended() {
    assert_sides(&[
        ("en", "Privacy is not negotiable.", For, "defends", "data-protection"),
        ("fr", "La protection des données n\u{2019}est pas négociable.", For, "defends", "data-protection"),
        ("es", "La protección de datos no es negociable.", For, "defends", "data-protection"),
        ("ru", "Защита данных не является предметом торга.", For, "defends", "data-protection"),
        ("zh", "数据保护不容妥协。", For, "defends", "data-protection"),
        ("ar", "حماية البيانات غير قابلة للتفاوض.", For, "defends", "data-protection"),
        ("zh", "要弥合数字鸿沟。", For, "calls-for", "digital-divide"),
    ]);
}

/// In Arabic the subject may stand between the verb of speech and what it reports.
#[test]
fn reading_11_what_is_reported_behind_the_subject_counts() {
    for (text, thing, side) in [
        ("أكد مندوب الكويت أن بلاده تدعم سد الفجوة الرقمية.", "digital-divide", For),
        ("أكد ممثل غانا أن بلاده ترفض إضعاف حماية البيانات.", "data-protection", For),
        ("أوضحت ممثلة كينيا أنها تؤيد المعايير المفتوحة.", "open-standards", For),
        ("لا تعارض غانا نموذج أصحاب المصلحة المتعددين.", "multistakeholder-model", For),
        ("طالب ممثل الجزائر بنقل التكنولوجيا.", "technology-transfer", For),
    ] {
        let said = sides(&record("ar", text));
        let of: Vec<_> = said.iter().filter(|(_, _, of)| of == thing).map(|(side, _, _)| *side).collect();
        assert_eq!(of, [side], "{text}: {said:?}");
    }
}

/// Closing the digital divide in rural areas takes away the divide, not what is said of where it is.
#[test]
fn the_removal_of_a_problem_is_not_that_of_what_stands_behind_it() {
    assert_sides(&[
        ("en", "Called for closing the digital divide in rural areas.", Side::For, "", "rural-access"),
        ("fr", "Demande de combler la fracture numérique dans les zones rurales.", Side::For, "", "rural-access"),
        ("es", "Pidió cerrar la brecha digital en las zonas rurales.", Side::For, "", "rural-access"),
        ("ru", "Призвала преодолеть цифровой разрыв в сельских районах.", Side::For, "", "rural-access"),
        ("zh", "呼吁弥合农村地区的数字鸿沟。", Side::For, "", "digital-divide"),
        ("ar", "دعت إلى سد الفجوة الرقمية وإلى توفير التمويل اللازم لبناء القدرات.", Side::For, "", "capacity-building"),
    ]);
}

/// Words that refuse and restrict, and those by which a delegation lets something pass.
#[test]
fn what_restricts_and_what_lets_pass_has_its_sign() {
    assert_sides(&[
        ("en", "Criticised the shrinking of civic space.", Side::For, "", "civic-space"),
        ("en", "Could live with the paragraph on cybersecurity.", Side::For, "", "cybersecurity"),
        (
            "en",
            "Called upon partners to provide financing and to facilitate the transfer of technology.",
            Side::For,
            "",
            "technology-transfer",
        ),
        ("fr", "A mis en garde contre la fragmentation de l'Internet.", Side::For, "warns", "internet-fragmentation"),
        ("fr", "N'a pas d'objection au paragraphe sur la cybersécurité.", Side::For, "", "cybersecurity"),
        (
            "fr",
            "Craint que de nouvelles règles n'affaiblissent le modèle multipartite.",
            Side::For,
            "",
            "multistakeholder-model",
        ),
        (
            "es",
            "Alentó a los gobiernos a invertir en competencias digitales.",
            Side::For,
            "encourages",
            "digital-skills",
        ),
        ("ru", "Осудила сужение гражданского пространства.", Side::For, "", "civic-space"),
        ("zh", "对关于网络安全的段落没有异议。", Side::For, "", "cybersecurity"),
        ("ar", "أيدت منح منتدى إدارة الإنترنت ولاية دائمة.", Side::For, "", "igf-continuation"),
    ]);
}

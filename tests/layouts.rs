//! Whose the words are by the layout of a document: one speaks throughout, turns are verbatim, headings under which nobody speaks,
//! numbered paragraphs. Each kind in the languages where it exists.

use crate::voices::assert_speakers;

#[test]
fn a_statement_is_of_the_one_whom_its_head_names() {
    assert_speakers(&[
        (
            "a.en.txt",
            "PERMANENT MISSION OF GHANA TO THE UNITED NATIONS\n\nCheck against delivery\n\nMr. President,\n\nWe call for affordable access. Kenya has shown the way. The European Union proposed a fund, and we support it.\n\nI thank you.\n",
            "gha; gha; gha",
        ),
        (
            "a.en.md",
            "# Contribution of the Internet Society to the review\n\nWe welcome the zero draft. Brazil has asked for more financing.\n\n## Next\n\n- Our members need encryption.\n",
            "isoc; isoc; isoc",
        ),
        (
            "a.fr.txt",
            "Déclaration du Kenya au nom du Groupe africain\n\nMonsieur le Président,\n\nNous demandons un accès abordable. Le Ghana a montré la voie. Nous remercions l'Union européenne de sa proposition sur la cybersécurité.\n",
            "ken for unrg-african; ken for unrg-african; ken for unrg-african",
        ),
        (
            "a.es.txt",
            "MISIÓN PERMANENTE DE MÉXICO ANTE LAS NACIONES UNIDAS\n\nSeñor Presidente:\n\nConsideramos que el acceso asequible es una prioridad. Brasil y Chile han propuesto un fondo. Apoyamos esa propuesta.\n\nMuchas gracias.\n",
            "mex; mex; mex",
        ),
        (
            "a.ru.txt",
            "Выступление представителя Казахстана\n\nУважаемый господин Председатель,\n\nМы поддерживаем недорогой доступ. Европейский союз предложил создать фонд. Наша делегация согласна с этим.\n\nБлагодарю за внимание.\n",
            "kaz; kaz; kaz",
        ),
        (
            "a.ar.txt",
            "البعثة الدائمة لجمهورية مصر العربية لدى الأمم المتحدة\n\nالسيد الرئيس،\n\nنؤيد النفاذ الميسور التكلفة للجميع. واقترح الاتحاد الأوروبي إنشاء صندوق جديد. ونحن نؤيد هذا الاقتراح كل التأييد.\n\nوشكراً.\n",
            "egy; egy; egy",
        ),
        (
            "a.zh.txt",
            "中国代表团的发言\n\n主席先生：\n\n我们认为，应当弥合数字鸿沟。欧盟提出设立基金，我们支持这一建议。肯尼亚的网络安全经验值得借鉴。\n\n谢谢主席先生。\n",
            "chn; chn; chn",
        ),
    ]);
}

/// Whom a letter goes to has not written it, and who has is not always known.
#[test]
fn a_letter_is_of_the_one_who_signs_it() {
    assert_speakers(&[
        (
            "a.fr.txt",
            "À l'attention de S.E. M. Pierre Durand, Représentant permanent du Kenya\n\nMonsieur l'Ambassadeur,\n\nNous demandons un accès abordable pour tous. Notre organisation défend la cybersécurité.\n\nPour l'Association pour le progrès des communications,\nJeanne Martin\n",
            "apc; apc",
        ),
        (
            "a.ru.txt",
            "Постоянному представителю Кении при ООН\n\nУважаемый господин посол,\n\nМы просим обеспечить недорогой доступ для всех. Наша организация выступает за шифрование. Кения поддержала кибербезопасность.\n\nС уважением,\n\nInternet Society\n",
            "isoc; isoc; isoc",
        ),
    ]);
    for (name, text) in [
        (
            "a.en.txt",
            "To the Permanent Representative of Kenya\n\nDear Ambassador,\n\nWe ask you to keep affordable access in the text. Kenya has led on this. Our networks need cybersecurity.\n\nThe Lighthouse Keepers of Ruritania\n",
        ),
        (
            "a.en.md",
            "# Kenya: a leader in AI?\n\nWe visited Nairobi. Our governments must support cybersecurity. Kenya supports encryption.\n",
        ),
        (
            "a.en.txt",
            "Remarks by Jane Doe, CEO of Acme Corp, at the European Union summit\n\nWe at Acme believe in encryption. Our customers want cybersecurity. The European Union supports us.\n",
        ),
        (
            "a.en.txt",
            "Submission to the Government of India by Digital Rights Ruritania\n\nWe thank the Government for this. We oppose Internet shutdowns. India supports human rights.\n",
        ),
        (
            "a.zh.txt",
            "致中国代表团的公开信\n\n我们呼吁弥合数字鸿沟。我们认为网络安全很重要。中国支持人权。\n\n灯塔守护者协会\n",
        ),
        (
            "a.es.txt",
            "A la atención del Representante Permanente de Chile\n\nEstimado Embajador:\n\nPedimos un acceso asequible para todos. Chile apoyó la ciberseguridad. Nuestra red está preocupada.\n\nLa Red de Fareros\n",
        ),
    ] {
        let found = crate::voices::who(name, text);
        assert!(found.starts_with("no actor of the data speaks"), "{text}\n{found}");
    }
}

#[test]
fn nobody_else_speaks_in_a_turn_that_is_verbatim() {
    assert_speakers(&[
        (
            "a.en.txt",
            ">> GHANA: Thank you, Chair. We need affordable access. Egypt told this room that cybersecurity matters.\n\n(Applause)\n\n>> JAPAN: (Off microphone) Is it on? Okay. We think that the European Union opposed encryption. [Laughter]\n",
            "gha; gha; jpn",
        ),
        (
            "a.fr.txt",
            "GHANA : Nous demandons un accès abordable. L'Égypte a dit que la cybersécurité compte.\n\nJAPON : (Interprétation du japonais) Nous défendons le chiffrement. Le Kenya appuie la cybersécurité.\n",
            "gha; gha; jpn; jpn",
        ),
        (
            "a.es.txt",
            "GHANA: Pedimos un acceso asequible. Egipto dijo que la ciberseguridad importa.\n\nJAPÓN: (Aplausos) Nuestro país defiende el cifrado.\n",
            "gha; gha; jpn",
        ),
        (
            "a.ru.txt",
            "ГАНА: Мы просим недорогой доступ. Египет заявил, что кибербезопасность важна.\n\nЯПОНИЯ: (Аплодисменты) Наша страна защищает шифрование.\n",
            "gha; gha; jpn",
        ),
        (
            "a.zh.txt",
            "加纳：我们需要负担得起的接入。埃及表示网络安全很重要。\n\n日本：（掌声）我国主张加密。\n",
            "gha; gha; jpn",
        ),
        (
            "a.ar.txt",
            "غانا: نطالب بالنفاذ الميسور التكلفة. وقالت مصر إن الأمن السيبراني مهم.\n\nاليابان: (تصفيق) نؤيد التشفير.\n",
            "gha; gha; jpn",
        ),
        ("a.en.txt", "Ms. Diallo (Senegal) (spoke in French): My country supports affordable access.", "sen"),
        ("a.fr.txt", "Mme Diallo (Sénégal) (parle en anglais) : Nous appuyons un accès abordable.", "sen"),
        ("a.es.txt", "Sra. Diallo (Senegal) (habla en francés): Apoyamos un acceso asequible.", "sen"),
        ("a.ru.txt", "Г-жа Диалло (Сенегал) (говорит по-французски): Мы поддерживаем недорогой доступ.", "sen"),
        ("a.zh.txt", "迪亚洛女士（塞内加尔）（以法语发言）：我们支持负担得起的接入。", "sen"),
        // A summary under the same labels is not verbatim.
        (
            "a.en.md",
            "# Talks\n\n## Ghana\n\n- Called for affordable access.\n- Togo stressed cybersecurity.\n",
            "gha; tgo",
        ),
    ]);
}

#[test]
fn a_narrator_who_says_we_is_not_who_spoke_before() {
    assert_speakers(&[
        ("a.en.txt", "Ghana called for affordable access. We believe that cybersecurity was forgotten.", "gha; ?"),
        ("a.fr.txt", "Le Ghana a demandé un accès abordable. Nous pensons que la cybersécurité est oubliée.", "gha; ?"),
        ("a.es.txt", "Ghana pidió un acceso asequible. Creemos que la ciberseguridad quedó olvidada.", "gha; ?"),
        ("a.ru.txt", "Гана призвала к недорогому доступу. Мы считаем, что кибербезопасность забыта.", "gha; ?"),
        ("a.zh.txt", "加纳呼吁提供负担得起的接入。我们认为网络安全被遗忘了。", "gha; ?"),
        ("a.ar.txt", "دعت غانا إلى النفاذ الميسور التكلفة. ونعتقد أن الأمن السيبراني أُهمل.", "gha; ?"),
        ("a.en.txt", "“We want affordable access,” said Ghana. “We also want cybersecurity,” she added.", "gha; gha"),
    ]);
}

/// A pronoun behind what the narrator tells of somebody means that one, unless somebody else has the floor, whom it may mean too.
#[test]
fn a_pronoun_means_the_one_of_whom_was_told() {
    assert_speakers(&[
        ("a.en.txt", "Kenya hosted the forum. It stressed cybersecurity.", "ken"),
        ("a.fr.txt", "Le Kenya a accueilli le forum. Il a souligné la cybersécurité.", "ken"),
        ("a.zh.txt", "肯尼亚主办了论坛。该国代表强调网络安全。", "ken"),
        (
            "a.en.txt",
            "Ghana called for affordable access. Kenya hosted the forum. It stressed cybersecurity.",
            "gha; ?",
        ),
    ]);
}

/// What a document tells of another year, or that is a report or a draft and no record, nobody says in it.
#[test]
fn history_is_not_what_was_said() {
    let record = "Ghana called for affordable access.\n\n";
    for (language, history) in [
        ("en", "In 2005, Kenya supported cybersecurity."),
        ("fr", "En 2005, le Kenya a appuyé la cybersécurité."),
        ("es", "En 2005, Kenya apoyó la ciberseguridad."),
        ("ru", "В 2005 году Кения поддержала кибербезопасность."),
        ("zh", "2005年，肯尼亚支持网络安全。"),
        ("ar", "في عام 2005، أيدت كينيا الأمن السيبراني."),
    ] {
        let said = crate::voices::who(&format!("a.{language}.txt"), history);
        assert!(said.starts_with("no actor of the data speaks"), "{history}\n{said}");
    }
    for title in ["Report of the Secretary-General", "# Concept note: a dialogue", "Draft resolution"] {
        let said = crate::voices::who("a.en.md", &format!("{title}\n\nITU and UNESCO support cybersecurity.\n"));
        assert!(said.starts_with("no actor of the data speaks"), "{title}\n{said}");
        let said = crate::voices::who("a.en.md", &format!("# Report of the workshop\n\n{record}"));
        assert_eq!(said, "gha");
    }
}

#[test]
fn an_interview_is_of_the_one_who_answers() {
    assert_speakers(&[(
        "a.en.md",
        "# Interview with the Internet Society\n\n**Is the draft good?**\n\nWe welcome it. Our members need encryption.\n\n**And Kenya?**\n\nKenya supported cybersecurity.\n",
        "isoc; isoc; isoc",
    )]);
    let unknown = "# Entretien avec Jeanne Martin\n\n**Le texte est-il bon ?**\n\nNous le saluons. Le Kenya a appuyé la cybersécurité.\n\n**Et le reste ?**\n\nNotre réseau demande un accès abordable.\n";
    let said = crate::voices::who("a.fr.md", unknown);
    assert!(said.starts_with("no actor of the data speaks"), "{said}");
}

#[test]
fn nobody_speaks_under_some_headings() {
    assert_speakers(&[
        (
            "a.en.md",
            "# Talks\n\n## Discussion\n\nGhana called for affordable access.\n\n## Decisions\n\n1. UNESCO and ITU support cybersecurity training.\n2. Kenya reports on encryption.\n\n## Debate\n\nTogo stressed cybersecurity.\n",
            "gha; tgo",
        ),
        (
            "a.ru.md",
            "# Протокол\n\nВЫСТУПИЛИ:\n\n- Гана призвала к недорогому доступу.\n\nРЕШИЛИ:\n\n1. Кения поддерживает кибербезопасность.\n\nГолосовали: «за» — 7, «воздержались» — 1 (Того).\n",
            "gha",
        ),
        (
            "a.fr.md",
            "# Réunion\n\nLe Ghana a demandé un accès abordable.\n\n## Décisions\n\n- L'UNESCO et l'UIT appuient la cybersécurité.\n",
            "gha",
        ),
        (
            "a.es.md",
            "# Reunión\n\nGhana pidió un acceso asequible.\n\n## Acuerdos\n\n- La UNESCO y la UIT apoyan la ciberseguridad.\n",
            "gha",
        ),
        ("a.zh.md", "# 会议\n\n加纳呼吁提供负担得起的接入。\n\n## 决定\n\n- 肯尼亚支持网络安全。\n", "gha"),
        (
            "a.ar.md",
            "# الاجتماع\n\nدعت غانا إلى النفاذ الميسور التكلفة.\n\n## القرارات\n\n- تؤيد كينيا الأمن السيبراني.\n",
            "gha",
        ),
        (
            "a.en.md",
            "# Talks\n\nGhana called for affordable access.\n\n09:00 Opening: Ms. Doreen Bogdan-Martin, ITU, on cybersecurity\n\n10:00 Cybersecurity, with Kenya\n",
            "gha",
        ),
    ]);
}

/// In a summary record each numbered paragraph is of one speaker, also where another word is the subject.
#[test]
fn a_numbered_paragraph_is_of_its_speaker() {
    assert_speakers(&[
        (
            "a.en.txt",
            "1. Ms. Mensah (Ghana) said that the digital divide was wide. The lack of trainers slowed the work on cybersecurity.\n\n2. The draft on encryption calls for trust.\n",
            "gha; gha; ?",
        ),
        (
            "a.fr.txt",
            "1. Mme Mensah (Ghana) dit que la fracture numérique est profonde. La machine doit rester au service de la personne.\n\n2. M. Diop (Sénégal) demande un accès abordable.\n",
            "gha; gha; sen",
        ),
        (
            "a.es.txt",
            "1. La Sra. Mensah (Ghana) dice que la brecha digital es enorme. La falta de formadores frena la ciberseguridad.\n\n2. El Sr. Diop (Senegal) pide un acceso asequible.\n",
            "gha; gha; sen",
        ),
        (
            "a.ru.txt",
            "1. Г-жа Менса (Гана) говорит, что цифровой разрыв велик. Нехватка преподавателей тормозит кибербезопасность.\n\n2. Г-н Диоп (Сенегал) просит недорогой доступ.\n",
            "gha; gha; sen",
        ),
    ]);
}

#[test]
fn a_person_for_many_speaks_for_all_of_them() {
    assert_speakers(&[
        (
            "a.en.txt",
            "Ms. Petrov (Bulgaria), speaking on behalf of the European Union and its member States; the candidate countries Albania and Montenegro; and, in addition, Georgia, said that human rights must be respected.",
            "bgr for alb for eu for geo for mne",
        ),
        (
            "a.en.txt",
            "Ghana called for affordable access. On behalf of the Internet Society, Ms. Lindqvist stressed cybersecurity.",
            "gha; isoc",
        ),
        (
            "a.es.txt",
            "Ghana pidió un acceso asequible. En representación de la Cámara de Comercio Internacional, Ignasi Vallcorba subrayó la ciberseguridad.",
            "gha; icc",
        ),
        (
            "a.es.txt",
            "Brasil no apoyó la propuesta de Costa Rica, secundada por Suiza, sobre la ciberseguridad.",
            "bra",
        ),
    ]);
}

/// What is asked or expected of somebody, or that somebody spoke, is nothing that it said.
#[test]
fn what_is_expected_of_somebody_is_not_said() {
    assert_speakers(&[
        ("a.en.txt", "Ghana called for affordable access. UNESCO and ITU will support cybersecurity.", "gha; ?"),
        ("a.en.txt", "Ghana called for affordable access. Kenya is encouraged to support cybersecurity.", "gha; ?"),
        (
            "a.en.txt",
            "Ghana called for affordable access. Also speaking today were representatives of Togo and Benin.",
            "gha",
        ),
        (
            "a.fr.txt",
            "Le Ghana a demandé un accès abordable. Le Kenya est invité à appuyer la cybersécurité.",
            "gha; ?",
        ),
        ("a.es.txt", "Ghana pidió un acceso asequible. Kenya deberá apoyar la ciberseguridad.", "gha; ?"),
        ("a.ru.txt", "Гана призвала к недорогому доступу. Кения будет поддерживать кибербезопасность.", "gha; ?"),
        ("a.zh.txt", "加纳呼吁提供负担得起的接入。肯尼亚将支持网络安全。", "gha; ?"),
    ]);
}

/// Whom others criticize or urge says nothing, whatever the verb.
#[test]
fn what_somebody_suffers_is_not_said() {
    for (language, suffered) in [
        ("en", "Kenya was criticized for its law on cybersecurity."),
        ("en", "Kenya has been urged to support cybersecurity."),
        ("en", "Kenya was accused of weakening cybersecurity."),
        ("fr", "Le Kenya a été critiqué pour sa loi sur la cybersécurité."),
        ("fr", "L'Union européenne est exhortée à soutenir la cybersécurité."),
        ("es", "Kenya fue criticada por su ley de ciberseguridad."),
        ("es", "Se instó a Kenya a apoyar la ciberseguridad."),
        ("ru", "Кения была раскритикована за закон о кибербезопасности."),
        ("zh", "肯尼亚被要求支持网络安全。"),
        ("ar", "تعرضت كينيا لانتقادات بشأن الأمن السيبراني."),
    ] {
        let said = crate::voices::who(&format!("a.{language}.txt"), suffered);
        assert!(said.starts_with("no actor of the data speaks"), "{suffered}\n{said}");
    }
    assert_speakers(&[
        (
            "a.en.txt",
            "Kenya was concerned about cybersecurity. Togo is opposed to new rules on AI governance.",
            "ken; tgo",
        ),
        ("a.en.txt", "Kenya was calling for cybersecurity.", "ken"),
    ]);
}

/// A label that names nobody who is known ends the words of whoever had the floor.
#[test]
fn a_label_of_somebody_unknown_ends_a_turn() {
    let cue = |number: usize, text: &str| {
        format!("{number}\n00:00:{number:02},000 --> 00:00:{:02},000\n{text}\n\n", number + 1)
    };
    for (language, chair, known, other) in [
        (
            "en",
            "CHAIR: Cybersecurity is next.",
            "GHANA: We support affordable access.",
            "Audience member: Where is encryption?",
        ),
        (
            "fr",
            "Présidente : La cybersécurité suit.",
            "GHANA : Nous appuyons un accès abordable.",
            "Participante : Où est le chiffrement ?",
        ),
        (
            "es",
            "Moderadora: Sigue la ciberseguridad.",
            "GHANA: Apoyamos un acceso asequible.",
            "Participante: ¿Y el cifrado?",
        ),
        (
            "ru",
            "Председатель: Далее кибербезопасность.",
            "ГАНА: Мы поддерживаем недорогой доступ.",
            "Участник: А где шифрование?",
        ),
        (
            "ar",
            "الرئيسة: ننتقل إلى الأمن السيبراني.",
            "غانا: نؤيد النفاذ الميسور التكلفة.",
            "الرئيسة: شكرا لكم على حقوق الإنسان.",
        ),
        ("zh", "主持人：下面讨论网络安全。", "加纳：我们支持负担得起的接入。", "主持人：还有人权问题。"),
    ] {
        let text: String =
            [chair, known, other].iter().enumerate().map(|(number, text)| cue(number + 1, text)).collect();
        let said = crate::voices::who(&format!("a.{language}.srt"), &text);
        let known: Vec<_> = said.split("; ").filter(|speaker| *speaker != "?").collect();
        assert_eq!(known, ["gha"], "{text}\n{said}");
    }
}

/// What somebody will do, or may, is no record of what it said, unless it has the floor.
#[test]
fn what_will_be_is_not_said() {
    for (language, expected) in [
        ("en", "Kenya will support cybersecurity."),
        ("fr", "Le Kenya soutiendra la cybersécurité."),
        ("es", "Kenya apoyará la ciberseguridad."),
        ("ru", "Кения поддержит кибербезопасность."),
        ("ar", "ستدعم كينيا الأمن السيبراني."),
        ("zh", "肯尼亚将支持网络安全。"),
        ("en", "It is unclear whether Kenya will support cybersecurity."),
        ("es", "No está claro si Kenya apoyará la ciberseguridad."),
        ("fr", "La proposition du Kenya sur la cybersécurité a été examinée."),
        ("ar", "التوافق بشأن الأمن السيبراني قريب."),
    ] {
        let said = crate::voices::who(&format!("a.{language}.txt"), expected);
        assert!(said.starts_with("no actor of the data speaks"), "{expected}\n{said}");
    }
    assert_speakers(&[
        (
            "a.fr.txt",
            "1. M. Sauvegrain (Union européenne) défend les droits de l'homme. L'Union n'acceptera jamais que la cybersécurité soit affaiblie.",
            "eu; eu",
        ),
        ("a.es.txt", "Kenya pidió un acceso asequible. Kenya no apoyará la ciberseguridad.", "ken; ken"),
    ]);
}

/// A quotation set apart is of the one whom the line below it names, and not of who was named before.
#[test]
fn a_quotation_set_apart_is_of_the_line_below() {
    assert_speakers(&[
        (
            "a.en.md",
            "# Talks\n\nGhana called for affordable access.\n\n“We will not accept weak encryption.”\n\nDelegate of Estonia\n\nTogo stressed cybersecurity.\n",
            "gha; est; tgo",
        ),
        (
            "a.fr.md",
            "# Débat\n\nLe Ghana a demandé un accès abordable.\n\n« Nous voulons la cybersécurité. »\n\n— Togo\n\nFin.\n",
            "gha; tgo",
        ),
        (
            "a.es.md",
            "# Debate\n\nGhana pidió un acceso asequible.\n\n«Queremos ciberseguridad.»\n\nRepresentante de Chile\n\nFin.\n",
            "gha; chl",
        ),
        (
            "a.en.md",
            "# Talks\n\nGhana called for affordable access.\n\n“We want cybersecurity.”\n\nNobody answered.\n",
            "gha; ?; ?",
        ),
    ]);
}

#[test]
fn courtesies_and_brackets_are_no_words_of_a_letter() {
    assert_speakers(&[
        (
            "a.fr.txt",
            "Déclaration du Kenya\n\nNous demandons un accès abordable. Notre pays défend la cybersécurité.\n\nNous vous prions d'agréer, Excellences, les assurances de notre haute considération.\n",
            "ken; ken",
        ),
        ("a.en.md", "# Talks\n\n**Kenya:** We support cybersecurity.\n\n**Togo:** (no intervention)\n", "ken"),
        ("a.en.txt", "Ghana called for affordable access. Neither Kenya nor Togo took part in this segment.", "gha"),
    ]);
}

/// What a file says of the document outside of its text: the title of a page, notes before the first cue.
#[test]
fn the_head_is_also_beside_the_text() {
    let importer = plenary::import::Importer::new(crate::support::WORDS.inner().unwrap()).unwrap();
    let read = |name: &str, text: &str| {
        let document = plenary::source::read(name, text.as_bytes(), None).unwrap();
        importer.import(name, text.as_bytes(), &document, &plenary::import::Options::default()).unwrap().meeting
    };
    let page = "<html><head><title>Open Forum | IGF 2026</title></head><body><main><h1>The last village</h1><p>18 November 2026</p><p>Kenya stressed cybersecurity.</p></main></body></html>";
    let meeting = read("a.en.html", page);
    assert_eq!((meeting.date.as_str(), meeting.process.as_str().rsplit('/').next()), ("2026-11-18", Some("igf")));
    let cues = "WEBVTT\n\nNOTE Internet Governance Forum, 19 November 2026\n\n00:00:01.000 --> 00:00:02.000\n<v Kenya>We support cybersecurity.\n";
    let meeting = read("a.en.vtt", cues);
    assert_eq!((meeting.date.as_str(), meeting.process.as_str().rsplit('/').next()), ("2026-11-19", Some("igf")));
}

/// A table with a row for each speaker: the head names its columns, or the cells show what they are.
#[test]
fn a_row_of_a_table_is_of_the_speaker_it_names() {
    let page = |lang: &str, rows: &[[&str; 3]]| {
        let cells = |row: &[&str; 3]| row.iter().map(|cell| format!("<td>{cell}</td>")).collect::<String>();
        let rows: String = rows.iter().map(|row| format!("<tr>{}</tr>", cells(row))).collect();
        format!("<html lang=\"{lang}\"><h1>WSIS</h1><table>{rows}</table></html>")
    };
    let table = |rows: &[[&str; 3]]| {
        let lines = rows.iter().map(|row| format!("| {} |", row.join(" | "))).collect::<Vec<_>>();
        format!("# WSIS\n\n{}\n|---|---|---|\n{}\n", lines[0], lines[1..].join("\n"))
    };
    let en = [
        ["No.", "Delegation", "Summary"],
        ["1", "Viet Nam and Togo (joint statement)", "Called for affordable access. Kenya hosts the next meeting."],
        ["2", "The Lighthouse Keepers", "Asked for cybersecurity in all ports."],
        ["3", "Ms. Ama Owusu, Ghana", "Supported human rights. Opposed a new mechanism for cybersecurity."],
        ["", "", "Also asked for affordable access."],
    ];
    let fr = [
        ["Ordre", "Intervenant", "Teneur de l'intervention"],
        ["1", "Kenya (au nom du Groupe africain)", "Demande un accès abordable pour tous. Se félicite du rapport."],
        ["2", "Ghana", "S'oppose à la surveillance de masse dans les écoles."],
        ["–", "Présidente", "Lève la séance à 18 heures."],
    ];
    let es = [
        ["Tema", "Orador", "Intervención"],
        ["Acceso", "México", "Pidió un acceso asequible para todos. Apoyó la ciberseguridad."],
        ["Acceso", "Chile", "Rechazó la vigilancia masiva de los usuarios."],
    ];
    let ru = [
        ["№", "Делегация", "Основные тезисы"],
        ["1", "Казахстан", "Поддерживает недорогой доступ для всех жителей."],
        ["2", "Беларусь", "Выступает против массовой слежки в сети."],
    ];
    let zh = [
        ["序号", "发言者", "发言要点"],
        ["1", "肯尼亚", "呼吁提供负担得起的接入。支持网络安全。"],
        ["2", "加纳", "反对大规模监控。"],
    ];
    let ar = [
        ["الرقم", "المتكلم", "ملخص المداخلة"],
        ["1", "كينيا", "دعت إلى النفاذ الميسور التكلفة للجميع."],
        ["2", "غانا", "أيدت الأمن السيبراني في جميع البلدان."],
    ];
    let bare = [
        ["14:00", "Kenya", "Called for affordable access for all."],
        ["14:10", "Ghana", "Supported human rights and cybersecurity."],
        ["14:20", "Togo", "Opposed mass surveillance of users."],
    ];
    assert_speakers(&[
        ("a.en.html", &page("en", &en), "vnm+tgo; vnm+tgo; ?; gha; gha; gha"),
        ("a.en.md", &table(&en), "vnm+tgo; vnm+tgo; ?; gha; gha; gha"),
        ("a.fr.html", &page("fr", &fr), "ken for unrg-african; ken for unrg-african; gha; ?"),
        ("a.es.md", &table(&es), "mex; mex; chl"),
        ("a.ru.md", &table(&ru), "kaz; blr"),
        ("a.zh.md", &table(&zh), "ken; ken; gha"),
        ("a.ar.html", &page("ar", &ar), "ken; gha"),
        ("a.en.html", &page("en", &bare), "ken; gha; tgo"),
    ]);
}

/// Statements one after the other, each below lines that say whose it is.
#[test]
fn statements_are_of_those_whom_the_lines_over_them_name() {
    assert_speakers(&[
        (
            "a.en.txt",
            "WSIS+20 CONSULTATION\nNew York, 14 October 2025\n\nSTATEMENT BY\nH.E. MS. AMA OWUSU\nPERMANENT REPRESENTATIVE OF FIJI\nON BEHALF OF THE AFRICAN GROUP\n\nMadam Chair,\n\nWe call for affordable access. Kenya supported cybersecurity.\n\nSTATEMENT BY\nMR. JOOST VAN DER HEIJDEN\nKINGDOM OF THE NETHERLANDS\n\nMy country supports human rights.\n\nSTATEMENT BY\nMS. RUNA OYELARAN\nCOORDINATOR, TIDEWATER COMMUNITY\n\nWe need cybersecurity.\n",
            "fji for unrg-african; fji for unrg-african; nld; ?",
        ),
        (
            "a.es.txt",
            "CONSULTA SOBRE LA CMSI\n\nINTERVENCIÓN DE\nS.E. SRA. ANA RUIZ\nREPRESENTANTE PERMANENTE DE MÉXICO\n\nMi país pide un acceso asequible.\n\nINTERVENCIÓN DE\nLA DELEGACIÓN DE CHILE\n\nApoyamos los derechos humanos.\n",
            "mex; chl",
        ),
        (
            "a.fr.txt",
            "CONSULTATION SUR LE SMSI\n\nDÉCLARATION DE\nS.E. MME ANNE DUPONT\nREPRÉSENTANTE PERMANENTE DU KENYA\n\nMon pays demande un accès abordable.\n\nDÉCLARATION DE\nLA DÉLÉGATION DU GHANA\n\nNous appuyons les droits de l'homme.\n",
            "ken; gha",
        ),
    ]);
}

/// In plain text only an empty line ends a paragraph, though a line may be short.
#[test]
fn a_paragraph_of_plain_text_goes_on_in_its_next_line() {
    assert_speakers(&[
        (
            "a.en.txt",
            "1. Mr. Owusu (Ghana), speaking on behalf of the African Group, called\nfor affordable access.\nThe Group opposed mass surveillance.\n\n2. Ms. Diallo (Senegal) supported efforts to\nstrengthen cybersecurity.\nHuman rights mattered.\n",
            "gha for unrg-african; gha for unrg-african; sen; sen",
        ),
        (
            "a.ru.txt",
            "1. Г-н Овусу (Гана), выступая от имени Группы африканских государств,\nпросит недорогой доступ.\nГруппа выступает против массовой слежки.\n",
            "gha for unrg-african; gha for unrg-african",
        ),
    ]);
}

/// Several who took the floor together, and what a pronoun for all of them then says.
#[test]
fn who_took_the_floor_together_speak_in_the_next_sentence() {
    assert_speakers(&[
        (
            "a.fr.txt",
            "Le Kenya, le Ghana et le Togo ont également pris la parole. Toutes trois souhaitaient un accès abordable pour tous.\n",
            "ken+gha+tgo",
        ),
        ("a.en.txt", "Kenya and Ghana took the floor. Both called for affordable access.\n", "ken+gha; ken+gha"),
    ]);
}

/// An Arabic name that lacks the article of the State's is that of a person.
#[test]
fn a_person_is_no_state_whose_article_is_missing() {
    let found = crate::voices::who("a.ar.txt", "قالت هند البرغوثي إن الأمن السيبراني مهم.\n");
    assert!(!found.contains("ind"), "{found}");
    assert_speakers(&[("a.ar.txt", "قالت الهند إن الأمن السيبراني مهم.\n", "ind")]);
}

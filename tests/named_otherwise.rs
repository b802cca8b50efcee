//! Who speaks where no usual name or verb says it: whoever takes the floor behind the verb, capitals that stand for their States,
//! adjectives that stand for delegations; each kind in the languages where it exists.

use crate::voices::{assert_speakers, who};

#[test]
fn who_takes_the_floor_behind_the_verb_has_it() {
    assert_speakers(&[
        ("a.en.txt", "Next took the floor the delegate of Kenya. She called for affordable access.\n", "ken; ken"),
        ("a.en.txt", "Then it was Ghana's turn. It called for affordable access.\n", "gha; gha"),
        ("a.es.txt", "Tomó la palabra el delegado de Kenya. Pidió un acceso asequible.\n", "ken; ken"),
        ("a.es.txt", "Luego le tocó a Ghana. Pidió un acceso asequible.\n", "gha; gha"),
        (
            "a.fr.txt",
            "A ensuite pris la parole le représentant du Kenya. Il a demandé un accès abordable.\n",
            "ken; ken",
        ),
        ("a.ru.txt", "Слово взял представитель Кении. Он призвал к недорогому доступу.\n", "ken; ken"),
        ("a.ru.txt", "Затем слово взяла Гана. Она призвала к недорогому доступу.\n", "gha; gha"),
        ("a.zh.txt", "随后发言的是肯尼亚代表。他呼吁提供可负担的接入。\n", "ken; ken"),
        ("a.ar.txt", "ثم أخذ الكلمة مندوب كينيا. ودعا إلى الوصول الميسور التكلفة.\n", "ken; ken"),
        ("a.ar.txt", "وأخذت الكلمة بعد ذلك غانا. ودعت إلى الوصول الميسور التكلفة.\n", "gha; gha"),
    ]);
}

#[test]
fn a_capital_stands_for_its_state_where_only_a_speaker_can() {
    assert_speakers(&[
        ("a.en.txt", "Brasília insisted on affordable access.\n", "bra"),
        ("a.fr.txt", "Dakar a demandé un accès abordable.\n", "sen"),
        ("a.es.txt", "Montevideo pidió un acceso asequible.\n", "ury"),
        ("a.ru.txt", "Москва выступает за недорогой доступ.\n", "rus"),
        ("a.zh.txt", "东京方面呼吁提供可负担的接入。\n", "jpn"),
        ("a.ar.txt", "ودعت الرياض إلى الوصول الميسور التكلفة.\n", "sau"),
    ]);
    for (name, text) in [
        ("a.en.txt", "Kenya called for affordable access. The Paris meeting welcomed the draft.\n"),
        ("a.en.txt", "Kenya called for affordable access. In London a network of schools supported this.\n"),
        ("a.fr.txt", "Le Kenya a demandé un accès abordable. La réunion de Paris a appuyé le projet.\n"),
        ("a.es.txt", "Kenya pidió un acceso asequible. La reunión de Madrid apoyó el proyecto.\n"),
        ("a.ru.txt", "Кения призвала к недорогому доступу. Встреча в Москве поддержала проект.\n"),
    ] {
        let found = who(name, text);
        for state in ["fra", "gbr", "esp", "rus"] {
            assert!(!found.contains(state), "{text}{found}");
        }
    }
}

#[test]
fn the_adjective_of_a_state_stands_for_its_delegation() {
    assert_speakers(&[
        ("a.en.txt", "The Ghanaians called for affordable access.\n", "gha"),
        ("a.en.txt", "The Swiss wanted affordable access.\n", "che"),
        ("a.fr.txt", "Les Ghanéens ont demandé un accès abordable.\n", "gha"),
        ("a.es.txt", "La ghanesa pidió un acceso asequible.\n", "gha"),
        ("a.es.txt", "Los cubanos pidieron un acceso asequible.\n", "cub"),
        ("a.ru.txt", "Кубинцы призвали к недорогому доступу.\n", "cub"),
    ]);
    for (name, text) in [
        ("a.en.txt", "Kenya called for affordable access. The Swiss proposal calls for more.\n"),
        ("a.es.txt", "Kenya pidió un acceso asequible. La propuesta suiza pide más.\n"),
        ("a.fr.txt", "Le Kenya a demandé un accès abordable. La proposition suisse demande plus.\n"),
    ] {
        let found = who(name, text);
        assert!(!found.contains("che"), "{text}{found}");
    }
}

#[test]
fn the_former_and_the_second_are_those_named_before() {
    assert_speakers(&[
        (
            "a.en.txt",
            "Tonga and Fiji called for affordable access. The former stressed cybersecurity. It called for digital skills. The latter opposed surveillance.\n",
            "ton+fji; ton; ton; fji",
        ),
        (
            "a.fr.txt",
            "Les Tonga et les Fidji ont demandé un accès abordable. La première a souligné la cybersécurité. Le second a demandé des compétences numériques.\n",
            "ton+fji; ton; fji",
        ),
        (
            "a.es.txt",
            "Tonga y Fiji pidieron un acceso asequible. La primera subrayó la ciberseguridad. La segunda pidió competencias digitales.\n",
            "ton+fji; ton; fji",
        ),
        ("a.ar.txt", "دعت نيبال وملاوي إلى الوصول الميسور التكلفة. وشددت الثانية على الأمن السيبراني.\n", "npl+mwi; mwi"),
        ("a.zh.txt", "韩国与新加坡呼吁提供可负担的接入。前者强调网络安全。后者呼吁数字技能。\n", "kor+sgp; kor; sgp"),
    ]);
}

/// What reports with a verb that is not known shows it by its "that" or its colon, and a name that has the floor goes on with it.
#[test]
fn who_is_named_before_what_is_reported_speaks() {
    assert_speakers(&[
        (
            "a.en.txt",
            "Kenya stressed cybersecurity. Cuba, for its part, takes it that each country owns its data.\n",
            "ken; cub",
        ),
        ("a.es.txt", "Cuba, por su parte, entiende que la ciberseguridad es de todos.\n", "cub"),
        (
            "a.fr.txt",
            "Mme Diagne (Sénégal), parlant au nom du Groupe des États d’Afrique, souligne la cybersécurité. Le Groupe aurait du mal à accepter la surveillance.\n",
            "sen for unrg-african; sen for unrg-african",
        ),
        ("a.es.txt", "Colombia pidió un acceso asequible. Aun así, dijo, da vértigo la vigilancia.\n", "col; col"),
        (
            "a.es.txt",
            "Colombia pidió un acceso asequible. Añadió que los sistemas de ambos lados se entienden con la ciberseguridad.\n",
            "col; col",
        ),
    ]);
}

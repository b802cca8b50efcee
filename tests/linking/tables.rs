//! Tables as datasets: which columns are known, which have to be named, and what is wrong with a table.

use super::{VOCABULARY, lines, proposals};
use crate::support::RECORD;
use plenary::linking::{Columns, Options, Table};

fn read(text: &str, columns: &Columns) -> Result<Table, String> {
    let read = Table::read("t.csv", text.as_bytes(), columns, &VOCABULARY, RECORD.ontology.prefixes());
    read.map_err(|error| error.to_string())
}

fn with_ids() -> Columns {
    Columns { id: Some("iso3".into()), id_prefix: Some("http://example.org/".into()), ..Columns::default() }
}

const STATES: &str = "\
iso3,M49,name_fr,UNTERM English Short,official_name_cn,Capital
CIV,384,Côte d'Ivoire (la),Ivory Coast,科特迪瓦,Yamoussoukro
,,no identifier,,,
KOR,410,\"Corée, République de\",South Korea,大韩民国,Seoul
";

#[test]
fn heads_tell_what_columns_hold() {
    let table = read(STATES, &with_ids()).unwrap();
    assert_eq!(
        table.columns,
        "`iso3` as identifiers, `name_fr` as skos:prefLabel@fr, `UNTERM English Short` as skos:prefLabel@en, \
         `official_name_cn` as skos:prefLabel@zh, `iso3` as ple:isoAlpha3, `M49` as ple:m49"
    );
    assert_eq!(table.passed_over, 1);
    let found = proposals(&["State"], &table.triples, &Options::default()).list;
    assert_eq!(lines(&found), ["actor/civ exactMatch CIV", "actor/kor exactMatch KOR"]);
    assert!(found[0].reason.contains("the same code CIV (ple:isoAlpha3)"), "{found:?}");
    let by_name = Options { by: vec![plenary::linking::Kind::Label], ..Options::default() };
    let found = proposals(&["State"], &table.triples, &by_name).list;
    assert_eq!(lines(&found), ["actor/civ exactMatch CIV", "actor/kor exactMatch KOR"]);
    assert!(found[1].reason.contains("大韩民国") && !found[1].reason.contains("code"), "{found:?}");
}

#[test]
fn columns_can_be_named_by_head_or_number() {
    let text = "CIV;Ivory Coast;Africa\nCHN;Chine;Asia\n";
    let columns = Columns {
        labels: vec!["2@en".into()],
        codes: vec!["1=ple:isoAlpha3".into()],
        id: Some("1".into()),
        without_head: true,
        ..with_ids()
    };
    let table = read(text, &columns).unwrap();
    assert_eq!(table.triples.len(), 4);
    let found = proposals(&["State"], &table.triples, &Options::default()).list;
    assert_eq!(lines(&found), ["actor/chn exactMatch CHN", "actor/civ exactMatch CIV"]);
    // Identifiers that are IRIs, tabs, a hierarchy and characters that an IRI cannot have.
    let text = "iri\tlabel\tparent\nhttp://e.org/a b\tx\t\n";
    assert!(read(text, &Columns::default()).unwrap_err().contains("is no IRI"));
    let text = "id\tlabel\tparent\na b\tx\tc/d\n";
    let columns = Columns { id_prefix: Some("http://e.org/".into()), ..Columns::default() };
    let table = read(text, &columns).unwrap();
    let written: Vec<_> = table.triples.iter().map(ToString::to_string).collect();
    assert_eq!(
        written,
        [
            "<http://e.org/a%20b> <http://www.w3.org/2004/02/skos/core#prefLabel> \"x\"",
            "<http://e.org/a%20b> <http://www.w3.org/2004/02/skos/core#broader> <http://e.org/c%2Fd>"
        ]
    );
}

#[test]
fn what_is_wrong_with_a_table_is_told_with_its_columns_or_its_line() {
    let fails = |text: &str, columns: &Columns, expected: &str| {
        let error = read(text, columns).unwrap_err();
        assert!(error.contains(expected), "{expected} in {error}");
    };
    let none = Columns::default();
    fails("", &none, "t.csv: the table is empty");
    fails("CIV,Ivory Coast\n", &none, "no column is known as one of names or codes");
    fails(
        "CIV,Ivory Coast\n",
        &none,
        "or say --no-header if the first line is no head; the columns are `CIV`, `Ivory Coast`",
    );
    fails(
        "name,iso3\nx,CIV\n",
        &none,
        "name it with --id COLUMN, and with --id-prefix IRI what stands before them; the columns are `name`, `iso3`",
    );
    fails("id,name\nx,y\n", &none, "t.csv:2: the identifier `x` is no IRI; say with --id-prefix");
    fails("id,name\nx\n", &with_ids(), "there is no column `iso3`; the columns are `id`, `name`");
    fails("iso3,name\nx,y,z\n", &with_ids(), "t.csv:2: the row has 3 columns, but the first line has 2");
    let wrong = Columns { codes: vec!["iso3=nowhere:x".into()], ..with_ids() };
    fails("iso3,name\nx,y\n", &wrong, "`nowhere:x` has the prefix `nowhere`, which is not declared");
    let latin = Table::read("t.csv", b"iso3,name\nx,C\xF4te\n", &with_ids(), &VOCABULARY, RECORD.ontology.prefixes());
    assert!(latin.unwrap_err().to_string().contains("t.csv:2: the text is not UTF-8"));
}

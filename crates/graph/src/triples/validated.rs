//! The triples as the SHACL validator reads them: by number, without a copy of a term.

use super::{Terms, Triples};
use oxigraph::model::{LiteralRef, TermRef};
use plenary_shacl::Data;

/// Looks at a term of a dictionary.
pub(super) fn look_at<R>(terms: &Terms, number: u32, look: impl FnOnce(TermRef<'_>) -> R) -> R {
    // Every number that the validator has comes from these terms.
    let of_none = || LiteralRef::new_simple_literal("").into();
    look(terms.read(number).map_or_else(of_none, TermRef::from))
}

impl Data for Triples {
    type Id = u32;

    fn id(&self, term: TermRef<'_>) -> Option<u32> {
        self.terms.find(term)
    }

    fn with_term<R>(&self, id: u32, look: impl FnOnce(TermRef<'_>) -> R) -> R {
        look_at(&self.terms, id, look)
    }

    fn triples(
        &self,
        subject: Option<u32>,
        predicate: Option<u32>,
        object: Option<u32>,
    ) -> impl Iterator<Item = [u32; 3]> {
        self.found(subject, predicate, object).map(|(triple, _)| triple)
    }
}

#[cfg(test)]
mod tests {
    use super::Triples;
    use oxigraph::io::{RdfFormat, RdfParser};
    use oxigraph::model::{Quad, TripleRef};
    use plenary_shacl::{Data, Extent, Focus, Index, Options, Shapes, validate};
    use std::convert::Infallible;

    const SHAPES: &str = r#"
        ex:CityShape sh:targetClass ex:City ; sh:closed true ; sh:ignoredProperties ( rdf:type ex:in ) ;
            sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:uniqueLang true ; sh:maxLength 5 ] ,
                [ sh:path ex:in ; sh:class ex:Country ] ,
                [ sh:path [ sh:inversePath ex:mayorOf ] ; sh:nodeKind sh:IRI ; sh:maxCount 1 ] ;
            sh:sparql [ sh:select "SELECT $this ?value { $this ex:in+ ?value . ?value ex:in ?other }" ; sh:prefixes ex: ] .
        ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] ."#;
    const DATA: &str = r#"
        ex:Capital rdfs:subClassOf ex:City .
        ex:bern a ex:Capital ; ex:name "Bern"@de , "Berne"@fr , "Berna"@it , "Bärn"@de ; ex:in ex:switzerland .
        ex:basel a ex:City ; ex:in ex:alsace , 5 ; ex:founded "0374"^^xsd:gYear . ex:alsace ex:in ex:france .
        _:a ex:mayorOf ex:basel . ex:b ex:mayorOf ex:basel . ex:switzerland a ex:Country ."#;

    fn parse(text: &str) -> Vec<Quad> {
        let prefixes = "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . \
            @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . \
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .";
        let parser = RdfParser::from_format(RdfFormat::Turtle);
        parser.for_slice(&format!("{prefixes}{text}")).collect::<Result<_, _>>().unwrap()
    }

    fn triples(quads: &[Quad]) -> impl Iterator<Item = TripleRef<'_>> {
        quads.iter().map(|quad| quad.as_ref().into())
    }

    fn found(shapes: &Shapes, data: &impl Data) -> Vec<String> {
        let mut findings = Vec::new();
        let extent = validate(shapes, data, Focus::All, &Options::default(), |finding| findings.push(finding));
        assert_eq!(extent, Ok(Extent::Whole));
        let mut lines: Vec<_> = findings.iter().map(|finding| format!("{finding:?}")).collect();
        lines.sort();
        lines
    }

    #[test]
    fn the_validator_finds_the_same_in_the_arrays_and_in_its_own_index() {
        let (shapes, quads) = (parse(SHAPES), parse(DATA));
        let shapes = Shapes::read(triples(&shapes)).unwrap();
        let arrays = Triples::build(quads.iter().cloned().map(Ok::<_, Infallible>)).unwrap();
        let expected = found(&shapes, &Index::new(triples(&quads)).unwrap());
        // Two texts in German, no name, four that are no country or too many mayors, a blank one, ex:founded, and the query's.
        assert_eq!(expected.len(), 8, "{expected:#?}");
        assert_eq!(found(&shapes, &arrays), expected);
        assert_eq!(Data::triples(&arrays, None, None, None).count(), arrays.len());
    }
}

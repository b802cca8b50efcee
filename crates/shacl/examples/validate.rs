//! `validate DATA.ttl SHAPES.ttl` writes a `sh:ValidationReport` in Turtle; its exit code is 0 if the data conform, 1 if not, 2 if they were
//! not or not wholly checked. The W3C suite runs it: `scripts/shacl-suite.sh`.

use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::{Quad, TripleRef};
use plenary_shacl::{Focus, Index, Options, Shapes, report, validate};
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

fn read(path: &str) -> Result<Vec<Quad>, Box<dyn Error>> {
    let text = std::fs::read(path)?;
    let parser = RdfParser::from_format(RdfFormat::Turtle).with_base_iri(format!("file://{path}"))?;
    // The same file twice has the same blank nodes.
    Ok(parser.for_slice(&text).collect::<Result<_, _>>()?)
}

fn triples(quads: &[Quad]) -> impl Iterator<Item = TripleRef<'_>> {
    quads.iter().map(|quad| quad.as_ref().into())
}

fn run(data: &str, shapes: &str) -> Result<bool, Box<dyn Error>> {
    let (data, shapes) = if data == shapes {
        let both = read(data)?;
        (both.clone(), both)
    } else {
        (read(data)?, read(shapes)?)
    };
    let shapes = Shapes::read(triples(&shapes))?;
    // Some files of the suite use words that SHACL does not have.
    if let Some(part) = shapes.unchecked().iter().find(|part| !part.contains("there is no such property")) {
        return Err(part.clone().into());
    }
    let index = Index::new(triples(&data))?;
    let mut findings = Vec::new();
    let _ = validate(&shapes, &index, Focus::All, &Options::default(), |finding| findings.push(finding))?;
    let mut writer = RdfSerializer::from_format(RdfFormat::Turtle).for_writer(std::io::stdout().lock());
    for triple in report(&findings) {
        writer.serialize_triple(&triple)?;
    }
    writer.finish()?.flush()?;
    Ok(findings.is_empty())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, shapes] = arguments.as_slice() else {
        let _ = writeln!(std::io::stderr(), "usage: validate DATA.ttl SHAPES.ttl");
        return ExitCode::from(2);
    };
    match run(data, shapes) {
        Ok(conforms) => ExitCode::from(u8::from(!conforms)),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::from(2)
        }
    }
}

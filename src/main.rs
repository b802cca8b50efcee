//! smoke
use plenary::{graphql::*, ontology::*, query::Limits, snapshot::*};
fn main() {
    let mut sources = vec![]; let mut quads: Vec<Result<oxigraph::model::Quad, std::io::Error>> = vec![];
    for d in ["ontology", "data", "data/actors", "data/vocabulary", "data/links", "data/document"] {
        for f in std::fs::read_dir(d).unwrap() { let p = f.unwrap().path(); if p.extension().is_some_and(|e| e == "ttl") {
            let t = std::fs::read_to_string(&p).unwrap();
            for q in oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::Turtle).for_slice(&t) { quads.push(Ok(q.unwrap())); }
            if d == "ontology" { sources.push(Source { name: p.display().to_string(), text: t }); }
        } }
    }
    sources.sort_by(|a,b| a.name.cmp(&b.name));
    let o = std::sync::Arc::new(match Ontology::read(&sources) { Ok(o) => o, Err(e) => { println!("{e}"); return } });
    let e = match Engine::new(o.clone(), Guards::default(), Limits::default()) { Ok(o) => o, Err(e) => { println!("{e}"); return } };
    let s = Snapshot::build(&o, quads, Dataset::default()).unwrap();
    let a: Vec<String> = std::env::args().collect();
    if a.len() == 1 { println!("{}", e.sdl()); return }
    let r = e.answer(&Request { query: a[1].clone(), explain: a.len() > 2, ..Default::default() }, &s);
    println!("{}", String::from_utf8(r.to_json()).unwrap());
}

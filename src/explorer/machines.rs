//! Files for machines that find pages: which may be read, which there are, and how the search is added to a browser.

use super::visit::{Answer, Visit};
use maud::{PreEscaped, html};
use std::fmt::Write;

/// Most addresses of a site map (the protocol allows 50,000).
const MOST: usize = 40_000;

/// The file at a path from the server's root; none if there is none.
pub(super) fn file(visit: &Visit<'_>, path: &str) -> Option<Answer> {
    let (media_type, bytes) = match path {
        "robots.txt" => ("text/plain; charset=utf-8", robots(visit)),
        "sitemap.xml" => ("application/xml; charset=utf-8", site_map(visit)),
        "opensearch.xml" => ("application/opensearchdescription+xml; charset=utf-8", open_search(visit)),
        _ => return None,
    };
    Some(Answer::Document { media_type, bytes: bytes.into_bytes() })
}

/// What crawlers may read: pages, and none of the ways in for programs, where each address is another question. The query page may be read
/// in all languages, and not with the questions of others.
fn robots(visit: &Visit<'_>) -> String {
    format!(
        "User-agent: *\nDisallow: /graphql\nDisallow: /sparql\nDisallow: /query?*query=\nDisallow: /reconcile\nDisallow: /at/\nDisallow: /*?*as=\n\
         Sitemap: {}sitemap.xml\n",
        visit.root
    )
}

/// The pages of the explorer and of all resources of its lists, as many as fit.
fn site_map(visit: &Visit<'_>) -> String {
    let mut map = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let absolute = visit.view.addresses.at_root(visit.root.to_owned());
    let mut add = |address: &str| {
        // Writing into a string cannot fail.
        let _ = writeln!(map, "{}", html! { url { loc { (address) } } }.into_string());
    };
    add(&absolute.page(""));
    for path in visit.explorer.paths() {
        add(&absolute.page(path));
    }
    let mut left = MOST;
    let snapshot = &visit.view.data.snapshot;
    for id in visit.explorer.listed(visit.view.ontology) {
        for &resource in snapshot.extent(id).iter().take(left) {
            if visit.view.clock.check().is_err() {
                break;
            }
            add(&absolute.resource(snapshot.terms().text(resource)));
            left -= 1;
        }
    }
    map.push_str("</urlset>\n");
    map
}

/// How a browser adds the search (OpenSearch 1.1).
fn open_search(visit: &Visit<'_>) -> String {
    let template = format!("{}search?q={{searchTerms}}", visit.root);
    let icon = format!("{}icon.svg", visit.root);
    let description = html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
        OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/" {
            ShortName { "Plenary" }
            Description { (visit.dataset_title()) }
            InputEncoding { "UTF-8" }
            Image width="16" height="16" type="image/svg+xml" { (icon) }
            Url type="text/html" template=(template) {}
        }
    };
    description.into_string()
}

//! Connections: nodes, edges with cursors, what a search says of each, and where the page stands.

use super::{Writer, Written};
use crate::Cursor;
use crate::bytes::{Buffer, separate, unquoted, write_display, write_list, write_object, write_string};
use crate::parts::{ConnectionPart, EdgePart, PageField, TypePart};
use crate::plan::{ConnectionShape, PlannedPart, Shape, StepId};
use crate::reader::Reader;
use crate::search::{Found, Highlight, HighlightPart, Reasons};
use crate::window::Page;
use plenary_graph::snapshot::Id;

impl<R: Reader> Writer<'_, R> {
    pub(super) fn connection(&mut self, shape: &ConnectionShape, parent: usize, out: &mut Buffer) -> Written {
        out.push(b'{');
        for (i, (json_key, part)) in shape.parts.iter().enumerate() {
            let key = unquoted(json_key);
            if out.is_full() {
                break;
            }
            separate(out, i);
            out.extend_from_slice(json_key.as_bytes());
            match part {
                ConnectionPart::Nodes(nodes) => self.under(key, |writer| writer.objects(nodes, parent, out))?,
                ConnectionPart::Edges(parts) => {
                    self.under(key, |writer| writer.edges(shape, parts, parent, out))?;
                }
                ConnectionPart::PageInfo(fields) => self.page_info(shape, fields, parent, out),
                ConnectionPart::Groups(groups) => self.groups(groups, parent, out),
                ConnectionPart::Facets { facets, parts } => self.facets(facets, parts, parent, out),
                ConnectionPart::TotalCount => write_display(out, self.page(shape.step, parent).total),
                ConnectionPart::Typename(name) => write_string(out, name),
                ConnectionPart::Suggestion | ConnectionPart::Matched(_) | ConnectionPart::Types(_) => {
                    if let Some(found) = self.rows.found(shape.step) {
                        write_beside(found, part, out);
                    }
                }
            }
        }
        out.push(b'}');
        Ok(())
    }

    fn edges(
        &mut self,
        shape: &ConnectionShape,
        parts: &[(String, EdgePart<Shape>)],
        parent: usize,
        out: &mut Buffer,
    ) -> Written {
        let range = self.links(shape.step).range(parent);
        let ids = self.rows.ids(shape.step)[range.clone()].to_vec();
        let wants_cursor = parts.iter().any(|(_, part)| matches!(part, EdgePart::Cursor));
        let cursors = if wants_cursor { self.cursors(shape, &ids) } else { Vec::new() };
        out.push(b'[');
        for (i, row) in range.enumerate() {
            if out.is_full() {
                break;
            }
            separate(out, i);
            out.push(b'{');
            for (j, (json_key, part)) in parts.iter().enumerate() {
                separate(out, j);
                out.extend_from_slice(json_key.as_bytes());
                match part {
                    EdgePart::Node(shape) => {
                        let key = unquoted(json_key);
                        self.within(i, |writer| writer.under(key, |writer| writer.object(shape, row, out)))?;
                    }
                    EdgePart::Cursor => write_string(out, &cursors[i]),
                    EdgePart::Score => write_display(out, self.score(shape.step, row)),
                    EdgePart::Highlights(parts) => {
                        write_list(out, &self.reasons(shape.step, row).highlights, |out, h| {
                            write_object(out, parts, |out, part| write_highlight(h, *part, out));
                        })
                    }
                    EdgePart::Via => {
                        write_list(out, &self.reasons(shape.step, row).via, |out, via| write_string(out, via))
                    }
                    EdgePart::Typename(name) => write_string(out, name),
                }
            }
            out.push(b'}');
        }
        out.push(b']');
        Ok(())
    }

    fn page_info(&self, shape: &ConnectionShape, fields: &[(String, PageField)], parent: usize, out: &mut Buffer) {
        let ids = self.links(shape.step).list(parent);
        let cursor = |id: &&Id| self.cursors(shape, &[**id]).concat();
        write_page_info(out, fields, self.page(shape.step, parent), ids.first(), ids.last(), cursor);
    }

    /// The cursors of resources in the order of a connection.
    fn cursors(&self, shape: &ConnectionShape, ids: &[Id]) -> Vec<String> {
        let keys = match self.rows.found(shape.step) {
            // What a search found is ordered by score, which the resources do not have by themselves.
            Some(found) => {
                let score = |id: &Id| found.links.ids.iter().position(|other| other == id).map(|row| found.scores[row]);
                ids.iter().map(|id| vec![score(id).map(|score| score.to_string())]).collect()
            }
            None => self.reader.sort_keys(ids, &shape.order),
        };
        ids.iter().zip(keys).map(|(&id, keys)| Cursor::write(&shape.order.name, self.reader.term(id), keys)).collect()
    }

    /// A score to three decimals: more say nothing.
    fn score(&self, step: StepId, row: usize) -> f64 {
        let score = self.rows.found(step).and_then(|found| found.scores.get(row)).copied().unwrap_or(0.0);
        (f64::from(score) * 1000.0).round() / 1000.0
    }

    fn reasons(&self, step: StepId, row: usize) -> &Reasons {
        static NONE: Reasons = Reasons { highlights: Vec::new(), via: Vec::new() };
        self.rows.found(step).and_then(|found| found.reasons.get(row)).unwrap_or(&NONE)
    }

    fn page(&self, step: StepId, parent: usize) -> Page {
        let links = self.links(step);
        links.pages.get(parent).copied().unwrap_or(Page { start: 0, end: 0, total: 0 })
    }
}

/// Where a page stands; the cursors of its first and last row, which it has if it is not empty, are written if they are asked for.
pub(crate) fn write_page_info<T>(
    out: &mut Buffer,
    fields: &[(String, PageField)],
    page: Page,
    first: Option<T>,
    last: Option<T>,
    cursor: impl Fn(&T) -> String,
) {
    let end = |row: &Option<T>, out: &mut Buffer| match row {
        Some(row) => write_string(out, &cursor(row)),
        None => out.extend_from_slice(b"null"),
    };
    write_object(out, fields, |out, field| match field {
        PageField::HasNextPage => write_display(out, page.has_next()),
        PageField::HasPreviousPage => write_display(out, page.has_previous()),
        PageField::StartCursor => end(&first, out),
        PageField::EndCursor => end(&last, out),
        PageField::Typename => out.extend_from_slice(b"\"PageInfo\""),
    });
}

/// What a search says beside the page of what it found.
fn write_beside(found: &Found, part: &PlannedPart, out: &mut Buffer) {
    match part {
        ConnectionPart::Suggestion => match &found.suggestion {
            Some(suggestion) => write_string(out, suggestion),
            None => out.extend_from_slice(b"null"),
        },
        ConnectionPart::Matched([first, fallback]) => {
            write_string(out, if found.is_fallback { fallback } else { first });
        }
        ConnectionPart::Types(parts) => write_list(out, &found.types, |out, (class, count)| {
            write_object(out, parts, |out, part| match part {
                TypePart::Name(names) => {
                    let name = names.iter().find(|(known, _)| known == class).map_or("", |(_, name)| name);
                    write_string(out, name);
                }
                TypePart::Count => write_display(out, count),
                TypePart::Typename => out.extend_from_slice(b"\"FacetValue\""),
            });
        }),
        _ => {}
    }
}

fn write_highlight(highlight: &Highlight, part: HighlightPart, out: &mut Buffer) {
    match (part, &highlight.language) {
        (HighlightPart::Field, _) => write_string(out, &highlight.field),
        (HighlightPart::Language, Some(language)) => write_string(out, language),
        (HighlightPart::Language, None) => out.extend_from_slice(b"null"),
        (HighlightPart::Text, _) => write_string(out, &highlight.html),
        (HighlightPart::Typename, _) => out.extend_from_slice(b"\"SearchHighlight\""),
    }
}

//! Tables as text with a separator: CSV (RFC 4180) and TSV (IANA `text/tab-separated-values`).
//!
//! A spreadsheet takes a text that begins with `=`, `+`, `-` or `@` for a formula and runs it, and texts come from
//! documents from any author. So such a text gets an apostrophe in front. Numbers do not.

use super::sheet::{Cell, Sheet};

/// How cells are separated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separated {
    /// With commas: lines end in CR LF; a cell with a comma, a quotation mark or a line end stands in quotation marks, which
    /// are doubled in it.
    Commas,
    /// With tabs: lines end in LF; in a cell, a tab, a line feed, a carriage return and a backslash are written `\t`, `\n`,
    /// `\r` and `\\`.
    Tabs,
}

impl Separated {
    /// The media type, with the parameters of RFC 4180.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Commas => "text/csv; charset=utf-8; header=present",
            Self::Tabs => "text/tab-separated-values; charset=utf-8",
        }
    }

    /// Writes a table: a line of names, and one for each row.
    pub fn write(self, sheet: &Sheet) -> String {
        let names = sheet.columns.iter().map(|name| Cell::Text(name.clone())).collect();
        let mut out = String::new();
        for row in std::iter::once(&names).chain(&sheet.rows) {
            for (i, cell) in row.iter().enumerate() {
                if i > 0 {
                    out.push(if self == Self::Commas { ',' } else { '\t' });
                }
                self.write_cell(cell, &mut out);
            }
            out.push_str(if self == Self::Commas { "\r\n" } else { "\n" });
        }
        out
    }

    fn write_cell(self, cell: &Cell, out: &mut String) {
        let text = match cell {
            Cell::Empty => return,
            Cell::Plain(text) => return out.push_str(text),
            Cell::Text(text) => text,
        };
        let mark = if is_formula(text) { "'" } else { "" };
        match self {
            Self::Commas if text.contains([',', '"', '\r', '\n']) => {
                out.extend(["\"", mark, &text.replace('"', "\"\""), "\""]);
            }
            Self::Commas => out.extend([mark, text]),
            Self::Tabs => {
                let escaped = text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r");
                out.extend([mark, &escaped]);
            }
        }
    }
}

/// Whether a spreadsheet would take a text for a formula. What is a number, such as a `Decimal`, is none.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_or_escaped_as_their_form_wants_it() {
        let text = |text: &str| Cell::Text(text.into());
        let rows = vec![
            vec![text("a,b"), text("say \"x\""), Cell::Empty],
            vec![text("two\r\nlines"), text("a\tb\\c"), Cell::Plain("-1.5".into())],
            vec![text("=1+1"), text("-12.50"), text("@x, y")],
        ];
        let sheet = Sheet { columns: vec!["id".into(), "actor.label".into(), "n".into()], rows };
        assert_eq!(
            Separated::Commas.write(&sheet),
            "id,actor.label,n\r\n\"a,b\",\"say \"\"x\"\"\",\r\n\"two\r\nlines\",a\tb\\c,-1.5\r\n'=1+1,-12.50,\"'@x, y\"\r\n"
        );
        assert_eq!(
            Separated::Tabs.write(&sheet),
            "id\tactor.label\tn\na,b\tsay \"x\"\t\ntwo\\r\\nlines\ta\\tb\\\\c\t-1.5\n'=1+1\t-12.50\t'@x, y\n"
        );
    }
}

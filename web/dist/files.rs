// Made by web/build.mjs; do not edit.

/// The name of what is made of `web/src/page.ts`.
pub const PAGE_SCRIPT: &str = "page-MPLVEX44.js";

/// The name of what is made of `web/src/query/query.css`.
pub const QUERY_STYLE: &str = "query-XCR7VNEQ.css";

const FILES: &[(&str, &[u8])] = &[
    ("ar-ZAMVAC2J.js", include_bytes!("ar-ZAMVAC2J.js")),
    ("chunk-26DREXC7.js", include_bytes!("chunk-26DREXC7.js")),
    ("chunk-MHDE3H6E.js", include_bytes!("chunk-MHDE3H6E.js")),
    ("chunk-ODYXG4Q6.js", include_bytes!("chunk-ODYXG4Q6.js")),
    ("chunk-SGPMNB5Q.js", include_bytes!("chunk-SGPMNB5Q.js")),
    ("chunk-UD6UPIQP.js", include_bytes!("chunk-UD6UPIQP.js")),
    ("chunk-ZYPVAY65.js", include_bytes!("chunk-ZYPVAY65.js")),
    ("en-TQ26XDM4.js", include_bytes!("en-TQ26XDM4.js")),
    ("es-ONSUTXSV.js", include_bytes!("es-ONSUTXSV.js")),
    ("fr-YGTTAAST.js", include_bytes!("fr-YGTTAAST.js")),
    ("graphql-editor-EL2SMIG6.js", include_bytes!("graphql-editor-EL2SMIG6.js")),
    ("page-MPLVEX44.js", include_bytes!("page-MPLVEX44.js")),
    ("query-XCR7VNEQ.css", include_bytes!("query-XCR7VNEQ.css")),
    ("query-ZNETEQ33.js", include_bytes!("query-ZNETEQ33.js")),
    ("ru-FON2NOOV.js", include_bytes!("ru-FON2NOOV.js")),
    ("schema-browser-4BWUKEZX.js", include_bytes!("schema-browser-4BWUKEZX.js")),
    ("sparql-editor-R327TRUJ.js", include_bytes!("sparql-editor-R327TRUJ.js")),
    ("zh-TI54AT5O.js", include_bytes!("zh-TI54AT5O.js")),
];

// Made by web/build.mjs; do not edit.

/// The name of what is made of `web/src/page.ts`.
pub const PAGE_SCRIPT: &str = "page-JTLS2AKA.js";

/// The name of what is made of `web/src/page.css`.
pub const PAGE_STYLE: &str = "islands-MMIGOGEE.css";

/// The name of what is made of `web/src/query/query.css`.
pub const QUERY_STYLE: &str = "query-5QKLXN2Y.css";

const FILES: &[(&str, &[u8])] = &[
    ("ar-3LAP2BMQ.js", include_bytes!("ar-3LAP2BMQ.js")),
    ("builder-JVIF54J6.js", include_bytes!("builder-JVIF54J6.js")),
    ("chunk-4GCPGJBT.js", include_bytes!("chunk-4GCPGJBT.js")),
    ("chunk-6JEPSPZO.js", include_bytes!("chunk-6JEPSPZO.js")),
    ("chunk-AWETEL65.js", include_bytes!("chunk-AWETEL65.js")),
    ("chunk-DDG5KSVE.js", include_bytes!("chunk-DDG5KSVE.js")),
    ("chunk-MCROXC4D.js", include_bytes!("chunk-MCROXC4D.js")),
    ("chunk-MHDE3H6E.js", include_bytes!("chunk-MHDE3H6E.js")),
    ("chunk-PW2AFKVS.js", include_bytes!("chunk-PW2AFKVS.js")),
    ("chunk-WVPNV6YC.js", include_bytes!("chunk-WVPNV6YC.js")),
    ("copy-SGK7M4G2.js", include_bytes!("copy-SGK7M4G2.js")),
    ("en-CIK7AC2Z.js", include_bytes!("en-CIK7AC2Z.js")),
    ("es-DI2XRGR5.js", include_bytes!("es-DI2XRGR5.js")),
    ("filters-E5L4NSGT.js", include_bytes!("filters-E5L4NSGT.js")),
    ("fr-FF3SZR5N.js", include_bytes!("fr-FF3SZR5N.js")),
    ("graphql-editor-R5AQFJCZ.js", include_bytes!("graphql-editor-R5AQFJCZ.js")),
    ("islands-MMIGOGEE.css", include_bytes!("islands-MMIGOGEE.css")),
    ("network-CSEKLK7C.js", include_bytes!("network-CSEKLK7C.js")),
    ("page-JTLS2AKA.js", include_bytes!("page-JTLS2AKA.js")),
    ("query-5QKLXN2Y.css", include_bytes!("query-5QKLXN2Y.css")),
    ("query-D5GRUGTV.js", include_bytes!("query-D5GRUGTV.js")),
    ("ru-FYCZBB44.js", include_bytes!("ru-FYCZBB44.js")),
    ("schema-browser-WP5PGTLL.js", include_bytes!("schema-browser-WP5PGTLL.js")),
    ("search-NOCQCI3M.js", include_bytes!("search-NOCQCI3M.js")),
    ("sparql-editor-PXF5MJC6.js", include_bytes!("sparql-editor-PXF5MJC6.js")),
    ("zh-F5G6ZEG4.js", include_bytes!("zh-F5G6ZEG4.js")),
];

// Made by web/build.mjs; do not edit.

/// The name of what is made of `web/src/page.ts`.
pub const PAGE_SCRIPT: &str = "page-YAS7FM7R.js";

/// The name of what is made of `web/src/page.css`.
pub const PAGE_STYLE: &str = "islands-ZFESAW3L.css";

/// The name of what is made of `web/src/query/query.css`.
pub const QUERY_STYLE: &str = "query-IIQCDJLO.css";

const FILES: &[(&str, &[u8])] = &[
    ("ar-UPPBS4L7.js", include_bytes!("ar-UPPBS4L7.js")),
    ("chunk-4PT7J5AZ.js", include_bytes!("chunk-4PT7J5AZ.js")),
    ("chunk-CKCAWXWV.js", include_bytes!("chunk-CKCAWXWV.js")),
    ("chunk-MHDE3H6E.js", include_bytes!("chunk-MHDE3H6E.js")),
    ("chunk-ODYXG4Q6.js", include_bytes!("chunk-ODYXG4Q6.js")),
    ("chunk-Q5LYCAU2.js", include_bytes!("chunk-Q5LYCAU2.js")),
    ("chunk-UH77KSLM.js", include_bytes!("chunk-UH77KSLM.js")),
    ("chunk-ZYPVAY65.js", include_bytes!("chunk-ZYPVAY65.js")),
    ("copy-SGK7M4G2.js", include_bytes!("copy-SGK7M4G2.js")),
    ("en-DFDF7RLZ.js", include_bytes!("en-DFDF7RLZ.js")),
    ("es-TKXDQBZG.js", include_bytes!("es-TKXDQBZG.js")),
    ("filters-ZDIZQI65.js", include_bytes!("filters-ZDIZQI65.js")),
    ("fr-6TE3SAPU.js", include_bytes!("fr-6TE3SAPU.js")),
    ("graphql-editor-6BNUQFFP.js", include_bytes!("graphql-editor-6BNUQFFP.js")),
    ("islands-ZFESAW3L.css", include_bytes!("islands-ZFESAW3L.css")),
    ("network-DDCGFOWZ.js", include_bytes!("network-DDCGFOWZ.js")),
    ("page-YAS7FM7R.js", include_bytes!("page-YAS7FM7R.js")),
    ("query-BOTEDM5N.js", include_bytes!("query-BOTEDM5N.js")),
    ("query-IIQCDJLO.css", include_bytes!("query-IIQCDJLO.css")),
    ("ru-F3LI5TLM.js", include_bytes!("ru-F3LI5TLM.js")),
    ("schema-browser-PSNBRODM.js", include_bytes!("schema-browser-PSNBRODM.js")),
    ("search-7W4ONO2L.js", include_bytes!("search-7W4ONO2L.js")),
    ("sparql-editor-3RPO3KMP.js", include_bytes!("sparql-editor-3RPO3KMP.js")),
    ("zh-5TY67ZDO.js", include_bytes!("zh-5TY67ZDO.js")),
];

// Made by web/build.mjs; do not edit.

/// The name of what is made of `web/src/page.ts`.
pub const PAGE_SCRIPT: &str = "page-NYIOHWR2.js";

/// The name of what is made of `web/src/page.css`.
pub const PAGE_STYLE: &str = "islands-HQK5EMPO.css";

/// The name of what is made of `web/src/query/query.css`.
pub const QUERY_STYLE: &str = "query-5TFYTDKP.css";

const FILES: &[(&str, &[u8])] = &[
    ("ar-UPPBS4L7.js", include_bytes!("ar-UPPBS4L7.js")),
    ("chunk-4PT7J5AZ.js", include_bytes!("chunk-4PT7J5AZ.js")),
    ("chunk-6JEPSPZO.js", include_bytes!("chunk-6JEPSPZO.js")),
    ("chunk-CKCAWXWV.js", include_bytes!("chunk-CKCAWXWV.js")),
    ("chunk-MHDE3H6E.js", include_bytes!("chunk-MHDE3H6E.js")),
    ("chunk-ODYXG4Q6.js", include_bytes!("chunk-ODYXG4Q6.js")),
    ("chunk-UQSCIJSI.js", include_bytes!("chunk-UQSCIJSI.js")),
    ("chunk-XIW2OF6C.js", include_bytes!("chunk-XIW2OF6C.js")),
    ("copy-SGK7M4G2.js", include_bytes!("copy-SGK7M4G2.js")),
    ("en-DFDF7RLZ.js", include_bytes!("en-DFDF7RLZ.js")),
    ("es-TKXDQBZG.js", include_bytes!("es-TKXDQBZG.js")),
    ("filters-7G4KQGHF.js", include_bytes!("filters-7G4KQGHF.js")),
    ("fr-6TE3SAPU.js", include_bytes!("fr-6TE3SAPU.js")),
    ("graphql-editor-RFCQELOS.js", include_bytes!("graphql-editor-RFCQELOS.js")),
    ("islands-HQK5EMPO.css", include_bytes!("islands-HQK5EMPO.css")),
    ("network-DDCGFOWZ.js", include_bytes!("network-DDCGFOWZ.js")),
    ("page-NYIOHWR2.js", include_bytes!("page-NYIOHWR2.js")),
    ("query-4XMZ2P5G.js", include_bytes!("query-4XMZ2P5G.js")),
    ("query-5TFYTDKP.css", include_bytes!("query-5TFYTDKP.css")),
    ("ru-F3LI5TLM.js", include_bytes!("ru-F3LI5TLM.js")),
    ("schema-browser-ZL3G3SKN.js", include_bytes!("schema-browser-ZL3G3SKN.js")),
    ("search-7W4ONO2L.js", include_bytes!("search-7W4ONO2L.js")),
    ("sparql-editor-2JEK4TOX.js", include_bytes!("sparql-editor-2JEK4TOX.js")),
    ("zh-5TY67ZDO.js", include_bytes!("zh-5TY67ZDO.js")),
];

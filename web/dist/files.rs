// Made by web/build.mjs; do not edit.

/// The name of what is made of `web/src/page.ts`.
pub const PAGE_SCRIPT: &str = "page-46X4W2YN.js";

/// The name of what is made of `web/src/page.css`.
pub const PAGE_STYLE: &str = "islands-MMIGOGEE.css";

/// The name of what is made of `web/src/query/query.css`.
pub const QUERY_STYLE: &str = "query-5QKLXN2Y.css";

const FILES: &[(&str, &[u8])] = &[
    ("ar-UPPBS4L7.js", include_bytes!("ar-UPPBS4L7.js")),
    ("builder-ZPXTUMJK.js", include_bytes!("builder-ZPXTUMJK.js")),
    ("chunk-4PT7J5AZ.js", include_bytes!("chunk-4PT7J5AZ.js")),
    ("chunk-6JEPSPZO.js", include_bytes!("chunk-6JEPSPZO.js")),
    ("chunk-7PEI7BAK.js", include_bytes!("chunk-7PEI7BAK.js")),
    ("chunk-CKCAWXWV.js", include_bytes!("chunk-CKCAWXWV.js")),
    ("chunk-MHDE3H6E.js", include_bytes!("chunk-MHDE3H6E.js")),
    ("chunk-PW2AFKVS.js", include_bytes!("chunk-PW2AFKVS.js")),
    ("chunk-RZ7MMX57.js", include_bytes!("chunk-RZ7MMX57.js")),
    ("chunk-XIW2OF6C.js", include_bytes!("chunk-XIW2OF6C.js")),
    ("copy-SGK7M4G2.js", include_bytes!("copy-SGK7M4G2.js")),
    ("en-DFDF7RLZ.js", include_bytes!("en-DFDF7RLZ.js")),
    ("es-TKXDQBZG.js", include_bytes!("es-TKXDQBZG.js")),
    ("filters-ALYVH6YJ.js", include_bytes!("filters-ALYVH6YJ.js")),
    ("fr-6TE3SAPU.js", include_bytes!("fr-6TE3SAPU.js")),
    ("graphql-editor-RFCQELOS.js", include_bytes!("graphql-editor-RFCQELOS.js")),
    ("islands-MMIGOGEE.css", include_bytes!("islands-MMIGOGEE.css")),
    ("network-CSEKLK7C.js", include_bytes!("network-CSEKLK7C.js")),
    ("page-46X4W2YN.js", include_bytes!("page-46X4W2YN.js")),
    ("query-5QKLXN2Y.css", include_bytes!("query-5QKLXN2Y.css")),
    ("query-GR2GW4TW.js", include_bytes!("query-GR2GW4TW.js")),
    ("ru-F3LI5TLM.js", include_bytes!("ru-F3LI5TLM.js")),
    ("schema-browser-ZU7MWUUQ.js", include_bytes!("schema-browser-ZU7MWUUQ.js")),
    ("search-7W4ONO2L.js", include_bytes!("search-7W4ONO2L.js")),
    ("sparql-editor-PZRPVRFT.js", include_bytes!("sparql-editor-PZRPVRFT.js")),
    ("zh-5TY67ZDO.js", include_bytes!("zh-5TY67ZDO.js")),
];

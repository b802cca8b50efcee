// Made by web/build.mjs; do not edit.

/// The name of what is made of `web/src/page.ts`.
pub const PAGE_SCRIPT: &str = "page-EUW5JBXG.js";

/// The name of what is made of `web/src/page.css`.
pub const PAGE_STYLE: &str = "islands-MMIGOGEE.css";

/// The name of what is made of `web/src/query/query.css`.
pub const QUERY_STYLE: &str = "query-5QKLXN2Y.css";

const FILES: &[(&str, &[u8])] = &[
    ("ar-UPPBS4L7.js", include_bytes!("ar-UPPBS4L7.js")),
    ("builder-MCM7SJOH.js", include_bytes!("builder-MCM7SJOH.js")),
    ("chunk-6JEPSPZO.js", include_bytes!("chunk-6JEPSPZO.js")),
    ("chunk-BBH2GD7W.js", include_bytes!("chunk-BBH2GD7W.js")),
    ("chunk-CX7Z6CEC.js", include_bytes!("chunk-CX7Z6CEC.js")),
    ("chunk-I5XQST77.js", include_bytes!("chunk-I5XQST77.js")),
    ("chunk-MHDE3H6E.js", include_bytes!("chunk-MHDE3H6E.js")),
    ("chunk-PW2AFKVS.js", include_bytes!("chunk-PW2AFKVS.js")),
    ("chunk-RCUOU4UB.js", include_bytes!("chunk-RCUOU4UB.js")),
    ("chunk-SNDLA75J.js", include_bytes!("chunk-SNDLA75J.js")),
    ("copy-SGK7M4G2.js", include_bytes!("copy-SGK7M4G2.js")),
    ("en-DFDF7RLZ.js", include_bytes!("en-DFDF7RLZ.js")),
    ("es-TKXDQBZG.js", include_bytes!("es-TKXDQBZG.js")),
    ("filters-QDGQWVVS.js", include_bytes!("filters-QDGQWVVS.js")),
    ("fr-6TE3SAPU.js", include_bytes!("fr-6TE3SAPU.js")),
    ("graphql-editor-ZKQVTIMZ.js", include_bytes!("graphql-editor-ZKQVTIMZ.js")),
    ("islands-MMIGOGEE.css", include_bytes!("islands-MMIGOGEE.css")),
    ("network-CSEKLK7C.js", include_bytes!("network-CSEKLK7C.js")),
    ("page-EUW5JBXG.js", include_bytes!("page-EUW5JBXG.js")),
    ("query-5QKLXN2Y.css", include_bytes!("query-5QKLXN2Y.css")),
    ("query-X5T7SV5J.js", include_bytes!("query-X5T7SV5J.js")),
    ("ru-YSC6GALL.js", include_bytes!("ru-YSC6GALL.js")),
    ("schema-browser-LSK25ZAN.js", include_bytes!("schema-browser-LSK25ZAN.js")),
    ("search-2VDVK3RF.js", include_bytes!("search-2VDVK3RF.js")),
    ("sparql-editor-QIRALHVS.js", include_bytes!("sparql-editor-QIRALHVS.js")),
    ("zh-5TY67ZDO.js", include_bytes!("zh-5TY67ZDO.js")),
];

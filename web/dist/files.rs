// Made by web/build.mjs; do not edit.

/// The name of what is made of `web/src/page.ts`.
pub const PAGE_SCRIPT: &str = "page-LAI7E73Q.js";

/// The name of what is made of `web/src/page.css`.
pub const PAGE_STYLE: &str = "islands-YPOKUQUN.css";

/// The name of what is made of `web/src/query/query.css`.
pub const QUERY_STYLE: &str = "query-WYWCZDIG.css";

const FILES: &[(&str, &[u8])] = &[
    ("ar-UPPBS4L7.js", include_bytes!("ar-UPPBS4L7.js")),
    ("builder-MCM7SJOH.js", include_bytes!("builder-MCM7SJOH.js")),
    ("chunk-6C2HSYB2.js", include_bytes!("chunk-6C2HSYB2.js")),
    ("chunk-6JEPSPZO.js", include_bytes!("chunk-6JEPSPZO.js")),
    ("chunk-BBH2GD7W.js", include_bytes!("chunk-BBH2GD7W.js")),
    ("chunk-CX7Z6CEC.js", include_bytes!("chunk-CX7Z6CEC.js")),
    ("chunk-MHDE3H6E.js", include_bytes!("chunk-MHDE3H6E.js")),
    ("chunk-PW2AFKVS.js", include_bytes!("chunk-PW2AFKVS.js")),
    ("chunk-RCUOU4UB.js", include_bytes!("chunk-RCUOU4UB.js")),
    ("chunk-SNDLA75J.js", include_bytes!("chunk-SNDLA75J.js")),
    ("copy-SGK7M4G2.js", include_bytes!("copy-SGK7M4G2.js")),
    ("en-DFDF7RLZ.js", include_bytes!("en-DFDF7RLZ.js")),
    ("es-TKXDQBZG.js", include_bytes!("es-TKXDQBZG.js")),
    ("filters-B7CVVTYB.js", include_bytes!("filters-B7CVVTYB.js")),
    ("fr-6TE3SAPU.js", include_bytes!("fr-6TE3SAPU.js")),
    ("graphql-editor-ZKQVTIMZ.js", include_bytes!("graphql-editor-ZKQVTIMZ.js")),
    ("islands-YPOKUQUN.css", include_bytes!("islands-YPOKUQUN.css")),
    ("network-5ER6VPYW.js", include_bytes!("network-5ER6VPYW.js")),
    ("page-LAI7E73Q.js", include_bytes!("page-LAI7E73Q.js")),
    ("query-WYWCZDIG.css", include_bytes!("query-WYWCZDIG.css")),
    ("query-X5T7SV5J.js", include_bytes!("query-X5T7SV5J.js")),
    ("ru-YSC6GALL.js", include_bytes!("ru-YSC6GALL.js")),
    ("schema-browser-LSK25ZAN.js", include_bytes!("schema-browser-LSK25ZAN.js")),
    ("search-2VDVK3RF.js", include_bytes!("search-2VDVK3RF.js")),
    ("sparql-editor-QIRALHVS.js", include_bytes!("sparql-editor-QIRALHVS.js")),
    ("zh-5TY67ZDO.js", include_bytes!("zh-5TY67ZDO.js")),
];

//! The first page: what is loaded, and six questions to try. Its own text is written here; answers, and what is
//! loaded, come from GraphQL by its script.

use super::html::{ICON, languages, stylesheet};
use super::reader::is_right_to_left;
use super::{Addresses, Reader};
use maud::{DOCTYPE, Markup, html};

/// The style of the page.
pub const START_STYLE: &str = include_str!("start/start.css");
/// Its script.
pub const START_SCRIPT: &str = include_str!("start/start.js");

/// What the page says in one language.
struct Words {
    language: &'static str,
    description: &'static str,
    title: &'static str,
    lead: &'static str,
    endpoint: &'static str,
    schema: &'static str,
    resource: &'static str,
    health: &'static str,
    dumps: &'static str,
    copy: &'static str,
    loaded: &'static str,
    without_script: &'static str,
    questions: &'static str,
    answer: &'static str,
    invitation: &'static str,
    query: &'static str,
    run: &'static str,
    copy_curl: &'static str,
}

const WORDS: [Words; 6] = [
    Words {
        language: "en",
        description: "The records of intergovernmental meetings as a graph: who said what, for whom, on which theme, and the line where it is written. GraphQL, SPARQL and linked data.",
        title: "Who said what, and where it is written",
        lead: "Plenary serves the records of meetings as a graph: who spoke and for whom, on which theme, with which stance, and the line of the document where it stands. RDF goes in, typed GraphQL comes out.",
        endpoint: "GraphQL endpoint",
        schema: "Its schema",
        resource: "One of its resources",
        health: "Is it up?",
        dumps: "Catalogue, dumps",
        copy: "Copy",
        loaded: "What is loaded",
        without_script: "This part and the questions need JavaScript. The addresses on this page do not: the endpoint’s link answers with what is loaded, as JSON, and the curl line asks from a terminal.",
        questions: "Six questions to start with",
        answer: "Answer",
        invitation: "Choose a question above, or write a query and run it. The answer is shown here, with the place in the record for each point.",
        query: "Query",
        run: "Run",
        copy_curl: "Copy as curl",
    },
    Words {
        language: "zh",
        description: "以图谱呈现政府间会议记录：谁代表谁、就哪一主题说了什么，以及出自哪一行。提供 GraphQL、SPARQL 和关联数据。",
        title: "谁说了什么，记录在哪一行",
        lead: "Plenary 把会议记录组织成知识图谱：谁发言、代表谁、就哪一主题持何态度，以及出自文件的哪一行。输入 RDF，输出带类型的 GraphQL。",
        endpoint: "GraphQL 接口",
        schema: "接口模式",
        resource: "数据中的一个资源",
        health: "运行状态",
        dumps: "目录与下载",
        copy: "复制",
        loaded: "已加载的数据",
        without_script: "此处和下面的问题需要 JavaScript；本页列出的地址则不需要：接口链接以 JSON 返回已加载的数据，curl 一行可在终端中查询。",
        questions: "从六个问题开始",
        answer: "答案",
        invitation: "请选择上面的问题，或自己编写查询并运行。答案显示在这里，每一点都注明在记录中的出处。",
        query: "查询",
        run: "运行",
        copy_curl: "复制为 curl",
    },
    Words {
        language: "fr",
        description: "Les comptes rendus de réunions intergouvernementales sous forme de graphe : qui a dit quoi, au nom de qui, sur quel thème et à quelle ligne. GraphQL, SPARQL et données liées.",
        title: "Qui a dit quoi, et où c’est écrit",
        lead: "Plenary présente les comptes rendus de réunions sous forme de graphe : qui a parlé et au nom de qui, sur quel thème, avec quelle attitude, et la ligne du document où cela figure. Du RDF en entrée, du GraphQL typé en sortie.",
        endpoint: "Point d’accès GraphQL",
        schema: "Son schéma",
        resource: "Une de ses ressources",
        health: "Est-il en service ?",
        dumps: "Catalogue, fichiers",
        copy: "Copier",
        loaded: "Ce qui est chargé",
        without_script: "Cette partie et les questions demandent JavaScript. Les adresses de cette page n’en ont pas besoin : le lien du point d’accès répond en JSON avec ce qui est chargé, et la ligne curl interroge depuis un terminal.",
        questions: "Six questions pour commencer",
        answer: "Réponse",
        invitation: "Choisissez une question ci-dessus, ou écrivez une requête et exécutez-la. La réponse s’affiche ici, avec l’endroit du compte rendu pour chaque point.",
        query: "Requête",
        run: "Exécuter",
        copy_curl: "Copier pour curl",
    },
    Words {
        language: "es",
        description: "Las actas de reuniones intergubernamentales en forma de grafo: quién dijo qué, en nombre de quién, sobre qué tema y en qué línea. GraphQL, SPARQL y datos enlazados.",
        title: "Quién dijo qué, y dónde está escrito",
        lead: "Plenary presenta las actas de las reuniones en forma de grafo: quién habló y en nombre de quién, sobre qué tema, con qué postura, y la línea del documento donde consta. Entra RDF y sale GraphQL con tipos.",
        endpoint: "Punto de acceso GraphQL",
        schema: "Su esquema",
        resource: "Uno de sus recursos",
        health: "¿Está en marcha?",
        dumps: "Catálogo, archivos",
        copy: "Copiar",
        loaded: "Lo que está cargado",
        without_script: "Esta parte y las preguntas necesitan JavaScript. Las direcciones de esta página no: el enlace del punto de acceso responde en JSON con lo que está cargado, y la línea de curl pregunta desde un terminal.",
        questions: "Seis preguntas para empezar",
        answer: "Respuesta",
        invitation: "Elija una pregunta de arriba, o escriba una consulta y ejecútela. La respuesta se muestra aquí, con el lugar del acta para cada punto.",
        query: "Consulta",
        run: "Ejecutar",
        copy_curl: "Copiar para curl",
    },
    Words {
        language: "ru",
        description: "Записи межправительственных совещаний в виде графа: кто что сказал, от чьего имени, по какой теме и в какой строке. GraphQL, SPARQL и связанные данные.",
        title: "Кто что сказал и где это записано",
        lead: "Plenary представляет записи совещаний в виде графа: кто выступал и от чьего имени, по какой теме, с каким отношением и в какой строке документа это стоит. На входе RDF, на выходе типизированный GraphQL.",
        endpoint: "Адрес GraphQL",
        schema: "Его схема",
        resource: "Один из ресурсов",
        health: "Работает ли сервер",
        dumps: "Каталог, файлы",
        copy: "Копировать",
        loaded: "Что загружено",
        without_script: "Этой части и вопросам нужен JavaScript. Адресам на этой странице он не нужен: ссылка на GraphQL отвечает в формате JSON, что загружено, а строка curl спрашивает из терминала.",
        questions: "Шесть вопросов для начала",
        answer: "Ответ",
        invitation: "Выберите вопрос выше или напишите запрос и выполните его. Ответ появится здесь, с указанием места в записи для каждого пункта.",
        query: "Запрос",
        run: "Выполнить",
        copy_curl: "Копировать для curl",
    },
    Words {
        language: "ar",
        description: "محاضر الاجتماعات الحكومية الدولية في صورة رسم بياني معرفي: من قال ماذا، وباسم من، وفي أي موضوع، وفي أي سطر. GraphQL وSPARQL وبيانات مترابطة.",
        title: "من قال ماذا، وأين كُتب",
        lead: "يقدّم Plenary محاضر الاجتماعات في صورة رسم بياني معرفي: من تكلّم وباسم من، وفي أي موضوع، وبأي موقف، وفي أي سطر من الوثيقة. تدخل بيانات RDF وتخرج واجهة GraphQL محدّدة الأنواع.",
        endpoint: "عنوان GraphQL",
        schema: "مخططه",
        resource: "أحد الموارد",
        health: "هل الخادم يعمل؟",
        dumps: "الفهرس والملفات",
        copy: "نسخ",
        loaded: "البيانات المحمّلة",
        without_script: "يحتاج هذا الجزء والأسئلة إلى JavaScript. أما العناوين في هذه الصفحة فلا تحتاج إليه: يجيب رابط GraphQL بما هو محمّل بصيغة JSON، ويسأل سطر curl من الطرفية.",
        questions: "ستة أسئلة للبدء",
        answer: "الإجابة",
        invitation: "اختر سؤالًا من أعلاه، أو اكتب استعلامًا ونفّذه. تظهر الإجابة هنا مع موضع كل نقطة في المحضر.",
        query: "الاستعلام",
        run: "تنفيذ",
        copy_curl: "نسخ لأمر curl",
    },
];

/// The page for a reader. `example` is the IRI of a resource to look at, if the data name one.
pub fn start_page(reader: &Reader, addresses: &Addresses, example: Option<&str>) -> String {
    let page_words = reader.words();
    let words = WORDS.iter().find(|words| words.language == page_words.language).unwrap_or(&WORDS[0]);
    let question = "graphql?query=%7Bdataset%7Btitle%20version%20triples%20classes%7Btype%20count%7D%7D%7D";
    let page = html! {
        (DOCTYPE)
        html lang=(words.language) dir=[is_right_to_left(words.language).then_some("rtl")] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="description" content=(words.description);
                title { "Plenary" }
                link rel="icon" type="image/svg+xml" href=(addresses.file(ICON));
                (stylesheet(addresses, "start.css"))
                script src=(addresses.file("start.js")) defer {}
            }
            body {
                header {
                    div.page.top {
                        p.brand { (logo()) "Plenary" }
                        nav.languages aria-label=(page_words.languages) {
                            (languages(page_words.language, &addresses.file("")))
                        }
                    }
                }
                main.page {
                    div.hero {
                        section {
                            h1 { (words.title) }
                            p.lead { (words.lead) }
                            dl.addresses {
                                (address(addresses, words.endpoint, "graphql", question))
                                (address(addresses, words.schema, "graphql/schema", "graphql/schema"))
                                (address(addresses, "SPARQL", "sparql", "sparql"))
                                @if let Some(iri) = example {
                                    @let href = addresses.resource(iri);
                                    dt { (words.resource) }
                                    dd { a href=(href) { code data-address=(addresses.name(iri)) { (iri) } } }
                                }
                                (address(addresses, page_words.ontology, "ontology", "ontology"))
                                dt { (words.dumps) }
                                dd {
                                    a href=(addresses.page("catalog")) { code data-address=(addresses.file("catalog")) { "/catalog" } }
                                    " " a href=(addresses.file("dump.nq.gz")) { code { ".nq.gz" } }
                                    " " a href=(addresses.file("dump.trig.gz")) { code { ".trig.gz" } }
                                }
                                (address(addresses, words.health, "health", "health"))
                            }
                            div.snippet {
                                pre #curl dir="ltr" { "curl " (addresses.file("graphql")) " -H 'Content-Type: application/json' -d '{\"query\":\"{ dataset { title version } }\"}'" }
                                button.button #copy-curl type="button" hidden { (words.copy) }
                            }
                        }
                        section.loaded aria-labelledby="loaded-title" {
                            h2.small.quiet #loaded-title { (words.loaded) }
                            div #loaded { noscript { p { (words.without_script) } } }
                        }
                    }
                    section #ask aria-labelledby="ask-title" hidden {
                        h2 #ask-title { (words.questions) }
                        ol.questions #questions {}
                        div.work {
                            section #answer aria-labelledby="answer-title" {
                                h2 #answer-title { (words.answer) }
                                p.small.quiet #status role="status" {}
                                div #result { p.quiet { (words.invitation) } }
                            }
                            section.query aria-labelledby="query-title" {
                                h2 #query-title { label for="query" { (words.query) } }
                                textarea #query rows="12" dir="ltr" spellcheck="false" autocapitalize="off" autocomplete="off" {}
                                div.actions {
                                    button.button #run type="button" { span { (words.run) } kbd { "Ctrl Enter" } }
                                    button.button #copy-query type="button" hidden { (words.copy_curl) }
                                }
                            }
                        }
                    }
                }
                dialog #panel aria-labelledby="panel-title" {}
            }
        }
    };
    page.into_string()
}

fn address(addresses: &Addresses, name: &str, path: &str, href: &str) -> Markup {
    html! {
        dt { (name) }
        dd { a href=(addresses.file(href)) { code data-address=(addresses.file(path)) { "/" (path) } } }
    }
}

fn logo() -> Markup {
    html! {
        svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" aria-hidden="true" {
            path d="M2.5 18.5a9.5 9.5 0 0 1 19 0M7.5 18.5a4.5 4.5 0 0 1 9 0M12 18.5h0" {}
        }
    }
}

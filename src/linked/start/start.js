"use strict";

// ---- Texts that answers need, in the languages of the page. {n}, {m} and the like are filled in; counts stand where no plural
// is needed.

const texts = {
  en: {
    version: "Version", licences: "Licence", triples: "Triples", languages: "Languages", classes: "{n} classes", graphs: "{n} graphs",
    overlap: "A class counts the members of its subclasses too.",
    asking: "Asking …", took: "Answered in {n} ms, {m} KB", copied: "Copied", yours: "Answer to your query", json: "Raw JSON",
    sources: "Source", recordOf: "Record of: ", comma: ", ", place: "line {n}, characters {m}–{k}", heading: "heading on line {n}",
    inferred: "stance inferred", HUMAN: "annotated by hand", RULE: "read by machine, confidence {n}", MODEL: "read by a model, confidence {n}", CORRECTED: "read by machine, corrected by a person",
    opposition: "{m} actors are against something, or warn of it, in {n} positions.",
    wanted: "{n} actors support it or call for it: ", opposed: "{n} oppose it: ", unopposed: "Nobody in the record opposes it.",
    onTheme: "On ", besides: "In the same intervention", for: "For ({n})", against: "Against ({n})", neither: "Neither ({n})",
    speaks: "In {n} of {m} interventions the speaker speaks for, or with, another actor.",
    onBehalfOf: "speaks on behalf of", alignsWith: "associates itself with", deliveredByAsStated: "is delivered, as stated, by",
    onBehalf: "for", points: "Points: {n}", behind: "Positions: {n}, on {m} themes under ",
    several: "A position on several themes counts once here, and under each of them in the table.",
    shown: "Only the first {n} of {m} are shown: {k}",
    positions: "Positions", actionLines: "Action Lines", sdgTargets: "SDG targets", matrix: "What these Action Lines advance, by ITU’s WSIS–SDG matrix",
    nothing: "The data that are loaded have nothing on this.", refused: "The query was refused", partial: "Part of the answer is missing",
    unreachable: "The server did not answer", again: "Try again", close: "Close",
    noAnswer: "{n}: {m}. Start the server with “plenary serve”, see whether /health answers, then try again.",
    inLanguages: "In all languages", otherNames: "Other names", elsewhere: "Elsewhere", interventions: "Interventions",
    interventionsOnBehalf: "Interventions on its behalf", positionsOnBehalf: "Positions on its behalf", members: "Full members",
    wants: "Supports or calls for", opposes: "Opposes", memberOf: "Member of", broader: "Broader", narrower: "Narrower", parent: "Part of",
    themes: "Themes", contributesTo: "Advances", advancedBy: "Advanced by",
  },
  zh: {
    version: "版本", licences: "许可", triples: "三元组", languages: "语言", classes: "{n} 个类", graphs: "{n} 个图",
    overlap: "各类的数目包含其子类的成员。",
    asking: "查询中……", took: "用时 {n} 毫秒，{m} KB", copied: "已复制", yours: "自编查询的答案", json: "原始 JSON",
    sources: "来源", recordOf: "所记录的会议：", comma: "、", place: "第 {n} 行，第 {m}–{k} 字符", heading: "标题在第 {n} 行",
    inferred: "态度系推断", HUMAN: "人工标注", RULE: "机器读取，置信度 {n}", MODEL: "模型读取，置信度 {n}", CORRECTED: "机器读取，经人工更正",
    opposition: "{m} 个行为体在 {n} 项立场中表示反对或警示。",
    wanted: "{n} 个行为体支持或要求：", opposed: "{n} 个反对：", unopposed: "记录中无人反对。",
    onTheme: "关于", besides: "同一发言中的其他内容", for: "赞成（{n}）", against: "反对（{n}）", neither: "两者皆非（{n}）",
    speaks: "{m} 次发言中有 {n} 次代表他方或附议他方。",
    onBehalfOf: "代表", alignsWith: "附议", deliveredByAsStated: "据载宣读者为",
    onBehalf: "代表", points: "{n} 个论点", behind: "{m} 个主题共 {n} 项立场，同属",
    several: "涉及多个主题的立场在此只计一次，在表中则分别计入各主题。",
    shown: "仅显示 {m} 项中的前 {n} 项：{k}",
    positions: "立场", actionLines: "行动方面", sdgTargets: "SDG 具体目标", matrix: "按国际电联 WSIS–SDG 矩阵，这些行动方面推动的目标",
    nothing: "已加载的数据中没有相关内容。", refused: "查询未被接受", partial: "答案不完整",
    unreachable: "服务器没有应答", again: "重试", close: "关闭",
    noAnswer: "{n}：{m}。请用 plenary serve 启动服务器，确认 /health 有应答，然后重试。",
    inLanguages: "各语言名称", otherNames: "其他名称", elsewhere: "其他数据集", interventions: "发言",
    interventionsOnBehalf: "他方代其发言", positionsOnBehalf: "他方代其表明的立场", members: "正式成员",
    wants: "支持或要求", opposes: "反对", memberOf: "所属组织和集团", broader: "上位", narrower: "下位", parent: "隶属于",
    themes: "主题", contributesTo: "推动", advancedBy: "由其推动",
  },
  fr: {
    version: "Version", licences: "Licence", triples: "Triplets", languages: "Langues", classes: "Classes : {n}", graphs: "Graphes : {n}",
    overlap: "Une classe compte aussi les membres de ses sous-classes.",
    asking: "Requête en cours …", took: "Réponse en {n} ms, {m} Ko", copied: "Copié", yours: "Réponse à votre requête", json: "JSON brut",
    sources: "Source", recordOf: "Compte rendu de : ", comma: ", ", place: "ligne {n}, caractères {m}–{k}", heading: "titre à la ligne {n}",
    inferred: "attitude déduite", HUMAN: "annoté à la main", RULE: "lu par la machine, confiance {n}", MODEL: "lu par un modèle, confiance {n}", CORRECTED: "lu par la machine, corrigé par une personne",
    opposition: "{m} acteurs s’opposent à quelque chose, ou mettent en garde, dans {n} positions.",
    wanted: "Acteurs qui y sont favorables ou le demandent ({n}) : ", opposed: "Acteurs qui s’y opposent ({n}) : ", unopposed: "Personne ne s’y oppose dans le compte rendu.",
    onTheme: "Sur ", besides: "Dans la même intervention", for: "Pour ({n})", against: "Contre ({n})", neither: "Ni l’un ni l’autre ({n})",
    speaks: "Dans {n} interventions sur {m}, l’orateur parle au nom d’un autre acteur, ou s’associe à lui.",
    onBehalfOf: "parle au nom de", alignsWith: "s’associe à", deliveredByAsStated: "est prononcée, selon la source, par",
    onBehalf: "pour", points: "Points : {n}", behind: "Positions : {n}, sur {m} thèmes relevant de ",
    several: "Une position sur plusieurs thèmes compte une seule fois ici, et sous chacun d’eux dans le tableau.",
    shown: "Seuls les {n} premiers sur {m} sont affichés : {k}",
    positions: "Positions", actionLines: "Grandes orientations", sdgTargets: "Cibles des ODD", matrix: "Ce que ces grandes orientations font avancer, d’après la matrice SMSI–ODD de l’UIT",
    nothing: "Les données chargées ne contiennent rien à ce sujet.", refused: "La requête a été refusée", partial: "Une partie de la réponse manque",
    unreachable: "Le serveur n’a pas répondu", again: "Réessayer", close: "Fermer",
    noAnswer: "{n} : {m}. Lancez le serveur avec « plenary serve », vérifiez que /health répond, puis réessayez.",
    inLanguages: "Dans toutes les langues", otherNames: "Autres noms", elsewhere: "Ailleurs", interventions: "Interventions",
    interventionsOnBehalf: "Interventions en son nom", positionsOnBehalf: "Positions prises en son nom", members: "Membres de plein droit",
    wants: "Soutient ou demande", opposes: "S’oppose à", memberOf: "Membre de", broader: "Plus large", narrower: "Plus étroit", parent: "Partie de",
    themes: "Thèmes", contributesTo: "Fait avancer", advancedBy: "Avancé par",
  },
  es: {
    version: "Versión", licences: "Licencia", triples: "Tripletas", languages: "Idiomas", classes: "Clases: {n}", graphs: "Grafos: {n}",
    overlap: "Una clase cuenta también los miembros de sus subclases.",
    asking: "Consultando …", took: "Respuesta en {n} ms, {m} KB", copied: "Copiado", yours: "Respuesta a su consulta", json: "JSON sin formato",
    sources: "Fuente", recordOf: "Acta de: ", comma: ", ", place: "línea {n}, caracteres {m}–{k}", heading: "título en la línea {n}",
    inferred: "postura deducida", HUMAN: "anotado a mano", RULE: "leído por máquina, confianza {n}", MODEL: "leído por un modelo, confianza {n}", CORRECTED: "leído por máquina, corregido por una persona",
    opposition: "{m} actores se oponen a algo, o advierten de ello, en {n} posiciones.",
    wanted: "Actores que lo apoyan o lo piden ({n}): ", opposed: "Actores que se oponen ({n}): ", unopposed: "Nadie se opone en el acta.",
    onTheme: "Sobre ", besides: "En la misma intervención", for: "A favor ({n})", against: "En contra ({n})", neither: "Ni lo uno ni lo otro ({n})",
    speaks: "En {n} de {m} intervenciones el orador habla en nombre de otro actor, o se suma a él.",
    onBehalfOf: "habla en nombre de", alignsWith: "se suma a", deliveredByAsStated: "es leída, según la fuente, por",
    onBehalf: "por", points: "Puntos: {n}", behind: "Posiciones: {n}, sobre {m} temas que pertenecen a ",
    several: "Una posición sobre varios temas cuenta una sola vez aquí, y en cada uno de ellos en la tabla.",
    shown: "Solo se muestran los {n} primeros de {m}: {k}",
    positions: "Posiciones", actionLines: "Líneas de acción", sdgTargets: "Metas de los ODS", matrix: "Lo que impulsan estas líneas de acción, según la matriz CMSI–ODS de la UIT",
    nothing: "Los datos cargados no contienen nada al respecto.", refused: "La consulta fue rechazada", partial: "Falta una parte de la respuesta",
    unreachable: "El servidor no respondió", again: "Reintentar", close: "Cerrar",
    noAnswer: "{n}: {m}. Inicie el servidor con «plenary serve», compruebe que /health responde y vuelva a intentarlo.",
    inLanguages: "En todos los idiomas", otherNames: "Otros nombres", elsewhere: "En otros sitios", interventions: "Intervenciones",
    interventionsOnBehalf: "Intervenciones en su nombre", positionsOnBehalf: "Posiciones tomadas en su nombre", members: "Miembros plenos",
    wants: "Apoya o pide", opposes: "Se opone a", memberOf: "Miembro de", broader: "Más amplio", narrower: "Más específico", parent: "Parte de",
    themes: "Temas", contributesTo: "Impulsa", advancedBy: "Impulsado por",
  },
  ru: {
    version: "Версия", licences: "Лицензия", triples: "Триплеты", languages: "Языки", classes: "Классы: {n}", graphs: "Графы: {n}",
    overlap: "В классе учтены и члены его подклассов.",
    asking: "Запрос …", took: "Ответ за {n} мс, {m} КБ", copied: "Скопировано", yours: "Ответ на ваш запрос", json: "Исходный JSON",
    sources: "Источник", recordOf: "Запись совещания: ", comma: ", ", place: "строка {n}, символы {m}–{k}", heading: "заголовок в строке {n}",
    inferred: "отношение выведено", HUMAN: "размечено вручную", RULE: "прочитано машиной, уверенность {n}", MODEL: "прочитано моделью, уверенность {n}", CORRECTED: "прочитано машиной, исправлено человеком",
    opposition: "Против чего-либо выступают или предостерегают: участников {m}, позиций {n}.",
    wanted: "Поддерживают или требуют ({n}): ", opposed: "Выступают против ({n}): ", unopposed: "В записи никто не выступает против.",
    onTheme: "По теме: ", besides: "В том же выступлении", for: "За ({n})", against: "Против ({n})", neither: "Ни за, ни против ({n})",
    speaks: "Выступлений от имени другого участника или с присоединением к нему: {n} из {m}.",
    onBehalfOf: "выступает от имени", alignsWith: "присоединяется к", deliveredByAsStated: "оглашено, как указано в источнике:",
    onBehalf: "за", points: "Пунктов: {n}", behind: "Позиций: {n}, тем: {m}, в разделе ",
    several: "Позиция по нескольким темам учтена здесь один раз, а в таблице при каждой из них.",
    shown: "Показаны только первые {n} из {m}: {k}",
    positions: "Позиции", actionLines: "Направления действий", sdgTargets: "Задачи ЦУР", matrix: "Чему способствуют эти направления действий по матрице ВВУИО–ЦУР МСЭ",
    nothing: "В загруженных данных об этом ничего нет.", refused: "Запрос отклонён", partial: "Часть ответа отсутствует",
    unreachable: "Сервер не ответил", again: "Повторить", close: "Закрыть",
    noAnswer: "{n}: {m}. Запустите сервер командой «plenary serve», проверьте, отвечает ли /health, и повторите.",
    inLanguages: "На всех языках", otherNames: "Другие названия", elsewhere: "В других наборах данных", interventions: "Выступления",
    interventionsOnBehalf: "Выступления от его имени", positionsOnBehalf: "Позиции от его имени", members: "Полноправные члены",
    wants: "Поддерживает или требует", opposes: "Выступает против", memberOf: "Член", broader: "Шире", narrower: "Уже", parent: "Часть",
    themes: "Темы", contributesTo: "Способствует", advancedBy: "Чему способствует",
  },
  ar: {
    version: "الإصدار", licences: "الترخيص", triples: "الثلاثيات", languages: "اللغات", classes: "الأصناف: {n}", graphs: "الرسوم البيانية: {n}",
    overlap: "يشمل عدد كل صنف أعضاء أصنافه الفرعية.",
    asking: "جارٍ الاستعلام …", took: "جاء الرد في {n} ملّي ثانية، {m} كيلوبايت", copied: "تم النسخ", yours: "الرد على استعلامك", json: "JSON الخام",
    sources: "المصدر", recordOf: "محضر: ", comma: "، ", place: "السطر {n}، المحارف {m}–{k}", heading: "العنوان في السطر {n}",
    inferred: "الموقف مستنتج", HUMAN: "مُدرَج يدويًا", RULE: "مقروء آليًا، درجة الثقة {n}", MODEL: "مقروء بواسطة نموذج، درجة الثقة {n}", CORRECTED: "مقروء آليًا ومصحَّح يدويًا",
    opposition: "عدد الجهات التي تعارض أمرًا أو تحذّر منه: {m}، وعدد المواقف: {n}.",
    wanted: "الجهات التي تؤيده أو تدعو إليه ({n}): ", opposed: "الجهات التي تعارضه ({n}): ", unopposed: "لا يعارضه أحد في المحضر.",
    onTheme: "في موضوع: ", besides: "في المداخلة نفسها", for: "مؤيد ({n})", against: "معارض ({n})", neither: "لا مؤيد ولا معارض ({n})",
    speaks: "المداخلات باسم جهة أخرى أو بالانضمام إليها: {n} من {m}.",
    onBehalfOf: "باسم", alignsWith: "ينضم إلى", deliveredByAsStated: "ألقاها، وفق المصدر،",
    onBehalf: "باسم", points: "النقاط: {n}", behind: "المواقف: {n}، في {m} من المواضيع المندرجة تحت ",
    several: "الموقف الذي يتناول عدة مواضيع يُحسب هنا مرة واحدة، وفي الجدول تحت كل موضوع منها.",
    shown: "لا يظهر سوى أول {n} من {m}: {k}",
    positions: "المواقف", actionLines: "خطوط العمل", sdgTargets: "غايات أهداف التنمية المستدامة", matrix: "ما تدفعه خطوط العمل هذه قُدمًا وفق مصفوفة الاتحاد الدولي للاتصالات",
    nothing: "لا شيء عن هذا في البيانات المحمّلة.", refused: "رُفض الاستعلام", partial: "جزء من الرد ناقص",
    unreachable: "لم يرد الخادم", again: "أعد المحاولة", close: "إغلاق",
    noAnswer: "{n}: {m}. شغّل الخادم بالأمر plenary serve وتحقق من أن /health يرد، ثم أعد المحاولة.",
    inLanguages: "بجميع اللغات", otherNames: "أسماء أخرى", elsewhere: "في مجموعات بيانات أخرى", interventions: "المداخلات",
    interventionsOnBehalf: "مداخلات باسمه", positionsOnBehalf: "مواقف باسمه", members: "الأعضاء الكاملون",
    wants: "يؤيد أو يدعو إلى", opposes: "يعارض", memberOf: "عضو في", broader: "أوسع", narrower: "أضيق", parent: "جزء من",
    themes: "المواضيع", contributesTo: "يدفع قُدمًا", advancedBy: "يدفعه قُدمًا",
  },
};

// The server writes the page in the reader's language.
const reader = document.documentElement.lang;
const say = (key, n, m, k) => {
  const filled = value => typeof value === "number" ? number(value) : value;
  return texts[reader][key].replace("{n}", filled(n)).replace("{m}", filled(m)).replace("{k}", filled(k));
};
// Digits are those of the server's pages, in every language.
const number = (value, digits = 0) => new Intl.NumberFormat(`${reader}-u-nu-latn`, { maximumFractionDigits: digits }).format(value);
const day = date => new Intl.DateTimeFormat(`${reader}-u-nu-latn`, { dateStyle: "long", timeZone: "UTC" }).format(new Date(date));

// ---- The six questions

const EVIDENCE = `
fragment evidence on Statement {
  passage {
    line start end
    document {
      id label language note archives
      recordOf { title date }
    }
  }
}
`;
const POSITION = `
fragment position on Position {
  actor { id label }
  onBehalfOf { id label }
  stance { label polarity }
  themes { id label }
  processes { id label }
  cue explicit method confidence
  statement { text ...evidence }
}
${EVIDENCE}`;

const questions = [{
  title: {
    en: "Who opposes what, and on what evidence?",
    zh: "谁反对什么？依据何在？",
    fr: "Qui s’oppose à quoi, et d’après quel passage ?",
    es: "¿Quién se opone a qué, y según qué pasaje?",
    ru: "Кто против чего выступает и где это записано?",
    ar: "من يعارض ماذا، وعلى أي دليل؟",
  },
  query: `{
  opposes: stance(id: "stance:opposes") {
    ...taken
    narrower { nodes { ...taken } }
  }
  warns: stance(id: "stance:warns") {
    ...taken
  }
}

fragment taken on Stance {
  positions(first: 100) {
    totalCount
    nodes { id ...position }
  }
}
${POSITION}`,
  show({ opposes, warns }) {
    const found = [opposes, ...opposes.narrower.nodes, warns].flatMap(stance => stance.positions.nodes);
    const positions = distinct(found);
    const actors = new Set(positions.map(position => position.actor.id));
    return [summary(say("opposition", positions.length, actors.size)), positionList(positions)];
  },
}, {
  title: {
    en: "Who wants the IGF to continue?",
    zh: "谁希望互联网治理论坛（IGF）继续举办？",
    fr: "Qui souhaite la poursuite du FGI ?",
    es: "¿Quién quiere que continúe el FGI?",
    ru: "Кто хочет продолжения работы ФУИ?",
    ar: "من يريد استمرار منتدى حوكمة الإنترنت؟",
  },
  query: `{
  theme(id: "theme:igf-continuation") {
    wantedBy(first: 100) {
      totalCount
      nodes { id label }
    }
    opposedBy(first: 100) {
      totalCount
      nodes { id label }
    }
    positions(first: 100) {
      totalCount
      nodes { ...position }
    }
  }
}
${POSITION}`,
  show({ theme }) {
    const wanted = theme.wantedBy, opposed = theme.opposedBy;
    return [
      summary(say("wanted", wanted.totalCount), names(wanted.nodes)),
      summary(...opposed.totalCount ? [say("opposed", opposed.totalCount), names(opposed.nodes)] : [say("unopposed")]),
      positionList(theme.positions.nodes),
    ];
  },
}, {
  title: {
    en: "What did the Group of 77 and China say on financing?",
    zh: "77国集团和中国就筹资说了什么？",
    fr: "Qu’a dit le Groupe des 77 et la Chine sur le financement ?",
    es: "¿Qué dijo el Grupo de los 77 y China sobre la financiación?",
    ru: "Что сказали Группа 77 и Китай о финансировании?",
    ar: "ماذا قالت مجموعة الـ77 والصين عن التمويل؟",
  },
  query: `{
  theme(id: "theme:financing-investment") {
    id label
  }
  group(id: "actor:g77-china") {
    interventionsOnBehalf(first: 50) {
      totalCount
      nodes {
        positions(first: 100) {
          totalCount
          nodes { ...position }
        }
      }
    }
  }
}
${POSITION}`,
  show({ theme, group }) {
    const positions = group.interventionsOnBehalf.nodes.flatMap(intervention => intervention.positions.nodes);
    const onTheme = position => position.themes.some(({ id }) => id === theme.id);
    return [
      h("h3", {}, say("onTheme"), name(theme)), positionList(positions.filter(onTheme)),
      h("h3", {}, say("besides")), positionList(positions.filter(position => !onTheme(position))),
    ];
  },
}, {
  title: {
    en: "Who is for the multistakeholder model, and who against?",
    zh: "谁赞成、谁反对多利益攸关方模式？",
    fr: "Qui est pour le modèle multipartite, et qui est contre ?",
    es: "¿Quién está a favor del modelo de múltiples partes interesadas, y quién en contra?",
    ru: "Кто за многостороннюю модель с участием всех заинтересованных сторон, а кто против?",
    ar: "من يؤيد نموذج أصحاب المصلحة المتعددين، ومن يعارضه؟",
  },
  query: `{
  theme(id: "theme:multistakeholder-model") {
    definition
    positions(first: 100) {
      totalCount
      nodes { ...position }
    }
  }
}
${POSITION}`,
  show({ theme }) {
    const side = (title, ...polarities) => {
      const positions = theme.positions.nodes.filter(({ stance }) => polarities.includes(stance.polarity));
      return h("div", {}, h("h3", {}, say(title, positions.length)), positionList(positions));
    };
    return [
      summary(text(theme.definition)),
      h("div", { class: "sides" }, side("for", "POSITIVE", "DEMAND"), side("against", "NEGATIVE")),
      side("neither", "NEUTRAL", "PROCEDURAL"),
    ];
  },
}, {
  title: {
    en: "Who speaks on behalf of whom?",
    zh: "谁代表谁发言？",
    fr: "Qui parle au nom de qui ?",
    es: "¿Quién habla en nombre de quién?",
    ru: "Кто выступает от чьего имени?",
    ar: "من يتكلم باسم من؟",
  },
  query: `{
  all: interventions { totalCount }
  speaking: interventions(first: 200, where: { or: [{ onBehalfOf: { some: {} } }, { alignsWith: { some: {} } }, { deliveredByAsStated: {} }] }) {
    totalCount
    nodes {
      speaker { id label }
      onBehalfOf { id label }
      alignsWith { id label }
      deliveredByAsStated { id label }
      headingLine
      note
      statements(first: 1) {
        totalCount
        nodes { ...evidence }
      }
    }
  }
}
${EVIDENCE}`,
  show({ all, speaking: { nodes, totalCount } }) {
    const relations = node => ["onBehalfOf", "alignsWith", "deliveredByAsStated"]
      .map(key => [key, [node[key] ?? []].flat()]).filter(([, actors]) => actors.length);
    return [
      summary(say("speaks", totalCount, all.totalCount)),
      rows(nodes.map(node => [
        h("p", { class: "who" }, name(node.speaker), ...relations(node).flatMap(([key, actors]) =>
          [" ", h("span", { class: "stance RELATION" }, say(key)), " ", names(actors)])),
        node.note && h("p", { class: "says" }, text(node.note)),
        h("p", { class: "proof" }, h("span", {}, say("points", node.statements.totalCount)),
          node.headingLine && h("span", {}, say("heading", node.headingLine)), archive(node.statements.nodes[0]?.passage.document)),
      ])),
    ];
  },
}, {
  title: {
    en: "Which Action Lines and SDG targets stand behind what was said on digital divides?",
    zh: "关于数字鸿沟的发言，背后是哪些行动方面和可持续发展目标？",
    fr: "Quelles grandes orientations et quelles cibles des ODD se rattachent à ce qui a été dit sur les fractures numériques ?",
    es: "¿Qué líneas de acción y qué metas de los ODS hay detrás de lo que se dijo sobre las brechas digitales?",
    ru: "Какие направления действий и задачи ЦУР стоят за сказанным о цифровых разрывах?",
    ar: "ما خطوط العمل وغايات أهداف التنمية المستدامة وراء ما قيل عن الفجوات الرقمية؟",
  },
  query: `{
  positions(where: { themes: { some: { broaderTransitive: { id: { eq: "theme:inclusion" } } } } }) {
    totalCount
  }
  theme(id: "theme:inclusion") {
    id label
    descendants(first: 100) {
      totalCount
      nodes {
        id label
        positions { totalCount }
        sdgTargets { id code label }
        actionLines {
          id code label
          contributesTo(first: 100) {
            totalCount
            nodes { id code label }
          }
        }
      }
    }
  }
}
`,
  show({ positions, theme }) {
    const count = node => node.positions.totalCount;
    const themes = theme.descendants.nodes.filter(count).sort((a, b) => count(b) - count(a));
    const lines = [...new Map(themes.flatMap(node => node.actionLines).map(line => [line.id, line])).values()].sort(byCode);
    const each = items => items.map(item => h("div", {}, coded(item)));
    return [
      summary(say("behind", positions.totalCount, themes.length), name(theme)),
      h("p", { class: "small quiet" }, say("several")),
      h("table", {},
        h("thead", {}, h("tr", {}, ...["themes", "positions", "actionLines", "sdgTargets"].map(key =>
          h("th", { scope: "col", class: key === "positions" && "number" }, say(key))))),
        h("tbody", {}, ...themes.map(node => h("tr", {}, h("th", { scope: "row" }, name(node)),
          h("td", { class: "number" }, number(count(node))), h("td", {}, ...each(node.actionLines)), h("td", {}, ...each(node.sdgTargets)))))),
      h("h3", {}, say("matrix")),
      rows(lines.map(line => [h("p", {}, coded(line)), h("p", {}, ...line.contributesTo.nodes.sort(byCode).map(item =>
        h("a", { class: "chip", href: toThing(item.id), title: item.label }, item.code)))])),
    ];
  },
}];

// ---- Elements

const $ = id => document.getElementById(id);
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  if (tag === "button") element.type = "button";
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value || value === 0) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter(child => child || child === 0));
  return element;
}

// Labels come without a tag and may be in another language than the page: the script tells which. Whatever comes from the data
// has its own direction and does not disturb what stands around it.
function languageOf(value) {
  const script = { ar: /\p{Script=Arabic}/u, zh: /\p{Script=Han}/u, ru: /\p{Script=Cyrillic}/u };
  return Object.keys(script).find(tag => script[tag].test(value)) ?? (script[reader] ? "en" : undefined);
}
const inLanguage = (value, tag = languageOf(value)) => ({ lang: tag !== reader && tag, dir: "auto" });
const text = (value, tag) => h("bdi", inLanguage(value, tag), value);

const labelOf = thing => thing.label ?? thing.title ?? thing.text ?? thing.id;
const toThing = id => `#${encodeURIComponent(id)}`;
const name = thing => thing.id ? h("bdi", {}, h("a", { href: toThing(thing.id), ...inLanguage(labelOf(thing)) }, labelOf(thing))) : text(labelOf(thing));
const names = things => h("span", {}, ...things.flatMap((thing, i) => [i > 0 && say("comma"), name(thing)]));
const coded = item => h("span", {}, h("span", { class: "quiet" }, item.code), " ", name(item));
const byCode = (a, b) => a.code.localeCompare(b.code, "en", { numeric: true });
const summary = (...children) => h("p", { class: "summary" }, ...children);
const rows = items => h("ul", { class: "rows" }, ...items.map(item => h("li", {}, ...[item].flat())));
const outward = (iri, label = iri.replace(/^https?:\/\/(www\.)?|\/$/g, "")) => h("a", { href: iri, dir: "ltr" }, label);

const positionList = positions => positions.length ? rows(positions.map(positionBlock)) : summary(say("nothing"));
// How a position was made. What a machine read must not look like what a person wrote.
function made(method, confidence) {
  if (!(method in texts[reader])) return false;
  const sure = confidence === undefined || confidence === null ? "–" : number(Number(confidence), 2);
  return h("span", { class: `made ${method}` }, say(method, sure));
}
const distinct = positions => [...new Map(positions.map(position => [position.id, position])).values()];
function positionBlock({ actor, onBehalfOf = [], stance, themes = [], processes = [], statement, cue, explicit, method, confidence }) {
  const { line, start, end, document } = statement?.passage ?? {};
  return h("div", {},
    h("p", { class: "who" }, actor && name(actor), onBehalfOf.length > 0 && h("span", {}, ` ${say("onBehalf")} `, names(onBehalfOf)),
      " ", h("bdi", { class: `stance ${stance.polarity}`, ...inLanguage(stance.label) }, stance.label), " ", names([...themes, ...processes])),
    statement?.text && h("p", { class: "says", ...inLanguage(statement.text) }, statement.text),
    (line || method) && h("p", { class: "proof" }, made(method, confidence), cue && h("span", {}, h("bdi", inLanguage(cue, document?.language), `“${cue}”`)),
      explicit === false && h("span", {}, say("inferred")),
      line && h("span", {}, say("place", String(line), String(start), String(end))), line && archive(document)));
}
function archive(document) {
  const address = document?.archives?.[0];
  return address && h("span", {}, outward(address, `${new URL(address).host} ↗`));
}

// Lists of which an answer holds the beginning only, so that nobody takes a part for the whole.
function cut(data) {
  const found = [];
  JSON.stringify(data, (key, value) => {
    if (value?.nodes && value.totalCount > value.nodes.length) found.push([key, value.nodes.length, value.totalCount]);
    return value;
  });
  return found.map(([key, shown, all]) => h("p", { class: "small quiet" }, say("shown", shown, all, key)));
}

// Where an answer comes from: every document in it, once.
function sources(data) {
  const found = new Map();
  JSON.stringify(data, (key, value) => { if (value?.archives) found.set(value.id, value); return value; });
  return found.size > 0 && h("div", { class: "sources" }, h("h3", {}, say("sources")), ...[...found.values()].map(({ label, recordOf, note, archives }) => h("div", {},
    label && h("p", {}, h("b", inLanguage(label), label)),
    recordOf && h("p", {}, say("recordOf"), text(recordOf.title), say("comma"), day(recordOf.date)),
    note && h("p", {}, text(note)), ...archives.map(iri => h("p", {}, outward(iri))))));
}

// Any answer, nested as it is: positions as above, pages as lists, things by their names.
function anything(value) {
  if (Array.isArray(value)) return rows(value.map(anything));
  if (value === null || typeof value !== "object") return /^https?:/.test(value) ? outward(value) : text(String(value ?? "–"));
  if ("lang" in value) return h("span", {}, h("code", { class: "quiet" }, value.lang), " ", text(value.value, value.lang));
  if (value.stance?.label && value.statement) return positionBlock(value);
  const { nodes, ...rest } = value;
  const heading = labelOf(value) && name(value);
  const fields = Object.entries(rest).filter(([key]) => !["id", "label", "title", "text"].includes(key));
  if (!fields.length && !nodes) return heading;
  return h("div", {}, heading, nodes && anything(nodes),
    ...fields.map(([key, field]) => h("div", { class: "field" }, h("code", { class: "quiet" }, key), " ", anything(field))));
}

// ---- Asking

const endpoint = new URL("graphql", location.origin + location.pathname).href;

// The response, with its status, size and time. Where none comes, that is its error, and the status is 0.
async function ask(query, variables, signal) {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "Accept-Language": `${reader}, en;q=0.5` };
  const begin = performance.now();
  let status;
  try {
    const response = await fetch(endpoint, { method: "POST", headers, signal, body: JSON.stringify({ query, variables }) });
    status = response.status;
    const body = await response.text();
    return { ...JSON.parse(body), body, status, ms: Math.ceil(performance.now() - begin) };
  } catch (error) {
    return { errors: [{ message: say("noAnswer", status ? `HTTP ${status}` : error.message) }], status: 0 };
  }
}

function problem({ data, errors, status }, again) {
  const one = ({ message, locations = [], path, extensions }) => [
    h(locations.length ? "pre" : "p", {}, message),
    h("p", { class: "small quiet" }, [extensions?.code, ...locations.map(({ line, column }) => `${line}:${column}`), path?.join(".")].filter(Boolean).join(" · ")),
  ];
  return errors && h("div", { class: "error", role: "alert" }, h("h3", {}, say(data ? "partial" : status ? "refused" : "unreachable")), ...errors.flatMap(one),
    (!status || status === 503) && h("button", { class: "button", click: again }, say("again")));
}

let asked; // the question and query of the answer on show
let running = new AbortController();

async function run(question, query) {
  running.abort();
  const { signal } = running = new AbortController();
  asked = { question, query };
  mark();
  $("answer").setAttribute("aria-busy", "true");
  $("status").textContent = say("asking");
  const answer = await ask(query, undefined, signal);
  if (signal.aborted) return;
  const { data, ms, body } = answer;
  $("answer").removeAttribute("aria-busy");
  $("status").textContent = body ? say("took", ms, number(new Blob([body]).size / 1024, 1)) : "";
  $("result").replaceChildren(h("div", {}, problem(answer, () => run(question, query)), ...data ? [...view(question, data), ...cut(data), sources(data)] : [], body && rawJson(body)));
}
function view(question, data) {
  if (!question) return [h("div", { class: "summary" }, anything(data))];
  return Object.values(data).includes(null) ? [summary(say("nothing"))] : question.show(data);
}
const rawJson = body => h("details", { class: "json" }, h("summary", {}, say("json")),
  h("pre", { tabindex: 0, role: "region", "aria-label": say("json") }, JSON.stringify(JSON.parse(body), null, 2)));

const curl = query => `curl ${endpoint} -H 'Content-Type: application/json'${reader === "en" ? "" : ` -H 'Accept-Language: ${reader}'`} -d '${
  JSON.stringify({ query }).replaceAll("'", "'\\''")}'`;
async function copy({ currentTarget: button }, value) {
  await navigator.clipboard.writeText(value);
  const label = button.textContent;
  button.textContent = say("copied");
  setTimeout(() => { button.textContent = label; }, 1500);
}

// ---- What is loaded

async function load() {
  const answer = await ask(`{ dataset { title version licences triples languages classes { type count } graphs { iri triples } } }`);
  if (answer.status === 503) setTimeout(load, 2000);
  if (!answer.data) return $("loaded").replaceChildren(problem(answer, load));
  const { title, version, licences, triples, languages, classes, graphs } = answer.data.dataset;
  const languageName = new Intl.DisplayNames(reader, { type: "language" });
  const fact = (key, ...values) => [h("dt", {}, say(key)), h("dd", {}, ...values)];
  const list = (key, open, items, note) => h("details", { open }, h("summary", {}, say(key, items.length)), note && h("p", { class: "small quiet" }, note), h("ul", { class: `counts ${key}` },
    ...items.map(([what, count]) => h("li", {}, h("bdi", { lang: reader !== "en" && "en", dir: "ltr" }, what), h("span", { class: "quiet" }, number(count))))));
  $("loaded").replaceChildren(
    h("p", { class: "title" }, title && text(title)),
    h("dl", {}, ...fact("version", h("bdi", {}, version)), ...fact("licences", ...licences.flatMap((iri, i) => [i > 0 && say("comma"), outward(iri)])),
      ...fact("triples", number(triples)), ...fact("languages", languages.map(tag => languageName.of(tag)).join(say("comma")))),
    list("classes", wide.matches, classes.map(({ type, count }) => [type, count]), say("overlap")),
    list("graphs", false, graphs.map(({ iri, triples }) => [iri.replace(/^https?:\/\//, ""), triples])));
}

// ---- One thing, in a panel

const NAMES = "label labelTranslations { value lang }";
const THING = `query ($id: ID!) {
  node(id: $id) {
    __typename id
    ... on Actor {
      ${NAMES} altLabels { value lang } acronym note homepage exactMatch
      interventions { totalCount } interventionsOnBehalf { totalCount } positions { totalCount } positionsOnBehalf { totalCount }
      wants(first: 100) { nodes { id label } } opposes(first: 100) { nodes { id label } } memberOf(first: 100) { nodes { id label } }
    }
    ... on Body { members { totalCount } }
    ... on Theme {
      ${NAMES} altLabels { value lang } definition exactMatch closeMatch relatedMatch
      positions(first: 100) { totalCount nodes { actor { id label } onBehalfOf { id label } stance { label polarity } method confidence } }
      actionLines { id code label } sdgTargets { id code label } broader { id label } narrower(first: 100) { nodes { id label } }
    }
    ... on Process {
      ${NAMES} altLabels { value lang } description exactMatch relatedMatch positions { totalCount } parent { id label }
    }
    ... on ActionLine { ${NAMES} code contributesTo(first: 100) { nodes { id code label } } themes(first: 100) { nodes { id label } } }
    ... on SdgItem { ${NAMES} code advancedBy(first: 100) { nodes { id code label } } }
    ... on SdgTarget { themes(first: 100) { nodes { id label } } }
  }
}`;

let opened;
async function openPanel(id) {
  opened = id;
  if (!panel.open) panel.showModal();
  const answer = await ask(THING, { id });
  const close = h("button", { class: "button", click: () => panel.close() }, say("close"));
  const shown = answer.data?.node ? describe(answer.data.node) : [h("h2", { id: "panel-title" }, id), problem(answer, () => openPanel(id)) ?? summary(say("nothing"))];
  if (id !== opened) return;
  panel.replaceChildren(h("div", {}, h("p", { class: "panel-bar" }, close), ...shown));
  panel.scrollTop = 0;
  close.focus();
}

function describe(node) {
  const label = labelOf(node);
  const about = node.definition ?? node.description ?? node.note;
  const counts = ["interventions", "interventionsOnBehalf", "positions", "positionsOnBehalf", "members"].filter(key => node[key]);
  const related = ["wants", "opposes", "actionLines", "sdgTargets", "contributesTo", "advancedBy", "themes", "broader", "narrower", "parent", "memberOf"];
  const part = (title, items, list) => items.length > 0 && h("div", {}, h("h3", {}, title), list);
  const joined = items => h("p", {}, ...items.flatMap((item, i) => [i > 0 && say("comma"), item]));
  const others = [node.acronym && text(node.acronym), ...(node.altLabels ?? []).map(({ value, lang }) => text(value, lang))].filter(Boolean);
  const elsewhere = [node.homepage, node.exactMatch, node.closeMatch, node.relatedMatch].flat().filter(Boolean);
  return [
    h("h2", { id: "panel-title", ...inLanguage(label) }, node.code ? `${node.code} ${label}` : label),
    h("p", { class: "quiet" }, node.__typename, " ", h("code", {}, node.id)),
    about && h("p", { class: "summary", ...inLanguage(about) }, about),
    counts.length > 0 && h("dl", { class: "summary" }, ...counts.flatMap(key => [h("dt", {}, say(key)), h("dd", {}, number(node[key].totalCount))])),
    node.positions?.nodes && rows(node.positions.nodes.map(positionBlock)),
    ...related.map(key => {
      const items = [node[key]?.nodes ?? node[key] ?? []].flat();
      return part(say(key), items, joined(items.map(item => item.code ? coded(item) : name(item))));
    }),
    part(say("inLanguages"), node.labelTranslations ?? [], h("dl", {}, ...(node.labelTranslations ?? []).flatMap(({ value, lang }) =>
      [h("dt", {}, h("code", {}, lang)), h("dd", {}, text(value, lang))]))),
    part(say("otherNames"), others, joined(others)),
    part(say("elsewhere"), elsewhere, h("div", {}, ...elsewhere.map(iri => h("p", {}, outward(iri))))),
  ];
}

// ---- The page

const panel = $("panel"), query = $("query");
const wide = matchMedia("(min-width: 961px)");

function choose(question) {
  write(question.query);
  runWritten();
}
function runWritten() {
  run(questions.find(question => question.query === query.value), query.value);
  history.replaceState(null, "", home());
  const { top } = $("answer").getBoundingClientRect();
  if (top < 0 || top > innerHeight * .6) $(wide.matches ? "ask" : "answer").scrollIntoView();
}
function write(value) {
  query.value = value;
  query.rows = Math.min(26, Math.max(10, value.split("\n").length));
}
const home = () => asked?.question ? `#q${questions.indexOf(asked.question) + 1}` : location.pathname + location.search;

function mark() {
  [...$("questions").children].forEach((item, i) => item.firstChild.setAttribute("aria-pressed", String(questions[i] === asked?.question)));
  if (asked) $("answer-title").textContent = asked.question?.title[reader] ?? say("yours");
}

// The address says what is open: #q1 a question, #actor:rus or a whole IRI a thing.
function route() {
  const target = decodeURIComponent(location.hash.slice(1));
  if (target.includes(":")) return openPanel(target);
  panel.close();
  const question = questions[target.match(/^q(\d)$/)?.[1] - 1];
  if (question && question !== asked?.question) choose(question);
}

// Another language is another page; what is open stays open.
for (const link of document.querySelectorAll(".languages a")) {
  link.addEventListener("click", () => { link.hash = location.hash; });
}
for (const element of document.querySelectorAll("[data-address]")) element.textContent = new URL(element.dataset.address, endpoint).href;
for (const id of ["copy-curl", "copy-query"]) $(id).hidden = !navigator.clipboard;
$("copy-curl").addEventListener("click", event => copy(event, $("curl").textContent));
$("copy-query").addEventListener("click", event => copy(event, curl(query.value)));
$("run").addEventListener("click", runWritten);
query.addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) runWritten();
});
panel.addEventListener("click", event => { if (event.target === panel) panel.close(); });
panel.addEventListener("close", () => history.replaceState(null, "", home()));
addEventListener("hashchange", route);

$("curl").textContent = curl("{ dataset { title version } }");
$("questions").replaceChildren(...questions.map((question, i) => h("li", {},
  h("button", { "data-number": i + 1, click: () => choose(question) }, h("span", {}, question.title[reader])))));
$("ask").hidden = false;
write(questions[0].query);
mark();
load();
route();

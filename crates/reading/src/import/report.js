// The corrections of a review: what is recognized can be changed or withdrawn, what is not can be added, and all of it is given as
// the file that `plenary import --corrections` takes. Nothing leaves the page but that file.
"use strict";
(() => {
  const read = id => JSON.parse(document.getElementById(id).textContent);
  const vocabulary = read("vocabulary");
  const labels = new Map(vocabulary.things.map(thing => [thing.id, thing]));
  const signs = { POSITIVE: "for (+)", DEMAND: "demand (+)", NEGATIVE: "against (−)", NEUTRAL: "neutral (0)", PROCEDURAL: "procedural" };
  const fields = {
    intervention: [
      { name: "speaker", property: "ple:speaker", kind: "actor", label: "Speaker", single: true },
      { name: "behalf", property: "ple:onBehalfOf", kind: "actor", label: "On behalf of" },
    ],
    position: [
      { name: "stance", property: "ple:stance", kind: "stance", label: "Stance", single: true },
      { name: "theme", property: "ple:theme", kind: "theme", label: "Themes" },
      { name: "process", property: "ple:process", kind: "process", label: "Processes" },
    ],
    statement: [],
  };
  let reviewer = vocabulary.reviewer;
  let unsaved = false;
  let number = 0;

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children);
    return element;
  };
  const words = text => (text ? text.split(" ") : []);
  const same = (a, b) => a.length === b.length && a.every((value, index) => value === b[index]);
  const literal = text => JSON.stringify(text.toWellFormed ? text.toWellFormed() : text);
  const shown = (id, language) => {
    const thing = labels.get(id);
    if (!thing) return id;
    const own = thing.labels[language], english = thing.labels.en;
    return own && english && own !== english ? `${own} · ${english}` : own ?? english ?? id;
  };

  // One list of names a kind and language, shared by all fields.
  const lists = new Map();
  const listOf = (kind, language) => {
    const id = `names-${kind}-${language}`;
    if (!lists.has(id)) {
      const things = vocabulary.things.filter(thing => thing.kind === kind);
      document.body.append(make("datalist", { id }, ...things.map(thing => make("option", { value: thing.id }, shown(thing.id, language)))));
      lists.set(id, things);
    }
    return id;
  };
  // What a person has typed: an id, or a name in either language.
  const identify = (typed, kind, language) => {
    const text = typed.trim().toLowerCase();
    const things = lists.get(listOf(kind, language));
    const names = thing => [thing.id, thing.labels[language], thing.labels.en, shown(thing.id, language)];
    return things.find(thing => names(thing).some(name => name?.toLowerCase() === text))?.id;
  };

  class Review {
    constructor(section) {
      this.data = JSON.parse(section.querySelector("script[type='application/json']").textContent);
      this.entries = new Map();
      this.count = make("span", { role: "status" });
      this.preview = make("pre", { tabindex: "0", role: "region", "aria-label": `The corrections of ${this.data.slug}` });
      const name = make("input", { value: reviewer, autocomplete: "name", oninput: event => {
        reviewer = event.target.value;
        reviews.forEach(review => review.show(event.target));
      } });
      this.reviewer = name;
      this.panel = make("div", { class: "corrections" },
        this.count, make("label", {}, "Reviewer ", name),
        make("button", { type: "button", onclick: () => this.download() }, `Download ${this.data.slug}.corrections.ttl`),
        make("details", {}, make("summary", {}, "What it says"), this.preview));
      section.querySelector("h2").after(this.panel);
      section.querySelectorAll("[data-kind]").forEach(place => this.place(place));
      this.show();
    }

    place(place) {
      const { kind, id } = place.dataset;
      if (kind === "unresolved") return this.offer(place, "Add what is said", editor => this.addStatement(place, editor));
      const said = this.data.said[id] ?? {};
      const original = {}, values = {};
      for (const field of fields[kind]) {
        original[field.name] = words(place.dataset[field.name]);
        values[field.name] = said[field.name] ?? (said.without?.includes(field.property) ? [] : [...original[field.name]]);
      }
      const entry = { kind, id, original, values, withdrawn: said.withdrawn ?? false, confirmed: said.confirmed ?? false,
        reviewer: said.reviewer, line: place.dataset.line, place };
      this.entries.set(id, entry);
      this.offer(place, "Correct", editor => this.edit(entry, editor));
      if (kind === "statement") this.offer(place, "Add a position", editor => this.addPosition(entry, editor));
    }

    // A button that opens an editor below it, made when it is first asked for.
    offer(place, text, fill) {
      const about = place.dataset.id ?? `line ${place.dataset.line}`;
      let editor;
      const button = make("button", { type: "button", class: "open", "aria-expanded": "false", "aria-label": `${text}: ${about}`, onclick: () => {
        if (!editor) {
          editor = make("fieldset", { class: "editor" }, make("legend", {}, `${text}: ${about}`));
          fill(editor);
          button.after(editor);
        } else {
          editor.hidden = !editor.hidden;
        }
        button.setAttribute("aria-expanded", String(!editor.hidden));
        if (!editor.hidden) editor.querySelector("select, input, button")?.focus();
      } }, text);
      place.append(button);
    }

    edit(entry, editor) {
      fields[entry.kind].forEach(field => this.field(entry, field, editor));
      if (entry.kind !== "statement") this.check(entry, "confirmed", "Read by me, and right", editor);
      this.check(entry, "withdrawn", `Withdraw this ${entry.kind}`, editor);
    }

    check(entry, name, text, editor) {
      const box = make("input", { type: "checkbox", onchange: () => { entry[name] = box.checked; this.changed(entry); } });
      box.checked = entry[name];
      editor.append(make("label", {}, box, ` ${text}`));
    }

    field(entry, field, editor) {
      if (field.kind === "stance") return this.stance(entry, editor);
      const language = this.data.language;
      const values = entry.values[field.name];
      const id = `field-${++number}`;
      const wrong = make("span", { class: "wrong", id: `${id}-wrong`, role: "alert" });
      const chosen = make("ul", { class: "chosen", "aria-label": `${field.label}, chosen` });
      const draw = () => chosen.replaceChildren(...values.map(value => make("li", {}, make("span", {}, `${shown(value, language)} `), make("code", {}, value), " ",
        ...(field.single ? [] : [make("button", { type: "button", "aria-label": `Remove ${value}`, onclick: () => {
          values.splice(values.indexOf(value), 1);
          draw();
          input.focus();
          this.changed(entry);
        } }, "Remove")]))));
      const input = make("input", { id, list: listOf(field.kind, language), autocomplete: "off", "aria-describedby": `${id}-wrong`, onchange: () => {
        if (!input.value.trim()) return;
        const found = identify(input.value, field.kind, language);
        wrong.textContent = found ? "" : `${input.value} is none of the names and ids in the list`;
        input.setAttribute("aria-invalid", String(!found));
        if (!found) return;
        if (field.single) values.splice(0, values.length, found);
        else if (!values.includes(found)) values.push(found);
        input.value = "";
        draw();
        this.changed(entry);
      } });
      draw();
      editor.append(make("label", { for: id }, field.single ? field.label : `${field.label}, one more`), chosen, input, wrong);
    }

    stance(entry, editor) {
      const language = this.data.language;
      const stances = vocabulary.things.filter(thing => thing.kind === "stance");
      const values = entry.values.stance;
      const group = sign => make("optgroup", { label: signs[sign] ?? sign },
        ...stances.filter(stance => stance.sign === sign).map(stance => make("option", { value: stance.id }, shown(stance.id, language))));
      const all = [...new Set(stances.map(stance => stance.sign))];
      const stance = make("select", { id: `field-${++number}` }, ...all.map(group));
      const sign = make("select", { id: `field-${++number}` }, ...all.map(sign => make("option", { value: sign }, signs[sign] ?? sign)));
      const set = id => {
        values.splice(0, values.length, id);
        stance.value = id;
        sign.value = labels.get(id)?.sign ?? "";
      };
      if (values.length) set(values[0]);
      stance.addEventListener("change", () => { set(stance.value); this.changed(entry); });
      sign.addEventListener("change", () => { set(stances.find(other => other.sign === sign.value).id); this.changed(entry); });
      editor.append(make("label", { for: sign.id }, "Sign"), sign, make("label", { for: stance.id }, "Stance"), stance);
    }

    // A position that was not recognized in a statement that was.
    addPosition(statement, editor) {
      const base = statement.id.replace(/^statement:/, "");
      let at = 1;
      while (this.entries.has(`position:${base}-h${at}`) || this.data.kept.includes(`${base}-h${at}`)) at++;
      const entry = this.fresh(`position:${base}-h${at}`, statement.line, { statement: statement.id });
      this.added(entry, editor);
    }

    // A statement of which no speaker was recognized, with its slot, its place and a position.
    addStatement(place, editor) {
      const { start, end, line } = place.dataset;
      const name = `${this.data.slug}-h${start}`;
      const before = [...this.entries.values()].filter(entry => entry.kind === "intervention" && Number(entry.line) <= Number(line));
      const session = before.at(-1)?.place.dataset.session ?? this.data.sessions[0];
      const text = place.previousElementSibling.textContent;
      const entry = this.fresh(`position:${name}-1`, line, { name, session, text, start, end, line });
      entry.values.speaker = [];
      entry.values.behalf = [];
      this.field(entry, fields.intervention[0], editor);
      this.field(entry, fields.intervention[1], editor);
      this.added(entry, editor);
    }

    fresh(id, line, context) {
      const entry = { kind: "new", id, line, context, values: { stance: [], theme: [], process: [] }, withdrawn: false };
      this.entries.set(id, entry);
      return entry;
    }

    added(entry, editor) {
      const stances = vocabulary.things.filter(thing => thing.kind === "stance");
      entry.values.stance.push(stances[0].id);
      fields.position.forEach(field => this.field(entry, field, editor));
      this.check(entry, "withdrawn", "Leave it out after all", editor);
      this.changed(entry);
    }

    changed(entry) {
      unsaved = true;
      entry.reviewer = undefined;
      entry.place?.classList.toggle("corrected", this.lines(entry).length > 0);
      this.show();
    }

    by(entry) {
      const name = (entry.reviewer ?? reviewer).trim();
      return [`ple:method "HUMAN"`, ...(name ? [`ple:reviewedBy ${literal(name)}`] : [])];
    }

    // What the file says of an entry: resources with their properties; nothing if it is as it was recognized, or not complete.
    lines(entry) {
      const { id, kind, values } = entry;
      if (kind === "new") return this.newLines(entry);
      const isEmpty = kind === "position" && !values.theme.length && !values.process.length;
      if (entry.withdrawn || isEmpty) return [[id, ["ple:withdrawn true"]]];
      const properties = [];
      for (const field of fields[kind]) {
        const list = values[field.name];
        if (same(list, entry.original[field.name])) continue;
        properties.push(list.length ? `${field.property} ${list.join(" , ")}` : `ple:without ${field.property}`);
      }
      if (properties.length || entry.confirmed) properties.push(...this.by(entry));
      return properties.length ? [[id, properties]] : [];
    }

    newLines(entry) {
      const { context, values } = entry;
      if (entry.withdrawn || (context.name && !values.speaker.length)) return [];
      const resources = [];
      let statement = context.statement;
      if (context.name) {
        const { name, session, text, start, end, line } = context;
        statement = `statement:${name}`;
        const behalf = values.behalf.length ? [`ple:onBehalfOf ${values.behalf.join(" , ")}`] : [];
        resources.push(
          [`intervention:${name}`, ["a ple:Intervention", `ple:order ${this.data.order}`, `ple:line ${line}`, `dct:isPartOf ${session}`,
            `ple:speaker ${values.speaker[0]}`, ...behalf, ...this.by(entry)]],
          [statement, ["a ple:Statement", "ple:order 1", `ple:intervention intervention:${name}`, `ple:text ${literal(text)}@${this.data.language}`,
            `prov:wasDerivedFrom passage:${name}`]],
          [`passage:${name}`, ["a ple:Passage , oa:SpecificResource", `oa:hasSource ${this.data.document}`, `ple:line ${line}`,
            `oa:hasSelector [ a oa:TextPositionSelector ; oa:start ${start} ; oa:end ${end} ]`]]);
      }
      const things = [["ple:theme", values.theme], ["ple:process", values.process]].filter(([, list]) => list.length);
      if (things.length) {
        resources.push([entry.id, ["a ple:Position", `ple:statement ${statement}`, `ple:stance ${values.stance[0]}`,
          ...things.map(([property, list]) => `${property} ${list.join(" , ")}`), "ple:explicit true", ...this.by(entry)]]);
      }
      return resources;
    }

    turtle() {
      const blocks = [...this.entries.values()].flatMap(entry => this.lines(entry).map(([id, properties]) =>
        `# line ${entry.line}\n${id} ${properties.join(" ;\n    ")} .\n`));
      const head = `# Corrections of the record of ${literal(this.data.file)}, written by its review page.\n\n${vocabulary.prefixes}\n`;
      const kept = this.data.kept ? `# What was corrected before and the page does not show.\n\n${this.data.kept}\n` : "";
      return { blocks, text: [head + kept, ...blocks].join("\n") };
    }

    show(typing) {
      if (this.reviewer !== typing) this.reviewer.value = reviewer;
      const { blocks, text } = this.turtle();
      this.count.textContent = `${blocks.length} ${blocks.length === 1 ? "resource" : "resources"} corrected`;
      this.preview.textContent = text;
    }

    download() {
      const address = URL.createObjectURL(new Blob([this.turtle().text], { type: "text/turtle" }));
      make("a", { href: address, download: `${this.data.slug}.corrections.ttl` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 1000);
      unsaved = false;
    }
  }

  const reviews = [];
  document.querySelectorAll("section[data-document]").forEach(section => reviews.push(new Review(section)));
  addEventListener("beforeunload", event => { if (unsaved) event.preventDefault(); });
})();

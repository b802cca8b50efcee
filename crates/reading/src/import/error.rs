//! Why a document gives no record.

/// Why a document gives no record, and the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The vocabulary cannot be used.
    #[error("the vocabulary of the import is wrong: {0}")]
    Lexicon(String),
    /// The data cannot be read.
    #[error("the data cannot be read: {0}")]
    Store(String),
    /// A language without cues.
    #[error("{file} is in {tag}; documents can be in ar, en, es, fr, ru and zh: say which with --lang")]
    UnknownLanguage {
        /// The file.
        file: String,
        /// The language, by its name or tag.
        tag: String,
    },
    /// A date that is none.
    #[error("`{date}` is no date; write it as 2025-05-30")]
    WrongDate {
        /// What was given.
        date: String,
    },
    /// No date, no process, or neither.
    #[error("{}", incomplete(.file, *.date, *.process, .known))]
    Incomplete {
        /// The file.
        file: String,
        /// Whether the date is missing.
        date: bool,
        /// Whether the process is missing.
        process: bool,
        /// The processes of the data.
        known: Vec<String>,
    },
    /// A table of votes.
    #[error(
        "{file} is a table of votes ({rows} rows such as `Ghana: yes`): votes are no statements, and nothing of it was read; import the record of what was said before and after the vote"
    )]
    Votes {
        /// The file.
        file: String,
        /// The number of rows.
        rows: usize,
    },
    /// Speakers, and nothing that they say.
    #[error(
        "{file} names {speakers} speakers and nothing that they say: it is a list of speakers, and nothing of it was read; import the summary or the transcript"
    )]
    OnlySpeakers {
        /// The file.
        file: String,
        /// The number of speakers.
        speakers: usize,
    },
    /// A process that the data do not have.
    #[error("there is no process {process}; the data have {}", .known.join(", "))]
    UnknownProcess {
        /// What was given.
        process: String,
        /// The processes of the data.
        known: Vec<String>,
    },
    /// An actor that the data do not have.
    #[error("the data have no actor by the name `{name}`, whose words the document is to be{}", nearest(.near))]
    UnknownSpeaker {
        /// What was given.
        name: String,
        /// Names that are like it.
        near: Vec<String>,
    },
    /// A document of several of which it was said that it is one's.
    #[error(
        "line {line} of {file} gives the floor to another: --speaker is for a document that is all of one; leave it out, and each speaks who is named"
    )]
    Several {
        /// The file.
        file: String,
        /// The line that names another.
        line: u32,
    },
    /// Corrections that cannot be read.
    #[error(
        "{place}: {problem}; the document is not imported until its corrections can be read: mend them, or move the file away"
    )]
    Corrections {
        /// The file, line and column.
        place: String,
        /// What is wrong.
        problem: String,
    },
    /// A sentence that is longer than any is, and nothing else that anybody says.
    #[error(
        "line {line} of {file} is one sentence of {bytes} bytes, longer than the {limit} that a sentence may have, and nobody speaks elsewhere: nothing of it was read; end its sentences with full stops, or divide it into paragraphs"
    )]
    TooLong {
        /// The file.
        file: String,
        /// The line on which the sentence begins.
        line: u32,
        /// Its length, in bytes.
        bytes: usize,
        /// The longest that is read, in bytes.
        limit: usize,
    },
    /// No known actor speaks.
    #[error("{}", no_speaker(.file, .language, .unknown))]
    NoSpeaker {
        /// The file.
        file: String,
        /// The language that it was read in.
        language: String,
        /// Lines and words that may name speakers.
        unknown: Vec<(u32, String)>,
    },
}

fn nearest(near: &[String]) -> String {
    match near {
        [] => "; write its name as the data have it, or its IRI".to_owned(),
        _ => format!("; did you mean {}?", near.join(", or ")),
    }
}

fn incomplete(file: &str, date: bool, process: bool, known: &[String]) -> String {
    let known = known.join(", ");
    match (date, process) {
        (true, false) => {
            format!("{file} does not say in its head when the meeting was held: say it with --date 2025-05-30")
        }
        (false, true) => {
            format!(
                "{file} does not say in its head to which process the meeting belongs: say it with --process, one of {known}"
            )
        }
        _ => format!(
            "{file} says in its head neither when the meeting was held nor to which process it belongs: say it with --date 2025-05-30 and --process, one of {known}"
        ),
    }
}

fn no_speaker(file: &str, language: &str, unknown: &[(u32, String)]) -> String {
    let mut text = format!("no actor of the data speaks in {file}, read as {language}");
    for (line, words) in unknown {
        text += &format!("; line {line}: `{words}` is not known");
    }
    text + "; give the right language with --lang, or name the actors in a Turtle file and load it with --data"
}

//! How `plenary import --assist` reaches a model: a chat endpoint over HTTP, within bounds, and a folder of its answers.
//!
//! What is asked and what of an answer is believed is a matter of [`crate::import`].

use super::import_args::AssistArgs;
use crate::file;
use crate::import::Transport;
use anyhow::{Context, bail};
use reqwest::blocking::{Client, Response};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{StatusCode, Url};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The environment variable with the key, which is sent as a bearer token.
const KEY: &str = "PLENARY_ASSIST_KEY";
/// The longest time for one request with its answer.
const REQUEST: Duration = Duration::from_secs(120);
/// The longest answer, in bytes.
const ANSWER: u64 = 1 << 20;
/// The pause before a request is sent again, if the endpoint names none.
const PAUSE: Duration = Duration::from_millis(500);
/// The longest pause that an endpoint may ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// The folder of the answers in that of the output. It is hidden, so that it is never read as data.
const FOLDER: &str = ".assist";

/// A chat endpoint with a folder of what it has answered.
pub(super) struct Assistant {
    pub(super) model: String,
    client: Client,
    url: Url,
    authorization: Option<HeaderValue>,
    folder: PathBuf,
    /// Whether answers may be kept.
    keeps: bool,
    /// The time that is left for all requests, without what the rules take between them.
    left: Duration,
    /// When the request that is under way has to end.
    deadline: Instant,
    seconds: u64,
    /// Why the endpoint is not asked any more in this run.
    given_up: Option<String>,
}

impl Assistant {
    /// The endpoint that the arguments name; none if they name none. Nothing is asked yet.
    ///
    /// # Errors
    /// If the address is none that documents and a key may be sent to.
    pub(super) fn of(args: &AssistArgs, out: &Path, keeps: bool) -> anyhow::Result<Option<Self>> {
        let Some(url) = &args.assist else { return Ok(None) };
        let url = address(url)?;
        let authorization = match std::env::var(KEY) {
            Ok(key) if !key.is_empty() => {
                let value = HeaderValue::from_str(&format!("Bearer {key}"));
                // The error would show what is wrong with the key, and so the key.
                let mut value = value.ok().with_context(|| format!("{KEY} has characters that no header may have"))?;
                value.set_sensitive(true);
                Some(value)
            }
            Ok(_) | Err(std::env::VarError::NotPresent) => None,
            Err(std::env::VarError::NotUnicode(_)) => bail!("{KEY} is no text in UTF-8"),
        };
        // A redirect would show the document and the key to another server.
        let mut client = Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(None);
        if url.scheme() == "http" {
            // A proxy would carry them in the clear.
            client = client.no_proxy();
        }
        Ok(Some(Self {
            model: args.assist_model.clone(),
            client: client.build().context("--assist")?,
            url,
            authorization,
            folder: out.join(FOLDER),
            keeps,
            left: Duration::from_secs(args.assist_seconds),
            deadline: Instant::now(),
            seconds: args.assist_seconds,
            given_up: None,
        }))
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.json"))
    }

    /// The time that is left for the request that is under way.
    fn time(&self) -> Result<Duration, String> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(self.late()) } else { Ok(left.min(REQUEST)) }
    }

    fn late(&self) -> String {
        format!("the {} seconds of --assist-seconds are over", self.seconds)
    }

    /// Sends a request, and once more if the endpoint is overloaded or fails.
    fn ask(&self, request: &str) -> Result<Vec<u8>, Failure> {
        let mut is_first = true;
        loop {
            let time = self.time().map_err(Failure::Gone)?;
            let until = Instant::now() + time;
            let response = self.post(request, time).map_err(Failure::Gone)?;
            let status = response.status();
            if status == StatusCode::OK {
                return body(response, until);
            }
            let is_passing = status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error();
            if !is_passing || !is_first {
                let problem = format!("the endpoint answers {status}");
                return Err(if is_passing { Failure::Unusable(problem) } else { Failure::Gone(problem) });
            }
            is_first = false;
            let pause = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
            let pause = pause.map_or(PAUSE, Duration::from_secs).min(LONGEST_PAUSE);
            if pause >= self.deadline.saturating_duration_since(Instant::now()) {
                return Err(Failure::Gone(self.late()));
            }
            std::thread::sleep(pause);
        }
    }

    fn post(&self, request: &str, time: Duration) -> Result<Response, String> {
        let post = self.client.post(self.url.clone()).header(CONTENT_TYPE, "application/json");
        let post = post.header(ACCEPT, "application/json").body(request.to_owned()).timeout(time);
        let post = self.authorization.iter().fold(post, |post, value| post.header(AUTHORIZATION, value.clone()));
        post.send().map_err(|error| {
            if error.is_timeout() { format!("no answer within {} seconds", time.as_secs()) } else { unreachable(error) }
        })
    }
}

/// The bytes of an answer, within its bounds of size and time.
fn body(response: Response, until: Instant) -> Result<Vec<u8>, Failure> {
    let endless = || Failure::Gone("the answer does not end".to_owned());
    let mut bytes = Vec::new();
    let mut response = response.take(ANSWER + 1);
    let mut part = vec![0; 16 << 10];
    loop {
        let read = match response.read(&mut part) {
            Ok(read) => read,
            Err(_) if Instant::now() >= until => return Err(endless()),
            Err(_) => return Err(Failure::Gone("the answer breaks off".to_owned())),
        };
        bytes.extend_from_slice(&part[..read]);
        if bytes.len() as u64 > ANSWER {
            return Err(Failure::Unusable(format!("the answer is longer than {ANSWER} bytes")));
        }
        if read == 0 {
            return Ok(bytes);
        }
        // An endpoint that sends a byte now and then never lets a single read fail.
        if Instant::now() >= until {
            return Err(endless());
        }
    }
}

/// Why there is no answer.
enum Failure {
    /// The next request would not fare better.
    Gone(String),
    /// This one has failed.
    Unusable(String),
}

impl Transport for Assistant {
    fn kept(&mut self, key: &str) -> Option<String> {
        let bound = file::Bound { bytes: ANSWER, advice: "" };
        match file::read_text(&self.path(key), bound) {
            Ok(text) => Some(text),
            Err(error) if error.is_absent() => None,
            Err(error) => {
                tracing::warn!("{error}; the endpoint is asked again");
                None
            }
        }
    }

    fn send(&mut self, request: &str) -> Result<Vec<u8>, String> {
        if let Some(reason) = &self.given_up {
            return Err(format!("not asked, because of an earlier failure: {reason}"));
        }
        let begin = Instant::now();
        self.deadline = begin + self.left;
        let answer = self.ask(request);
        self.left = self.left.saturating_sub(begin.elapsed());
        answer.map_err(|failure| match failure {
            Failure::Unusable(problem) => problem,
            Failure::Gone(problem) => {
                self.given_up = Some(problem.clone());
                problem
            }
        })
    }

    fn keep(&mut self, key: &str, answer: &str) -> Result<(), String> {
        if !self.keeps {
            return Ok(());
        }
        file::write(&self.path(key), answer.as_bytes())
            .map_err(|error| format!("an answer is not kept, so the next import asks again: {error}"))
    }
}

/// What is wrong with a connection; without the address, which may hold a secret.
fn unreachable(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut source: &dyn std::error::Error = &error;
    while let Some(deeper) = source.source() {
        source = deeper;
    }
    format!("the endpoint cannot be reached: {source}")
}

/// The address of the Chat Completions API that a URL means: its own path, or that below a server or its `/v1`.
fn address(text: &str) -> anyhow::Result<Url> {
    let mut url = Url::parse(text).context("--assist needs a URL such as http://127.0.0.1:8080")?;
    if !url.username().is_empty() || url.password().is_some() {
        bail!("--assist has a name or a password in its URL; put the key into {KEY}");
    }
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    let is_loopback = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
    match url.scheme() {
        "https" => {}
        "http" if is_loopback => {}
        "http" => bail!("--assist would send documents in the clear: use https, or http on this machine only"),
        scheme => bail!("--assist needs http or https, and not {scheme}"),
    }
    let path = url.path().trim_end_matches('/').to_owned();
    match path.as_str() {
        "" => url.set_path("/v1/chat/completions"),
        path if path.ends_with("/v1") => url.set_path(&format!("{path}/chat/completions")),
        _ => {}
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn documents_go_in_the_clear_to_this_machine_only() {
        for (given, meant) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1/chat/completions"),
            ("http://localhost:11434/v1/", "http://localhost:11434/v1/chat/completions"),
            ("http://[::1]:1/v1", "http://[::1]:1/v1/chat/completions"),
            ("https://models.example.org/api/v1", "https://models.example.org/api/v1/chat/completions"),
            ("https://models.example.org/chat?version=1", "https://models.example.org/chat?version=1"),
        ] {
            assert_eq!(address(given).unwrap().as_str(), meant);
        }
        for bad in [
            "models",
            "ftp://127.0.0.1/",
            "http://models.example.org/",
            "http://127.0.0.1.example.org/",
            "http://10.0.0.1/",
            "https://me:secret@models.example.org/",
        ] {
            let problem = format!("{:#}", address(bad).unwrap_err());
            assert!(problem.contains("--assist") && !problem.contains("secret"), "{bad}: {problem}");
        }
    }
}

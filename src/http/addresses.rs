//! What identifies a client, and what one address uses at the moment.

use super::limits::{ByAddress, Limits};
use axum::http::HeaderMap;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use ipnet::IpNet;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The addresses that clients have now, and how much work each has had.
#[derive(Debug)]
pub(super) struct Addresses {
    limits: Option<ByAddress>,
    shares: Shares,
    known: Mutex<Known>,
    work: Option<DefaultKeyedRateLimiter<IpAddr>>,
    uses: AtomicUsize,
    /// Proxies whose `X-Forwarded-For` is believed.
    proxies: Vec<IpNet>,
}

#[derive(Debug, Default)]
struct Known {
    visitors: HashMap<IpAddr, Weak<Visitor>>,
    /// Addresses no longer in use are forgotten when there are this many.
    sweep_at: usize,
}

/// How much of what all share one address may have.
#[derive(Debug, Clone, Copy)]
struct Shares {
    light: usize,
    heavy: usize,
    waiting: usize,
    unread: usize,
    receiving: usize,
    channels: usize,
}

/// An address that has connections or requests.
#[derive(Debug)]
pub(super) struct Visitor {
    address: IpAddr,
    connections: Arc<Semaphore>,
    pub(super) light: Arc<Semaphore>,
    pub(super) heavy: Arc<Semaphore>,
    pub(super) waiting: Arc<Semaphore>,
    /// KiB of answers that it has not read.
    pub(super) unread: Arc<Semaphore>,
    /// Bytes of requests that it is sending.
    pub(super) receiving: Arc<Semaphore>,
    /// Sockets and event streams that it may open.
    pub(super) channels: Arc<Semaphore>,
}

/// All but one of several; a single place is open to all.
fn all_but_one(places: usize) -> usize {
    places.saturating_sub(1).max(1)
}

impl Addresses {
    pub(super) fn new(limits: &Limits, proxies: Vec<IpNet>) -> Self {
        let shares = Shares {
            light: (limits.light * 3 / 4).max(1),
            heavy: all_but_one(limits.heavy),
            waiting: (limits.waiting * (limits.light + limits.heavy) / 2).max(1),
            unread: (limits.unread / 4 / 1024).max(limits.unread_by_connection / 1024),
            receiving: (limits.receiving / 4).max(super::LARGEST_BODY),
            channels: (limits.channels / 4).max(1),
        };
        let by_address = limits.by_address.clone();
        let work = by_address.as_ref().and_then(|limits| {
            let quota = Quota::per_second(NonZeroU32::new(limits.work)?);
            Some(RateLimiter::keyed(quota.allow_burst(NonZeroU32::new(limits.burst)?)))
        });
        let known = Mutex::new(Known { visitors: HashMap::new(), sweep_at: 1024 });
        Self { limits: by_address, shares, known, work, uses: AtomicUsize::new(0), proxies }
    }

    /// Whether what a peer says of its clients is believed.
    pub(super) fn is_proxy(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.proxies.iter().any(|network| network.contains(&peer))
    }

    /// The visitor of an address; none if it is not limited.
    pub(super) fn visitor(&self, address: IpAddr) -> Option<Arc<Visitor>> {
        let limits = self.limits.as_ref()?;
        let address = of_one_client(address);
        if address.is_loopback() && !limits.loopback {
            return None;
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(visitor) = known.visitors.get(&address).and_then(Weak::upgrade) {
            return Some(visitor);
        }
        if known.visitors.len() >= known.sweep_at {
            known.visitors.retain(|_, visitor| visitor.strong_count() > 0);
            known.sweep_at = (2 * known.visitors.len()).max(1024);
        }
        let semaphore = |permits: usize| Arc::new(Semaphore::new(permits.min(Semaphore::MAX_PERMITS)));
        let visitor = Arc::new(Visitor {
            address,
            connections: semaphore(limits.connections),
            light: semaphore(self.shares.light),
            heavy: semaphore(self.shares.heavy),
            waiting: semaphore(self.shares.waiting),
            unread: semaphore(self.shares.unread),
            receiving: semaphore(self.shares.receiving),
            channels: semaphore(self.shares.channels),
        });
        known.visitors.insert(address, Arc::downgrade(&visitor));
        Some(visitor)
    }

    /// The address of the client behind a proxy that is believed: the last in `X-Forwarded-For` that is no such proxy.
    pub(super) fn behind_proxy(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let values: Vec<&str> =
            headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
        let said = values.iter().rev().flat_map(|value| value.rsplit(',')).map(str::trim);
        for text in said {
            let address = address(text)?;
            if !self.is_proxy(address) {
                return Some(address);
            }
        }
        None
    }

    /// Counts work of a visitor.
    ///
    /// # Errors
    /// How long it has to wait, if it has had too much.
    pub(super) fn spend(&self, visitor: Option<&Visitor>, work: Work) -> Result<(), Duration> {
        let (Some(visitor), Some(limiter), Some(limits)) = (visitor, &self.work, &self.limits) else { return Ok(()) };
        // Those who have rested are as new, and forgotten now and then.
        if self.uses.fetch_add(1, Ordering::Relaxed) % 4096 == 4095 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        let units = match work {
            Work::Light => 1,
            Work::Heavy => limits.heavy.min(limits.burst),
        };
        let Some(units) = NonZeroU32::new(units) else { return Ok(()) };
        match limiter.check_key_n(&visitor.address, units) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(until)) => Err(until.wait_time_from(DefaultClock::default().now())),
            Err(_) => Err(Duration::from_secs(60)),
        }
    }
}

/// What is counted against an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    Light,
    Heavy,
}

impl Visitor {
    /// A place for one more connection; none if the address has enough.
    pub(super) fn connect(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.connections).try_acquire_owned().ok()
    }
}

/// One client has 2⁶⁴ addresses of IPv6 at least.
fn of_one_client(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) if address.is_loopback() => IpAddr::V6(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

/// An address as proxies write it: with a port or without, IPv6 in brackets or not.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let parsed = bare.parse().ok().or_else(|| Some(text.parse::<std::net::SocketAddr>().ok()?.ip()));
    parsed.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(limits: ByAddress) -> Addresses {
        let limits = Limits { by_address: Some(limits), ..Limits::default() };
        Addresses::new(&limits, vec!["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()])
    }

    #[test]
    fn the_client_is_the_last_address_that_no_trusted_proxy_has() {
        let addresses = addresses(ByAddress::default());
        let client = |value: &'static str| {
            let headers = HeaderMap::from_iter([(
                axum::http::HeaderName::from_static("x-forwarded-for"),
                axum::http::HeaderValue::from_static(value),
            )]);
            addresses.behind_proxy(&headers).map(|address| address.to_string())
        };
        for (value, expected) in [
            ("203.0.113.7", Some("203.0.113.7")),
            ("198.51.100.1, 203.0.113.7", Some("203.0.113.7")),
            ("203.0.113.7, 10.1.2.3", Some("203.0.113.7")),
            ("203.0.113.7:1234", Some("203.0.113.7")),
            ("[2001:db8::7]:1234, 10.0.0.1", Some("2001:db8::7")),
            ("::ffff:203.0.113.7", Some("203.0.113.7")),
            ("10.0.0.1", None),
            ("203.0.113.7, unknown", None),
            ("", None),
        ] {
            assert_eq!(client(value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn a_client_of_ipv6_has_one_share_for_all_its_addresses() {
        let addresses = addresses(ByAddress { connections: 1, ..ByAddress::default() });
        let visitor = |text: &str| addresses.visitor(text.parse().unwrap());
        let first = visitor("2001:db8:1:2::1").unwrap();
        let _place = first.connect().unwrap();
        assert!(visitor("2001:db8:1:2:ffff::9").unwrap().connect().is_none(), "of the same network");
        assert!(visitor("2001:db8:1:3::1").unwrap().connect().is_some());
        assert!(visitor("127.0.0.1").is_none() && visitor("::1").is_none(), "nobody limits this machine");
        assert!(visitor("::ffff:127.0.0.1").is_none());
    }

    #[test]
    fn work_of_an_address_is_bounded() {
        let addresses = addresses(ByAddress { work: 1, burst: 10, heavy: 4, ..ByAddress::default() });
        let visitor = addresses.visitor("203.0.113.7".parse().unwrap());
        let other = addresses.visitor("203.0.113.8".parse().unwrap());
        let spend = |visitor: &Option<Arc<Visitor>>, work| addresses.spend(visitor.as_deref(), work);
        assert!(spend(&visitor, Work::Heavy).is_ok() && spend(&visitor, Work::Heavy).is_ok());
        assert!(spend(&visitor, Work::Light).is_ok() && spend(&visitor, Work::Light).is_ok());
        assert!(spend(&visitor, Work::Heavy).is_err_and(|wait| wait > Duration::from_secs(1)));
        assert!(spend(&other, Work::Heavy).is_ok(), "others have their own");
        assert!(spend(&None, Work::Heavy).is_ok());
    }
}

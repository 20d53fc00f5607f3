//! How often: limits by the address that asks.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
};

use governor::{Quota, RateLimiter, clock::DefaultClock, state::keyed::DefaultKeyedStateStore};

use crate::problem::Problem;

type Limiter = RateLimiter<IpAddr, DefaultKeyedStateStore<IpAddr>, DefaultClock>;

/// Limits of one address; of version 6, of one network of 64 bits.
pub(crate) struct Limits {
    requests: Limiter,
    views: Limiter,
    writes: Limiter,
    sign_ins: Limiter,
}

fn limiter(per_second: u32, burst: u32) -> Limiter {
    let one = NonZeroU32::MIN;
    RateLimiter::keyed(
        Quota::per_second(NonZeroU32::new(per_second).unwrap_or(one))
            .allow_burst(NonZeroU32::new(burst).unwrap_or(one)),
    )
}

impl Limits {
    pub fn new() -> Self {
        let one = NonZeroU32::MIN;
        Self {
            requests: limiter(1000, 3000),
            views: limiter(10, 120),
            writes: limiter(5, 50),
            sign_ins: RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(10).unwrap_or(one))),
        }
    }

    /// Anything at all.
    pub fn request(&self, address: IpAddr) -> Result<(), Problem> {
        held(&self.requests, address, "requests", 1)
    }

    /// Something that has to be worked out first.
    pub fn view(&self, address: IpAddr) -> Result<(), Problem> {
        held(&self.views, address, "new views", 2)
    }

    /// Something that is written down.
    pub fn write(&self, address: IpAddr) -> Result<(), Problem> {
        held(&self.writes, address, "judgements", 5)
    }

    /// An attempt to sign in.
    pub fn sign_in(&self, address: IpAddr) -> Result<(), Problem> {
        held(&self.sign_ins, address, "attempts to sign in", 10)
    }

    /// Forgets addresses that were quiet.
    pub fn forget(&self) {
        for limiter in [&self.requests, &self.views, &self.writes, &self.sign_ins] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

fn held(limiter: &Limiter, address: IpAddr, what: &str, seconds: u64) -> Result<(), Problem> {
    limiter
        .check_key(&network(address))
        .map_err(|_| Problem::too_many(what, seconds))
}

/// Whoever has an address of version 6 has 2^64 of them.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => address.into(),
            None => {
                let kept = u128::from(address) & !u128::from(u64::MAX);
                Ipv6Addr::from(kept).into()
            }
        },
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_version_6_counts_as_one_address() {
        let of = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8:0:1::1"), of("2001:db8:0:2::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }

    #[test]
    fn guessing_is_slow() {
        let limits = Limits::new();
        let address = "192.0.2.1".parse().expect("an address");
        let let_through = (0..100).filter(|_| limits.sign_in(address).is_ok()).count();
        assert_eq!(let_through, 10);
        assert!(
            limits
                .sign_in("192.0.2.2".parse().expect("an address"))
                .is_ok()
        );
    }
}

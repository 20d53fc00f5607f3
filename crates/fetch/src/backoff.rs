//! How long to wait before trying again.

use std::time::{Duration, SystemTime};

use jiff::{Timestamp, fmt::rfc2822};

/// A wait before try number `failed + 1`: anything up to `first` doubled with each
/// failure, at most `longest`. Spread over the whole span ("full jitter"), so that clients
/// that failed together do not come back together. `chance` are 64 random bits.
pub(crate) fn wait(first: Duration, longest: Duration, failed: u32, chance: u64) -> Duration {
    let doubled = first.saturating_mul(2_u32.saturating_pow(failed.saturating_sub(1)));
    let share = (chance >> 11) as f64 / (1_u64 << 53) as f64;
    doubled.min(longest).mul_f64(share)
}

/// What a `Retry-After` header asks for: seconds, or a date of HTTP.
pub(crate) fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until: Timestamp = rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
    let now = Timestamp::try_from(now).ok()?;
    // A date that has passed asks for no wait.
    Some(until.duration_since(now).try_into().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_limit_and_are_spread() {
        let (first, longest) = (Duration::from_secs(1), Duration::from_secs(60));
        let most = |failed| wait(first, longest, failed, u64::MAX);
        assert!(most(1) <= first && most(1) > first.mul_f64(0.99));
        assert!(most(4) > Duration::from_millis(7900) && most(4) <= Duration::from_secs(8));
        assert!(most(40) <= longest && most(40) > longest.mul_f64(0.99));
        assert_eq!(wait(first, longest, 9, 0), Duration::ZERO);
    }

    #[test]
    fn a_server_may_ask_for_seconds_or_name_a_time() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        assert_eq!(retry_after("120", now), Some(Duration::from_secs(120)));
        assert_eq!(
            retry_after("Sun, 06 Nov 1994 08:50:37 GMT", now),
            Some(Duration::from_secs(60))
        );
        assert_eq!(
            retry_after("Sun, 06 Nov 1994 08:00:00 GMT", now),
            Some(Duration::ZERO)
        );
        assert_eq!(retry_after("soon", now), None);
    }
}

//! Rates in the record: how often an outcome came in so many days after a sign,
//! and how often in as many days without one.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    calendar::{days_after, days_before, days_between},
    indicator::Examined,
    tripwires::has_a_day,
};

/// What the record says of signs and of spans without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measured {
    /// The newest sign, where it lies within the horizon.
    pub present: Option<Present>,
    /// Days within which the outcome is looked for: those that have passed since
    /// the newest sign, or the horizon where there is none to look at.
    pub days: u16,
    /// Earlier signs, and after how many of them it came in as many days.
    pub after: Cases,
    /// Earlier spans of as many days without a sign, likewise.
    pub without: Cases,
}

/// The sign that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Present {
    /// Its day.
    pub sign: Date,
    /// Whether the outcome came in the days since.
    pub followed: bool,
}

/// Cases with the outcome, out of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cases {
    pub with_outcome: u64,
    pub all: u64,
}

impl Cases {
    fn add(&mut self, outcome: bool) {
        self.all += 1;
        self.with_outcome += u64::from(outcome);
    }
}

/// What the record says at its last complete day; `None` where sign and outcome
/// are never covered at the same time.
///
/// So that no case counts twice, a sign within the horizon of one that counts
/// belongs to that one, and spans without a sign do not overlap. The sign that
/// is looked at lies 1 day to the horizon back and is not among the cases that
/// it is compared with.
pub(super) fn measured(
    sign: &Examined<'_>,
    outcome: &Examined<'_>,
    horizon: u16,
) -> Option<Measured> {
    let both = sign.covered.clone().both(outcome.covered.clone());
    let (first, last) = both.newest()?;
    let last = last.min(sign.complete_to).min(outcome.complete_to);
    let days = |examined: &Examined<'_>| -> BTreeSet<Date> {
        let dated = examined.occurrences.iter().filter(|one| has_a_day(one));
        let dates = dated.map(|one| one.date());
        dates.filter(|date| (first..=last).contains(date)).collect()
    };
    (first <= last).then(|| at(&days(sign), &days(outcome), (first, last), horizon))
}

fn at(
    signs: &BTreeSet<Date>,
    outcomes: &BTreeSet<Date>,
    (first, last): (Date, Date),
    horizon: u16,
) -> Measured {
    let mut apart: Vec<Date> = Vec::new();
    for &sign in signs {
        if apart
            .last()
            .is_none_or(|before| days_between(*before, sign) > i32::from(horizon))
        {
            apart.push(sign);
        }
    }
    let since = |sign: Date| u16::try_from(days_between(sign, last)).unwrap_or(0);
    // The newest sign that is old enough for anything to have followed it.
    let present = signs
        .range(..last)
        .next_back()
        .copied()
        .filter(|sign| since(*sign) <= horizon);
    // Without a sign to look at, those count whose time is up.
    let days = present.map_or(horizon, since);
    let end = present.unwrap_or_else(|| days_after(last, 1));
    apart.retain(|sign| {
        let clear = present.is_none_or(|present| {
            days_between(*sign, present) > i32::from(horizon) || *sign >= present
        });
        *sign < end && since(*sign) >= days && clear
    });
    let comes_after = |day: Date| {
        day.tomorrow()
            .is_ok_and(|next| any(outcomes, next, days_after(day, days)))
    };
    let mut after = Cases::default();
    for sign in apart {
        after.add(comes_after(sign));
    }
    let mut without = Cases::default();
    let mut day = days_before(first, 1);
    while days_after(day, days) < end {
        // Of the days in the span none may lie within the horizon of a sign.
        let from = days_before(day, horizon - 1);
        match signs.range(from..days_after(day, days)).next_back() {
            Some(&sign) => day = days_after(sign, horizon),
            None => {
                without.add(comes_after(day));
                day = days_after(day, days);
            }
        }
    }
    Measured {
        present: present.map(|sign| Present {
            sign,
            followed: comes_after(sign),
        }),
        days,
        after,
        without,
    }
}

fn any(days: &BTreeSet<Date>, from: Date, to: Date) -> bool {
    from <= to && days.range(from..=to).next().is_some()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn on(days: &[i8]) -> BTreeSet<Date> {
        days.iter().map(|day| date(2024, 3, *day)).collect()
    }

    #[test]
    fn signs_within_the_horizon_of_another_are_one_case() {
        let span = (date(2024, 3, 1), date(2024, 3, 27));
        let found = at(&on(&[3, 5, 14, 25]), &on(&[6, 26]), span, 4);
        let sign = date(2024, 3, 25);
        assert_eq!(
            found.present,
            Some(Present {
                sign,
                followed: true
            })
        );
        assert_eq!(found.days, 2);
        // Of the signs of the 3rd and the 14th neither was followed in two days:
        // the outcome of the 6th came after three.
        assert_eq!(
            found.after,
            Cases {
                with_outcome: 0,
                all: 2
            }
        );
        // Spans of two days outside of the four days after a sign: 1-2, 10-11,
        // 12-13, 19-20, 21-22, 23-24.
        assert_eq!(
            found.without,
            Cases {
                with_outcome: 0,
                all: 6
            }
        );
    }

    #[test]
    fn a_sign_of_today_or_of_long_ago_is_not_looked_at() {
        let span = (date(2024, 3, 1), date(2024, 3, 27));
        let found = |signs: &[i8], outcomes: &[i8]| at(&on(signs), &on(outcomes), span, 4);
        let counts = |found: Measured| (found.present.is_some(), found.days, found.after.all);
        assert_eq!(counts(found(&[27], &[])), (false, 4, 0));
        // Of two signs in one case the newer one is looked at.
        let newer = found(&[21, 24], &[26]);
        assert_eq!(counts(newer), (true, 3, 0));
        // Its time is up, and so it is a case.
        assert_eq!(counts(found(&[22], &[23])), (false, 4, 1));
        assert_eq!(found(&[22], &[23]).after.with_outcome, 1);
        // An outcome on the day of the sign does not count.
        let last = found(&[23], &[23]);
        assert_eq!(counts(last), (true, 4, 0));
        assert!(last.present.is_some_and(|present| !present.followed));
        let none = found(&[], &[1, 9]);
        assert_eq!(
            (counts(none), none.without),
            (
                (false, 4, 0),
                Cases {
                    with_outcome: 2,
                    all: 6
                }
            )
        );
    }

    #[test]
    fn no_span_without_a_sign_is_near_one() {
        let span = (date(2024, 3, 1), date(2024, 3, 31));
        for horizon in [1, 3, 7] {
            for signs in [on(&[2, 9, 30]), on(&[1, 4, 8, 16, 29])] {
                let found = at(&signs, &on(&[]), span, horizon);
                let clear = |day: &Date| {
                    let near =
                        |sign: &Date| (1..=i32::from(horizon)).contains(&days_between(*sign, *day));
                    !signs.iter().any(near)
                };
                let days = span.0.series(jiff::Span::new().days(1));
                let clear = days.take_while(|day| *day <= span.1).filter(clear).count() as u64;
                assert!(found.without.all * u64::from(found.days) <= clear);
            }
        }
    }
}

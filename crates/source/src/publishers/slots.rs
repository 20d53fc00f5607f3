//! The sequence in which a publisher's files appear, and what is missing in it.

use jiff::{
    SignedDuration, ToSpan,
    civil::{Date, DateTime, date},
};

use super::Publisher;

/// How often a file of a sequence appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Rhythm {
    QuarterHour,
    Day,
    Month,
}

/// The place of a file in a sequence of its publisher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    rhythm: Rhythm,
    begins: DateTime,
}

/// Slots next to each other for which there is no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Beginning of the first missing slot (UTC).
    pub from: DateTime,
    /// Beginning of the last missing slot.
    pub to: DateTime,
    /// How many slots are missing.
    pub slots: u64,
    /// What a slot is: `15 minutes`, `day` or `month`.
    pub slot: &'static str,
    /// The publisher itself never had files for them.
    pub never_published: bool,
}

/// Days for which GDELT 1.0 has no file, as its own list shows.
const NEVER_PUBLISHED: [Date; 4] = [
    date(2014, 1, 23),
    date(2014, 1, 24),
    date(2014, 1, 25),
    date(2014, 3, 19),
];

impl Publisher {
    /// The slot of the file of this name, where the publisher has a sequence and
    /// the name tells: GDELT `20160728.export.CSV.zip` (a day) and
    /// `20190121220000.export.CSV.zip` (15 minutes), GED Candidate
    /// `GEDEvent_v23_0_10.csv` (a month).
    pub fn slot(self, file_name: &str) -> Option<Slot> {
        match self {
            Self::Gdelt => {
                let (stamp, rest) = file_name.split_once('.')?;
                if !rest.to_lowercase().starts_with("export.csv") || !stamp.is_ascii() {
                    return None;
                }
                let day = super::context::compact_day("", stamp.get(..8)?).ok()?;
                let part = |from: usize, to: usize| stamp.get(from..to)?.parse::<i8>().ok();
                match stamp.len() {
                    8 => Some(Slot {
                        rhythm: Rhythm::Day,
                        begins: day.to_datetime(jiff::civil::Time::midnight()),
                    }),
                    14 => {
                        let time =
                            jiff::civil::Time::new(part(8, 10)?, part(10, 12)?, part(12, 14)?, 0);
                        Some(Slot {
                            rhythm: Rhythm::QuarterHour,
                            begins: day.to_datetime(time.ok()?),
                        })
                    }
                    _ => None,
                }
            }
            Self::Ged => {
                let order = self.release(file_name).order?;
                let (year, month) = (order / 100, i8::try_from(order % 100).ok()?);
                let first = Date::new(2000 + i16::try_from(year).ok()?, month, 1).ok()?;
                Some(Slot {
                    rhythm: Rhythm::Month,
                    begins: first.to_datetime(jiff::civil::Time::midnight()),
                })
            }
            _ => None,
        }
    }
}

impl Rhythm {
    fn words(self) -> &'static str {
        match self {
            Self::QuarterHour => "15 minutes",
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    fn next(self, slot: DateTime) -> Option<DateTime> {
        let step = match self {
            Self::QuarterHour => 15.minutes(),
            Self::Day => 1.day(),
            Self::Month => 1.month(),
        };
        slot.checked_add(step).ok()
    }
}

/// What is missing between the first and the last of `slots`, each sequence on
/// its own, in the order of time.
pub fn gaps(slots: impl IntoIterator<Item = Slot>) -> Vec<Gap> {
    let mut slots: Vec<Slot> = slots.into_iter().collect();
    slots.sort_unstable();
    slots.dedup();
    let mut gaps: Vec<Gap> = Vec::new();
    for pair in slots.windows(2) {
        let [before, after] = pair else { continue };
        if before.rhythm != after.rhythm {
            continue;
        }
        let rhythm = before.rhythm;
        if rhythm == Rhythm::QuarterHour {
            gaps.extend(quarters_between(before.begins, after.begins));
            continue;
        }
        let mut missing = rhythm.next(before.begins);
        while let Some(slot) = missing.filter(|slot| *slot < after.begins) {
            let never_published = rhythm == Rhythm::Day && NEVER_PUBLISHED.contains(&slot.date());
            match gaps.last_mut() {
                Some(gap)
                    if rhythm.next(gap.to) == Some(slot)
                        && gap.slot == rhythm.words()
                        && gap.never_published == never_published =>
                {
                    gap.to = slot;
                    gap.slots += 1;
                }
                _ => gaps.push(Gap {
                    from: slot,
                    to: slot,
                    slots: 1,
                    slot: rhythm.words(),
                    never_published,
                }),
            }
            missing = rhythm.next(slot);
        }
    }
    gaps
}

/// The quarters of an hour between two slots: counted, not walked through, since names
/// can lie centuries apart.
fn quarters_between(before: DateTime, after: DateTime) -> Option<Gap> {
    const QUARTER: i64 = 15 * 60;
    let slots = (before.duration_until(after).as_secs() - 1).div_euclid(QUARTER);
    let begins = |slot: i64| {
        before
            .checked_add(SignedDuration::from_secs(slot * QUARTER))
            .ok()
    };
    Some(Gap {
        from: begins(1)?,
        to: begins(slots)?,
        slots: u64::try_from(slots).ok().filter(|slots| *slots > 0)?,
        slot: Rhythm::QuarterHour.words(),
        never_published: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(publisher: Publisher, names: &[&str]) -> Vec<Slot> {
        names
            .iter()
            .map(|name| publisher.slot(name).expect("a name of the sequence"))
            .collect()
    }

    #[test]
    fn missing_quarters_of_an_hour_are_found() {
        let gaps = gaps(slots(
            Publisher::Gdelt,
            &[
                "20150219033000.export.CSV.zip",
                "20150219050000.export.CSV.zip",
                "20150219034500.export.CSV.zip",
            ],
        ));
        assert_eq!(gaps.len(), 1);
        assert_eq!(gaps[0].slots, 4);
        assert_eq!(gaps[0].from.to_string(), "2015-02-19T04:00:00");
    }

    #[test]
    fn quarters_of_an_hour_may_lie_centuries_apart_and_beside_the_rhythm() {
        let between = |from: &str, to: &str| {
            let names = [from, to].map(|stamp| format!("{stamp}.export.CSV.zip"));
            gaps(slots(Publisher::Gdelt, &[&names[0], &names[1]]))
        };
        let centuries = between("15000101000000", "22001231234500");
        // 701 years of which 170 are leap years.
        let days = 701 * 365 + 170;
        assert_eq!(centuries[0].slots, days * 96 - 2);
        assert_eq!(centuries[0].from.to_string(), "1500-01-01T00:15:00");
        assert_eq!(centuries[0].to.to_string(), "2200-12-31T23:30:00");
        assert_eq!(between("20190101000000", "20190101001500"), []);
        assert_eq!(between("20190101000000", "20190101000001"), []);
        let beside = between("20190101000000", "20190101001501");
        assert_eq!(beside[0].slots, 1);
        assert_eq!(beside[0].from, beside[0].to);
    }

    #[test]
    fn days_that_never_were_are_told_from_days_that_are_missing_here() {
        let gaps = gaps(slots(
            Publisher::Gdelt,
            &["20140121.export.CSV.zip", "20140127.export.CSV.zip"],
        ));
        let told: Vec<(u64, bool)> = gaps
            .iter()
            .map(|gap| (gap.slots, gap.never_published))
            .collect();
        assert_eq!(told, [(1, false), (3, true), (1, false)]);
    }

    #[test]
    fn other_names_are_in_no_sequence() {
        assert_eq!(Publisher::Gdelt.slot("1979.zip"), None);
        assert_eq!(Publisher::Gdelt.slot("2016\u{e9}728.export.CSV.zip"), None);
        assert_eq!(Publisher::Ged.slot("GEDEvent_v23_1.csv"), None);
        assert_eq!(Publisher::Icews.slot("events.2018.tab"), None);
    }
}

//! Interventions: what was done, and what it is claimed to do.

use jiff::civil::Date;

use crate::{Expects, Indicator};

/// Something that was done, whose effect on indicators is asked about.
#[derive(Clone, Debug)]
pub struct Intervention {
    /// Name within the watch.
    pub id: String,
    /// Title.
    pub title: String,
    /// Index of the claim that speaks of its effect.
    pub claim: Option<usize>,
    /// When it was done.
    pub when: Doing,
    /// Days after a date on which a response is looked for, or the most days of
    /// a span that are looked at.
    pub window_days: Option<u16>,
    /// Indices of the indicators whose events it is said to change, each once.
    pub indicators: Vec<usize>,
    /// What it is claimed to do to them.
    pub expects: Option<Expects>,
    /// What the reader should know.
    pub note: Option<String>,
}

/// When an intervention was done.
#[derive(Clone, Debug)]
pub enum Doing {
    /// On the days of events, each with a response window.
    Dates(Marks),
    /// From the day of one kind of event to that of the next of another.
    OnOff {
        /// What switches it on.
        on: Marks,
        /// What switches it off.
        off: Marks,
    },
    /// In spans that the watch itself names.
    Spans(Vec<DatedSpan>),
}

/// Events that mark an intervention.
#[derive(Clone, Debug)]
pub enum Marks {
    /// Those of an indicator, by its index in [`Watch::indicators`](crate::Watch).
    Indicator(usize),
    /// Those that the intervention itself selects.
    Own(Box<Indicator>),
}

/// A span that the watch names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedSpan {
    /// First day.
    pub from: Date,
    /// Last day; absent where it goes on.
    pub to: Option<Date>,
    /// Where that is from.
    pub source: String,
}

impl Intervention {
    /// Response window of single dates where the watch does not say.
    pub const USUAL_WINDOW_DAYS: u16 = 28;
    /// Whether events of its own come from the source of that index.
    pub(crate) fn draws_on(&self, source: usize) -> bool {
        let own = |marks: &Marks| match marks {
            Marks::Own(indicator) => indicator.sources.contains(&source),
            Marks::Indicator(_) => false,
        };
        match &self.when {
            Doing::Dates(on) => own(on),
            Doing::OnOff { on, off } => own(on) || own(off),
            Doing::Spans(_) => false,
        }
    }

    /// Indicators of one intervention beyond which the table cannot be read.
    pub const MOST_INDICATORS: usize = 8;
}

//! An intervention and one kind of event: both designs, placebo dates, what was
//! before, what could have been seen, and a verdict.

use crate::{
    baseline::Terms,
    error::{Error, open_unit},
    excitation::{Excitation, excitation},
    placebo::{Placebo, placebo},
    record::{Exposure, Intervention, Record},
    segmented::{self, Effect, Ratio},
    verdict::{Agreement, Verdict},
};

/// How a study is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Days after an onset within which most of a response is looked for by the
    /// point process, and days before it that are looked at for what was there
    /// already.
    pub window: u32,
    /// Placebo draws.
    pub draws: usize,
    /// Seed of the placebo draws.
    pub seed: u64,
}

/// What is found of an intervention and a kind of event.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// Onsets within the record.
    pub onsets: usize,
    /// Why there is no effect to speak of, where there is none.
    pub undefined: Option<Undefined>,
    /// Interrupted time series.
    pub effect: Option<Effect>,
    /// Point process.
    pub excitation: Option<Excitation>,
    /// The regression at placebo dates.
    pub placebo: Option<Placebo>,
    /// The rate in the days before each onset over that on other days without
    /// the intervention.
    pub before: Option<Ratio>,
    /// What may be said.
    pub verdict: Verdict,
    /// Whether the two designs agree.
    pub agreement: Agreement,
}

/// Why an effect is not defined. These are answers, not errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undefined {
    /// Nothing of the kind happened on watched days.
    NoEvents,
    /// No watched day lies within a response window or a span.
    NoDays,
    /// Every watched day does, so that there is nothing to compare with.
    NothingElse,
    /// The regression does not come to an end.
    NoFit,
}

/// Studies an intervention in a record.
///
/// # Errors
/// [`Error::OutOfRange`] or [`Error::Backwards`] for settings or an intervention
/// that make no sense.
pub fn study(
    record: &Record,
    intervention: &Intervention,
    settings: &Settings,
) -> Result<Study, Error> {
    let case = Case::new(record, intervention, settings)?;
    let mut found = Study {
        onsets: case.exposure.onsets.len(),
        undefined: None,
        effect: None,
        excitation: None,
        placebo: None,
        before: None,
        verdict: Verdict::TooFew,
        agreement: Agreement::Untold,
    };
    let effect = match case.effect() {
        Ok(effect) => effect,
        Err(why) => {
            found.undefined = Some(why);
            return Ok(found);
        }
    };
    found.before = case.before(effect.terms);
    found.placebo = case.placebo(effect.terms);
    found.excitation = excitation(
        record,
        &case.exposure,
        effect.terms,
        settings.window,
        settings.confidence,
    )
    .ok();
    found.verdict = Verdict::of(&effect, || found.before, || found.placebo.clone());
    found.agreement = Agreement::of(&effect, found.excitation.as_ref());
    found.effect = Some(effect);
    Ok(found)
}

/// The verdict of [`study`] alone, which mostly needs no placebo dates.
///
/// # Errors
/// Those of [`study`].
pub fn verdict(
    record: &Record,
    intervention: &Intervention,
    settings: &Settings,
) -> Result<Verdict, Error> {
    let case = Case::new(record, intervention, settings)?;
    Ok(match case.effect() {
        Ok(effect) => Verdict::of(
            &effect,
            || case.before(effect.terms),
            || case.placebo(effect.terms),
        ),
        Err(_) => Verdict::TooFew,
    })
}

/// What is studied.
struct Case<'a> {
    record: &'a Record,
    exposure: Exposure,
    settings: &'a Settings,
}

impl<'a> Case<'a> {
    fn new(
        record: &'a Record,
        intervention: &Intervention,
        settings: &'a Settings,
    ) -> Result<Self, Error> {
        open_unit("confidence", settings.confidence)?;
        Ok(Self {
            record,
            exposure: intervention.exposure(record.days())?,
            settings,
        })
    }

    fn effect(&self) -> Result<Effect, Undefined> {
        let (record, exposure) = (self.record, &self.exposure);
        if let Some(why) = undefined(record, exposure) {
            return Err(why);
        }
        let terms = Terms::supported(record, exposure);
        segmented::effect(record, exposure, terms, self.settings.confidence)
            .map_err(|_| Undefined::NoFit)
    }

    fn before(&self, terms: Terms) -> Option<Ratio> {
        segmented::before(
            self.record,
            &self.exposure,
            self.settings.window.max(1) as usize,
            terms,
            self.settings.confidence,
        )
    }

    fn placebo(&self, terms: Terms) -> Option<Placebo> {
        let Settings { draws, seed, .. } = *self.settings;
        placebo(self.record, &self.exposure, terms, draws, seed)
            .ok()
            .flatten()
    }
}

fn undefined(record: &Record, exposure: &Exposure) -> Option<Undefined> {
    let (days, _) = record.sum(|day| exposure.exposed[day]);
    let (other, _) = record.sum(|day| !exposure.exposed[day] && !exposure.left_out[day]);
    match () {
        _ if record.events() == 0 => Some(Undefined::NoEvents),
        _ if days == 0 => Some(Undefined::NoDays),
        _ if other == 0 => Some(Undefined::NothingElse),
        _ => None,
    }
}

//! Interventions: each must say when it was done, and on which events an effect
//! is looked for.

use toml::Spanned;

use super::{Names, Reader};
use crate::{
    DatedSpan, Diagnostic, Doing, Expects, Indicator, Intervention, Marks, Source, written,
};

impl Reader {
    pub(super) fn intervention(
        &mut self,
        mut written: written::Intervention,
        names: &Names<'_>,
        all_sources: &[Source],
        indicators: &[Indicator],
    ) -> Option<Intervention> {
        let before = self.errors();
        let claim = self.reference("claim", written.claim.as_ref(), names.claims);
        let changed = self.changed(&written, names, indicators);
        let window_days = written.window.as_ref().map(|window| self.days(window, 1));
        let when = self.doing(&mut written, names, all_sources, indicators);
        if let (Some(Doing::Dates(Marks::Indicator(mark))), Some(changed)) = (&when, &changed)
            && let Some(place) = changed.iter().position(|index| index == mark)
        {
            let name = &written.indicators.get_ref()[place];
            self.faults.push(
                Diagnostic::error(name.span(), "an intervention cannot be its own outcome")
                    .with_help("name the indicators of what it is said to change"),
            );
        }
        if self.errors() != before {
            return None;
        }
        Some(Intervention {
            id: written.id.get_ref().clone(),
            title: written.title.clone(),
            claim,
            when: when?,
            window_days: match window_days {
                None => None,
                Some(days) => Some(days?),
            },
            indicators: changed?,
            expects: written.expects.map(|expects| match expects {
                written::Expects::Up => Expects::Up,
                written::Expects::Down => Expects::Down,
            }),
            note: written.note,
        })
    }

    fn changed(
        &mut self,
        written: &written::Intervention,
        names: &Names<'_>,
        indicators: &[Indicator],
    ) -> Option<Vec<usize>> {
        let list = written.indicators.get_ref();
        if list.is_empty() || list.len() > Intervention::MOST_INDICATORS {
            return self.fail(
                Diagnostic::error(
                    written.indicators.span(),
                    format!(
                        "an intervention needs 1 to {} indicators, and here are {}",
                        Intervention::MOST_INDICATORS,
                        list.len()
                    ),
                )
                .with_help("name the indicators of what it is said to change"),
            );
        }
        let mut changed = Vec::with_capacity(list.len());
        for name in list {
            let index = self.reference("indicator", Some(name), names.indicators)?;
            self.with_events(index, name, indicators)?;
            if changed.contains(&index) {
                return self.fail(
                    Diagnostic::error(name.span(), format!("`{}` is named twice", name.get_ref()))
                        .with_help("name each indicator once"),
                );
            }
            changed.push(index);
        }
        Some(changed)
    }

    /// One of the three ways to say when.
    fn doing(
        &mut self,
        written: &mut written::Intervention,
        names: &Names<'_>,
        all_sources: &[Source],
        indicators: &[Indicator],
    ) -> Option<Doing> {
        let id = written.id.get_ref().clone();
        let ways = [
            written.on.is_some(),
            written.from.is_some(),
            written.spans.is_some(),
        ];
        match ways.iter().filter(|way| **way).count() {
            1 => {}
            0 => {
                return self.fail(
                    Diagnostic::error(
                        written.id.span(),
                        format!("intervention `{id}` does not say when it was done"),
                    )
                    .with_help(
                        "name an indicator under `on`, or give `from` and `match`, or `spans`",
                    ),
                );
            }
            _ => {
                return self.fail(
                    Diagnostic::error(
                        written.id.span(),
                        format!("intervention `{id}` says in several ways when it was done"),
                    )
                    .with_help("keep one of `on`, `from` with `match`, and `spans`"),
                );
            }
        }
        if let Some(spans) = &written.spans {
            if let Some(off) = &written.off {
                return self.fail(
                    Diagnostic::error(off.span(), "spans say themselves when they end")
                        .with_help("leave out `off`, or `spans`"),
                );
            }
            return self.spans(spans);
        }
        let off = match &written.off {
            None => None,
            Some(name) => {
                let index = self.reference("indicator", Some(name), names.indicators)?;
                Some(Marks::Indicator(self.with_events(index, name, indicators)?))
            }
        };
        let on = match &written.on {
            Some(name) => {
                let index = self.reference("indicator", Some(name), names.indicators)?;
                let index = self.with_events(index, name, indicators)?;
                if let (Some(Marks::Indicator(off)), Some(written_off)) = (&off, &written.off)
                    && *off == index
                {
                    return self.fail(
                        Diagnostic::error(
                            written_off.span(),
                            "what switches it on cannot switch it off",
                        )
                        .with_help("name another indicator under `off`"),
                    );
                }
                Marks::Indicator(index)
            }
            None => Marks::Own(Box::new(self.own_marks(written, names, all_sources)?)),
        };
        Some(match off {
            None => Doing::Dates(on),
            Some(off) => Doing::OnOff { on, off },
        })
    }

    /// The events that the intervention itself selects.
    fn own_marks(
        &mut self,
        written: &mut written::Intervention,
        names: &Names<'_>,
        all_sources: &[Source],
    ) -> Option<Indicator> {
        let events = written::Indicator {
            id: written.id.clone(),
            title: written.title.clone(),
            claim: None,
            expects: None,
            from: written.from.take()?,
            merge_within: written.merge_within.take(),
            disjoint: written.disjoint,
            matches: written.matches.take(),
            measure: None,
            period: None,
            window: None,
            reference: None,
            direction: None,
            unit: None,
            intensity: None,
            intensity_unit: None,
            note: None,
        };
        self.indicator(&events, names, all_sources)
    }

    fn spans(&mut self, written: &Spanned<Vec<written::DatedSpan>>) -> Option<Doing> {
        if written.get_ref().is_empty() {
            return self.fail(
                Diagnostic::error(written.span(), "there is no span")
                    .with_help("give at least one: spans = [{ from = 2016-01-08, to = 2018-04-23, source = \"…\" }]"),
            );
        }
        let mut spans: Vec<DatedSpan> = Vec::new();
        for span in written.get_ref() {
            let from = self.date(&span.from)?;
            let to = match &span.to {
                None => None,
                Some(to) => Some((self.date(to)?, to.span())),
            };
            if let Some((to, place)) = &to
                && *to < from
            {
                return self.fail(
                    Diagnostic::error(
                        place.clone(),
                        format!("the span ends on {to}, before it begins on {from}"),
                    )
                    .with_help("put the earlier day under `from`"),
                );
            }
            if span.source.get_ref().trim().is_empty() {
                return self.fail(
                    Diagnostic::error(span.source.span(), "the span does not say where it is from")
                        .with_help("name the report under `source`"),
                );
            }
            if let Some(last) = spans.last()
                && last.to.is_none_or(|to| from <= to)
            {
                return self.fail(
                    Diagnostic::error(
                        span.from.span(),
                        "the span begins before the one above it has ended",
                    )
                    .with_help("order spans by day, and join those that overlap"),
                );
            }
            spans.push(DatedSpan {
                from,
                to: to.map(|(to, _)| to),
                source: span.source.get_ref().clone(),
            });
        }
        Some(Doing::Spans(spans))
    }
}

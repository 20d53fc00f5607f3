//! Units by periods of counts, with what was not covered left out.

use std::{collections::HashSet, sync::Arc};

use crate::error::Error;

/// Counts of several units over consecutive periods.
///
/// A period is an integer index, such as a month counted from January 1980. A
/// cell is `None` where the unit did not exist or was not covered, which is not
/// the same as a count of zero.
///
/// A panel can only be narrowed: [`Panel::up_to`] gives the history as of an
/// origin, and nothing that takes that history can reach a later cell. Copies
/// and cuts share the values.
#[derive(Debug, Clone)]
pub struct Panel {
    units: Arc<[Arc<str>]>,
    first: i64,
    /// Visible periods, at most `stride`.
    periods: usize,
    stride: usize,
    /// Units times `stride`; not a number where there is no observation.
    counts: Arc<[f64]>,
    covariates: Arc<[Covariate]>,
}

#[derive(Debug, Clone)]
struct Covariate {
    name: Arc<str>,
    values: Arc<[f64]>,
}

impl Panel {
    /// A panel of `counts`, unit after unit, each with its periods in order.
    ///
    /// # Errors
    /// [`Error::EmptyPanel`], [`Error::DuplicateUnit`], [`Error::WrongShape`]
    /// unless there are units times periods counts, [`Error::NotACount`] for
    /// one that is negative or not finite.
    pub fn new(
        units: impl IntoIterator<Item = impl Into<Arc<str>>>,
        first: i64,
        periods: usize,
        counts: impl IntoIterator<Item = Option<f64>>,
    ) -> Result<Self, Error> {
        let units: Arc<[Arc<str>]> = units.into_iter().map(Into::into).collect();
        if units.is_empty() || periods == 0 {
            return Err(Error::EmptyPanel {
                units: units.len(),
                periods,
            });
        }
        let mut seen = HashSet::new();
        if let Some(unit) = units.iter().find(|unit| !seen.insert(Arc::clone(unit))) {
            return Err(Error::DuplicateUnit {
                unit: unit.to_string(),
            });
        }
        let counts = cells("the table of counts", units.len(), periods, counts)?;
        // A missing cell is neither below zero nor infinite.
        if let Some(cell) = counts
            .iter()
            .position(|&value| value < 0.0 || value.is_infinite())
        {
            return Err(Error::NotACount {
                unit: units[cell / periods].to_string(),
                period: first + (cell % periods) as i64,
                value: counts[cell],
            });
        }
        Ok(Self {
            units,
            first,
            periods,
            stride: periods,
            counts,
            covariates: Arc::new([]),
        })
    }

    /// The panel with a covariate alongside, of the same shape as the counts.
    ///
    /// A value must have been known at the end of its period: what is published
    /// later belongs into the later period.
    ///
    /// # Errors
    /// [`Error::WrongShape`], [`Error::NotFinite`].
    pub fn with_covariate(
        mut self,
        name: impl Into<Arc<str>>,
        values: impl IntoIterator<Item = Option<f64>>,
    ) -> Result<Self, Error> {
        let name = name.into();
        let values: Vec<Option<f64>> = values.into_iter().collect();
        if let Some(cell) = values
            .iter()
            .position(|value| value.is_some_and(|value| !value.is_finite()))
        {
            return Err(Error::NotFinite {
                covariate: name.to_string(),
                unit: self
                    .units
                    .get(cell / self.stride)
                    .map_or_else(String::new, ToString::to_string),
                period: self.first + (cell % self.stride) as i64,
                value: values[cell].unwrap_or_default(),
            });
        }
        let what = format!("the covariate {name}");
        let values = cells(&what, self.units.len(), self.stride, values)?;
        let mut covariates = self.covariates.to_vec();
        covariates.push(Covariate { name, values });
        self.covariates = covariates.into();
        Ok(self)
    }

    /// What was known at the end of the period `origin`: the same panel without
    /// any later period, covariates included.
    ///
    /// # Errors
    /// [`Error::NoSuchPeriod`] when the panel does not reach that period.
    pub fn up_to(&self, origin: i64) -> Result<Self, Error> {
        if origin < self.first || origin > self.last() {
            return Err(Error::NoSuchPeriod {
                period: origin,
                first: self.first,
                last: self.last(),
            });
        }
        Ok(Self {
            periods: (origin - self.first + 1) as usize,
            ..self.clone()
        })
    }

    /// The panel of only those units for which `keep` is true.
    ///
    /// # Errors
    /// [`Error::EmptyPanel`] when none is kept.
    pub fn only(&self, mut keep: impl FnMut(usize) -> bool) -> Result<Self, Error> {
        let kept: Vec<usize> = (0..self.units.len()).filter(|&unit| keep(unit)).collect();
        if kept.is_empty() {
            return Err(Error::EmptyPanel {
                units: 0,
                periods: self.periods,
            });
        }
        let rows = |values: &[f64]| -> Arc<[f64]> {
            kept.iter()
                .flat_map(|unit| &values[unit * self.stride..unit * self.stride + self.periods])
                .copied()
                .collect()
        };
        Ok(Self {
            units: kept.iter().map(|&unit| self.units[unit].clone()).collect(),
            first: self.first,
            periods: self.periods,
            stride: self.periods,
            counts: rows(&self.counts),
            covariates: self
                .covariates
                .iter()
                .map(|covariate| Covariate {
                    name: covariate.name.clone(),
                    values: rows(&covariate.values),
                })
                .collect(),
        })
    }

    /// Names of the units, in order.
    pub fn units(&self) -> &Arc<[Arc<str>]> {
        &self.units
    }

    /// The index of the unit of that name.
    pub fn unit(&self, name: &str) -> Option<usize> {
        self.units.iter().position(|unit| &**unit == name)
    }

    /// The first period.
    pub fn first(&self) -> i64 {
        self.first
    }

    /// The last period.
    pub fn last(&self) -> i64 {
        self.first + self.periods as i64 - 1
    }

    /// Number of periods.
    pub fn periods(&self) -> usize {
        self.periods
    }

    /// The count of a unit in a period; `None` where there is none, also
    /// outside the panel.
    pub fn count(&self, unit: usize, period: i64) -> Option<f64> {
        let offset = period.checked_sub(self.first)?;
        let offset = usize::try_from(offset).ok()?;
        observed(*self.row(&self.counts, unit).get(offset)?)
    }

    /// The counts of a unit over all periods in order.
    pub fn series(
        &self,
        unit: usize,
    ) -> impl DoubleEndedIterator<Item = Option<f64>> + ExactSizeIterator {
        self.row(&self.counts, unit)
            .iter()
            .map(|&value| observed(value))
    }

    /// The observed counts of a unit in order, each with its period.
    pub fn observations(&self, unit: usize) -> impl DoubleEndedIterator<Item = (i64, f64)> {
        let first = self.first;
        self.row(&self.counts, unit)
            .iter()
            .enumerate()
            .filter_map(move |(offset, &value)| Some((first + offset as i64, observed(value)?)))
    }

    /// Names of the covariates.
    pub fn covariates(&self) -> impl Iterator<Item = &str> {
        self.covariates.iter().map(|covariate| &*covariate.name)
    }

    /// A covariate of a unit over all periods in order; `None` when there is no
    /// covariate of that name.
    pub fn covariate(
        &self,
        name: &str,
        unit: usize,
    ) -> Option<impl DoubleEndedIterator<Item = Option<f64>> + ExactSizeIterator> {
        let covariate = self.covariates.iter().find(|other| &*other.name == name)?;
        let row = self.row(&covariate.values, unit);
        Some(row.iter().map(|&value| observed(value)))
    }

    /// The visible part of a unit's row; empty for a unit that does not exist.
    fn row<'panel>(&self, values: &'panel [f64], unit: usize) -> &'panel [f64] {
        let start = unit.saturating_mul(self.stride);
        values
            .get(start..start.saturating_add(self.periods))
            .unwrap_or_default()
    }
}

fn observed(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

fn cells(
    what: &str,
    units: usize,
    periods: usize,
    values: impl IntoIterator<Item = Option<f64>>,
) -> Result<Arc<[f64]>, Error> {
    // An observed value that is not a number must not pass for a missing one.
    let cells: Arc<[f64]> = values
        .into_iter()
        .map(|value| match value {
            None => f64::NAN,
            Some(value) if value.is_nan() => f64::INFINITY,
            // Adding zero turns a negative zero into zero.
            Some(value) => value + 0.0,
        })
        .collect();
    let needed = units * periods;
    if cells.len() == needed {
        Ok(cells)
    } else {
        Err(Error::WrongShape {
            what: what.to_owned(),
            have: cells.len(),
            units,
            periods,
            needed,
        })
    }
}

//! A case made from a watch, from what was read, and from an analyst's matrix.

use foreshock_counts::proportion::jeffreys_quantile;
use foreshock_effects::signs::FEWEST_CASES;
use foreshock_event::Known;
use foreshock_watch::{
    EvidenceItem, LikelihoodBasis, Likelihoods, Matrix, MatrixRow, Stated, Watch, Weighing,
};

use super::{
    Case, Error, Group, Item, Priors, Quantity, Sign,
    measured::{Cases, Measured},
    reading::{Read, read},
};
use crate::{assessment::EvidenceBasis, indicator::Examined};

/// Probability outside of the range of a measured rate, at each end.
const TAIL: f64 = 0.025;

/// A case with where each of its items is from.
pub(super) struct Made<'a> {
    pub case: Case,
    /// The items that are seen by then, in the order of the case.
    pub items: Vec<MadeItem<'a>>,
    /// For each group of the case its index among the dependences of the watch.
    pub groups: Vec<usize>,
}

/// An item of a case.
pub(super) struct MadeItem<'a> {
    pub item: &'a EvidenceItem,
    pub read: Read,
    pub basis: EvidenceBasis,
    pub basis_text: Option<String>,
    pub ratios: bool,
    /// As stated for the sign, in the order of the hypotheses.
    pub cells: Vec<Option<MadeCell>>,
    /// The record has too few cases to measure the rates.
    pub too_few: bool,
}

/// How likely the sign of an item is under one hypothesis.
#[derive(Clone)]
pub(super) struct MadeCell {
    pub quantity: Quantity,
    pub word: Option<&'static str>,
    pub reason: Option<String>,
    origin: Origin,
}

/// Whether a number is shared with other hypotheses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Own,
    AfterSign,
    WithoutSign,
}

pub(super) fn made<'a>(
    watch: &Watch,
    weighing: &'a Weighing,
    known: &Known,
    indicators: &[Examined<'_>],
    matrix: Option<&Matrix>,
) -> Result<Made<'a>, Error> {
    if let Some(matrix) = matrix {
        fits(matrix, weighing.hypotheses.len())?;
    }
    let mut items = Vec::new();
    let mut signs = Vec::new();
    let mut places = vec![None; weighing.evidence.len()];
    for (index, item) in weighing.evidence.iter().enumerate() {
        let Some(read) = read(item, watch, known, indicators) else {
            continue;
        };
        let row = matrix.and_then(|matrix| matrix.rows.get(&index));
        let (made, sign) = made_item(item, read, row, matrix, weighing.hypotheses.len())?;
        places[index] = Some(items.len());
        items.push(made);
        signs.push(sign);
    }
    let mut groups = Vec::new();
    let mut shared = Vec::new();
    for (index, dependence) in weighing.dependences.iter().enumerate() {
        let members: Vec<usize> = dependence
            .evidence
            .iter()
            .filter_map(|&item| places[item])
            .collect();
        if !members.is_empty() {
            groups.push(index);
            shared.push(Group {
                members,
                shared: dependence.shared,
            });
        }
    }
    let case = Case::new(priors(weighing, matrix)?, signs, shared)?;
    Ok(Made {
        case,
        items,
        groups,
    })
}

/// Whether a matrix speaks of as many hypotheses as there are.
fn fits(matrix: &Matrix, expected: usize) -> Result<(), Error> {
    let of_priors = matrix.priors.iter().map(Vec::len);
    let of_rows = matrix.rows.values().map(|row| row.cells.len());
    match of_priors.chain(of_rows).find(|found| *found != expected) {
        Some(found) => Err(Error::Matrix { found, expected }),
        None => Ok(()),
    }
}

fn priors(weighing: &Weighing, matrix: Option<&Matrix>) -> Result<Priors, Error> {
    let own = matrix.and_then(|matrix| matrix.priors.clone());
    let stated: Option<Vec<Stated>> = own.or_else(|| {
        let stated = weighing.hypotheses.iter().map(|one| one.prior.clone());
        stated.collect()
    });
    match stated {
        Some(stated) => Priors::new(stated.iter().map(|one| (one.low, one.high)).collect()),
        None => Priors::equal(weighing.hypotheses.len()),
    }
}

fn made_item<'a>(
    item: &'a EvidenceItem,
    read: Read,
    row: Option<&MatrixRow>,
    matrix: Option<&Matrix>,
    hypotheses: usize,
) -> Result<(MadeItem<'a>, Sign), Error> {
    let mut made = MadeItem {
        item,
        basis: EvidenceBasis::Unset,
        basis_text: None,
        ratios: false,
        cells: vec![None; hypotheses],
        too_few: false,
        read,
    };
    let mut not_seen = vec![None; hypotheses];
    match &item.likelihoods {
        Likelihoods::Unset => {}
        Likelihoods::Measured { follows } => rates(&mut made, follows)?,
        Likelihoods::Probabilities { cells, basis } => {
            made.cells = each(cells, Quantity::new)?;
            (made.basis, made.basis_text) = based(basis);
        }
        Likelihoods::Ratios {
            seen,
            not_seen: other,
            basis,
        } => {
            made.ratios = true;
            made.cells = each(seen, Quantity::ratio)?;
            not_seen = each(other, Quantity::ratio)?;
            (made.basis, made.basis_text) = based(basis);
        }
    }
    if let Some(row) = row {
        if row.ratios || made.ratios {
            made.cells = vec![None; hypotheses];
            not_seen = vec![None; hypotheses];
        }
        made.ratios = row.ratios;
        let quantity = match row.ratios {
            true => Quantity::ratio,
            false => Quantity::new,
        };
        for (cell, own) in made.cells.iter_mut().zip(&row.cells) {
            if let Some(own) = own {
                *cell = Some(MadeCell {
                    reason: own.reason.clone(),
                    ..stated(&own.stated, quantity)?
                });
            }
        }
        made.basis = EvidenceBasis::Analyst;
        made.basis_text = matrix.map(|matrix| format!("{}, {}", matrix.analyst, matrix.date));
        made.too_few = false;
    }
    let sign = match (whole(&made.cells), made.ratios) {
        (Some(item), false) => Sign::probabilities(item, made.read.sign),
        (seen, true) => Sign::ratios(seen, whole(&not_seen), made.read.sign),
        (None, false) => Sign::unset(made.read.sign),
    };
    Ok((made, sign))
}

/// The cells as an item, where every one is set.
fn whole(cells: &[Option<MadeCell>]) -> Option<Item> {
    let mut quantities: Vec<(Origin, Quantity)> = Vec::new();
    let mut of = Vec::new();
    for cell in cells {
        let cell = cell.as_ref()?;
        let known = quantities
            .iter()
            .position(|(origin, _)| *origin == cell.origin && *origin != Origin::Own);
        of.push(known.unwrap_or(quantities.len()));
        if known.is_none() {
            quantities.push((cell.origin, cell.quantity));
        }
    }
    Some(Item {
        quantities: quantities
            .into_iter()
            .map(|(_, quantity)| quantity)
            .collect(),
        of,
    })
}

fn each(
    cells: &[Option<Stated>],
    quantity: fn(f64, f64) -> Result<Quantity, Error>,
) -> Result<Vec<Option<MadeCell>>, Error> {
    let cell = |one: &Option<Stated>| one.as_ref().map(|one| stated(one, quantity)).transpose();
    cells.iter().map(cell).collect()
}

fn stated(
    one: &Stated,
    quantity: fn(f64, f64) -> Result<Quantity, Error>,
) -> Result<MadeCell, Error> {
    Ok(MadeCell {
        quantity: quantity(one.low, one.high)?,
        word: one.word,
        reason: None,
        origin: Origin::Own,
    })
}

fn based(basis: &LikelihoodBasis) -> (EvidenceBasis, Option<String>) {
    match basis {
        LikelihoodBasis::Cited(source) => (EvidenceBasis::Cited, Some(source.clone())),
        LikelihoodBasis::SetBy(who) => (EvidenceBasis::SetBy, Some(who.clone())),
    }
}

/// Rates in the record, where it has enough cases of both kinds.
fn rates(made: &mut MadeItem<'_>, follows: &[Option<bool>]) -> Result<(), Error> {
    made.basis = EvidenceBasis::Measured;
    let Some(measured) = made.read.measured else {
        return Ok(());
    };
    made.basis_text = Some(cases(&measured));
    let Measured { after, without, .. } = measured;
    if after.all < FEWEST_CASES || without.all < FEWEST_CASES {
        made.too_few = true;
        return Ok(());
    }
    let (after, without) = (rate(after)?, rate(without)?);
    let cell = |says: &Option<bool>| {
        let (quantity, origin) = match says.as_ref()? {
            true => (after, Origin::AfterSign),
            false => (without, Origin::WithoutSign),
        };
        Some(MadeCell {
            quantity,
            word: None,
            reason: None,
            origin,
        })
    };
    made.cells = follows.iter().map(cell).collect();
    Ok(())
}

fn rate(cases: Cases) -> Result<Quantity, Error> {
    let Cases { with_outcome, all } = cases;
    let end = |p| jeffreys_quantile(with_outcome, all, p).unwrap_or(f64::NAN);
    Quantity::rate(with_outcome, all, end(TAIL), end(1.0 - TAIL))
}

fn cases(measured: &Measured) -> String {
    let few = match measured.after.all.min(measured.without.all) < FEWEST_CASES {
        true => " Too few cases to measure by.",
        false => "",
    };
    format!(
        "In as many days ({}) the outcome came after {} of {} earlier signs and in {} of {} spans without one.{few}",
        measured.days,
        measured.after.with_outcome,
        measured.after.all,
        measured.without.with_outcome,
        measured.without.all,
    )
}

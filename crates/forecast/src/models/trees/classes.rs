//! Probabilities of ordered classes by boosted trees.

use forust_ml::{GradientBooster, Matrix, objective::ObjectiveType, sampler::SampleMethod};
use rayon::prelude::*;

use crate::Error;

/// Cases of either kind below which a hazard is taken for constant.
const FEW: usize = 20;

/// How trees are grown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Growth {
    /// Leaves of a tree.
    pub leaves: usize,
    /// Trees of the first hazard and of the last; in between in proportion.
    pub trees: (usize, usize),
    /// Share of the features that one tree may use.
    pub features: f64,
    /// Least sum of second derivatives in a leaf.
    pub leaf_weight: f32,
    /// The seed of the subsamples.
    pub seed: u64,
}

/// Cases as a matrix whose columns lie one after the other.
pub(super) struct Cases {
    rows: usize,
    columns: Vec<Vec<f64>>,
}

impl Cases {
    pub(super) fn of(rows: &[Vec<f64>], width: usize) -> Self {
        Self {
            rows: rows.len(),
            columns: (0..width)
                .map(|column| rows.iter().map(|row| row[column]).collect())
                .collect(),
        }
    }

    fn select(&self, kept: &[usize]) -> Vec<f64> {
        self.columns
            .iter()
            .flat_map(|column| kept.iter().map(|&row| column[row]))
            .collect()
    }
}

enum Hazard {
    Constant(f64),
    Trees(Box<GradientBooster>),
}

/// Hazards of ordered classes: the probability of lying above a class, given that
/// one does not lie below it, `h_k(x) = P(class > k | class >= k, x)` (the
/// continuation-ratio model; Agresti 2010, section 4.2), so that
/// `P(class = k | x) = (1 - h_k) Π_(j<k) h_j`. Each hazard is a boosted sum of small
/// trees under log loss, grown on the cases that reached its class.
pub(super) struct Classes {
    hazards: Vec<Hazard>,
}

impl Classes {
    /// Fits `count` classes, numbered from zero, to the class of each case.
    pub(super) fn fit(
        cases: &Cases,
        classes: &[usize],
        count: usize,
        growth: Growth,
    ) -> Result<Self, Error> {
        let hazards = (0..count.saturating_sub(1))
            .into_par_iter()
            .map(|class| hazard(cases, classes, class, count, growth))
            .collect::<Result<_, _>>()?;
        Ok(Self { hazards })
    }

    /// The probability of each class, case after case.
    pub(super) fn probabilities(&self, cases: &Cases) -> Vec<Vec<f64>> {
        let all: Vec<usize> = (0..cases.rows).collect();
        let values = cases.select(&all);
        let hazards: Vec<Vec<f64>> = self
            .hazards
            .par_iter()
            .map(|hazard| match hazard {
                Hazard::Constant(rate) => vec![*rate; cases.rows],
                Hazard::Trees(trees) => trees
                    .predict(
                        &Matrix::new(&values, cases.rows, cases.columns.len()),
                        false,
                    )
                    .into_iter()
                    .map(|log_odds| 1.0 / (1.0 + (-log_odds).exp()))
                    .collect(),
            })
            .collect();
        (0..cases.rows)
            .map(|case| {
                let mut reached = 1.0;
                let mut probabilities: Vec<f64> = hazards
                    .iter()
                    .map(|hazard| {
                        let stays = reached * (1.0 - hazard[case]);
                        reached *= hazard[case];
                        stays
                    })
                    .collect();
                probabilities.push(reached);
                probabilities
            })
            .collect()
    }
}

fn hazard(
    cases: &Cases,
    classes: &[usize],
    class: usize,
    count: usize,
    growth: Growth,
) -> Result<Hazard, Error> {
    let reached: Vec<usize> = (0..cases.rows)
        .filter(|&row| classes[row] >= class)
        .collect();
    let above: Vec<f64> = reached
        .iter()
        .map(|&row| f64::from(classes[row] > class))
        .collect();
    let passed = above.iter().sum::<f64>() as usize;
    if passed.min(reached.len() - passed) < FEW {
        return Ok(Hazard::Constant(
            passed as f64 / reached.len().max(1) as f64,
        ));
    }
    let (first, last) = growth.trees;
    let place = class as f64 / (count - 2).max(1) as f64;
    let trees = first as f64 * (1.0 - place) + last as f64 * place;
    let values = cases.select(&reached);
    let mut booster = GradientBooster::default()
        .set_objective_type(ObjectiveType::LogLoss)
        .set_iterations(trees.round() as usize)
        .set_learning_rate(0.05)
        .set_max_leaves(growth.leaves)
        .set_max_depth(growth.leaves)
        .set_l2(5.0)
        .set_min_leaf_weight(growth.leaf_weight)
        .set_initialize_base_score(true)
        .set_nbins(64)
        .set_sample_method(SampleMethod::Random)
        .set_subsample(0.5)
        .set_colsample_bytree(growth.features)
        .set_seed(growth.seed.wrapping_add(class as u64))
        .set_parallel(false);
    let fit = booster.fit_unweighted(
        &Matrix::new(&values, reached.len(), cases.columns.len()),
        &above,
        None,
    );
    match fit {
        Ok(()) => Ok(Hazard::Trees(Box::new(booster))),
        Err(error) => Err(Error::Trees {
            why: error.to_string(),
        }),
    }
}

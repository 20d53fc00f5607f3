//! Precision, recall, F1, their bootstrap intervals, and kappa.

use std::collections::BTreeSet;

use foreshock_claims::Kind;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use unicode_segmentation::UnicodeSegmentation;

use crate::marks::{Mark, Text};

/// When a found claim is a marked one; the kind must be the same in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// The same sentence, to the character.
    Exact,
    /// At least half of the words of both together are common to both.
    Overlap,
}

impl Matching {
    pub fn fits(self, one: &Mark, other: &Mark) -> bool {
        match self {
            Self::Exact => (one.start, one.end) == (other.start, other.end),
            Self::Overlap => {
                let apart = one.end <= other.start || other.end <= one.start;
                !apart && jaccard(&one.sentence, &other.sentence) >= 0.5
            }
        }
    }
}

pub fn words(text: &str) -> BTreeSet<String> {
    text.unicode_words().map(str::to_lowercase).collect()
}

fn jaccard(one: &str, other: &str) -> f64 {
    let (one, other) = (words(one), words(other));
    let common = one.intersection(&other).count();
    common as f64 / (one.len() + other.len() - common).max(1) as f64
}

/// Claims of one kind in one text.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    found: usize,
    missed: usize,
    extra: usize,
}

/// Claims found, missed and found beside the marks, by text and kind.
pub struct Counts {
    cells: Vec<[Cell; 6]>,
    only: Option<usize>,
}

impl Counts {
    /// The rules against the marks of a marker.
    pub fn of(texts: &[Text], marker: &str, matching: Matching) -> Self {
        Self::between(
            texts,
            |text| (text.marks(marker).to_vec(), text.marks("rules").to_vec()),
            matching,
        )
    }

    /// Marks against others that `pair` takes from each text.
    pub fn between(
        texts: &[Text],
        pair: impl Fn(&Text) -> (Vec<Mark>, Vec<Mark>),
        matching: Matching,
    ) -> Self {
        let cells = texts.iter().map(|text| {
            let (truth, found) = pair(text);
            Kind::ALL.map(|kind| cell(&of_kind(&truth, kind), &of_kind(&found, kind), matching))
        });
        Self {
            cells: cells.collect(),
            only: None,
        }
    }

    pub fn of_kind(&self, kind: Kind) -> Self {
        Self {
            cells: self.cells.clone(),
            only: Kind::ALL.iter().position(|other| *other == kind),
        }
    }

    fn sum(&self, pick: impl Fn(&Cell) -> usize, texts: &[usize]) -> usize {
        texts
            .iter()
            .flat_map(|text| self.cells[*text].iter().enumerate())
            .filter(|(kind, _)| self.only.is_none_or(|only| only == *kind))
            .map(|(_, cell)| pick(cell))
            .sum()
    }

    fn all(&self) -> Vec<usize> {
        (0..self.cells.len()).collect()
    }

    pub fn found(&self) -> usize {
        self.sum(|cell| cell.found, &self.all())
    }

    pub fn missed(&self) -> usize {
        self.sum(|cell| cell.missed, &self.all())
    }

    pub fn extra(&self) -> usize {
        self.sum(|cell| cell.extra, &self.all())
    }

    pub fn precision(&self) -> Option<f64> {
        self.ratio(Ratio::Precision, &self.all())
    }

    pub fn recall(&self) -> Option<f64> {
        self.ratio(Ratio::Recall, &self.all())
    }

    pub fn f1(&self) -> Option<f64> {
        self.ratio(Ratio::F1, &self.all())
    }

    fn ratio(&self, ratio: Ratio, texts: &[usize]) -> Option<f64> {
        let found = self.sum(|cell| cell.found, texts);
        let missed = self.sum(|cell| cell.missed, texts);
        let extra = self.sum(|cell| cell.extra, texts);
        let (part, whole) = match ratio {
            Ratio::Precision => (found, found + extra),
            Ratio::Recall => (found, found + missed),
            Ratio::F1 => (2 * found, 2 * found + missed + extra),
        };
        (whole > 0).then(|| part as f64 / whole as f64)
    }

    /// 95% interval from 2,000 resamples of the texts, since sentences of a text
    /// resemble each other.
    pub fn interval(&self, ratio: Ratio) -> Option<(f64, f64)> {
        let mut random = ChaCha8Rng::seed_from_u64(20_240_916);
        let count = self.cells.len();
        let mut drawn: Vec<f64> = (0..2_000)
            .filter_map(|_| {
                let texts: Vec<usize> = (0..count).map(|_| random.random_range(0..count)).collect();
                self.ratio(ratio, &texts)
            })
            .collect();
        drawn.sort_by(f64::total_cmp);
        let at = |share: f64| {
            drawn
                .get(((drawn.len() - 1) as f64 * share).round() as usize)
                .copied()
        };
        if drawn.is_empty() {
            return None;
        }
        at(0.025).zip(at(0.975))
    }
}

#[derive(Clone, Copy, Debug)]
pub enum Ratio {
    Precision,
    Recall,
    F1,
}

fn of_kind(marks: &[Mark], kind: Kind) -> Vec<&Mark> {
    marks.iter().filter(|mark| mark.kind == kind).collect()
}

/// Each mark is met by one claim at most.
fn cell(truth: &[&Mark], found: &[&Mark], matching: Matching) -> Cell {
    let mut free = vec![true; found.len()];
    let mut cell = Cell::default();
    for mark in truth {
        let met = (0..found.len()).find(|index| free[*index] && matching.fits(mark, found[*index]));
        match met {
            Some(index) => {
                free[index] = false;
                cell.found += 1;
            }
            None => cell.missed += 1,
        }
    }
    cell.extra = free.iter().filter(|free| **free).count();
    cell
}

/// Cohen's kappa (1960) of whether a sentence bears a claim of `kind` (of any
/// kind where none is given), over all sentences of the texts.
pub fn kappa(texts: &[Text], one: &str, other: &str, kind: Option<Kind>) -> Option<f64> {
    let bears = |text: &Text, marker: &str, unit: (usize, usize)| {
        text.marks(marker).iter().any(|mark| {
            let middle = usize::midpoint(mark.start, mark.end);
            unit.0 <= middle && middle < unit.1 && kind.is_none_or(|kind| kind == mark.kind)
        })
    };
    let mut table = [[0.0_f64; 2]; 2];
    for text in texts {
        for unit in &text.units {
            let (a, b) = (bears(text, one, *unit), bears(text, other, *unit));
            table[usize::from(a)][usize::from(b)] += 1.0;
        }
    }
    let all: f64 = table.iter().flatten().sum();
    let agree = (table[0][0] + table[1][1]) / all;
    let yes = |row: f64, column: f64| row / all * column / all;
    let chance = yes(table[1][0] + table[1][1], table[0][1] + table[1][1])
        + yes(table[0][0] + table[0][1], table[0][0] + table[1][0]);
    (chance < 1.0).then(|| (agree - chance) / (1.0 - chance))
}

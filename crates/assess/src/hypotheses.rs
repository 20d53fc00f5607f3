//! Weighing competing explanations: Bayes' rule with everything that is
//! uncertain in it kept uncertain.
//!
//! The mathematics stands by itself: a [`Case`] has priors and items of
//! evidence, each with likelihoods that are known within a range, and from it
//! come the posterior at the centres of the ranges, its [bounds](Weighing::bounds)
//! over all values within them, [draws](Weighing::draws) from them, what each
//! item contributes, and what a missing one could. How a [`Case`] is made from a
//! watch and from what was known stands in the rest of the folder.
//!
//! ```
//! use foreshock_assess::hypotheses::{Case, Item, Priors, Quantity, Sign};
//!
//! # fn main() -> Result<(), foreshock_assess::hypotheses::Error> {
//! let likely = Quantity::new(0.55, 0.80)?;
//! let unlikely = Quantity::new(0.20, 0.45)?;
//! let seen = Item::of_each(vec![likely, unlikely]);
//! let case = Case::new(Priors::equal(2)?, vec![Sign::probabilities(seen, true)], vec![])?;
//! let weighing = case.weighing();
//! assert!((weighing.posterior()[0] - 0.675).abs() < 1e-12);
//! let (lower, upper) = weighing.bounds()[0];
//! assert!((lower - 0.55).abs() < 1e-12 && (upper - 0.8).abs() < 1e-12);
//! # Ok(())
//! # }
//! ```

mod agreement;
mod case;
mod compare;
mod draws;
mod error;
mod finding;
mod information;
mod items;
mod made;
mod measured;
mod missing;
mod quantity;
mod reading;
mod sensitivity;
mod weighing;
mod words;

pub use agreement::{Agreement, weighted_kappa};
pub use case::{Case, Group, Sign};
pub use compare::compare;
pub use error::Error;
pub(crate) use finding::finding;
pub use finding::weigh;
pub use information::{entropy, expected_gain, relative_entropy};
pub use quantity::{Item, Priors, Quantity};
pub use sensitivity::{BreakEven, break_even};
pub use weighing::Weighing;

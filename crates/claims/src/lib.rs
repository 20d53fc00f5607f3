//! Claims in a text: what is asserted, what is predicted, what is advised; by
//! whom, of whom, of when; and what it would take to test it.
//!
//! [`text_of`] takes the bytes of an article or refuses them, [`read()`] finds its
//! claims, [`compare`] holds them against a chronology, and [`draft`] writes a
//! first watch for a person to edit. Claims are found by rules and gazetteers
//! that stand as tables in the crate; there is no model, and the same text always
//! gives the same claims. `docs/methods/claims.md` says how often they are right.
//!
//! Nothing is guessed silently: what was assumed (the year of "28 May", the
//! government behind the name of a capital) is said beside it.
//!
//! ```
//! use foreshock_claims::{Kind, read, text_of};
//! use jiff::civil::date;
//!
//! let text = text_of("The North launched 260 balloons on 28 May. Seoul must be prepared.".as_bytes())?;
//! let reading = read(text, Some(date(2024, 9, 16)));
//! let [launch, advice] = &reading.claims[..] else { panic!() };
//! assert_eq!(launch.kind, Kind::Fact);
//! assert_eq!(launch.times[0].from, Some(date(2024, 5, 28)));
//! assert_eq!(advice.kind, Kind::Advice);
//! assert!(!advice.testable.as_written);
//! # Ok::<(), foreshock_claims::Error>(())
//! ```

mod actor;
mod attribution;
mod category;
mod chronology;
mod claim;
mod clause;
mod draft;
mod error;
mod kind;
mod rules;
mod sentence;
mod testable;
mod text;
mod time;

pub use actor::Actor;
pub use category::{Category, cameo_root_name};
pub use chronology::{Chronology, Finding, Row, Verdict, compare};
pub use claim::{ArticleDate, Bound, Claim, Number, Reading, read};
pub use draft::{Origin, draft};
pub use error::Error;
pub use kind::Kind;
pub use sentence::{Sentence, Setting, sentences};
pub use testable::{Modality, Testability, Vagueness};
pub use text::{LONGEST_TEXT, Position, text_of};
pub use time::{Precision, Relation, Time};

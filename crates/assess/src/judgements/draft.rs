//! What is to be written down of a judgement, once it makes sense.

use foreshock_event::Known;
use foreshock_watch::Watch;
use thiserror::Error;

use super::{JUDGEMENT, Judgement, JudgementEntry, SCHEMA, Subject, matrix};
use crate::questions::Draft;

/// The longest text of a judgement, in characters.
pub(crate) const LONGEST_TEXT: usize = 10_000;
/// The longest name, in characters.
pub(crate) const LONGEST_NAME: usize = 100;

/// Why a judgement cannot be written down.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JudgementError {
    /// Nobody is named.
    #[error("a judgement needs the name of who judges")]
    Nobody,
    /// A text is missing, too long, or would steer a terminal.
    #[error("the {what} {wrong}")]
    Text {
        /// Which text.
        what: &'static str,
        /// What is wrong with it.
        wrong: String,
    },
    /// The watch or the record has no such thing.
    #[error("there is no {what} `{id}`")]
    Missing {
        /// What was meant.
        what: &'static str,
        /// The identifier given.
        id: String,
    },
    /// The first day lies after the last one.
    #[error("the first day lies after the last one")]
    Backwards,
    /// Likelihoods that make no sense.
    #[error("{wrong}")]
    Likelihoods {
        /// What is wrong with them.
        wrong: String,
        /// What could be done.
        help: Option<String>,
    },
    /// A tick has a draft of its own, which knows the level that is held.
    #[error("a tick is written down with the level that is held")]
    Tick,
}

/// `judgement` by that person as an entry. `key` makes it the same entry when it is sent
/// twice.
///
/// # Errors
///
/// Where somebody or something that it names is missing, or what it says makes no sense.
pub fn draft(
    watch: &Watch,
    known: &Known,
    by: &str,
    judgement: Judgement,
    key: &str,
) -> Result<Draft<JudgementEntry>, JudgementError> {
    let by = by.trim();
    if by.is_empty() {
        return Err(JudgementError::Nobody);
    }
    text("name", by, LONGEST_NAME)?;
    match &judgement {
        Judgement::Note { on, text: note } => {
            exists(watch, known, on)?;
            text("note", note, LONGEST_TEXT)?;
        }
        Judgement::Doubt {
            source_id,
            event_id,
            reason,
        }
        | Judgement::DoubtWithdrawn {
            source_id,
            event_id,
            reason,
        } => {
            event(known, source_id, event_id)?;
            text("reason", reason, LONGEST_TEXT)?;
        }
        Judgement::Likelihoods { evidence, cells } => {
            for reason in cells.iter().filter_map(|cell| cell.reason.as_deref()) {
                text("reason", reason, LONGEST_TEXT)?;
            }
            let today = known.as_of().last_whole_day();
            matrix::check(watch, by, today, evidence, cells)?;
        }
        Judgement::Tick { .. } => return Err(JudgementError::Tick),
    }
    Ok(Draft {
        kind: JUDGEMENT,
        key: format!("judgement:{key}"),
        body: JudgementEntry {
            schema: SCHEMA.to_owned(),
            watch: watch.title.clone(),
            by: by.to_owned(),
            judgement,
        },
    })
}

/// Whether a text is there, not too long, and plain.
pub(crate) fn text(what: &'static str, text: &str, longest: usize) -> Result<(), JudgementError> {
    let wrong = if text.trim().is_empty() {
        "is empty".to_owned()
    } else if text.chars().count() > longest {
        format!("has more than {longest} characters")
    } else if text
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
    {
        "has control characters".to_owned()
    } else {
        return Ok(());
    };
    Err(JudgementError::Text { what, wrong })
}

fn exists(watch: &Watch, known: &Known, subject: &Subject) -> Result<(), JudgementError> {
    match subject {
        Subject::Watch {} => Ok(()),
        Subject::Event {
            source_id,
            event_id,
        } => event(known, source_id, event_id),
        Subject::Period {
            indicator,
            from,
            to,
        } => {
            if from > to {
                return Err(JudgementError::Backwards);
            }
            match watch.indicators.iter().any(|one| one.id == *indicator) {
                true => Ok(()),
                false => Err(JudgementError::Missing {
                    what: "indicator",
                    id: indicator.clone(),
                }),
            }
        }
    }
}

/// Whether the event is known, be it in a version that was superseded or withdrawn.
fn event(known: &Known, source: &str, id: &str) -> Result<(), JudgementError> {
    match known.versions_of(source, id).next() {
        Some(_) => Ok(()),
        None => Err(JudgementError::Missing {
            what: "event",
            id: format!("{source}/{id}"),
        }),
    }
}

//! Answers that are worked out once, whoever asks and how many at a time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// Answers by question.
pub(crate) struct Answers<T> {
    by_question: Mutex<HashMap<String, Arc<OnceLock<T>>>>,
}

impl<T> Default for Answers<T> {
    fn default() -> Self {
        Self {
            by_question: Mutex::default(),
        }
    }
}

impl<T: Clone> Answers<T> {
    /// The answer to `question`; who asks while it is worked out waits for it.
    pub(crate) fn to(&self, question: &str, work_out: impl FnOnce() -> T) -> T {
        let place = {
            let mut places = self
                .by_question
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            places.entry(question.to_owned()).or_default().clone()
        };
        place.get_or_init(work_out).clone()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        thread,
    };

    use super::*;

    #[test]
    fn a_question_is_worked_out_once() {
        let (answers, worked_out) = (Answers::default(), AtomicUsize::new(0));
        let ask = |question: &str| {
            answers.to(question, || {
                worked_out.fetch_add(1, Ordering::SeqCst);
                question.len()
            })
        };
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| assert_eq!((ask("one"), ask("three")), (3, 5)));
            }
        });
        assert_eq!(worked_out.load(Ordering::SeqCst), 2);
    }
}

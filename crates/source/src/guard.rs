//! Libraries that panic at damaged bytes.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
    sync::Once,
};

thread_local! {
    /// Whether a panic of this thread is taken for damage.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Does `read`, a call into a library that relies on what the bytes of a file say of
/// themselves. Where it panics they were lying: that is an error like any other, and
/// nothing is printed.
///
/// # Errors
///
/// Those of `read`, in words, and a panic.
pub fn guarded<T, E: ToString>(read: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    static SILENCE: Once = Once::new();
    SILENCE.call_once(|| {
        let told = take_hook();
        set_hook(Box::new(move |panic| {
            if !GUARDED.get() {
                told(panic);
            }
        }));
    });
    let outer = GUARDED.replace(true);
    let came_to = catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(outer);
    match came_to {
        Ok(came_to) => came_to.map_err(|error| error.to_string()),
        Err(_) => Err("its parts do not agree with what it says of them".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_within_and_a_panic_without() {
        assert_eq!(guarded(|| Ok::<_, String>(1)), Ok(1));
        assert_eq!(guarded(|| Err::<(), _>("no")), Err("no".to_owned()));
        let lying = guarded(|| -> Result<(), String> {
            let inner = guarded(|| -> Result<(), String> { panic!("within") });
            assert!(inner.is_err());
            panic!("after it")
        });
        assert!(lying.is_err_and(|told| told.contains("do not agree")));
        assert!(!GUARDED.get());
        assert!(catch_unwind(|| panic!("without")).is_err());
    }
}

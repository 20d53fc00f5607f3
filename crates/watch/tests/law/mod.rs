//! What holds of any text that is read as a watch.

use foreshock_watch::Watch;

/// It becomes a watch whose references lead somewhere, or faults whose places lie within
/// the text.
///
/// # Panics
///
/// Where that is not so.
pub fn sound(text: &str) {
    match Watch::read(text) {
        Ok(watch) => {
            for indicator in &watch.indicators {
                assert!(
                    indicator
                        .sources
                        .iter()
                        .all(|&index| index < watch.sources.len())
                );
                assert!(
                    indicator
                        .claim
                        .is_none_or(|index| index < watch.claims.len())
                );
                assert!(indicator.window >= 1 && indicator.reference >= 1);
            }
            for tripwire in &watch.tripwires {
                assert!(tripwire.sign < watch.indicators.len());
                assert!(tripwire.outcome < watch.indicators.len());
            }
        }
        Err(faults) => {
            assert!(!faults.is_empty());
            for fault in faults {
                assert!(fault.span.start <= fault.span.end && fault.span.end <= text.len());
                assert!(!fault.message.is_empty());
                let (line, column) = fault.line_and_column(text);
                assert!(line >= 1 && column >= 1);
            }
        }
    }
}

//! Known episodes, as far as they had begun.

use foreshock_event::Known;
use foreshock_watch::Watch;

use crate::assessment::Episode;

/// The episodes that began up to the day of the view; one that was still going
/// on ends with that day.
pub(crate) fn begun(watch: &Watch, known: &Known) -> Vec<Episode> {
    let today = known.as_of().last_whole_day();
    let begun = watch
        .episodes
        .iter()
        .filter(|episode| episode.from <= today);
    begun
        .map(|episode| Episode {
            id: episode.id.clone(),
            title: episode.title.clone(),
            from: episode.from,
            to: episode.to.min(today),
        })
        .collect()
}

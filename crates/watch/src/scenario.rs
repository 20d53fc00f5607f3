//! Scenarios: what is set on days to come, and what is asked of them.

/// What is set on days to come, and of which indicators it is then asked how many
/// events they bring.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Name within the watch.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it supposes, in a sentence or two.
    pub about: Option<String>,
    /// Index of the claim in [`Watch::claims`](crate::Watch::claims).
    pub claim: Option<usize>,
    /// What is set.
    pub inputs: Vec<ScenarioInput>,
    /// Indices of the indicators that are asked of; none of them is set.
    pub outcomes: Vec<usize>,
    /// Days after the view within which is asked, ascending, each once; at least
    /// one.
    pub horizons: Vec<u16>,
}

/// What is set of one indicator.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioInput {
    /// Index in [`Watch::indicators`](crate::Watch::indicators).
    pub indicator: usize,
    /// What is set.
    pub set: Set,
}

/// What is set, on days counted from 1 for the day after the view.
#[derive(Clone, Debug, PartialEq)]
pub enum Set {
    /// Events happen on these days, besides those that come by themselves.
    Happens {
        /// The days, ascending.
        days: Vec<u16>,
        /// Events on each.
        count: u32,
    },
    /// No event comes by itself from the first day to the second.
    Absent {
        /// First day.
        from: u16,
        /// Last day.
        to: u16,
    },
    /// A level series moves to a level.
    Level(f64),
}

impl Scenario {
    /// Indices of the indicators of the model that answers it: what is set, then
    /// what is asked of, each once.
    pub fn kinds(&self) -> Vec<usize> {
        let mut kinds = Vec::new();
        let set = self.inputs.iter().map(|input| input.indicator);
        for kind in set.chain(self.outcomes.iter().copied()) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        kinds
    }

    /// Whether it moves a level series, which no model of events can follow.
    pub fn moves_a_level(&self) -> bool {
        let moves = |input: &ScenarioInput| matches!(input.set, Set::Level(_));
        self.inputs.iter().any(moves)
    }
}

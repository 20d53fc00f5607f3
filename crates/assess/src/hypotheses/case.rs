//! A case: priors, evidence in its states, and what items share.

use super::{Error, Item, Priors, Weighing};

/// A sign that may be seen, may be seen not to be there, or may not be known.
#[derive(Clone, Debug, PartialEq)]
pub struct Sign {
    present: Option<Item>,
    absent: Option<Item>,
    state: Option<bool>,
}

impl Sign {
    /// Probabilities that it is seen, and whether it is; where it is seen that
    /// it is not there, what is left of 1 counts.
    pub fn probabilities(present: Item, state: impl Into<Option<bool>>) -> Self {
        Self {
            absent: present.complement().ok(),
            present: Some(present),
            state: state.into(),
        }
    }

    /// What counts where it is seen, and what where it is seen not to be there;
    /// without either, such a state counts for nothing.
    pub fn ratios(present: Option<Item>, absent: Option<Item>, state: Option<bool>) -> Self {
        Self {
            present,
            absent,
            state,
        }
    }

    /// One whose likelihoods are not set: it counts for nothing.
    pub fn unset(state: Option<bool>) -> Self {
        Self::ratios(None, None, state)
    }

    /// What counts in a state.
    pub fn in_state(&self, state: bool) -> Option<&Item> {
        match state {
            true => self.present.as_ref(),
            false => self.absent.as_ref(),
        }
    }

    /// Its state, where it is known.
    pub fn state(&self) -> Option<bool> {
        self.state
    }

    /// What counts in its state.
    pub fn counted(&self) -> Option<&Item> {
        self.in_state(self.state?)
    }

    fn items(&self) -> impl Iterator<Item = &Item> {
        self.present.iter().chain(&self.absent)
    }
}

/// Items that partly say the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Their numbers, from 0 up.
    pub members: Vec<usize>,
    /// How much they share: 0 for nothing, 1 where they all say the same.
    pub shared: f64,
}

/// Priors with evidence.
#[derive(Clone, Debug)]
pub struct Case {
    priors: Priors,
    signs: Vec<Sign>,
    groups: Vec<Group>,
}

impl Case {
    /// A case.
    ///
    /// # Errors
    ///
    /// [`Error::Hypotheses`] where an item speaks of another number of
    /// hypotheses, [`Error::Group`] for a group that makes no sense.
    pub fn new(priors: Priors, signs: Vec<Sign>, groups: Vec<Group>) -> Result<Self, Error> {
        for (index, sign) in signs.iter().enumerate() {
            for item in sign.items() {
                if item.centres().len() != priors.count() {
                    return Err(Error::Hypotheses {
                        item: index,
                        found: item.centres().len(),
                        expected: priors.count(),
                    });
                }
            }
        }
        let mut taken = vec![false; signs.len()];
        for (index, group) in groups.iter().enumerate() {
            let fault = Error::Group { group: index };
            if !(0.0..=1.0).contains(&group.shared) {
                return Err(fault);
            }
            for &member in &group.members {
                match taken.get_mut(member) {
                    Some(taken) if !*taken => *taken = true,
                    _ => return Err(fault),
                }
            }
        }
        Ok(Self {
            priors,
            signs,
            groups,
        })
    }

    /// The priors.
    pub fn priors(&self) -> &Priors {
        &self.priors
    }

    /// The evidence.
    pub fn signs(&self) -> &[Sign] {
        &self.signs
    }

    /// The states as they are.
    pub fn states(&self) -> Vec<Option<bool>> {
        self.signs.iter().map(Sign::state).collect()
    }

    /// The evidence as it is, put together.
    pub fn weighing(&self) -> Weighing<'_> {
        self.weighing_in(&self.states())
    }

    /// The evidence as it would be in other states; `None` leaves an item out.
    pub fn weighing_in(&self, states: &[Option<bool>]) -> Weighing<'_> {
        let weights = self.weights_in(states);
        let items = self
            .signs
            .iter()
            .zip(states)
            .zip(weights)
            .filter_map(|((sign, state), weight)| Some((sign.in_state((*state)?)?, weight)))
            .collect();
        Weighing {
            priors: &self.priors,
            items,
        }
    }

    /// The weight of each item: 1 where it is in no group, and
    /// 1 / (1 + shared (n - 1)) in a group of which n items count. That is the
    /// design effect of Kish (1965) for n observations with that correlation:
    /// together they weigh as much as n times so many independent ones.
    pub fn weights_in(&self, states: &[Option<bool>]) -> Vec<f64> {
        let counts = |member: usize| {
            let state = states.get(member).copied().flatten()?;
            self.signs.get(member)?.in_state(state)
        };
        let mut weights = vec![1.0; self.signs.len()];
        for group in &self.groups {
            let n = group
                .members
                .iter()
                .filter(|member| counts(**member).is_some())
                .count();
            for &member in &group.members {
                weights[member] = 1.0 / (1.0 + group.shared * n.saturating_sub(1) as f64);
            }
        }
        weights
    }

    /// The same case with every group sharing so much.
    pub fn with_shared(&self, shared: f64) -> Self {
        let group = |group: &Group| Group {
            shared: shared.clamp(0.0, 1.0),
            ..group.clone()
        };
        Self {
            groups: self.groups.iter().map(group).collect(),
            ..self.clone()
        }
    }

    /// The posterior with one item left out, or with its state turned round;
    /// `None` where the other state counts for nothing.
    pub fn posterior_with(&self, item: usize, state: Option<bool>) -> Option<Vec<f64>> {
        let sign = self.signs.get(item)?;
        if let Some(state) = state {
            sign.in_state(state)?;
        }
        let mut states = self.states();
        states[item] = state;
        Some(self.weighing_in(&states).posterior())
    }
}

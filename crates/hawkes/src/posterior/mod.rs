//! Weak priors and draws from the posterior, for small catalogues.

//! Excitation in continuous time, for records that carry an instant.

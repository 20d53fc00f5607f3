//! Tests of a model against what was observed, after those of CSEP.

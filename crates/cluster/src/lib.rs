//! Series of a watch on a cluster.

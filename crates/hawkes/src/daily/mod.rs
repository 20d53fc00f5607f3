//! Excitation of daily counts, for records that carry a day and no instant.

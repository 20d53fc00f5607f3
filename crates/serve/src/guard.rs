//! Who may do what, how often, and what is written down of it.

mod audit;
mod check;
mod headers;
mod limits;
mod places;
mod sessions;
mod tokens;

pub(crate) use audit::{Audit, Deed};
pub(crate) use check::{Address, Gate, Who, cookie, guard};
pub(crate) use headers::{PAGE_POLICY, with_headers};
pub(crate) use limits::{Limits, network};
pub(crate) use places::Places;
pub(crate) use sessions::{LASTS as SESSION_LASTS, Sessions};
pub use tokens::{Role, Token, TokenError, Tokens};

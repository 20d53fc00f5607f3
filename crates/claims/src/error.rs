//! Why a text is refused as a whole.

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It is longer than any article.
    #[error(
        "the text has {bytes} bytes; more than {limit} are not read\n  give one article or report at a time"
    )]
    TooLong {
        /// Bytes that it has.
        bytes: usize,
        /// Bytes that are read at most.
        limit: usize,
    },
    /// It is no text but a document, a picture or a program.
    #[error(
        "byte {byte} (line {line}) is a control character that no text has\n  save the article as plain text (UTF-8) first"
    )]
    Binary {
        /// Where the character stands, from 0.
        byte: usize,
        /// Its line, from 1.
        line: usize,
    },
    /// It is not written in UTF-8.
    #[error("the text is not UTF-8 from byte {byte} (line {line}) on\n  save the article as UTF-8")]
    Encoding {
        /// Where the first wrong byte stands, from 0.
        byte: usize,
        /// Its line, from 1.
        line: usize,
    },
    /// There is nothing in it.
    #[error("the text is empty\n  give a file with the sentences of an article")]
    Empty,
}

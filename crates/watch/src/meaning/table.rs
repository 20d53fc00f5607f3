//! What is said of how a plain table is laid out.

use std::path::Path;

use foreshock_source::Format;
use toml::Spanned;

use super::Reader;
use crate::{Diagnostic, written};

impl Reader {
    /// Finds what makes no sense in what is said of a plain table.
    pub(super) fn table(&mut self, written: &written::Source, format: Option<Format>) {
        self.names(written);
        self.parquet(written, format);
    }

    /// The names of the columns of a table without a header: each once, and all of
    /// those that its map asks for.
    fn names(&mut self, written: &written::Source) {
        let Some(names) = &written.names else {
            return;
        };
        let span = names.span();
        let names = names.get_ref();
        let mut fault = |message: String, help: &str| {
            self.faults
                .push(Diagnostic::error(span.clone(), message).with_help(help));
        };
        if names.is_empty() {
            fault(
                "`names` names no column".to_owned(),
                "name every column of the file, in order; leave `names` out where the file has a header",
            );
            return;
        }
        for (index, name) in names.iter().enumerate() {
            if name.trim() != name || name.is_empty() {
                fault(
                    format!("`{name}` is no name of a column"),
                    "write the names without blanks around them; a column that is not read needs one too",
                );
            } else if names[..index].contains(name) {
                fault(
                    format!("`names` has two columns `{name}`"),
                    "give each column its own name",
                );
            }
        }
        let Some(columns) = &written.columns else {
            return;
        };
        for column in columns.get_ref().names() {
            if !names.iter().any(|name| name == column.trim()) {
                self.faults.push(
                    Diagnostic::error(columns.span(), format!("`names` has no column `{column}`"))
                        .with_help(format!("its columns are `{}`", names.join("`, `"))),
                );
            }
        }
    }

    /// What a Parquet file tells itself cannot be said of it.
    fn parquet(&mut self, written: &written::Source, format: Option<Format>) {
        let path = written.path.as_ref().map(|path| path.get_ref().as_str());
        let named = || Format::named(Path::new(path?));
        if format.or_else(named) != Some(Format::Parquet) {
            return;
        }
        let span = written
            .path
            .as_ref()
            .map_or(written.id.span(), Spanned::span);
        let needless = [
            ("delimiter", written.delimiter.as_ref().map(Spanned::span)),
            ("encoding", written.encoding.as_ref().map(Spanned::span)),
            ("names", written.names.as_ref().map(Spanned::span)),
            ("sheet", written.sheet.as_ref().map(|_| span.clone())),
            ("skip_rows", (written.skip_rows > 0).then_some(span)),
        ];
        for (key, span) in needless {
            let Some(span) = span else { continue };
            self.faults.push(
                Diagnostic::error(
                    span,
                    format!("a Parquet file leaves nothing to say under `{key}`"),
                )
                .with_help(format!("leave `{key}` out")),
            );
        }
    }
}

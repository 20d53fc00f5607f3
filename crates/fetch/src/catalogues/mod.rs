//! Publishers' lists: where each lies, and how it is written.

mod dataverse;
mod gdelt1;
mod gdelt2;
mod ucdp;

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    path::Path,
    str::FromStr,
};

use foreshock_source::Publisher;
use ureq::http::StatusCode;
use url::Url;

use crate::{
    Client, Error, Listed, Listing, Span, Token, client::Part, download, download::range_of,
};

/// The longest line that a list may have.
const LONGEST_LINE: u64 = 1 << 16;

/// A publisher's list of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Catalogue {
    /// GDELT 2.0: a file every 15 minutes, since 18 February 2015.
    Gdelt,
    /// GDELT 1.0: a file a day since April 2013, months and years before.
    Gdelt1,
    /// UCDP GED and GED Candidate.
    Ucdp,
    /// ICEWS coded events, at Harvard Dataverse.
    Icews,
    /// POLECAT, at Harvard Dataverse.
    Polecat,
}

impl Catalogue {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Gdelt,
        Self::Gdelt1,
        Self::Ucdp,
        Self::Icews,
        Self::Polecat,
    ];

    /// The name by which the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gdelt => "gdelt",
            Self::Gdelt1 => "gdelt1",
            Self::Ucdp => "ucdp",
            Self::Icews => "icews",
            Self::Polecat => "polecat",
        }
    }

    /// Whose files they are, for those who read them.
    pub fn publisher(self) -> Publisher {
        match self {
            Self::Gdelt | Self::Gdelt1 => Publisher::Gdelt,
            Self::Ucdp => Publisher::Ged,
            Self::Icews => Publisher::Icews,
            Self::Polecat => Publisher::Polecat,
        }
    }

    /// Where the publisher keeps it: the address below which everything lies.
    pub fn home(self) -> &'static str {
        match self {
            Self::Gdelt => "http://data.gdeltproject.org/gdeltv2/",
            Self::Gdelt1 => "http://data.gdeltproject.org/events/",
            Self::Ucdp => "https://ucdp.uu.se/downloads/",
            Self::Icews | Self::Polecat => "https://dataverse.harvard.edu/",
        }
    }

    /// Environment variable and header of the token that the publisher may ask for.
    fn token_place(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Gdelt | Self::Gdelt1 => None,
            Self::Ucdp => Some(("FORESHOCK_UCDP_TOKEN", "x-ucdp-access-token")),
            Self::Icews | Self::Polecat => Some(("FORESHOCK_DATAVERSE_TOKEN", "X-Dataverse-key")),
        }
    }

    /// Environment variable of the token that the publisher may ask for.
    pub fn token_variable(self) -> Option<&'static str> {
        self.token_place().map(|(variable, _)| variable)
    }

    /// The token with the value of [`Catalogue::token_variable`].
    pub fn token(self, value: String) -> Option<Token> {
        let (variable, header) = self.token_place()?;
        let value = value.trim().to_owned();
        (!value.is_empty()).then_some(Token {
            variable,
            header,
            value,
        })
    }

    /// What the publisher lists for `span`. The list is read from below `base`, which
    /// usually is [`Catalogue::home`], and passes through `directory`.
    ///
    /// # Errors
    ///
    /// Where the list cannot be fetched, or is none of the publisher's.
    pub fn list(
        self,
        client: &Client,
        base: &Url,
        span: Span,
        directory: &Path,
    ) -> Result<Listing, Error> {
        let lists = Lists {
            catalogue: self,
            client,
            base,
            directory,
        };
        match self {
            Self::Gdelt => gdelt2::list(&lists, span),
            Self::Gdelt1 => gdelt1::list(&lists, span),
            Self::Ucdp => ucdp::list(&lists, span),
            Self::Icews | Self::Polecat => dataverse::list(&lists, span),
        }
    }
}

impl FromStr for Catalogue {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        let mut all = Self::ALL.into_iter();
        all.find(|catalogue| catalogue.name() == name).ok_or(())
    }
}

/// Where the lists of a catalogue are read from.
struct Lists<'a> {
    catalogue: Catalogue,
    client: &'a Client,
    base: &'a Url,
    directory: &'a Path,
}

impl Lists<'_> {
    fn address(&self, below: &str) -> Result<Url, Error> {
        self.base.join(below).map_err(|error| Error::Address {
            address: format!("{}{below}", self.base),
            cause: error.to_string(),
        })
    }

    /// Fetches the list at `below` and lets `read` read it; nothing of it stays.
    fn with<T>(
        &self,
        below: &str,
        read: impl FnOnce(BufReader<File>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        // Hidden, so that it is never taken for a file of events.
        let listed = Listed {
            name: format!("list-of-{}", self.catalogue.name()),
            url: self.address(below)?,
            size: None,
            md5: None,
        };
        let directory = self.directory.join(".lists");
        let _ = fs::remove_file(directory.join(&listed.name));
        let fetched = download(self.client, &listed, &directory, &|_| {})?;
        let disk = |cause| Error::Disk {
            path: fetched.path.clone(),
            cause,
        };
        let file = File::open(&fetched.path).map_err(disk)?;
        let came_to = read(BufReader::with_capacity(1 << 16, file));
        fs::remove_file(&fetched.path).map_err(disk)?;
        // In nobody's way if something else lies in it.
        let _ = fs::remove_dir(&directory);
        came_to
    }

    /// Hands over each line of the list at `below` with its number, from 1.
    fn each_line(&self, below: &str, mut each: impl FnMut(u64, &str)) -> Result<(), Error> {
        self.with(below, |mut list| {
            let mut line = Vec::new();
            for number in 1.. {
                line.clear();
                let read = list
                    .by_ref()
                    .take(LONGEST_LINE)
                    .read_until(b'\n', &mut line)
                    .map_err(|error| self.no_list(below, &error.to_string()))?;
                if read == 0 {
                    break;
                }
                if read as u64 == LONGEST_LINE && !line.ends_with(b"\n") {
                    return Err(self.no_list(below, &format!("line {number} has no end")));
                }
                let text = String::from_utf8_lossy(&line);
                if !text.trim().is_empty() {
                    each(number, text.trim());
                }
            }
            Ok(())
        })
    }

    /// The lines that stand whole in the last `bytes` of the list at `below`; nothing
    /// where the server does not send them alone, or anything goes wrong on the way: the
    /// whole list then says what.
    fn last_lines(&self, below: &str, bytes: u64) -> Option<String> {
        let url = self.address(below).ok()?;
        let mut response = self.client.get(&url, Some(&Part::Last(bytes))).ok()?;
        if response.status() != StatusCode::PARTIAL_CONTENT {
            return None;
        }
        let (first, last, whole) = range_of(response.headers())?;
        let length = last.checked_sub(first)?.checked_add(1)?;
        if whole != Some(last + 1) || length > bytes {
            return None;
        }
        let mut end = Vec::new();
        let body = response.body_mut().as_reader();
        body.take(length).read_to_end(&mut end).ok()?;
        if end.len() as u64 != length {
            return None;
        }
        let end = String::from_utf8_lossy(&end);
        // What it begins with is mostly the rest of a line.
        let lines = match first {
            0 => &*end,
            _ => end.split_once('\n')?.1,
        };
        Some(lines.to_owned())
    }

    fn no_list(&self, below: &str, cause: &str) -> Error {
        Error::NoList {
            url: format!("{}{below}", self.base),
            catalogue: self.catalogue.name(),
            cause: cause.to_owned(),
        }
    }
}

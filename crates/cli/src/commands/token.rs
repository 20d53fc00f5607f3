//! `foreshock token`: who may open the workbench from other machines.

use std::{fmt::Write, path::PathBuf};

use foreshock_serve::{Role, TokenError, Tokens};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    arguments::{RoleName, TokenCommand, TokensPlace},
    failure::{Failure, eprintln},
    output,
    theatre::user_directory,
};

/// Whose token, without its digest.
#[derive(Serialize)]
struct Listed<'a> {
    name: &'a str,
    role: Role,
    created: Timestamp,
}

pub(crate) fn run(command: &TokenCommand) -> Result<(), Failure> {
    match command {
        TokenCommand::Add(add) => {
            let path = path(&add.place)?;
            let role = match add.role {
                RoleName::Reader => Role::Reader,
                RoleName::Analyst => Role::Analyst,
                RoleName::Admin => Role::Admin,
            };
            let token = Tokens::add(&path, &add.name, role, Timestamp::now()).map_err(failure)?;
            eprintln(&format!(
                "token of {}, shown this once (its digest is in {}):",
                add.name.trim(),
                path.display()
            ));
            output::print(&format!("{token}\n"))
        }
        TokenCommand::List(list) => {
            let tokens = Tokens::read(&path(&list.place)?).map_err(failure)?;
            let listed: Vec<Listed<'_>> = tokens
                .list()
                .iter()
                .map(|token| Listed {
                    name: &token.name,
                    role: token.role,
                    created: token.created,
                })
                .collect();
            if list.json {
                return output::print(&foreshock_report::json(&listed)?);
            }
            let mut text = String::new();
            for token in &listed {
                let role = match token.role {
                    Role::Reader => "reader",
                    Role::Analyst => "analyst",
                    Role::Admin => "admin",
                };
                let _ = writeln!(text, "{role:<8} {}  {}", token.created, token.name);
            }
            if listed.is_empty() {
                text.push_str("there are no tokens yet\n");
            }
            output::print(&text)
        }
        TokenCommand::Revoke(revoke) => {
            Tokens::revoke(&path(&revoke.place)?, &revoke.name).map_err(failure)?;
            eprintln(&format!("revoked: {}", revoke.name));
            Ok(())
        }
    }
}

/// The file of tokens.
pub(super) fn path(place: &TokensPlace) -> Result<PathBuf, Failure> {
    match &place.tokens {
        Some(path) => Ok(path.clone()),
        None => user_directory()
            .map(|directory| directory.join("tokens.toml"))
            .ok_or_else(|| {
                Failure::new(
                    "there is no data directory for this user",
                    "say where the tokens lie: --tokens FILE, or FORESHOCK_TOKENS",
                )
            }),
    }
}

fn failure(error: TokenError) -> Failure {
    let remedy = match &error {
        TokenError::File { .. } => "check the file, and who may read and write it",
        TokenError::Taken(_) => "choose another name, or revoke it first",
        TokenError::Missing(_) => "see `foreshock token list`",
        TokenError::Name(_) => "choose another name",
    };
    Failure::new(error.to_string(), remedy)
}

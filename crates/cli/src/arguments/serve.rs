//! The command lines of `foreshock serve` and `foreshock token`.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::{LedgerPlace, Store};

/// Open the workbench: the assessments of watches as a page, alive.
///
/// Answers at one address until it is stopped: a page that goes back in time, leads from
/// each number down to its events, and writes judgements into the ledger, and the HTTP API
/// behind it (/api/v1/openapi.json). Tables and the ledger are looked at again as they
/// change.
///
/// At its own address, 127.0.0.1, nobody signs in. At an address that other machines reach
/// it asks for a token (`foreshock token add`) and for TLS, its own or that of a proxy in
/// front.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock serve watches/korea
  foreshock serve watches/*/ --listen 127.0.0.1:9000
  foreshock token add \"R. Lee\" --role analyst
  foreshock serve watches/korea --listen 0.0.0.0:8443 --tls-cert cert.pem --tls-key key.pem
  foreshock serve watches/korea --listen 127.0.0.1:8080 --tokens team.toml --behind-proxy --host watch.example.org")]
pub(crate) struct Serve {
    /// Watches: TOML files, or directories with a watch.toml.
    #[arg(required = true, value_name = "WATCH")]
    pub watches: Vec<PathBuf>,
    #[command(flatten)]
    pub store: Store,
    #[command(flatten)]
    pub place: LedgerPlace,
    /// Where to listen; port 0 for any that is free.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7878")]
    pub listen: SocketAddr,
    #[command(flatten)]
    pub tokens: TokensPlace,
    /// Certificate chain, PEM.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Its private key, PEM.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// A proxy in front has TLS, and says who asks in X-Forwarded-For.
    #[arg(long, conflicts_with = "tls_cert", requires = "tokens")]
    pub behind_proxy: bool,
    /// A further name by which it may be called; several times for several.
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// Log of who changed or tried what, as lines of JSON. By default
    /// foreshock/audit.jsonl in the user's data directory.
    #[arg(long, value_name = "FILE")]
    pub audit: Option<PathBuf>,
    /// How often everything is read again; what changed is read within seconds.
    #[arg(long, value_name = "TIME", default_value = "15m")]
    pub every: String,
}

/// Where tokens lie.
#[derive(Clone, Debug, Args)]
pub(crate) struct TokensPlace {
    /// The file of tokens. At an address that other machines reach by default
    /// foreshock/tokens.toml in the user's data directory.
    #[arg(long, env = "FORESHOCK_TOKENS", value_name = "FILE")]
    pub tokens: Option<PathBuf>,
}

/// Say who may open the workbench from other machines.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  foreshock token add \"R. Lee\" --role analyst
  foreshock token list
  foreshock token revoke \"R. Lee\"")]
pub(crate) enum TokenCommand {
    Add(TokenAdd),
    List(TokenList),
    Revoke(TokenRevoke),
}

/// Make a token and print it, this once: the file keeps only its digest.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock token add \"R. Lee\"
  foreshock token add \"R. Lee\" --role analyst --tokens team.toml")]
pub(crate) struct TokenAdd {
    /// Whose it is; stands beside what they write down.
    pub name: String,
    /// What they may do.
    #[arg(long, value_enum, default_value = "reader")]
    pub role: RoleName,
    #[command(flatten)]
    pub place: TokensPlace,
}

/// What somebody may do.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum RoleName {
    /// See everything.
    Reader,
    /// Write judgements down as well.
    Analyst,
    /// Have data read now, and see who did what, as well.
    Admin,
}

/// List whose tokens there are.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock token list --json")]
pub(crate) struct TokenList {
    #[command(flatten)]
    pub place: TokensPlace,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Take a token away; who is signed in by it is signed out at once.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  foreshock token revoke \"R. Lee\"")]
pub(crate) struct TokenRevoke {
    /// Whose it is.
    pub name: String,
    #[command(flatten)]
    pub place: TokensPlace,
}

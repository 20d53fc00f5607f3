//! `foreshock`, the program: reads the command line, lets the library crates
//! work, shows what they say.
//!
//! Exit codes: 0 done; 1 it could not be done; 2 the command line makes no
//! sense; 3 the watch has errors.

mod arguments;
mod commands;
mod failure;
mod files;
mod hubverse;
mod output;
mod panel;
mod tables;
mod theatre;
mod written_down;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command, Export, Import};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Brief(brief) => commands::brief::run(&brief),
        Command::Check(check) => commands::check::run(&check),
        Command::Coverage(coverage) => commands::coverage::run(&coverage),
        Command::Fetch(fetch) => commands::fetch::run(&fetch),
        Command::Ingest(ingest) => commands::ingest::run(&ingest),
        Command::Claims(claims) => commands::claims::run(&claims),
        Command::Doctor(doctor) => commands::doctor::run(&doctor),
        Command::Compact(compact) => commands::compact::run(&compact),
        Command::Sql(sql) => commands::sql::run(&sql),
        Command::Series(series) => commands::series::run(&series),
        Command::Cluster(cluster) => commands::cluster::run(&cluster),
        Command::Init(init) => commands::init::run(&init),
        Command::Events(events) => commands::events::run(&events),
        Command::Rejected(rejected) => commands::rejected::run(&rejected),
        Command::Relations(relations) => commands::relations::run(&relations),
        Command::WhatIf(what_if) => commands::what_if::run(&what_if),
        Command::Replay(replay) => commands::replay::run(&replay),
        Command::Hawkes(hawkes) => commands::hawkes::run(&hawkes),
        Command::Hypotheses(hypotheses) => commands::hypotheses::run(&hypotheses),
        Command::Forecast(forecast) => commands::forecast::run(&forecast),
        Command::Resolve(resolve) => commands::resolve::run(&resolve),
        Command::Record(record) => commands::record::run(&record),
        Command::Backtest(backtest) => commands::backtest::run(&backtest),
        Command::Effects(effects) => commands::effects::run(&effects),
        Command::Ledger(ledger) => commands::ledger::run(&ledger),
        Command::Readiness(readiness) => commands::readiness::run(&readiness),
        Command::Run(run) => commands::run::run(&run),
        Command::Serve(serve) => commands::serve::run(&serve),
        Command::Token(token) => commands::token::run(&token),
        Command::Alert(alert) => commands::alert::run(&alert),
        Command::Score(score) => commands::score::run(&score),
        Command::Metrics(metrics) => commands::metrics::run(&metrics),
        Command::Export(Export::Hubverse(export)) => commands::hubverse::export(&export),
        Command::Import(Import::Hubverse(import)) => commands::hubverse::import(&import),
        Command::Schema(schema) => commands::schema::run(&schema),
        Command::Completions(completions) => commands::shell::completions(&completions),
        Command::Man(man) => commands::shell::man(&man),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

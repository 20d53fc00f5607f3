//! `foreshock completions` and `foreshock man`.

use clap::CommandFactory;

use crate::{
    arguments::{Arguments, Completions, Man},
    failure::Failure,
    output,
};

pub(crate) fn completions(arguments: &Completions) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Arguments::command(),
        "foreshock",
        &mut script,
    );
    output::print(&String::from_utf8_lossy(&script))
}

pub(crate) fn man(arguments: &Man) -> Result<(), Failure> {
    let mut command = Arguments::command();
    command.build();
    match &arguments.out {
        Some(directory) => std::fs::create_dir_all(directory)
            .and_then(|()| clap_mangen::generate_to(command, directory))
            .map_err(|error| Failure::file("write", directory, &error)),
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command)
                .render(&mut page)
                .map_err(|error| Failure::new(error.to_string(), "try again"))?;
            output::print(&String::from_utf8_lossy(&page))
        }
    }
}

//! Prints what is guessed of each file named on the command line.

fn main() {
    for path in std::env::args_os().skip(1) {
        println!("== {}", path.display());
        match foreshock_source::guess(path.as_ref()) {
            Ok(guess) => println!("{guess:#?}"),
            Err(error) => println!("{error}"),
        }
    }
}

//! The example of the documentation is a watch.

use foreshock_watch::Watch;

#[test]
fn the_example_of_the_watch_file_makes_sense() {
    let page = include_str!("../../../docs/watch.md");
    let (_, from) = page.split_once("```toml\n").expect("an example");
    let (example, _) = from.split_once("```").expect("an end");
    let watch = Watch::read(example).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert!(watch.indicators.len() > 1 && !watch.scenarios.is_empty());
}

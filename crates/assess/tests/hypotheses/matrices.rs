//! An analyst's own likelihoods, and two analysts side by side.

use foreshock_assess::{
    assessment::{EvidenceBasis, Hypotheses},
    hypotheses::{compare, weigh},
};
use foreshock_watch::{Matrix, Watch};
use jiff::civil::date;

use crate::theatre::{EVIDENCE, TODAY, view, watch, world};

fn matrix(watch: &Watch, name: &str, cells: &[(&str, [&str; 3])]) -> Matrix {
    let mut text = format!("analyst = \"{name}\"\ndate = 2024-09-20\n");
    for (evidence, values) in cells {
        for (hypothesis, value) in ["cover", "hunger", "habit"].iter().zip(values) {
            text.push_str(&format!("[[likelihood]]\nevidence = \"{evidence}\"\nhypothesis = \"{hypothesis}\"\nvalue = {value}\nreason = \"{name} thinks so\"\n"));
        }
    }
    Matrix::read(&text, watch).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn value(found: &Hypotheses, index: usize) -> f64 {
    found.hypotheses[index].posterior.value
}

#[test]
fn an_analysts_likelihoods_stand_in_the_place_of_the_watchs() {
    let watch = watch(EVIDENCE);
    let known = view(&watch, &world(), TODAY);
    let found = |matrix: Option<&Matrix>| {
        weigh(&watch, &known, matrix)
            .expect("no fault")
            .expect("hypotheses")
    };
    let own = found(None);
    let ada = matrix(
        &watch,
        "Ada",
        &[
            ("a_captain", ["0.9", "0.1", "0.1"]),
            ("fires_seen", ["\"likely\"", "\"unlikely\"", "\"unlikely\""]),
        ],
    );
    let hers = found(Some(&ada));
    assert!(value(&hers, 1) < value(&own, 1));
    let item = |id: &str| {
        hers.evidence
            .iter()
            .find(|item| item.id == id)
            .expect("an item")
    };
    assert_eq!(item("a_captain").basis, EvidenceBasis::Analyst);
    assert_eq!(
        item("a_captain").cells[0].reason.as_deref(),
        Some("Ada thinks so")
    );
    assert!(item("fires_seen").counts);
    assert_eq!(item("after_storm").basis, EvidenceBasis::Measured);
    let analyst = hers.analyst.as_ref().expect("an analyst");
    assert!(analyst.hindsight && analyst.date == date(2024, 9, 20));
    // A matrix that sets nothing changes nothing but whose it is.
    let nothing = matrix(&watch, "Nil", &[]);
    assert_eq!(found(Some(&nothing)).hypotheses, own.hypotheses);
}

#[test]
fn part_of_a_measured_item_can_be_overruled() {
    let watch = watch(EVIDENCE);
    let known = view(&watch, &world(), TODAY);
    let text = "analyst = \"Ada\"\ndate = 2024-09-01\n[[likelihood]]\nevidence = \"after_storm\"\nhypothesis = \"habit\"\nvalue = 0.9\n";
    let ada = Matrix::read(text, &watch).expect("a matrix");
    let found = weigh(&watch, &known, Some(&ada))
        .expect("no fault")
        .expect("hypotheses");
    let after = found
        .evidence
        .iter()
        .find(|item| item.id == "after_storm")
        .expect("an item");
    assert!(after.counts);
    let likelihood = |index: usize| after.cells[index].seen.expect("a likelihood").value;
    assert!((likelihood(2) - 0.9).abs() < 1e-9 && likelihood(1) < 0.2);
    assert!(found.analyst.is_some_and(|analyst| !analyst.hindsight));
}

#[test]
fn two_matrices_differ_where_they_differ() {
    let watch = watch(EVIDENCE);
    let known = view(&watch, &world(), TODAY);
    let same = [
        ("more_raids", ["0.5", "0.5", "0.5"]),
        ("fires_seen", ["0.1", "0.2", "0.3"]),
    ];
    let ada = matrix(
        &watch,
        "Ada",
        &[same[0], same[1], ("a_captain", ["0.05", "0.95", "0.05"])],
    );
    let bob = matrix(
        &watch,
        "Bob",
        &[same[0], same[1], ("a_captain", ["0.05", "0.05", "0.95"])],
    );
    let found = compare(&watch, &known, &ada, &bob)
        .expect("no fault")
        .expect("hypotheses");
    assert_eq!(found.cells, 9);
    assert_eq!(found.differences.len(), 2);
    assert!((found.differences[0].factor - 19.0).abs() < 1e-6);
    assert!(
        found
            .differences
            .iter()
            .all(|cell| cell.apart && cell.grades.abs() > 4)
    );
    let decisive: Vec<&str> = found
        .decisive
        .iter()
        .map(|one| one.evidence.as_str())
        .collect();
    assert_eq!(decisive, ["a_captain"]);
    let agreement = found.agreement.as_ref().expect("enough items");
    assert!(agreement.kappa < 1.0 && agreement.lower <= agreement.kappa);
    assert_eq!((agreement.cells, agreement.items), (9, 3));
    assert!(found.text.contains("1 item would change"), "{}", found.text);
    // With oneself there is nothing to differ in.
    let alone = compare(&watch, &known, &ada, &ada)
        .expect("no fault")
        .expect("hypotheses");
    assert!(alone.differences.is_empty() && alone.decisive.is_empty());
    assert!(
        alone
            .agreement
            .is_some_and(|agreement| agreement.kappa == 1.0)
    );
    // The other way round the factors are the same and the grades change sign.
    let back = compare(&watch, &known, &bob, &ada)
        .expect("no fault")
        .expect("hypotheses");
    for (there, here) in found.differences.iter().zip(&back.differences) {
        assert_eq!((there.factor, there.grades), (here.factor, -here.grades));
    }
}

#[test]
fn too_few_words_in_common_have_no_agreement() {
    let watch = watch(EVIDENCE);
    let known = view(&watch, &world(), TODAY);
    let ada = matrix(&watch, "Ada", &[("more_raids", ["0.5", "0.2", "0.5"])]);
    let bob = matrix(&watch, "Bob", &[("a_captain", ["0.5", "0.5", "0.9"])]);
    let found = compare(&watch, &known, &ada, &bob)
        .expect("no fault")
        .expect("hypotheses");
    assert_eq!((found.cells, found.differences.len()), (0, 0));
    assert!(found.agreement.is_none());
}

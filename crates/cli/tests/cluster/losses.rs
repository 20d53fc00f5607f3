//! Processes of a cluster are lost while it is asked.

use super::{
    common::{Place, Ran},
    processes::{Asked, Cluster, until},
    watches,
};

/// A place with so many events that counting them takes a while.
fn place() -> Place {
    let place = Place::new();
    watches::gdelt_extract(&place, 20_000);
    place.file("watch.toml", watches::GDELT);
    place.well(&["ingest", "gdelt", "extract"]);
    place
}

fn counted_here(place: &Place) -> String {
    place.well(&["series", "watch.toml"]).out
}

fn ask(place: &Place, cluster: &Cluster, more: &[&str]) -> Asked {
    let address = cluster.address();
    let arguments = ["series", "watch.toml", "--cluster", &address];
    Asked::start(place.command(&[&arguments[..], more].concat()))
}

fn assert_same(here: &str, there: &Ran, cluster: &Cluster) {
    assert_eq!(there.code, 0, "{}\n{}", there.err, cluster.logs());
    assert_eq!(there.out, here, "{}", cluster.logs());
}

#[test]
fn an_executor_is_killed_in_the_midst_of_a_task() {
    let place = place();
    let here = counted_here(&place);
    let mut cluster = Cluster::start();
    let asked = ask(&place, &cluster, &[]);
    let killed = cluster.kill_one_at_work();
    assert_same(&here, &asked.end(), &cluster);
    // What it was at was done again by the other, for the same job: the query had not ended
    // when it was killed, and its statements did not have to be run anew for that.
    for task in &killed.unfinished {
        let status = cluster.status_of(task.job());
        assert_eq!(status, "Completed", "{task:?}\n{}", cluster.logs());
        let again = cluster.begun_again(&killed, task);
        assert!(again, "{task:?}\n{}", cluster.logs());
    }
    cluster.wait_for_loss_of(&killed.id);
    // The one that is left does all of the next query.
    assert_same(&here, &ask(&place, &cluster, &[]).end(), &cluster);
}

#[test]
fn rows_are_lost_with_their_executor_before_they_are_fetched() {
    let place = place();
    let here = counted_here(&place);
    let mut cluster = Cluster::start_with(1, &[]);
    assert_same(&here, &ask(&place, &cluster, &[]).end(), &cluster);
    let jobs = cluster.status_of_jobs().len();
    let done = |status: &String| status == "Completed";
    assert!(cluster.status_of_jobs().iter().all(done));

    let asked = ask(&place, &cluster, &[]);
    until("a job runs", || {
        cluster.status_of_jobs().iter().any(|status| !done(status))
    });
    asked.stop();
    let running = cluster.status_of_jobs();
    assert!(!running.iter().all(done), "nothing was left to be fetched");
    until("its jobs are done", || {
        cluster.status_of_jobs().iter().all(done)
    });
    cluster.kill_all_executors();
    cluster.add_executor(&[]);
    asked.go_on();
    assert_same(&here, &asked.end(), &cluster);
    let all = cluster.status_of_jobs().len();
    assert!(all > 2 * jobs, "{all} jobs: no statement was run anew");
}

#[test]
fn another_executor_takes_over_from_all() {
    let place = place();
    let here = counted_here(&place);
    let mut cluster = Cluster::start();
    let asked = ask(&place, &cluster, &[]);
    let killed = cluster.kill_one_at_work();
    cluster.kill_all_executors();
    cluster.add_executor(&[]);
    assert_same(&here, &asked.end(), &cluster);
    assert!(cluster.tasks_begun() > 0);
    cluster.wait_for_loss_of(&killed.id);
}

#[test]
fn no_executor_is_left() {
    let place = place();
    let mut cluster = Cluster::start();
    let asked = ask(&place, &cluster, &["--patience", "3"]);
    cluster.kill_one_at_work();
    cluster.kill_all_executors();
    let ended = asked.end();
    assert_eq!((ended.code, ended.out.as_str()), (1, ""), "{}", ended.err);
    let said = "no executor has been registered with the scheduler at";
    assert!(ended.err.contains(said), "{}", ended.err);
    assert!(ended.err.contains("for 3 s"), "{}", ended.err);
}

#[test]
fn the_scheduler_is_lost() {
    let place = place();
    let mut cluster = Cluster::start();
    let asked = ask(&place, &cluster, &["--patience", "3"]);
    cluster.kill_one_at_work();
    cluster.kill_scheduler();
    let ended = asked.end();
    assert_eq!((ended.code, ended.out.as_str()), (1, ""), "{}", ended.err);
    let said = format!("there is no scheduler at {}", cluster.address());
    assert!(ended.err.contains(&said), "{}", ended.err);
}

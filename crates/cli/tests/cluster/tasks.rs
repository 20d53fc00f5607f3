//! What an executor was at, from its log: it writes a line before it begins a task and one
//! after it has ended it, before it tells the scheduler.

/// A task, as it stands in a log: `TID JOB/STAGE.ATTEMPT/TASK.ATTEMPT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task(String);

impl Task {
    pub fn job(&self) -> &str {
        self.parts().0
    }

    /// Whether it does some of the work of the same stage of the same job.
    pub fn is_of_stage_of(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }

    /// Job and stage.
    fn parts(&self) -> (&str, &str) {
        let (job, rest) = self.0.split_once('/').expect("a job");
        let (stage, _) = rest.split_once('.').expect("a stage");
        (job, stage)
    }
}

/// The tasks of an executor.
pub struct Tasks {
    /// In their order.
    pub begun: Vec<Task>,
    ended: Vec<Task>,
}

impl Tasks {
    pub fn of(log: &str) -> Self {
        let named = |what: &str| -> Vec<Task> {
            let lines = log.lines().filter(|line| line.contains(what));
            lines
                .filter_map(|line| line.split_once("[TID ")?.1.split_once(']'))
                .map(|(task, _)| Task(task.to_owned()))
                .collect()
        };
        Self {
            begun: named("Execute task"),
            ended: named("Finished task"),
        }
    }

    /// Those begun and not ended.
    pub fn unfinished(&self) -> Vec<Task> {
        let unfinished = self.begun.iter().filter(|task| !self.ended.contains(task));
        unfinished.cloned().collect()
    }
}

#[test]
fn tasks_are_read_from_a_log() {
    let log = "INFO ballista_executor: Execute task  : [TID ab12/1.0/0.0]\n\
        INFO ballista_executor: Execute task  : [TID ab12/2.0/3.0]\n\
        INFO ballista_executor: Finished task : [TID ab12/1.0/0.0] in 3ms\n";
    let tasks = Tasks::of(log);
    assert_eq!(tasks.begun.len(), 2);
    assert_eq!(tasks.unfinished(), [Task("ab12/2.0/3.0".to_owned())]);
    assert_eq!(tasks.begun[1].job(), "ab12");
    assert!(tasks.begun[1].is_of_stage_of(&Task("ab12/2.1/4.0".to_owned())));
    assert!(!tasks.begun[1].is_of_stage_of(&tasks.begun[0]));
}

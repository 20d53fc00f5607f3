//! Which messages are due, from what the ledger says and what was sent already.
//!
//! Each change is told to each of its recipients by exactly one message. Where a
//! limit holds messages back, the next one sums up what has gathered; a rise
//! above every level that the recipient was told of in the limit's time is never
//! held back, so that at most as many messages as there are levels come on top
//! of the limit.

use foreshock_assess::{
    assessment::LevelName,
    readiness::{self, ChangeEntry, SignEntry},
};
use foreshock_ledger::{Entry, Outgoing, Posted};
use foreshock_watch::{Alert, AlertSeverity, Limit, Watch};
use jiff::{SignedDuration, Timestamp};

use crate::message::{Message, Reference, Status, Told, identifier, time};

/// Things that happened that one message lists.
const LISTED: usize = 20;

/// Something to be told.
enum News {
    Change(Box<ChangeEntry>),
    Sign(Box<SignEntry>),
}

/// Something to be told, with its entry.
struct Item<'a> {
    entry: &'a Entry,
    news: News,
}

/// The messages that are due at `now`, in the order of the watch's alerts.
/// `posted` are the messages of the watch so far.
pub fn compose(
    watch: &Watch,
    entries: &[Entry],
    posted: &[Posted],
    now: Timestamp,
) -> Vec<Outgoing> {
    let mut items: Vec<Item<'_>> = readiness::changes(entries, &watch.title)
        .map(|(entry, change)| Item {
            entry,
            news: News::Change(Box::new(change)),
        })
        .chain(
            readiness::signs(entries, &watch.title)
                .filter(|(_, sign)| sign.still.is_none())
                .map(|(entry, sign)| Item {
                    entry,
                    news: News::Sign(Box::new(sign)),
                }),
        )
        .collect();
    items.sort_by_key(|item| item.entry.sequence);
    watch
        .alerts
        .iter()
        .filter_map(|alert| due(watch, alert, &items, posted, now))
        .collect()
}

fn due(
    watch: &Watch,
    alert: &Alert,
    items: &[Item<'_>],
    posted: &[Posted],
    now: Timestamp,
) -> Option<Outgoing> {
    let earlier: Vec<&Posted> = posted
        .iter()
        .filter(|posted| posted.message.recipient == alert.id)
        .collect();
    let told_up_to = earlier.iter().map(|posted| posted.message.covers).max();
    let news: Vec<&Item<'_>> = items
        .iter()
        .filter(|item| Some(item.entry.sequence) > told_up_to && concerns(item, alert))
        .collect();
    let newest = news.last()?;
    if let Some(limit) = alert.at_most
        && held_back(limit, &earlier, &news, now)
    {
        return None;
    }
    let covers = newest.entry.sequence;
    let message = write(watch, alert, &news, &earlier, now);
    Some(Outgoing {
        identifier: message.identifier.clone(),
        watch: watch.title.clone(),
        recipient: alert.id.clone(),
        channel: alert.channel.clone(),
        covers,
        created_at: now,
        // Only a map with keys that are no text could fail; there is none.
        body: serde_json::to_string(&message).unwrap_or_default(),
    })
}

fn concerns(item: &Item<'_>, alert: &Alert) -> bool {
    match &item.news {
        News::Change(change) => alert.levels && change.tells.contains(&alert.id),
        News::Sign(_) => alert.tripwires,
    }
}

/// Whether the limit is used up. Messages from a time that has not come yet were
/// dated by a clock that ran ahead; they hold nothing back.
fn held_back(limit: Limit, earlier: &[&Posted], news: &[&Item<'_>], now: Timestamp) -> bool {
    let window = SignedDuration::from_hours(i64::from(limit.hours));
    let lately: Vec<&&Posted> = earlier
        .iter()
        .filter(|posted| {
            let age = now.duration_since(posted.message.created_at);
            age >= SignedDuration::ZERO && age < window
        })
        .collect();
    if lately.len() < usize::try_from(limit.messages).unwrap_or(usize::MAX) {
        return false;
    }
    let told = lately
        .iter()
        .filter_map(|posted| read(posted))
        .map(|message| message.highest)
        .max();
    level_now(news).is_none_or(|level| level.place <= told.unwrap_or(0))
}

fn read(posted: &Posted) -> Option<Message> {
    serde_json::from_str(&posted.message.body).ok()
}

fn level_now<'a>(news: &'a [&Item<'_>]) -> Option<&'a LevelName> {
    news.iter().rev().find_map(|item| match &item.news {
        News::Change(change) => Some(&change.to),
        News::Sign(_) => None,
    })
}

fn write(
    watch: &Watch,
    alert: &Alert,
    news: &[&Item<'_>],
    earlier: &[&Posted],
    now: Timestamp,
) -> Message {
    let key = news.last().map_or("", |item| &*item.entry.key);
    let changes: Vec<&ChangeEntry> = news
        .iter()
        .filter_map(|item| match &item.news {
            News::Change(change) => Some(&**change),
            News::Sign(_) => None,
        })
        .collect();
    let last = changes.last();
    let told: Vec<Told> = news.iter().map(|item| told(item)).collect();
    let left_out = told.len().saturating_sub(LISTED);
    let headline = headline(last.copied(), news, &watch.title);
    let text = match (last, news.last().map(|item| &item.news)) {
        (Some(change), _) => change.reason.clone(),
        (None, Some(News::Sign(sign))) => sign.text.clone(),
        (None, _) => String::new(),
    };
    let follows = earlier.last().and_then(|posted| {
        Some(Reference {
            identifier: posted.message.identifier.clone(),
            sent: read(posted)?.sent,
        })
    });
    Message {
        schema: Message::schema(),
        identifier: identifier(&[&watch.title, &alert.id, key]),
        watch: watch.title.clone(),
        recipient: alert.id.clone(),
        status: Status::Actual,
        sent: time(now, &watch.timezone),
        headline,
        text,
        level: last.map(|change| change.to.clone()),
        before: changes.first().map(|change| change.from.clone()),
        highest: changes
            .iter()
            .map(|change| change.to.place)
            .max()
            .unwrap_or(0),
        told: told.into_iter().skip(left_out).collect(),
        left_out,
        checklist: last.map_or_else(Vec::new, |change| change.checklist.clone()),
        severity: last.map_or(AlertSeverity::Unknown, |change| change.severity),
        follows,
    }
}

fn headline(last: Option<&ChangeEntry>, news: &[&Item<'_>], title: &str) -> String {
    let what = match (last, news.last().map(|item| &item.news)) {
        (Some(change), _) => {
            let direction = match change.to.place > change.from.place {
                true => "raised to",
                false => "lowered to",
            };
            format!("Readiness {direction} {}", change.to.title)
        }
        (None, Some(News::Sign(sign))) => format!("Sign seen: {}", sign.title),
        (None, _) => "News".to_owned(),
    };
    let more = match news.len() {
        0 | 1 => String::new(),
        number => format!(" ({number} changes since the last message)"),
    };
    format!("{what}{more} – {title}")
}

fn told(item: &Item<'_>) -> Told {
    match &item.news {
        News::Change(change) => Told {
            on: change.on,
            text: format!(
                "{} → {}. {}",
                change.from.title, change.to.title, change.reason
            ),
        },
        News::Sign(sign) => Told {
            on: sign.on,
            text: format!("Sign seen: {}", sign.title),
        },
    }
}

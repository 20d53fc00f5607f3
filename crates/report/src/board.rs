//! The board: one line per indicator, grouped by the claim that it speaks to,
//! for a terminal of 80 columns or more, or a pipe.

mod effects;
mod forecasts;
mod hypotheses;
mod readiness;
mod relations;

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use foreshock_assess::assessment::{
    Assessment, Band, ClaimFinding, ExcitationVerdict, FrequencyTrend, IndicatorFinding,
    IntensityTrend, Point, Status, Trend, Verdict,
};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub use effects::effects_table;
pub use hypotheses::{comparison_table, hypotheses_table};
pub use relations::relations_table;

const NARROWEST: usize = 80;
const WIDEST: usize = 120;
const LEVEL: usize = 10;
const SEEN: usize = 5;
const EXPECTED: usize = 9;
const FREQUENCY: usize = 6;
const STRENGTH: usize = 7;
const SPARK: usize = 8;
const GAPS: usize = 7;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The board of `assessment`, `columns` wide (80 to 120; others are taken to
/// the nearest). Styles are written as escape codes; whoever prints it takes
/// them out where colours are not wanted. Every colour says what a word or a
/// number beside it says too.
pub fn board(assessment: &Assessment, columns: usize) -> String {
    let width = clamped(columns);
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_board(&mut out, assessment, width);
    out
}

/// The nearest width that can be shown.
pub(crate) fn clamped(columns: usize) -> usize {
    columns.clamp(NARROWEST, WIDEST)
}

fn write_board(out: &mut String, assessment: &Assessment, width: usize) -> std::fmt::Result {
    let when = format!("as of {} {}", assessment.date, assessment.timezone);
    let title = cut(&assessment.title, width - when.width() - 2);
    let gap = width - title.width() - when.width();
    writeln!(out, "{BOLD}{title}{BOLD:#}{:gap$}{when}", "")?;
    writeln!(out)?;
    for headline in &assessment.headlines {
        paragraph(out, "• ", headline, width)?;
    }
    if let Some(level) = &assessment.readiness {
        readiness::write(out, level, width)?;
    }
    if !assessment.changes.is_empty() {
        writeln!(out, "\n{BOLD}Since {}{BOLD:#}", assessment.compared_with)?;
        for change in &assessment.changes {
            paragraph(out, "• ", &change.text, width)?;
        }
    }
    writeln!(out)?;
    head(out, width)?;
    for claim in &assessment.claims {
        let of_claim = |finding: &&IndicatorFinding| finding.claim.as_ref() == Some(&claim.id);
        write_claim(out, claim, width)?;
        for finding in assessment.indicators.iter().filter(of_claim) {
            line(out, finding, width)?;
        }
    }
    let mut others = assessment
        .indicators
        .iter()
        .filter(|finding| finding.claim.is_none())
        .peekable();
    if others.peek().is_some() {
        if !assessment.claims.is_empty() {
            writeln!(out, "\n{BOLD}Context{BOLD:#}")?;
        }
        for finding in others {
            line(out, finding, width)?;
        }
    }
    if !assessment.tripwires.is_empty() {
        writeln!(out, "\n{BOLD}Tripwires{BOLD:#}")?;
        for tripwire in &assessment.tripwires {
            let (style, word) = match tripwire.fired {
                true => (AnsiColor::Red.on_default().bold(), "seen"),
                false => (DIM, "not seen"),
            };
            writeln!(
                out,
                "{style}{word}{style:#}  {}",
                cut(&tripwire.title, width - word.width() - 2)
            )?;
            paragraph(out, "    ", &tripwire.text, width)?;
        }
    }
    if let Some(dynamics) = &assessment.dynamics {
        let verdict = match dynamics.verdict {
            ExcitationVerdict::Supported => "Events follow each other more closely than by chance.",
            ExcitationVerdict::NotSupported => "No excitation is needed to account for the record.",
            ExcitationVerdict::CannotTell => "Cannot tell.",
        };
        writeln!(out, "\n{BOLD}What sets off what{BOLD:#}")?;
        paragraph(out, "    ", &format!("{verdict} {}", dynamics.text), width)?;
    }
    effects::write(out, assessment.effects.as_ref(), width)?;
    relations::write(out, &assessment.relations, width)?;
    hypotheses::write(out, assessment.hypotheses.as_ref(), width)?;
    forecasts::write(out, &assessment.forecasts, width)?;
    if !assessment.caveats.is_empty() {
        writeln!(out, "\n{BOLD}To bear in mind{BOLD:#}")?;
        for caveat in &assessment.caveats {
            paragraph(out, "• ", caveat, width)?;
        }
    }
    writeln!(
        out,
        "\n{DIM}{} records known · digest {} · seed {}{DIM:#}",
        assessment.records,
        &assessment.known_digest[..assessment.known_digest.len().min(12)],
        assessment.seed
    )?;
    if let Some(ledger) = &assessment.ledger {
        writeln!(
            out,
            "{DIM}ledger by then: {} entries, head {}{DIM:#}",
            ledger.entries, ledger.head
        )?;
    }
    Ok(())
}

fn title_width(width: usize) -> usize {
    width - LEVEL - SEEN - EXPECTED - FREQUENCY - STRENGTH - SPARK - GAPS
}

fn head(out: &mut String, width: usize) -> std::fmt::Result {
    writeln!(
        out,
        "{DIM}{}  {} {} {} {} {} {}{DIM:#}",
        left("alarm", LEVEL),
        left("indicator", title_width(width)),
        right("seen", SEEN),
        right("expected", EXPECTED),
        right("often", FREQUENCY),
        right("strong", STRENGTH),
        left("history", SPARK),
    )
}

fn write_claim(out: &mut String, claim: &ClaimFinding, width: usize) -> std::fmt::Result {
    let (verdict, style) = match claim.verdict {
        Verdict::Supports => ("supports", AnsiColor::Cyan.on_default()),
        Verdict::Contradicts => ("contradicts", AnsiColor::Magenta.on_default()),
        Verdict::Mixed => ("mixed", AnsiColor::Yellow.on_default()),
        Verdict::Open => ("open", DIM),
        Verdict::TooLittleData => ("too little data", DIM),
        Verdict::NotTestable => ("not testable as written", DIM),
    };
    writeln!(out)?;
    let mut lines = wrapped(&claim.text, width);
    let fits = lines
        .last()
        .is_some_and(|last| last.width() + verdict.width() + 4 <= width);
    let last = if fits { lines.pop() } else { None };
    for line in &lines {
        writeln!(out, "{BOLD}{line}{BOLD:#}")?;
    }
    match last {
        Some(last) => writeln!(out, "{BOLD}{last}{BOLD:#}  {style}→ {verdict}{style:#}"),
        None => writeln!(out, "{style}→ {verdict}{style:#}"),
    }
}

fn line(out: &mut String, finding: &IndicatorFinding, width: usize) -> std::fmt::Result {
    let (word, style) = match (finding.status, finding.level) {
        (Status::Assessed, Some(0)) if finding.level_word == "within chance" => {
            ("0 chance".to_owned(), Style::new())
        }
        (Status::Assessed, Some(0)) => ("0 expected".to_owned(), Style::new()),
        (Status::Assessed, Some(level)) => (
            format!("{level} {}", finding.level_word),
            level_style(level),
        ),
        (Status::TooLittleData, _) => ("- too few".to_owned(), DIM),
        _ => ("- no data".to_owned(), DIM),
    };
    let latest = finding.latest.as_ref();
    let seen = latest.map_or("–".to_owned(), |latest| compact(latest.observed));
    let expected = latest
        .and_then(|latest| latest.expected.as_ref())
        .map_or("–".to_owned(), |band| range(band, !finding.is_level));
    writeln!(
        out,
        "{style}{}{style:#}  {} {} {} {} {} {}",
        left(&word, LEVEL),
        left(&finding.title, title_width(width)),
        right(&seen, SEEN),
        right(&expected, EXPECTED),
        right(&often(finding.frequency.as_ref()), FREQUENCY),
        right(&strong(finding.intensity.as_ref()), STRENGTH),
        left(&sparkline(&finding.series), SPARK),
    )
}

fn level_style(level: u8) -> Style {
    match level {
        0 => Style::new(),
        1 => AnsiColor::Cyan.on_default(),
        2 => AnsiColor::Yellow.on_default(),
        3 => AnsiColor::Yellow.on_default().bold(),
        _ => AnsiColor::Red.on_default().bold(),
    }
}

fn arrow(trend: Trend) -> &'static str {
    match trend {
        Trend::Rising => "↑",
        Trend::Falling => "↓",
        Trend::Unclear => "·",
    }
}

/// The rate ratio with an arrow where its interval leaves no doubt.
fn often(trend: Option<&FrequencyTrend>) -> String {
    trend.map_or("–".to_owned(), |trend| {
        let ratio = match trend.ratio {
            ratio if ratio >= 100.0 => "99+".to_owned(),
            ratio if ratio >= 10.0 => format!("{ratio:.0}"),
            ratio if ratio < 0.05 => "0".to_owned(),
            ratio => format!("{ratio:.1}"),
        };
        format!("×{ratio} {}", arrow(trend.trend))
    })
}

/// The slope per 30 days in percent of the median.
fn strong(trend: Option<&IntensityTrend>) -> String {
    trend.map_or("–".to_owned(), |trend| {
        let arrow = arrow(trend.trend);
        if trend.median == 0.0 {
            return arrow.to_owned();
        }
        let percent = 100.0 * trend.slope / trend.median.abs();
        if percent.abs() >= 1000.0 {
            return arrow.to_owned();
        }
        format!("{percent:+.0}% {arrow}")
    })
}

fn range(band: &Band, counts: bool) -> String {
    let (lower, upper) = match counts {
        true => (band.lower.floor(), band.upper.ceil()),
        false => (band.lower, band.upper),
    };
    let (lower, upper) = (compact(lower), compact(upper));
    if lower == upper {
        lower
    } else {
        format!("{lower}–{upper}")
    }
}

/// A number in at most five characters or so.
fn compact(value: f64) -> String {
    let size = value.abs();
    if size >= 1e6 {
        format!("{:.0}M", value / 1e6)
    } else if size >= 1e4 {
        format!("{:.0}k", value / 1e3)
    } else if value.fract() == 0.0 || size >= 100.0 {
        format!("{value:.0}")
    } else if size >= 1.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

/// The newest periods as bars; a point where nothing was collected. Counts
/// begin at zero, levels at their lowest.
fn sparkline(series: &[Point]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let complete: Vec<&Point> = series.iter().filter(|point| !point.incomplete).collect();
    let shown = &complete[complete.len().saturating_sub(SPARK)..];
    let observed = || shown.iter().filter_map(|point| point.observed);
    let top = observed().fold(f64::NEG_INFINITY, f64::max);
    let bottom = observed().fold(0.0, f64::min);
    let bar = |value: f64| {
        let share = if top > bottom {
            (value - bottom) / (top - bottom)
        } else {
            0.0
        };
        BARS[((share * 7.0).round() as usize).min(7)]
    };
    shown
        .iter()
        .map(|point| point.observed.map_or('·', bar))
        .collect()
}

pub(crate) fn paragraph(
    out: &mut String,
    mark: &str,
    text: &str,
    width: usize,
) -> std::fmt::Result {
    let indent = mark.width();
    for (index, line) in wrapped(text, width - indent).into_iter().enumerate() {
        match index {
            0 => writeln!(out, "{mark}{line}")?,
            _ => writeln!(out, "{:indent$}{line}", "")?,
        }
    }
    Ok(())
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines
            .last_mut()
            .filter(|line| line.is_empty() || line.width() + 1 + word.width() <= width);
        match line {
            Some(line) => {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

fn cut(text: &str, width: usize) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.width() <= width {
        return text;
    }
    let mut short = String::new();
    let mut used = 0;
    for character in text.chars() {
        let next = character.width().unwrap_or(0);
        if used + next + 1 > width {
            break;
        }
        used += next;
        short.push(character);
    }
    short.push('…');
    short
}

pub(crate) fn left(text: &str, width: usize) -> String {
    let text = cut(text, width);
    let gap = width.saturating_sub(text.width());
    format!("{text}{:gap$}", "")
}

pub(crate) fn right(text: &str, width: usize) -> String {
    let text = cut(text, width);
    let gap = width.saturating_sub(text.width());
    format!("{:gap$}{text}", "")
}

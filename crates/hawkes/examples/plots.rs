//! Makes the plots of the guide (`docs/`) from a simulation and its fit:
//! `cargo run --release -p foreshock-hawkes --example plots -- crates/hawkes/docs`.

use foreshock_hawkes::continuous::{Family, Kernel, Model, Process, Simulator};
use foreshock_hawkes::{Catalogue, Window};
use std::error::Error;
use std::fmt::Write;
use std::path::Path;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 260.0;
const MARGIN: f64 = 42.0;

/// A plot of lines over ranges of both axes.
struct Plot {
    body: String,
    x: (f64, f64),
    y: (f64, f64),
}

impl Plot {
    fn new(title: &str, x: (f64, f64), y: (f64, f64), labels: [&str; 2]) -> Self {
        let mut plot = Self {
            body: String::new(),
            x,
            y,
        };
        plot.text(WIDTH / 2.0, 18.0, title, "middle");
        plot.text(WIDTH / 2.0, HEIGHT - 6.0, labels[0], "middle");
        plot.text(4.0, 34.0, labels[1], "start");
        for step in 0..=4 {
            let part = f64::from(step) / 4.0;
            let (at, up) = (x.0 + part * (x.1 - x.0), y.0 + part * (y.1 - y.0));
            let (left, low) = (plot.across(at), plot.down(up));
            plot.text(
                left,
                HEIGHT - MARGIN + 14.0,
                format!("{at:.3}")
                    .trim_end_matches('0')
                    .trim_end_matches('.'),
                "middle",
            );
            plot.text(
                MARGIN - 4.0,
                low + 4.0,
                format!("{up:.2}")
                    .trim_end_matches('0')
                    .trim_end_matches('.'),
                "end",
            );
        }
        plot.line(&[(x.0, y.0), (x.1, y.0)], "#888", "");
        plot.line(&[(x.0, y.0), (x.0, y.1)], "#888", "");
        plot
    }
    fn across(&self, x: f64) -> f64 {
        MARGIN + (x - self.x.0) / (self.x.1 - self.x.0) * (WIDTH - MARGIN - 12.0)
    }
    fn down(&self, y: f64) -> f64 {
        HEIGHT - MARGIN - (y - self.y.0) / (self.y.1 - self.y.0) * (HEIGHT - MARGIN - 40.0)
    }
    fn text(&mut self, x: f64, y: f64, text: &str, anchor: &str) {
        let _ = writeln!(
            self.body,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"
        );
    }
    fn line(&mut self, points: &[(f64, f64)], colour: &str, dashes: &str) {
        let path: Vec<String> = points
            .iter()
            .map(|&(x, y)| format!("{:.1},{:.1}", self.across(x), self.down(y)))
            .collect();
        let _ = writeln!(
            self.body,
            "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.4\" stroke-dasharray=\"{dashes}\" points=\"{}\"/>",
            path.join(" ")
        );
    }
    fn save(&self, path: &Path) -> std::io::Result<()> {
        std::fs::write(
            path,
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"white\"/>\n{}</svg>\n",
                self.body
            ),
        )
    }
}

/// The intensity of the first kind on a grid, from the catalogue up to each time.
fn intensity(
    process: &Process,
    catalogue: &Catalogue,
    until: f64,
) -> Result<Vec<(f64, f64)>, foreshock_hawkes::Error> {
    (1..=900)
        .map(|step| {
            let time = until * f64::from(step) / 900.0;
            let count = catalogue.times().partition_point(|t| *t < time);
            let part = Catalogue::new(
                catalogue.times()[..count].to_vec(),
                catalogue.kinds()[..count].to_vec(),
                catalogue.kind_count(),
                Window::new(0.0, time)?,
            )?;
            Ok((time, process.intensity_now(&part)?[0].total()))
        })
        .collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: plots FOLDER")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let truth = Process::new(
        vec![0.3, 0.2],
        Kernel::Exponential { decay: 1.0 },
        vec![0.3, 0.3, 0.25, 0.35],
    )?;
    let catalogue = Simulator::new(&truth, 0.0)?.path(400.0, 7, 0)?.catalogue;
    let fit = Model::estimated(Family::Exponential).fit(&catalogue)?;

    // The intensity of the first kind, true and fitted, over the first 60 days.
    let until = 60.0;
    let (real, fitted) = (
        intensity(&truth, &catalogue, until)?,
        intensity(&fit.process, &catalogue, until)?,
    );
    let top = real
        .iter()
        .chain(&fitted)
        .map(|p| p.1)
        .fold(0.0, f64::max)
        .ceil();
    let mut plot = Plot::new(
        "Intensity of the first kind: true (grey), fitted (blue)",
        (0.0, until),
        (0.0, top),
        ["time", "events per unit of time"],
    );
    plot.line(&real, "#999", "");
    plot.line(&fitted, "#1f5fa8", "");
    for (time, &kind) in catalogue.times().iter().zip(catalogue.kinds()) {
        if *time < until && kind == 0 {
            plot.line(&[(*time, 0.0), (*time, 0.04 * top)], "#b03030", "");
        }
    }
    plot.save(&folder.join("intensity.svg"))?;

    // Residuals of both kinds against the exponential law.
    let residuals = fit.process.residuals(&catalogue)?;
    let mut plot = Plot::new(
        "Rescaled waiting times of both kinds against the exponential law",
        (0.0, 1.0),
        (0.0, 1.0),
        ["expected share", "observed share"],
    );
    plot.line(&[(0.0, 0.0), (1.0, 1.0)], "#999", "4 3");
    for (waits, colour) in residuals.by_kind.iter().zip(["#1f5fa8", "#b06020"]) {
        let mut shares: Vec<f64> = waits.iter().map(|wait| 1.0 - (-wait).exp()).collect();
        shares.sort_by(f64::total_cmp);
        let n = shares.len() as f64;
        let points: Vec<(f64, f64)> = shares
            .iter()
            .enumerate()
            .map(|(i, u)| (*u, (i as f64 + 0.5) / n))
            .collect();
        plot.line(&points, colour, "");
    }
    plot.save(&folder.join("residuals.svg"))?;

    // What is to be expected of the 30 days that follow.
    let horizons: Vec<f64> = (1..=30).map(f64::from).collect();
    let outlook = Simulator::after(&fit.process, &catalogue)?.outlook(&horizons, 4000, 1)?;
    let quantile = |probability: f64| -> Vec<(f64, f64)> {
        outlook
            .horizons
            .iter()
            .map(|h| (h.length, f64::from(h.quantile(0, probability).unwrap_or(0))))
            .collect()
    };
    let upper = quantile(0.95);
    let top = upper.iter().map(|p| p.1).fold(1.0, f64::max);
    let mut plot = Plot::new(
        "Events of the first kind after the window: 5, 50 and 95 % of 4,000 paths",
        (0.0, 30.0),
        (0.0, top),
        ["time after the window", "events"],
    );
    plot.line(&quantile(0.05), "#1f5fa8", "4 3");
    plot.line(&quantile(0.5), "#1f5fa8", "");
    plot.line(&upper, "#1f5fa8", "4 3");
    plot.save(&folder.join("outlook.svg"))?;
    std::fs::write(folder.join("images.md"), links(folder)?)?;
    Ok(())
}

/// The plots as Markdown links that hold the picture itself, for rustdoc.
fn links(folder: &Path) -> std::io::Result<String> {
    let mut links = String::new();
    for name in ["intensity", "outlook", "residuals"] {
        let _ = write!(links, "[{name}]: data:image/svg+xml,");
        for byte in std::fs::read(folder.join(format!("{name}.svg")))? {
            if byte.is_ascii_alphanumeric() || b"_.-~/=,:;".contains(&byte) {
                links.push(char::from(byte));
            } else {
                let _ = write!(links, "%{byte:02X}");
            }
        }
        links.push('\n');
    }
    Ok(links)
}

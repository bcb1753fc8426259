//! Draws a solution: one lane a nurse, one lane a doctor, hours across; SVG that stands alone.
//!
//! Colours come with words and outlines, so the drawing prints in black and white; no script, no style attribute.

use std::fmt::Write as _;

use crate::file::Solution;

const LEFT: f64 = 150.0;
const WIDTH: f64 = 1040.0;
const TOP: f64 = 40.0;
const LANE: f64 = 30.0;
const BAR: f64 = 20.0;

/// A stretch of somebody's day.
struct Bar<'a> {
    from: f64,
    until: f64,
    label: &'a str,
    class: &'static str,
}

/// The drawing of a solution; `minute` is the number of units in a minute of its instance.
pub fn draw(solution: &Solution, minute: f64) -> String {
    let lanes = lanes(solution);
    let hour = 60.0 * minute.max(1.0);
    let times = || lanes.iter().flat_map(|(_, bars)| bars.iter().flat_map(|bar| [bar.from, bar.until]));
    let from = (times().fold(f64::INFINITY, f64::min) / hour).floor();
    let until = (times().fold(f64::NEG_INFINITY, f64::max) / hour).ceil();
    let (from, until) = if from.is_finite() && until > from { (from, until) } else { (8.0, 18.0) };
    let x = |time: f64| LEFT + (time / hour - from) / (until - from) * WIDTH;
    #[expect(clippy::cast_precision_loss, reason = "a plan has a few hundred lanes")]
    let y = |lane: usize| TOP + lane as f64 * LANE;
    let height = y(lanes.len()) + 20.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {height}\" font-family=\"system-ui, sans-serif\" \
         font-size=\"12\" role=\"img\"><title>Plan des tournées</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        LEFT + WIDTH + 20.0
    );
    let mut tick = from;
    while tick <= until {
        let at = x(tick * hour);
        let _ = writeln!(
            svg,
            "<line x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{TOP}\" y2=\"{:.1}\" stroke=\"#d5d9de\"/><text x=\"{at:.1}\" y=\"28\" \
             text-anchor=\"middle\" fill=\"#333\">{tick:.0} h</text>",
            y(lanes.len())
        );
        tick += 1.0;
    }
    for (lane, (name, bars)) in lanes.iter().enumerate() {
        let top = y(lane) + (LANE - BAR) / 2.0;
        let _ = writeln!(svg, "<text x=\"8\" y=\"{:.1}\" fill=\"#111\">{}</text>", top + 14.0, escape(name));
        for bar in bars {
            bar_to(&mut svg, bar, x(bar.from), x(bar.until), top);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn lanes(solution: &Solution) -> Vec<(&str, Vec<Bar<'_>>)> {
    let mut lanes: Vec<(&str, Vec<Bar>)> = Vec::new();
    for route in &solution.routes {
        let mut bars: Vec<Bar> = Vec::new();
        for stop in &route.locations {
            bars.push(Bar {
                from: stop.arrival_time,
                until: stop.departure_time,
                label: &stop.patient,
                class: "soin",
            });
        }
        for pause in &route.pauses {
            bars.push(Bar { from: pause.start, until: pause.end, label: "pause", class: "pause" });
        }
        lanes.push((&route.caregiver_id, bars));
    }
    for held in &solution.consultations {
        let bar = Bar { from: held.start, until: held.end, label: &held.patient, class: "consultation" };
        match lanes.iter_mut().skip(solution.routes.len()).find(|(name, _)| *name == held.doctor) {
            Some((_, bars)) => bars.push(bar),
            None => lanes.push((&held.doctor, vec![bar])),
        }
    }
    lanes
}

fn bar_to(svg: &mut String, bar: &Bar, from: f64, until: f64, top: f64) {
    let (fill, stroke) = match bar.class {
        "pause" => ("#eef0f2", "#8a939c"),
        "consultation" => ("#d9ecdf", "#1c6b3a"),
        _ => ("#dbe7f6", "#1f4e8c"),
    };
    let width = (until - from).max(2.0);
    let label = escape(bar.label);
    let _ = write!(
        svg,
        "<g><title>{label} ({})</title><rect x=\"{from:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{BAR}\" rx=\"3\" \
         fill=\"{fill}\" stroke=\"{stroke}\"/>",
        bar.class
    );
    // seven units a letter: a label that does not fit stays in the title
    if width > 7.0 * f64::from(u32::try_from(bar.label.chars().count()).unwrap_or(99)) {
        let _ = write!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#111\">{label}</text>",
            from + width / 2.0,
            top + 14.0
        );
    }
    svg.push_str("</g>\n");
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

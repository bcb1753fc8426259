//! The factor map: words, classes and modalities on the first two axes, at one scale, without a label over another.

use super::canvas::{Anchor, Canvas, Rect};
use super::font::width;
use super::{DataTable, Figure, INK, INK_2, LINE, ink};
use crate::french;
use std::fmt::Write as _;

const WIDTH: f64 = 960.0;
const MARGIN: f64 = 70.0;

/// What a point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointKind {
    Word,
    Class,
    Modality,
}

/// A point of the map; the first ones are placed first.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanePoint {
    pub label: String,
    pub kind: PointKind,
    /// Class it is typical of, from 0.
    pub class: usize,
    pub x: f64,
    pub y: f64,
    /// Letters' height.
    pub size: f64,
}

/// What is drawn: the points, and the share of inertia of each axis drawn (one or two).
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    pub points: Vec<PlanePoint>,
    pub shares: Vec<f64>,
    /// All axes of the table.
    pub axes: usize,
}

/// Draws the map; labels that find no place are listed.
pub fn plane(name: &str, plane: &Plane, note: &str) -> Figure {
    let two = plane.shares.len() > 1;
    let height = if two { 700.0 } else { 360.0 };
    let to = Frame::of(&plane.points, height, two);
    let mut canvas = Canvas::default();
    draw_axes(&mut canvas, plane, &to, height);
    let mut room = Room { height, labels: canvas.labels.clone(), marks: Vec::new(), leaders: Vec::new() };
    let spots: Vec<(f64, f64)> = plane.points.iter().map(|p| to.pixel(p.x, p.y)).collect();
    for (point, &(x, y)) in plane.points.iter().zip(&spots) {
        let (shape, r) = match point.kind {
            PointKind::Class => (point.class, 8.0),
            PointKind::Word => (point.class, 3.2),
            PointKind::Modality => (5, 4.0),
        };
        canvas.mark(shape, (x, y), r, ink(point.class));
        room.marks.push(Rect { x: x - r, y: y - r, width: 2.0 * r, height: 2.0 * r });
    }
    let mut unplaced = Vec::new();
    for (point, &spot) in plane.points.iter().zip(&spots) {
        match room.place(point, spot) {
            Some(rect) => draw_label(&mut canvas, point, spot, rect),
            None => unplaced.push(point.label.clone()),
        }
    }
    let (title, says) = words(plane, two);
    let svg = canvas.finish(name, (WIDTH, height), &title, &says);
    let mut table = DataTable::new(&["Point", "Sorte", "Classe", "Axe 1", "Axe 2"]);
    for point in &plane.points {
        let kind = match point.kind {
            PointKind::Word => "mot",
            PointKind::Class => "classe",
            PointKind::Modality => "modalité",
        };
        let second = if two { french::number(point.y, 4) } else { String::new() };
        let class = (point.class + 1).to_string();
        table.rows.push(vec![
            point.label.clone(),
            kind.to_owned(),
            class,
            french::number(point.x, 4),
            second,
        ]);
    }
    Figure {
        name: name.to_owned(),
        title,
        says,
        note: note.to_owned(),
        svg,
        table,
        labels: canvas.labels,
        edges: Vec::new(),
        unplaced,
    }
}

/// One scale for both axes, zero somewhere inside.
struct Frame {
    scale: f64,
    left: f64,
    top: f64,
}

impl Frame {
    fn of(points: &[PlanePoint], height: f64, two: bool) -> Self {
        let span = |values: &dyn Fn(&PlanePoint) -> f64| {
            points.iter().map(values).fold((0.0_f64, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)))
        };
        let (x_low, x_high) = span(&|p| p.x);
        let (y_low, y_high) = span(&|p| if two { p.y } else { 0.0 });
        let fit =
            |low: f64, high: f64, room: f64| if high > low { room / (high - low) } else { f64::INFINITY };
        let scale = fit(x_low, x_high, WIDTH - 2.0 * MARGIN).min(fit(y_low, y_high, height - 2.0 * MARGIN));
        let scale = if scale.is_finite() { scale } else { 1.0 };
        // The cloud is centred in the frame; the axes go where zero is.
        let left = f64::midpoint(MARGIN, WIDTH - MARGIN) - scale * f64::midpoint(x_low, x_high);
        let top = height / 2.0 + scale * f64::midpoint(y_low, y_high);
        Self { scale, left, top }
    }

    fn pixel(&self, x: f64, y: f64) -> (f64, f64) {
        (self.left + x * self.scale, self.top - y * self.scale)
    }
}

fn draw_axes(canvas: &mut Canvas, plane: &Plane, to: &Frame, height: f64) {
    canvas.line((10.0, to.top), (WIDTH - 10.0, to.top), 1.0, LINE);
    let share = |axis: usize| {
        format!("axe {} · {}\u{202f}% de l’inertie", axis + 1, french::number(plane.shares[axis], 2))
    };
    canvas.text(&share(0), (WIDTH - 12.0, to.top - 6.0), 12.0, Anchor::End, INK_2);
    if plane.shares.len() > 1 {
        canvas.line((to.left, 10.0), (to.left, height - 10.0), 1.0, LINE);
        canvas.text(&share(1), (to.left + 8.0, 20.0), 12.0, Anchor::Start, INK_2);
    }
}

/// What is already on the sheet.
struct Room {
    height: f64,
    labels: Vec<Rect>,
    marks: Vec<Rect>,
    leaders: Vec<[(f64, f64); 2]>,
}

impl Room {
    /// The first free place, taken: sixteen directions, then further away with a leader that crosses no label.
    fn place(&mut self, point: &PlanePoint, (x, y): (f64, f64)) -> Option<Rect> {
        const TURNS: [f64; 16] =
            [0.0, 8.0, 4.0, 12.0, 2.0, 6.0, 10.0, 14.0, 1.0, 7.0, 9.0, 15.0, 3.0, 5.0, 11.0, 13.0];
        let h = Rect::of_text(&point.label, 0.0, 0.0, point.size).height;
        let w = width(&point.label, point.size);
        for distance in
            [5.0, 10.0, 16.0, 24.0, 34.0, 46.0, 60.0, 76.0, 94.0, 114.0, 136.0, 160.0, 188.0, 220.0]
        {
            for turn in TURNS {
                let angle = turn / 16.0 * std::f64::consts::TAU;
                let (dx, dy) = (libm::cos(angle), libm::sin(angle));
                let centre =
                    (x + dx * (distance + w / 2.0 * dx.abs()), y + dy * (distance + h / 2.0 * dy.abs()));
                let rect = Rect { x: centre.0 - w / 2.0, y: centre.1 - h / 2.0, width: w, height: h };
                let leader = leader((x, y), rect);
                if self.is_free(rect, leader) {
                    self.labels.push(rect.padded(0.5));
                    self.leaders.extend(leader);
                    return Some(rect);
                }
            }
        }
        None
    }

    fn is_free(&self, rect: Rect, leader: Option<[(f64, f64); 2]>) -> bool {
        rect.within(WIDTH, self.height)
            && self.labels.iter().chain(&self.marks).all(|taken| !taken.overlaps(&rect))
            && self.leaders.iter().all(|[from, to]| !rect.meets(*from, *to))
            && leader.is_none_or(|[from, to]| self.labels.iter().all(|label| !label.meets(from, to)))
    }
}

/// The line that ties a label to its point when it stands away from it.
fn leader(spot: (f64, f64), rect: Rect) -> Option<[(f64, f64); 2]> {
    let near = (spot.0.clamp(rect.x, rect.x + rect.width), spot.1.clamp(rect.y, rect.y + rect.height));
    let (dx, dy) = (near.0 - spot.0, near.1 - spot.1);
    ((dx * dx + dy * dy).sqrt() > 12.0).then_some([spot, near])
}

fn draw_label(canvas: &mut Canvas, point: &PlanePoint, spot: (f64, f64), rect: Rect) {
    if let Some([from, to]) = leader(spot, rect) {
        canvas.line(from, to, 0.7, INK_2);
    }
    let baseline = rect.y - Rect::of_text(&point.label, 0.0, 0.0, point.size).y;
    let colour = if point.kind == PointKind::Modality { INK } else { ink(point.class) };
    canvas.text(&point.label, (rect.x, baseline), point.size, Anchor::Start, colour);
}

fn words(plane: &Plane, two: bool) -> (String, String) {
    let extremes = |axis: &dyn Fn(&PlanePoint) -> f64| {
        let mut words: Vec<&PlanePoint> = plane.points.iter().filter(|p| p.kind == PointKind::Word).collect();
        words.sort_by(|a, b| axis(a).total_cmp(&axis(b)).then_with(|| a.label.cmp(&b.label)));
        let name =
            |points: &[&PlanePoint]| points.iter().map(|p| p.label.clone()).collect::<Vec<_>>().join(", ");
        let few = words.len().min(4);
        (name(&words[..few]), name(&words[words.len() - few..]))
    };
    let (left, right) = extremes(&|p| p.x);
    let title = if two {
        let sum = plane.shares[0] + plane.shares[1];
        format!("Deux axes portent {}\u{202f}% de l’inertie", french::number(sum, 0))
    } else {
        "Un seul axe sépare les deux classes".to_owned()
    };
    let mut says = format!("L’axe 1 oppose {left} à {right}.");
    if two {
        let (low, high) = extremes(&|p| p.y);
        let _ = write!(says, " L’axe 2 oppose {low} à {high}.");
    }
    let _ = write!(
        says,
        " Les parts portent sur le tableau mots × classes, qui a {} ; elles ne mesurent pas la diversité des réponses.",
        french::some(plane.axes, "axe", "axes")
    );
    (title, says)
}

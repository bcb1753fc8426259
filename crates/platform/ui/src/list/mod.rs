//! Lists of rows: one definition of columns makes the page, its phone layout, its sorting and its CSV.

mod cell;
mod csv;

use askama::Template;
use askama::filters::HtmlSafe;

pub use cell::{Cell, Part};

use crate::{Action, Empty, Text, french};

/// One column: a stable key (for sorting and files), a title, and what it shows of a row.
#[derive(Debug)]
pub struct Column<R> {
    key: &'static str,
    label: &'static str,
    sortable: bool,
    cell: fn(&R) -> Cell<'_>,
}

impl<R> Column<R> {
    /// A column that cannot be sorted.
    pub const fn new(key: &'static str, label: &'static str, cell: fn(&R) -> Cell<'_>) -> Self {
        Self { key, label, sortable: false, cell }
    }

    /// A column whose title sorts the list; the page's query does the sorting, by [`List::sort`]'s key.
    pub const fn sorted(key: &'static str, label: &'static str, cell: fn(&R) -> Cell<'_>) -> Self {
        Self { key, label, sortable: true, cell }
    }
}

/// The order of a list, as the address says it: `tri=heure`, or `tri=-heure` for the other way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// A column's key.
    pub key: String,
    pub descending: bool,
}

impl Sort {
    /// Reads the value of `tri`. `None`: no column of that key can be sorted, so the page keeps its own order.
    pub fn parse<R>(value: &str, columns: &[Column<R>]) -> Option<Self> {
        let (key, descending) = value.strip_prefix('-').map_or((value, false), |key| (key, true));
        let known = columns.iter().any(|column| column.sortable && column.key == key);
        known.then(|| Self { key: key.to_owned(), descending })
    }
}

/// Where a list stands in its whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// Counted from 1.
    pub page: usize,
    pub per_page: usize,
    /// Rows in all pages.
    pub total: usize,
}

impl Paging {
    fn last(self) -> usize {
        self.total.div_ceil(self.per_page.max(1)).max(1)
    }

    /// « 26 à 50 sur 312 ».
    fn words(self) -> String {
        let first = (self.page.saturating_sub(1)) * self.per_page + 1;
        let last = (first + self.per_page - 1).min(self.total);
        let number = |n: usize| french::integer(i64::try_from(n).unwrap_or(i64::MAX));
        format!("{} à {} sur {}", number(first), number(last), number(self.total))
    }
}

/// A table of rows, all of one type. `href` is the address of the page with its filters, without `tri` and `page`.
///
/// Sorting and pages are plain links. When a page answers a request that carries `HX-Request`,
/// it may answer the list alone, which then replaces itself: send `Vary: HX-Request` and `Cache-Control: no-store`.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/list.html")]
pub struct List<'a, R> {
    caption: Text<'a>,
    href: Text<'a>,
    columns: &'a [Column<R>],
    rows: &'a [R],
    sort: Option<Sort>,
    paging: Option<Paging>,
    empty: Option<Empty<'a>>,
    csv: Option<Text<'a>>,
    action: Option<Action<'a>>,
    note: Option<Text<'a>>,
}

impl<'a, R> List<'a, R> {
    /// A list of the rows to show now. The caption says what it is and is its title.
    pub fn new(
        caption: impl Into<Text<'a>>,
        href: impl Into<Text<'a>>,
        columns: &'a [Column<R>],
        rows: &'a [R],
    ) -> Self {
        Self {
            caption: caption.into(),
            href: href.into(),
            columns,
            rows,
            sort: None,
            paging: None,
            empty: None,
            csv: None,
            action: None,
            note: None,
        }
    }

    /// The order the rows are in.
    #[must_use]
    pub fn sort(mut self, sort: Option<Sort>) -> Self {
        self.sort = sort;
        self
    }

    /// The page the rows are.
    #[must_use]
    pub fn paging(mut self, paging: Paging) -> Self {
        self.paging = Some(paging);
        self
    }

    /// What is said when there is no row.
    #[must_use]
    pub fn empty(mut self, empty: Empty<'a>) -> Self {
        self.empty = Some(empty);
        self
    }

    /// Offers the rows as a file at this address, which answers [`List::to_csv`].
    #[must_use]
    pub fn csv(mut self, href: impl Into<Text<'a>>) -> Self {
        self.csv = Some(href.into());
        self
    }

    /// One action beside the caption.
    #[must_use]
    pub fn action(mut self, action: Action<'a>) -> Self {
        self.action = Some(action.small());
        self
    }

    /// A line under the table: why some cells are masked.
    #[must_use]
    pub fn note(mut self, note: impl Into<Text<'a>>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// The rows as a file that spreadsheets open in French: UTF-8 with its mark, `;`, decimal comma, no formula.
    pub fn to_csv(&self) -> String {
        csv::of(self.columns, self.rows)
    }

    fn cells<'r>(&self, row: &'r R) -> Vec<(&'static str, Cell<'r>)> {
        self.columns.iter().map(|column| (column.label, (column.cell)(row))).collect()
    }

    /// Numbers are on the right in the title too: the first row decides.
    fn is_number(&self, column: &Column<R>) -> bool {
        self.rows.first().is_some_and(|row| (column.cell)(row).is_number())
    }

    fn order(&self, column: &Column<R>) -> Option<&'static str> {
        let sort = self.sort.as_ref().filter(|sort| sort.key == column.key)?;
        Some(if sort.descending { "descending" } else { "ascending" })
    }

    fn sort_href(&self, column: &Column<R>) -> String {
        let turn = if self.order(column) == Some("ascending") { "-" } else { "" };
        self.with(&format!("tri={turn}{}", column.key))
    }

    fn page_href(&self, page: usize) -> String {
        let order = self.sort.as_ref().map(|sort| {
            let turn = if sort.descending { "-" } else { "" };
            format!("tri={turn}{}&", sort.key)
        });
        self.with(&format!("{}page={page}", order.unwrap_or_default()))
    }

    fn with(&self, query: &str) -> String {
        let joint = if self.href.contains('?') { '&' } else { '?' };
        format!("{}{joint}{query}", self.href)
    }
}

impl<R> HtmlSafe for List<'_, R> {}

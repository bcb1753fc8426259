//! The pictograms: a 24 px grid, 1.75 stroke, the colour of the text beside them. Same picture, same meaning everywhere.

use std::fmt;

use askama::filters::HtmlSafe;

macro_rules! icons {
    ($($name:ident $id:literal $shape:literal)*) => {
        /// A pictogram of the set. It is hidden from screen readers: words stand beside it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Icon { $(#[doc = concat!("`", $id, "`")] $name),* }

        impl Icon {
            fn id(self) -> &'static str {
                match self { $(Self::$name => $id),* }
            }
        }

        /// All the drawings, once a page.
        const SPRITE: &str = concat!(
            "<svg hidden>",
            $("<symbol id=\"i-", $id, "\" viewBox=\"0 0 24 24\">", $shape, "</symbol>",)*
            "</svg>",
        );
    };
}

icons! {
    Alert "alert" r#"<path d="M12 4 3 19.5h18zM12 10v4.5m0 2.5v.1"/>"#
    Arrow "arrow" r#"<path d="M5 12h14m-5.5-5.5L19 12l-5.5 5.5"/>"#
    Calendar "calendar" r#"<rect x="4" y="5.5" width="16" height="14.5" rx="2"/><path d="M4 10h16M8.5 3.5v4m7-4v4"/>"#
    Car "car" r#"<path d="M3.5 16.5v-4L6 7h9l3 5.5 2.5.8v3.2M3.5 12.5h14.5M9 16.5h6"/><circle cx="7" cy="17" r="2"/><circle cx="17.5" cy="17" r="2"/>"#
    Card "card" r#"<rect x="3.5" y="6" width="17" height="12.5" rx="2"/><path d="M7 10h4v4H7zM14 10.5h3.5M14 13.5h3.5"/>"#
    Chart "chart" r#"<path d="M4 4v16h16M8 16v-4m4 4V8m4 8v-6"/>"#
    Chat "chat" r#"<path d="M4 5.5h16v11h-8.5L7 20v-3.5H4z"/>"#
    Check "check" r#"<path d="m5 12.5 4.5 4.5L19 7.5"/>"#
    Clock "clock" r#"<circle cx="12" cy="12" r="8.25"/><path d="M12 7.5V12l3 2"/>"#
    Cross "cross" r#"<path d="m6 6 12 12M18 6 6 18"/>"#
    Doc "doc" r#"<path d="M6.5 3.5h7l4.5 4.5v12.5h-11.5zM13 3.5V8.5h5M9.5 13h5.5m-5.5 3.5h5.5"/>"#
    Download "download" r#"<path d="M12 4v11m-4.5-4 4.5 4.5 4.5-4.5M4.5 20h15"/>"#
    Edit "edit" r#"<path d="M4.5 19.5 5.5 15 15.5 5l3.5 3.5-10 10zM13.5 7l3.5 3.5"/>"#
    Eye "eye" r#"<path d="M2.5 12S6 5.75 12 5.75 21.5 12 21.5 12 18 18.25 12 18.25 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.75"/>"#
    Heart "heart" r#"<path d="M12 20C6 15.5 3.5 12.5 3.5 9.25A4.25 4.25 0 0 1 12 7.8a4.25 4.25 0 0 1 8.5 1.45C20.5 12.5 18 15.5 12 20z"/>"#
    Home "home" r#"<path d="M4 11.5 12 5l8 6.5V19a1 1 0 0 1-1 1h-4.5v-5h-5v5H5a1 1 0 0 1-1-1z"/>"#
    Info "info" r#"<circle cx="12" cy="12" r="8.25"/><path d="M12 11v5.5m0-8.5v.1"/>"#
    Key "key" r#"<circle cx="8" cy="15.5" r="4"/><path d="m11 12.5 8.5-8.5M16 7.5l3 3M13.5 10l2 2"/>"#
    Lock "lock" r#"<rect x="5" y="10.5" width="14" height="9.5" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>"#
    Mail "mail" r#"<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="m4 7.5 8 6 8-6"/>"#
    Map "map" r#"<path d="M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0c0 5 6.5 11 6.5 11z"/><circle cx="12" cy="10" r="2.25"/>"#
    Phone "phone" r#"<path d="M6.5 3.75h2.4l1.5 4-2 1.6a12 12 0 0 0 6.25 6.25l1.6-2 4 1.5v2.4a2 2 0 0 1-2.2 2A16 16 0 0 1 4.5 5.95a2 2 0 0 1 2-2.2z"/>"#
    Pill "pill" r#"<rect x="2.5" y="8" width="19" height="8" rx="4" transform="rotate(-45 12 12)"/><path d="m9.2 9.2 5.6 5.6"/>"#
    Plus "plus" r#"<path d="M12 5v14M5 12h14"/>"#
    Print "print" r#"<path d="M7 9V4h10v5M7 16H4V9h16v7h-3M7 13.5h10V20H7z"/>"#
    Pulse "pulse" r#"<path d="M3 12.5h4l2-6 4.5 12 2.5-6h5"/>"#
    Question "question" r#"<circle cx="12" cy="12" r="8.25"/><path d="M9.5 9.75a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.45m0 2.75v.1"/>"#
    Search "search" r#"<circle cx="11" cy="11" r="6.25"/><path d="m20 20-4.5-4.5"/>"#
    Send "send" r#"<path d="M20 4 3.5 10.5l7 3 3 7z"/><path d="m10.5 13.5 4-4"/>"#
    Shield "shield" r#"<path d="M12 3.5 5 6v5.5c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6z"/><path d="m9 12 2.25 2.25L15.25 10"/>"#
    Skin "skin" r#"<path d="M4 15c3-2.5 5 2.5 8 0s5 2.5 8 0M4 19.5c3-2.5 5 2.5 8 0s5 2.5 8 0"/><circle cx="12" cy="7" r="3"/>"#
    Sun "sun" r#"<circle cx="12" cy="12" r="4"/><path d="M12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4"/>"#
    Swap "swap" r#"<path d="M4 8h14l-3.5-3.5M20 16H6l3.5 3.5"/>"#
    Syringe "syringe" r#"<path d="m14 4 6 6m-2-4-9.5 9.5-4 .5-.5.5.5-4.5L14 6.5M4.5 19.5l2-2M10 10.5l3.5 3.5"/>"#
    Users "users" r#"<circle cx="9" cy="8.5" r="3.25"/><path d="M3.5 19.5c.4-3.4 2.5-5 5.5-5s5.1 1.6 5.5 5M15.5 5.6a3.25 3.25 0 0 1 0 5.8M17 14.8c2 .6 3.2 2.2 3.5 4.7"/>"#
    Video "video" r#"<rect x="3.5" y="6.5" width="11.5" height="11" rx="2"/><path d="m15 11 5.5-3v8L15 13"/>"#
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r##"<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>"##, self.id())
    }
}

impl HtmlSafe for Icon {}

/// The drawings that [`Icon`]s refer to; both shells put it at the top of the page.
pub(crate) struct Sprite;

impl fmt::Display for Sprite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SPRITE)
    }
}

impl HtmlSafe for Sprite {}

//! What makes a struct a document: the template it goes with, and that template's version. Only the documents of
//! this crate may implement it, since a template and its struct change together.

use serde::Serialize;

/// A document that [`render`](crate::render) lays out.
pub trait Document: Serialize + sealed::Sealed {
    #[doc(hidden)]
    const TEMPLATE: Template;
}

/// A typst file of `templates/` and its version, written in the file's /Creator.
#[derive(Debug, Clone, Copy)]
pub struct Template {
    pub(crate) file: &'static str,
    pub(crate) version: u32,
}

pub(crate) mod sealed {
    pub trait Sealed {}
}

/// Makes `Debug` print the type's name and nothing of the person it tells about.
macro_rules! keep_out_of_logs {
    ($($document:ident),+) => {$(
        impl std::fmt::Debug for $document {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($document), "(***)"))
            }
        }
    )+};
}
pub(crate) use keep_out_of_logs;

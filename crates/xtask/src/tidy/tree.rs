//! The files of the checkout that git has or would have, read once for all rules.

use std::fs;

use anyhow::{Context as _, Result};

use crate::place;
use crate::process::{command, output};

/// A file: its path from the root, and its text unless it is an image or another binary.
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
}

impl File {
    /// Whether the name ends in one of these extensions.
    pub(super) fn is(&self, extensions: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, found)| extensions.contains(&found))
    }

    /// The lines with their numbers, from 1.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        numbered(&self.text)
    }
}

/// The lines of a text with their numbers, from 1.
pub(super) fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(at, line)| (at + 1, line))
}

/// Every file of the checkout.
pub(super) struct Tree(Vec<File>);

impl Tree {
    /// Reads the checkout: what git knows, and what it would know.
    pub(super) fn of_checkout() -> Result<Self> {
        let list =
            output(command("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))?;
        let mut files = Vec::new();
        for path in list.split('\0').filter(|path| !path.is_empty()) {
            let place = place::root().join(path);
            // removed and not yet committed
            if !place.is_file() {
                continue;
            }
            let bytes = fs::read(&place).with_context(|| format!("failed to read {path}"))?;
            files.push(File { path: path.to_owned(), text: String::from_utf8(bytes).unwrap_or_default() });
        }
        Ok(Self(files))
    }

    pub(super) fn files(&self) -> impl Iterator<Item = &File> {
        self.0.iter()
    }

    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.0.iter().find(|file| file.path == path)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// A tree of these files and no other.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
        Self(files.iter().map(file).collect())
    }
}

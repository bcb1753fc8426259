//! What every checked text has in common: how it is shown, borrowed, written and read back. It never checks anything
//! itself: the parser of the type does.

/// Gives a newtype over `String` its `as_str`, `Display`, and the conversions that serde uses.
///
/// `$read` is the function by which serde reads back what it wrote.
macro_rules! text_value {
    ($name:ident, $error:ty, $read:expr) => {
        impl $name {
            /// The canonical text, as it is stored and sent.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                $read(text.as_str())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}

/// Shows the canonical text.
macro_rules! display_text {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

/// Hides a value that identifies a person from logs and test failures.
macro_rules! masked_debug {
    ($name:ident) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(***)"))
            }
        }
    };
}

/// The text without any white space (no-break spaces included), letters in upper case.
pub(crate) fn compact(input: &str) -> String {
    input.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect()
}

pub(crate) fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

//! No answer makes masking, cleaning, segmentation or lemmas panic.
#![no_main]

use lexico::words::{Unit, Words, prepare};

libfuzzer_sys::fuzz_target!(|text: &str| {
    for unit in [Unit::Text, Unit::Segment] {
        let prepared = prepare(&[text], &Words { unit, ..Words::default() });
        for segment in &prepared.segments {
            let _ = prepared.text_of(segment);
        }
    }
});

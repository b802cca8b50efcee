#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| plenary_fuzz::read("a.srt", plenary::source::Format::Srt, bytes));

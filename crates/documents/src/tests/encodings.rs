use super::*;
use encoding_rs::{Encoding, GB18030, WINDOWS_1251, WINDOWS_1252, WINDOWS_1256};

const CHINESE: &str = "# 会议\n\n- 强调以权利为基础的数字化转型方法，以民主、包容和多利益相关方价值观为基础。\n";
const RUSSIAN: &str = "# Совещание\n\n- Подчёркивает важность управления Интернетом и поддержки развивающихся стран.\n";
const FRENCH: &str = "# Réunion\n\n- Souligne l’importance d’une démarche numérique fondée sur les droits, à l’échelle européenne ; très élevée.\n";
const ARABIC: &str = "# اجتماع\n\n- يؤكد أهمية التحول الرقمي القائم على الحقوق والشمول والديمقراطية في العالم.\n";

fn assert_read(bytes: &[u8], encoding: &str, text: &str) {
    let document = document("a.md", bytes);
    assert_eq!((document.encoding, document.text.as_str()), (encoding, text));
}

#[test]
fn utf_8_and_utf_16_with_and_without_a_mark() {
    let text = format!("{CHINESE}{RUSSIAN}");
    assert_read(text.as_bytes(), "UTF-8", &text);
    assert_read(format!("\u{feff}{text}").as_bytes(), "UTF-8", &text);
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_read(&[b"\xff\xfe", little.as_slice()].concat(), "UTF-16LE", &text);
    assert_read(&[b"\xfe\xff", big.as_slice()].concat(), "UTF-16BE", &text);
    assert_read(&little, "UTF-16LE", &text);
    assert_read(&big, "UTF-16BE", &text);
}

#[test]
fn older_encodings_are_detected() {
    for (text, encoding) in
        [(CHINESE, GB18030), (RUSSIAN, WINDOWS_1251), (FRENCH, WINDOWS_1252), (ARABIC, WINDOWS_1256)]
    {
        let (bytes, _, has_errors) = encoding.encode(text);
        assert!(!has_errors, "{}", encoding.name());
        assert_read(&bytes, encoding.name(), text);
    }
}

#[test]
fn what_is_not_certain_is_refused_with_candidates() {
    let refused = |bytes: &[u8]| read("a.md", bytes, None).unwrap_err();
    assert!(matches!(refused(b"ab \xd6\xd0\xb9"), Error::Uncertain { offset: 3, .. }));
    let japanese =
        Encoding::for_label(b"shift_jis").unwrap().encode("これは会議の要約です。とても大切です。").0.into_owned();
    let error = refused(&japanese).to_string();
    assert!(error.contains("offset 0") && error.contains("iconv"), "{error}");
}

#[test]
fn invalid_bytes_are_told_by_offset_and_line() {
    let mut bytes = CHINESE.as_bytes().to_vec();
    bytes.extend(b"line 4 \xff\n");
    assert_eq!(
        read("a.md", &bytes, None).unwrap_err(),
        Error::Invalid { name: "a.md".into(), line: 4, offset: bytes.len() - 2, encoding: "UTF-8" }
    );
    let half = b"\xff\xfea\0\n\0\x00\xd8b\0";
    let error = read("a.md", half, None).unwrap_err();
    assert_eq!(error, Error::Invalid { name: "a.md".into(), line: 2, offset: 6, encoding: "UTF-16LE" });
}

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that panics has failed, as it should"
)]

use crate::{ALIGNMENT, Arrays, Error, Rows, Section, Writer, head};
use std::path::Path;

fn write(path: &Path) {
    let mut writer = Writer::begin(path).unwrap();
    writer.slice("numbers", &(0..100).collect::<Vec<u32>>()).unwrap();
    writer.slice("nothing", &[0_u64; 0]).unwrap();
    writer.slice("text", "Übung".as_bytes()).unwrap();
    writer.json("json", &vec!["a", "b"]).unwrap();
    Rows::of([&[1_u16, 2][..], &[], &[3]]).write(&mut writer, "rows").unwrap();
    writer.finish(&7).unwrap();
}

/// Takes all that there is.
fn take(path: &Path) -> Result<(), Error> {
    let arrays = Arrays::open(path)?;
    let numbers: Section<u32> = arrays.slice("numbers")?;
    assert_eq!(numbers.len(), 100);
    arrays.slice::<u64>("nothing")?;
    arrays.text("text")?;
    arrays.json::<Vec<String>>("json")?;
    Rows::<u16>::open(&arrays, "rows")?;
    arrays.about::<u32>()?;
    arrays.verify()
}

#[test]
fn what_was_written_is_read_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("arrays");
    assert!(Arrays::open(&path).unwrap_err().is_absent());
    assert!(Arrays::open(&folder.path().join("no/folder")).unwrap_err().is_absent());
    write(&path);
    let arrays = Arrays::open(&path).unwrap();
    let numbers: Section<u32> = arrays.slice("numbers").unwrap();
    assert!(numbers.iter().copied().eq(0..100));
    assert_eq!((numbers.as_ptr() as usize % ALIGNMENT, numbers.heap_bytes()), (0, 0));
    assert_eq!(arrays.slice::<u64>("nothing").unwrap().len(), 0);
    assert_eq!(&*arrays.text("text").unwrap(), "Übung");
    assert_eq!(arrays.json::<Vec<String>>("json").unwrap(), ["a", "b"]);
    let rows: Rows<u16> = Rows::open(&arrays, "rows").unwrap();
    assert_eq!((rows.len(), &rows[0], &rows[1], &rows[2]), (3, &[1, 2][..], &[][..], &[3][..]));
    assert_eq!(rows.iter().map(<[u16]>::len).collect::<Vec<_>>(), [2, 0, 1]);
    assert_eq!(arrays.about::<u32>().unwrap(), 7);
    assert!(arrays.has("rows/values") && !arrays.has("rows"));
    arrays.verify().unwrap();

    // The file can be replaced while it is in use.
    write(&path);
    drop(arrays);
    assert_eq!(numbers[99], 99);
    assert!(Section::from(vec![1_u32]).heap_bytes() == 4 && Section::<u32>::default().is_empty());
}

#[test]
fn what_is_missing_or_of_another_kind_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("arrays");
    write(&path);
    let arrays = Arrays::open(&path).unwrap();
    let error = arrays.slice::<u32>("others").unwrap_err().to_string();
    assert!(error.ends_with("section `others` is missing"), "{error}");
    let error = arrays.slice::<u32>("text").unwrap_err().to_string();
    assert!(error.ends_with("section `text` is not of whole elements"), "{error}");
    assert!(arrays.json::<u32>("json").is_err() && arrays.about::<String>().is_err());
    assert!(arrays.text("numbers").is_ok(), "zeros and small numbers are UTF-8");
}

#[test]
fn each_cut_and_each_flipped_byte_is_found_and_none_panics() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("arrays"), folder.path().join("other"));
    write(&path);
    take(&path).unwrap();
    let whole = std::fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x40;
        std::fs::write(&other, &bytes).unwrap();
        let error = take(&other).expect_err(&format!("byte {at} is flipped"));
        assert!(error.to_string().contains("other"), "{error}");
        std::fs::write(&other, &whole[..at]).unwrap();
        assert!(matches!(take(&other), Err(Error::Damaged { .. })), "cut at {at}");
    }
    let mut flipped = whole.clone();
    flipped[ALIGNMENT + 10] ^= 1;
    std::fs::write(&other, &flipped).unwrap();
    let arrays = Arrays::open(&other).expect("it is not read when it is opened");
    let error = arrays.verify().unwrap_err().to_string();
    assert!(error.ends_with("section `numbers` is damaged: its checksum is wrong"), "{error}");

    let mut newer = whole.clone();
    newer[..ALIGNMENT].copy_from_slice(&head(9));
    std::fs::write(&other, &newer).unwrap();
    assert!(matches!(Arrays::open(&other), Err(Error::Version { found: 9, .. })));
    std::fs::write(&other, b"@prefix ex: <http://example.org/> .").unwrap();
    let error = Arrays::open(&other).unwrap_err().to_string();
    assert!(error.ends_with("it is cut, or no file of arrays"), "{error}");
}

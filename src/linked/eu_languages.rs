//! Languages in the list of codes that catalogues of the European Union share, which DCAT-AP wants.

/// Languages of the authority table; a code of three letters follows.
const TABLE: &str = "http://publications.europa.eu/resource/authority/language/";

/// The codes of two letters (ISO 639-1), each with its code of three behind it (ISO 639-3).
const CODES: &str = "\
    aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze babak bebel bgbul bibis bmbam bnben \
    bobod brbre bsbos cacat ceche chcha cocos crcre csces cuchu cvchv cycym dadan dedeu dvdiv dzdzo eeewe elell \
    eneng eoepo esspa etest eueus fafas ffful fifin fjfij fofao frfra fyfry gagle gdgla glglg gngrn guguj gvglv \
    hahau heheb hihin hohmo hrhrv hthat huhun hyhye hzher iaina idind ieile igibo iiiii ikipk ioido isisl itita \
    iuiku jajpn jvjav kakat kgkon kikik kjkua kkkaz klkal kmkhm knkan kokor krkau kskas kukur kvkom kwcor kykir \
    lalat lbltz lglug lilim lnlin lolao ltlit lulub lvlav mgmlg mhmah mimri mkmkd mlmal mnmon mrmar msmsa mtmlt \
    mymya nanau nbnob ndnde nenep ngndo nlnld nnnno nonor nrnbl nvnav nynya ococi ojoji omorm orori ososs papan \
    pipli plpol pspus ptpor quque rmroh rnrun roron rurus rwkin sasan scsrd sdsnd sesme sgsag sisin skslk slslv \
    smsmo snsna sosom sqsqi srsrp ssssw stsot susun svswe swswa tatam tetel tgtgk ththa titir tktuk tltgl tntsn \
    toton trtur tstso tttat twtwi tytah uguig ukukr ururd uzuzb veven vivie vovol wawln wowol xhxho yiyid yoyor \
    zazha zhzho zuzul";

/// The IRI of a language tag's language in the EU's table; none for a tag that no code of it is known for.
pub(super) fn authority(tag: &str) -> Option<String> {
    let language = tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
    let is_letters = language.bytes().all(|byte| byte.is_ascii_lowercase());
    let code = match language.len() {
        2 => CODES.split(' ').find_map(|pair| pair.strip_prefix(language.as_str()).filter(|code| code.len() == 3)),
        3 if is_letters => Some(language.as_str()),
        _ => None,
    }?;
    Some(format!("{TABLE}{}", code.to_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::{CODES, authority};

    #[test]
    fn hostile_d7_languages_have_the_codes_of_the_eu() {
        for (tag, code) in [
            ("en", Some("ENG")),
            ("zh-Hans", Some("ZHO")),
            ("FR", Some("FRA")),
            ("es", Some("SPA")),
            ("ru", Some("RUS")),
            ("ar", Some("ARA")),
            ("de-AT", Some("DEU")),
            ("arz", Some("ARZ")),
            ("xx", None),
            ("*", None),
            ("", None),
        ] {
            let expected = code.map(|code| format!("http://publications.europa.eu/resource/authority/language/{code}"));
            assert_eq!(authority(tag), expected, "{tag}");
        }
        assert!(CODES.split(' ').all(|pair| pair.len() == 5), "two letters and three");
    }
}

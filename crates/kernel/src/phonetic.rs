//! How a French name sounds, for a search that forgives spelling. It never decides that two people are one: a key is
//! one half of a search pair, the birth date or the other name being the second.
//!
//! The algorithm is our own, in the line of Soundex and of its French offspring (Phonex): one pass over the letters,
//! longest spelling first, then the trims that follow. It is made for what is misheard on the telephone in French
//! countryside names, and prefers a key too wide to a name not found.
//!
//! - Codes: `A I O`, `E` (é, è, ai, ei, eu, œu, mute e), `U` (ou, w before a vowel), `Y` (u), nasals `1` (in, ain, un),
//!   `2` (an, en), `3` (on); `B C D F G J K L M N P R S T V`, where `C` is ch, `K` hard c and qu, `J` soft g, `N` also
//!   gn, `S` also z.
//! - Silent: h; a final s, x, z, t, d, h, a p or b after m (p also after u), a c after n or `er`, a g after n or r; s in
//!   des- and before n or l; b before v; p before t; l in ault and auld.
//! - Not forgiven: a consonant swapped for another sound (Bourgignon for Bourguignon), a final consonant that a foreign
//!   name does sound, a dropped mute e inside the name (Duchmin for Duchemin).
//! - A final `E` is dropped: Boulanger, Boulangé, Boulanget and Boulangeais are what people mishear most.

/// The sound of a name. It tells the name almost as well as its letters: it is only ever hashed in a pair.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneticKey(String);

masked_debug!(PhoneticKey);

impl PhoneticKey {
    /// The key of capital letters A to Z, as [`crate::TraitName::letters`] gives them.
    pub(crate) fn of(letters: &str) -> Self {
        let mut word = Word { letters: single(letters.as_bytes()), at: 0, key: String::new() };
        word.read();
        if word.key.len() > 1 && word.key.ends_with('E') {
            word.key.pop();
        }
        Self(if word.key.is_empty() { letters.to_owned() } else { word.key })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Doubled letters once, save L (Guillot) which the reader needs.
fn single(letters: &[u8]) -> Vec<u8> {
    let mut kept: Vec<u8> = Vec::with_capacity(letters.len());
    for &letter in letters.iter().filter(|l| l.is_ascii_uppercase()) {
        if letter == b'L' || kept.last() != Some(&letter) {
            kept.push(letter);
        }
    }
    kept
}

fn is_vowel(letter: Option<u8>) -> bool {
    letter.is_some_and(|l| b"AEIOUY".contains(&l))
}

/// Groups of vowels; a y between two vowels parts them (Boyer).
fn syllables(letters: &[u8]) -> usize {
    let vowel = |at: usize| {
        let parts = at > 0 && letters[at] == b'Y' && is_vowel(Some(letters[at - 1]));
        is_vowel(Some(letters[at])) && !(parts && is_vowel(letters.get(at + 1).copied()))
    };
    (0..letters.len()).filter(|at| vowel(*at) && (*at == 0 || !vowel(at - 1))).count()
}

/// A reader over the letters of one name.
struct Word {
    letters: Vec<u8>,
    at: usize,
    key: String,
}

impl Word {
    fn read(&mut self) {
        let end = self.sounded_end();
        while self.at < end {
            let before = self.at;
            let known = self.read_nasal() || self.read_vowels() || self.read_consonants();
            if !known || self.at == before {
                self.take(1, "");
            }
        }
    }

    /// Where the silent final consonants begin.
    fn sounded_end(&self) -> usize {
        let mut end = self.letters.len();
        if end > 2 && self.letters[end - 1] == b'S' {
            end -= 1;
        }
        while end > 2 {
            let (before, last) = (self.letters[end - 2], self.letters[end - 1]);
            let silent = match last {
                b'S' | b'X' | b'Z' | b'T' | b'D' | b'H' => before != b'C' || last != b'H',
                b'P' => before == b'M' || before == b'U',
                b'B' => before == b'M',
                b'C' => before == b'N' || self.letters[..end - 1].ends_with(b"ER"),
                b'G' => before == b'N' || before == b'R',
                _ => false,
            };
            if !silent {
                break;
            }
            end -= 1;
        }
        // The r of a final -er, unless it closes the only syllable or follows cl (Leclerc).
        let stem = &self.letters[..end];
        let infinitive = end == self.letters.len() || self.letters[end..] == *b"S";
        if infinitive && stem.ends_with(b"ER") && !stem.ends_with(b"CLER") && syllables(stem) > 1 {
            end - 1
        } else {
            end
        }
    }

    fn read_nasal(&mut self) -> bool {
        const LONG: [(&str, &str); 7] = [
            ("OUIN", "U1"),
            ("OIN", "U1"),
            ("AIN", "1"),
            ("AIM", "1"),
            ("EIN", "1"),
            ("IEN", "I1"),
            ("YEN", "I1"),
        ];
        for (spelling, code) in LONG {
            if self.sees(spelling) && self.closes(spelling.len()) {
                return self.take(spelling.len(), code);
            }
        }
        if !matches!(self.letter(1), Some(b'N' | b'M')) || !self.closes(2) {
            return false;
        }
        match self.letter(0) {
            // A Breton ending (Le Guen) sounds its n; Laurent and Clément keep « an ».
            Some(b'E') if self.letter(2).is_none() => false,
            Some(b'A' | b'E') => self.take(2, "2"),
            Some(b'O') => self.take(2, "3"),
            Some(b'I' | b'Y' | b'U') => self.take(2, "1"),
            _ => false,
        }
    }

    /// Whether a nasal of this length is not reopened by a vowel.
    fn closes(&self, length: usize) -> bool {
        let next = if self.letter(length) == Some(b'H') { length + 1 } else { length };
        !is_vowel(self.letter(next)) && !matches!(self.letter(next), Some(b'N' | b'M'))
    }

    fn read_vowels(&mut self) -> bool {
        for (spelling, code) in
            [("AULT", "O"), ("AULD", "O"), ("EAU", "O"), ("OEU", "E"), ("AU", "O"), ("EU", "E")]
        {
            if self.sees(spelling) {
                // The t or d of ault is read again: it is silent only at the end.
                let length = if spelling.len() == 4 { 3 } else { spelling.len() };
                return self.take(length, code);
            }
        }
        if self.sees("OE") {
            return self.take(2, "E");
        }
        if let Some(glide) = self.glide() {
            return self.take(glide.0, glide.1);
        }
        if self.sees("OUA") {
            return self.take(3, "UA");
        }
        if self.sees("OU") {
            return self.take(2, "U");
        }
        let code = match self.letter(0) {
            Some(b'A') => "A",
            Some(b'E') => "E",
            Some(b'I' | b'Y') => "I",
            Some(b'O') => "O",
            Some(b'U') => "Y",
            _ => return false,
        };
        self.take(1, code)
    }

    /// ai, ei, oi and the same with y or ill: the glide is heard before a vowel (Mayet, Maillet, Voyer).
    fn glide(&self) -> Option<(usize, &'static str)> {
        let first = self.letter(0)?;
        if self.sees_at(1, "ILL") && b"AEO".contains(&first) {
            return Some((4, if first == b'O' { "UAI" } else { "EI" }));
        }
        if matches!(first, b'I')
            && self.sees_at(1, "LL")
            && self.at > 0
            && is_vowel(Some(self.letters[self.at - 1]))
        {
            return Some((3, "I"));
        }
        if !matches!(self.letter(1), Some(b'I' | b'Y')) {
            return None;
        }
        match (first, is_vowel(self.letter(2))) {
            (b'A' | b'E', true) => Some((2, "EI")),
            (b'A' | b'E', false) => Some((2, "E")),
            (b'O', true) => Some((2, "UAI")),
            (b'O', false) => Some((2, "UA")),
            _ => None,
        }
    }

    fn read_consonants(&mut self) -> bool {
        let Some(letter) = self.letter(0) else { return false };
        match letter {
            b'B' if self.letter(1) == Some(b'V') => self.take(1, ""),
            b'C' => self.read_c(),
            b'G' => self.read_g(),
            b'H' => self.take(1, ""),
            b'J' if self.sees("JEA") || self.sees("JEO") => self.take(2, "J"),
            b'L' => self.take(if self.letter(1) == Some(b'L') { 2 } else { 1 }, "L"),
            b'N' if self.letter(1) == Some(b'I') && is_vowel(self.letter(2)) => self.take(2, "N"),
            b'P' if self.letter(1) == Some(b'H') => self.take(2, "F"),
            b'P' if self.letter(1) == Some(b'T') => self.take(1, ""),
            b'Q' => self.take(if self.letter(1) == Some(b'U') { 2 } else { 1 }, "K"),
            b'S' => self.read_s(),
            b'W' => self.take(1, "V"),
            b'X' if self.sees("XIER") => self.take(1, "S"),
            b'X' => self.take(1, "KS"),
            b'Z' => self.take(1, "S"),
            b'T' if self.sees("TCH") => self.take(1, ""),
            b'B' | b'D' | b'F' | b'J' | b'K' | b'M' | b'N' | b'P' | b'R' | b'T' | b'V' => {
                self.take(1, char::from(letter).encode_utf8(&mut [0]))
            }
            _ => false,
        }
    }

    fn read_c(&mut self) -> bool {
        if self.sees("CHR") || self.sees("CHL") {
            return self.take(2, "K");
        }
        if self.sees("CH") {
            return self.take(2, "C");
        }
        // François has lost its cedilla in the normal form.
        let cedilla = self.sees("COI") && self.at > 0 && self.letters[self.at - 1] == b'N';
        let soft = cedilla || matches!(self.letter(1), Some(b'E' | b'I' | b'Y'));
        self.take(1, if soft { "S" } else { "K" })
    }

    fn read_g(&mut self) -> bool {
        match (self.letter(1), self.letter(2)) {
            (Some(b'N'), Some(b'I')) if is_vowel(self.letter(3)) => self.take(3, "N"),
            (Some(b'N'), _) => self.take(2, "N"),
            (Some(b'U'), Some(b'E' | b'I' | b'Y')) => self.take(2, "G"),
            (Some(b'E'), Some(b'A' | b'O' | b'U')) => self.take(2, "J"),
            (Some(b'E' | b'I' | b'Y'), _) => self.take(1, "J"),
            _ => self.take(1, "G"),
        }
    }

    fn read_s(&mut self) -> bool {
        if self.sees("SCH") {
            return self.take(3, "C");
        }
        if self.sees("SH") {
            return self.take(2, "C");
        }
        let next = self.letter(1);
        let after_des = self.at == 2 && self.letters.starts_with(b"DES") && !is_vowel(next);
        let after_ai = self.at > 1 && self.letters[..self.at].ends_with(b"AI") && next == Some(b'T');
        let silent = after_des || after_ai || matches!(next, Some(b'N' | b'L'));
        self.take(1, if silent { "" } else { "S" })
    }

    fn letter(&self, ahead: usize) -> Option<u8> {
        self.letters.get(self.at + ahead).copied()
    }

    fn sees(&self, spelling: &str) -> bool {
        self.sees_at(0, spelling)
    }

    fn sees_at(&self, ahead: usize, spelling: &str) -> bool {
        self.letters.get(self.at + ahead..).is_some_and(|rest| rest.starts_with(spelling.as_bytes()))
    }

    /// Moves on and writes a code, once when it repeats the last one. Always true: something was read.
    fn take(&mut self, length: usize, code: &str) -> bool {
        self.at += length;
        for sound in code.chars() {
            if !self.key.ends_with(sound) {
                self.key.push(sound);
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use crate::names::TraitName;
    use proptest::prelude::*;

    fn key(name: &str) -> String {
        name.parse::<TraitName>().unwrap().phonetic().as_str().to_owned()
    }

    /// Each line is one family name as the document has it, then as a secretary writes it on the telephone.
    const MISSPELT: [&[&str]; 53] = [
        &["LEFEBVRE", "Lefèvre", "Lefevre", "Lefeuvre", "Lefaivre", "Le Febvre"],
        &["BEAUDOIN", "Baudouin", "Baudoin", "Bodoin", "Beaudouin"],
        &["GUILLOT", "Guyot", "Guyau", "Guillaud", "Guillot", "Guilleau"],
        &["THEVENOT", "Tévenot", "Thévenaud", "Thevenaux", "Tévenau"],
        &["LECOMTE", "Leconte", "Le Comte", "Lecompte"],
        &["RENAULT", "Renaud", "Reynaud", "Rénaux", "Renauld", "Reno"],
        &["GAUTHIER", "Gautier", "Gaultier", "Gothier", "Gauthié"],
        &["DESCHAMPS", "Dechamps", "Déchamp", "Deschamp", "Dechan"],
        &["BOULANGER", "Boulangé", "Boulanget", "Boulangers", "Boulangez"],
        &["MEUNIER", "Meunié", "Menier", "Meugnier"],
        &["CHATAIGNER", "Chateigner", "Chatenier", "Chataignier"],
        &["LEROY", "Leroi", "Le Roy", "Leroua", "Leroix"],
        &["LECLERC", "Leclère", "Le Clerc", "Leclair", "Lecler"],
        &["BOYER", "Boyé", "Boillet", "Boyet"],
        &["PERRAULT", "Perrot", "Pérot", "Perraud", "Perreau", "Péraux"],
        &["TEXIER", "Tessier", "Teissier", "Tessié"],
        &["ROUSSEAU", "Roussot", "Rousseaux", "Rouceau", "Rousso"],
        &["MOREAU", "Moro", "Maureau", "Moreaux", "Morault"],
        &["QUESNEL", "Quénel", "Kesnel", "Quennelle"],
        &["PHILIPPE", "Filippe", "Phillipe", "Filip"],
        &["LE GOFF", "Legoff", "Le Gof", "Legoffe"],
        &["LE GUEN", "Leguen", "Le Guenne", "Leguène"],
        &["CLOAREC", "Cloarek", "Kloarec"],
        &["L'HERMITTE", "Lhermite", "Lermitte", "L’Hermite"],
        &["PREVOST", "Prévot", "Prévôt", "Prevaux"],
        &["LEBOEUF", "Lebœuf", "Lebeuf", "Le Bœuf"],
        &["MAILLET", "Mayet", "Maillé", "Mayer", "Maillay"],
        &["JACQUET", "Jaquet", "Jacket", "Jacqué", "Jakais"],
        &["BOURGUIGNON", "Bourguinion", "Bourguignont", "Bourguinon"],
        &["DELISLE", "Delile", "De Lisle", "Delille"],
        &["CHESNEAU", "Chéneau", "Chesnot", "Cheneaux"],
        &["SAINT-MARTIN", "St Martin", "Saint Martin", "Saintmartain"],
        &["DUPUY", "Dupuis", "Dupui", "Du Puy"],
        &["DELAUNAY", "Delaunet", "Delauney", "Delonay", "De Launay"],
        &["MARTIN", "Martain", "Martins", "Martint"],
        &["CHEVALLIER", "Chevalier", "Chevalié", "Chevaliez"],
        &["BERTHELOT", "Bertelot", "Berthelaud", "Berteleau"],
        &["SCHMITT", "Schmit", "Shmit", "Schmid"],
        &["KERVELLA", "Quervela", "Kervéla"],
        &["HUGUENIN", "Uguenin", "Huguenain"],
        &["BAPTISTE", "Batiste", "Batisthe"],
        &["LEMAITRE", "Lemaistre", "Lemètre", "Le Maître"],
        &["LEBRUN", "Le Brun", "Lebrin", "Lebreint"],
        &["LEBLANC", "Leblan", "Le Blanc", "Leblant"],
        &["DUBOURG", "Dubour", "Du Bourg", "Dubourd"],
        &["FRANCOIS", "Fransois", "François", "Fransoi"],
        &["JEAN", "Jan", "Gean", "Jeans"],
        &["CHRISTOPHE", "Cristophe", "Kristof", "Christoffe"],
        &["HELENE", "Hélène", "Elène", "Elaine", "Ellenne"],
        &["SYLVIE", "Silvy", "Silvi", "Sylvi"],
        &["THIERRY", "Tierri", "Thierrie", "Tierry"],
        &["MICHEL", "Michelle", "Michèle", "Mishel"],
        &["CLEMENT", "Clément", "Klement", "Cleman", "Clémant"],
    ];

    #[test]
    fn a_name_misspelt_on_the_telephone_sounds_the_same() {
        let heard =
            MISSPELT.iter().map(|line| line.iter().map(|name| (*name, key(name))).collect::<Vec<_>>());
        let wrong: Vec<_> = heard.filter(|line| line.iter().any(|(_, key)| *key != line[0].1)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn names_that_sound_different_stay_apart() {
        let mut keys: Vec<String> = MISSPELT.iter().map(|line| key(line[0])).collect();
        keys.sort();
        let before = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), before);
        for (one, other) in [
            ("MARTIN", "MARTINE"),
            ("LEGRAND", "LEGROS"),
            ("DUPONT", "DUPIN"),
            ("MOREAU", "MOREL"),
            ("GARDE", "GARE"),
            ("BERNARD", "BERTRAND"),
            ("LEROUX", "LEROY"),
            ("JEAN", "JEANNE"),
            ("ROBIN", "ROBERT"),
        ] {
            assert_ne!(key(one), key(other), "{one} {other}");
        }
    }

    #[test]
    fn the_code_is_the_one_that_is_written_down() {
        // Stored keys are hashed: a change here must come with a new reading of every stored name.
        let read = |name: &str| key(name);
        assert_eq!(read("LEFEBVRE"), "LEFEVR");
        assert_eq!(read("BAUDOUIN"), "BODU1");
        assert_eq!(read("GUILLAUME"), "GIOM");
        assert_eq!(read("DESCHAMPS"), "DEC2");
        assert_eq!(read("BOURGUIGNON"), "BURGIN3");
        assert_eq!(read("CHRETIEN"), "KRETI1");
        assert_eq!(read("XAVIER"), "KSAVI");
        assert_eq!(read("LY"), "LI");
        assert_eq!(read("H"), "H");
    }

    proptest! {
        #[test]
        fn every_name_has_a_key_and_the_same_one_each_time(name in "[A-Z]{1,30}") {
            let once = key(&name);
            prop_assert!(!once.is_empty() && once.len() <= 2 * name.len());
            prop_assert_eq!(once, key(&name));
        }

        #[test]
        fn accents_case_and_separators_are_not_heard(name in "[A-Z]{2,12}", cut in 1_usize..11) {
            prop_assume!(cut < name.len() && !name[..cut].ends_with("ST") && !name[..cut].ends_with("STE"));
            let split = format!("{}-{}", &name[..cut], name[cut..].to_lowercase());
            prop_assert_eq!(key(&split), key(&name));
            prop_assert_eq!(key(&name.replace('E', "é").replace('C', "ç")), key(&name));
        }
    }
}

//! MD5 sums, as publishers list them.

use std::{fmt, io, str::FromStr};

use md5::Digest;

/// An MD5 sum. It guards against damage, not against an adversary.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Md5([u8; 16]);

impl Md5 {
    /// The sum of everything that `bytes` still holds.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn of(mut bytes: impl io::Read) -> io::Result<Self> {
        let mut hasher = md5::Md5::new();
        io::copy(&mut bytes, &mut hasher)?;
        Ok(Self(hasher.finalize().into()))
    }
}

impl FromStr for Md5 {
    type Err = ();

    /// From 32 hexadecimal digits.
    fn from_str(text: &str) -> Result<Self, ()> {
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(());
        }
        let mut sum = [0; 16];
        for (byte, at) in sum.iter_mut().zip((0..32).step_by(2)) {
            *byte = u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| ())?;
        }
        Ok(Self(sum))
    }
}

impl fmt::Display for Md5 {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Md5 {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::Md5;

    /// The sums of RFC 1321, section A.5.
    #[test]
    fn sums_agree_with_the_standard() {
        for (text, sum) in [
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
            ("abc", "900150983cd24fb0d6963f7d28e17f72"),
        ] {
            let found = Md5::of(text.as_bytes()).expect("memory can be read");
            assert_eq!(Ok(found), sum.parse());
            assert_eq!(found.to_string(), sum);
        }
        assert_eq!("é".repeat(16).parse::<Md5>(), Err(()));
        assert_eq!("00".parse::<Md5>(), Err(()));
    }
}

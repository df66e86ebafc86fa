//! Types that users write as text: one list of names serves `Display`, `FromStr`, help texts and files.

/// Reads and writes a type in files exactly as `Display` and `FromStr` have it.
macro_rules! serde_as_text {
    ($type:ty) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// Names the values of an enum of unit variants.
macro_rules! names {
    ($type:ident ($what:literal): $($(#[$when:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        impl $type {
            /// Every value, in the order in which a help text lists them.
            pub const ALL: &'static [Self] = &[$($(#[$when])* Self::$variant),+];

            /// The name that stands for this value on the command line and in files.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $($(#[$when])* Self::$variant => $name),+
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl std::str::FromStr for $type {
            type Err = crate::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|value| value.name() == text).ok_or_else(|| {
                    crate::Error::UnknownName {
                        what: $what,
                        found: text.to_owned(),
                        known: [$($(#[$when])* $name),+].join(", "),
                    }
                })
            }
        }

        crate::text::serde_as_text!($type);
    };
}

pub(crate) use {names, serde_as_text};

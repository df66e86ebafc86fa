//! Types with a textual form: one list of names serves `Display`, `FromStr`, help texts and files.

/// Implements serde's traits for a type by its `Display` and `FromStr`.
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

/// Implements `ALL`, `name`, `Display`, `FromStr` and serde's traits for an enum of unit variants.
macro_rules! names {
    ($type:ident ($kind:literal): $($(#[$when:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        impl $type {
            /// Every value, in the order in which a help text lists them.
            pub const ALL: &'static [Self] = &[$($(#[$when])* Self::$variant),+];

            /// Returns the name of this value on the command line and in files.
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
            type Err = crate::error::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|value| value.name() == text).ok_or_else(|| {
                    crate::error::Error::UnknownName {
                        kind: $kind,
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

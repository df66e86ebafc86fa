//! Enumerations whose values have a name on the command line and in JSON.

/// Defines a fieldless enum: each value with its documentation, its identifier and its name, each stated once.
macro_rules! named {
    ($(#[$meta:meta])* $enum:ident { $(#[doc = $about:literal] $value:ident = $name:literal,)+ }) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
        )]
        pub enum $enum {
            $(#[doc = $about] #[serde(rename = $name)] $value,)+
        }

        impl $enum {
            /// All values, in the order in which they are shown.
            pub const VALUES: &'static [Self] = &[$(Self::$value,)+];

            /// Returns the name on the command line, in tables and in JSON.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$value => $name,)+
                }
            }

            /// Returns the value's documentation, as `--help` prints it.
            pub fn about(self) -> &'static str {
                let about = match self {
                    $(Self::$value => $about,)+
                };
                about.trim().trim_end_matches('.')
            }
        }

        impl std::fmt::Display for $enum {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

pub(crate) use named;

#[cfg(test)]
mod tests {
    use crate::{CodeStyle, EngineKind, WorkloadName};

    #[test]
    fn json_has_the_same_names() {
        let names = |values: Vec<(&str, String)>| {
            values.iter().for_each(|(name, json)| assert_eq!(*json, format!("\"{name}\"")));
        };
        let json = |value: serde_json::Value| value.to_string();
        names(
            EngineKind::VALUES.iter().map(|&value| (value.name(), json(serde_json::json!(value)))).collect(),
        );
        names(
            CodeStyle::VALUES.iter().map(|&value| (value.name(), json(serde_json::json!(value)))).collect(),
        );
        names(
            WorkloadName::VALUES
                .iter()
                .map(|&value| (value.name(), json(serde_json::json!(value))))
                .collect(),
        );
    }
}

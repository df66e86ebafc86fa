//! Calls of rules by name, and of functions composed of several rules.

use crate::functions::expression::diagnostic::Diagnostic;
use crate::functions::expression::lower::{Lowered, Lowering};
use crate::functions::expression::rows;
use crate::functions::expression::rows::{Composed, Parametrised, SecondOperands, TableEntry, UnaryEntry};
use crate::functions::expression::suggestions::suggestions;

/// The rules of two operands that take several, from left to right.
const OF_SEVERAL: [&str; 2] = ["max", "min"];

impl Lowering<'_> {
    /// Lowers a call.
    ///
    /// # Errors
    ///
    /// If the rule is unknown, or if its operands do not fit.
    pub(crate) fn call(&mut self, id: usize, name: &str, operands: &[usize]) -> Result<Lowered, Diagnostic> {
        match rows::composed(name) {
            Some(Composed::Softmax) => {
                let [x] = self.vectors(id, name, operands)?;
                return Ok(self.softmax(x));
            }
            Some(Composed::Clamp) => {
                let [x, low, high] = self.operands(id, name, operands)?;
                return self.clamp(id, x, low, high);
            }
            None => {}
        }
        let Some(row) = rows::named(name) else { return Err(self.unknown(id, name)) };
        match row {
            TableEntry::Unary(row) => {
                let [x] = self.operands(id, name, operands)?;
                Ok(self.each(row, x))
            }
            TableEntry::Parametrised(rule) => {
                let [x, parameter] = self.operands(id, name, operands)?;
                let row = self.parameter(name, rule, parameter)?;
                Ok(self.each(row, x))
            }
            TableEntry::Binary(row) if OF_SEVERAL.contains(&name) => {
                let mut values = self.several(id, name, operands)?.into_iter();
                let first = values.next().expect("several");
                values.try_fold(first, |x, y| {
                    // A node of many vectors is as long as a program.
                    self.check_length(id)?;
                    self.pairs(id, x, y, |lowering, x, y| lowering.binary(row, x, y))
                })
            }
            TableEntry::Binary(row) => {
                let [x, y] = self.operands(id, name, operands)?;
                self.pairs_of(id, x, y, |lowering, x, y| lowering.binary(row, x, y))
            }
            TableEntry::Nary(row, SecondOperands::Nothing) => {
                let [x] = self.vectors(id, name, operands)?;
                let x = self.values[x].elements().to_vec();
                Ok(Lowered::Number(self.nary(row, x, Vec::new())))
            }
            TableEntry::Nary(row, second) => {
                let [x, y] = self.vectors(id, name, operands)?;
                if second == SecondOperands::One {
                    self.number(y, &format!("the second operand of `{name}`"))?;
                }
                let [x, y] = [x, y].map(|operand| self.values[operand].elements().to_vec());
                if second == SecondOperands::SameLength {
                    self.same_length(id, &x, &y)?;
                }
                Ok(Lowered::Number(self.nary(row, x, y)))
            }
        }
    }

    /// The error of a name that is no rule, with the rules that may be meant.
    fn unknown(&self, id: usize, name: &str) -> Diagnostic {
        let quoted = |names: Vec<&str>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        let expected = match quoted(suggestions(name)).as_slice() {
            [] => {
                let own = quoted(rows::own_names().collect()).join(", ");
                format!("{own} or a rule that `dualtape explain --rules` lists")
            }
            [name] => name.clone(),
            [names @ .., last] => format!("{} or {last}", names.join(", ")),
        };
        Diagnostic::at(self.tree.spans[id], format!("found no rule `{name}`, expected {expected}"))
    }

    /// Returns the operands of a call if they are `N`; the error suggests vectors for numbers that fill them.
    fn vectors<const N: usize>(
        &self,
        id: usize,
        name: &str,
        found: &[usize],
    ) -> Result<[usize; N], Diagnostic> {
        let is_number = |&operand: &usize| matches!(self.values[operand], Lowered::Number(_));
        let one_last = matches!(rows::named(name), Some(TableEntry::Nary(_, SecondOperands::One)));
        let lengths: Option<Vec<usize>> = match N {
            _ if !found.iter().all(is_number) || found.len() <= N => None,
            1 => Some(vec![found.len()]),
            _ if one_last => Some(vec![found.len() - 1, 1]),
            _ => found.len().is_multiple_of(N).then(|| vec![found.len() / N; N]),
        };
        let Some(lengths) = lengths else { return self.operands(id, name, found) };
        let mut rest = found;
        let vectors = lengths.into_iter().enumerate().map(|(place, length)| {
            let (operands, others) = rest.split_at(length);
            rest = others;
            let texts: Vec<String> = operands.iter().map(|&operand| self.tree.text(operand)).collect();
            if one_last && place > 0 { texts.concat() } else { format!("[{}]", texts.join(", ")) }
        });
        let call = format!("`{name}({})`", vectors.collect::<Vec<_>>().join(", "));
        let sentence = format!("found {} operands of `{name}`, expected {N}: {call}", found.len());
        Err(Diagnostic::at(self.tree.spans[id], sentence))
    }

    /// Returns the operands of a call if they are two or more; those of a single vector are its elements.
    fn several(&self, id: usize, name: &str, operands: &[usize]) -> Result<Vec<Lowered>, Diagnostic> {
        match operands {
            [one] => match &self.values[*one] {
                Lowered::Vector(elements) => Ok(elements.iter().map(|&x| Lowered::Number(x)).collect()),
                Lowered::Number(_) => {
                    let sentence = format!("found 1 operand of `{name}`, expected two or more, or a vector");
                    Err(Diagnostic::at(self.tree.spans[id], sentence))
                }
            },
            operands => Ok(operands.iter().map(|&operand| self.values[operand].clone()).collect()),
        }
    }

    /// Returns the operands of a call if they are `N`.
    fn operands<const N: usize>(
        &self,
        id: usize,
        name: &str,
        found: &[usize],
    ) -> Result<[usize; N], Diagnostic> {
        found.try_into().map_err(|_| {
            let count = match found.len() {
                1 => "1 operand".to_owned(),
                count => format!("{count} operands"),
            };
            let sentence = format!("found {count} of `{name}`, expected {N}");
            Diagnostic::at(self.tree.spans[id], sentence)
        })
    }

    /// Returns the rule with its parameter, which is a constant.
    fn parameter(&self, name: &str, rule: Parametrised, operand: usize) -> Result<UnaryEntry, Diagnostic> {
        let span = self.tree.spans[operand];
        let what = format!("as `{}` of `{name}`", rule.parameter);
        let Some(number) = self.known(self.number(operand, &what[3..])?) else {
            return Err(Diagnostic::at(
                span,
                format!("found what depends on variables {what}, expected a number"),
            ));
        };
        rule.with(number)
            .ok_or_else(|| Diagnostic::at(span, format!("found {number} {what}, expected a whole number")))
    }

    /// Lowers `min(max(x, low), high)`.
    fn clamp(&mut self, id: usize, x: usize, low: usize, high: usize) -> Result<Lowered, Diagnostic> {
        let bound = |operand: usize| match &self.values[operand] {
            Lowered::Number(term) => self.known(*term),
            Lowered::Vector(_) => None,
        };
        if let (Some(least), Some(most)) = (bound(low), bound(high))
            && least > most
        {
            let span = self.tree.spans[low].to(self.tree.spans[high]);
            return Err(Diagnostic::at(
                span,
                format!("found the bounds {least} and {most}, expected the lower first"),
            ));
        }
        let (max, min) = (rows::binary("max"), rows::binary("min"));
        let above = self.pairs_of(id, x, low, |lowering, x, y| lowering.binary(max, x, y))?;
        let high = self.values[high].clone();
        self.pairs(id, above, high, |lowering, x, y| lowering.binary(min, x, y))
    }

    /// Lowers `e^(xᵢ - ln Σ e^xⱼ)`, which does not overflow.
    fn softmax(&mut self, operand: usize) -> Lowered {
        let x = self.values[operand].elements().to_vec();
        let shift = self.nary(rows::nary("log_sum_exp"), x.clone(), Vec::new());
        let share = |&x: &usize| {
            let below = self.binary(rows::binary("sub"), x, shift);
            self.unary(rows::unary("exp"), below)
        };
        Lowered::Vector(x.iter().map(share).collect())
    }
}

//! Calls of rules by name, and of functions composed of several rules.

use crate::functions::expression::diagnostic::Diagnostic;
use crate::functions::expression::lower::{Lowered, Lowering};
use crate::functions::expression::rows;
use crate::functions::expression::rows::{
    Parametrised, SOFTMAX, SUM, SecondOperands, TableEntry, UnaryEntry,
};

impl Lowering<'_> {
    /// Lowers a call.
    ///
    /// # Errors
    ///
    /// If the rule is unknown, or if its operands do not fit.
    pub(crate) fn call(&mut self, id: usize, name: &str, operands: &[usize]) -> Result<Lowered, Diagnostic> {
        if name == SOFTMAX {
            let [x] = self.operands(id, name, operands)?;
            return Ok(self.softmax(x));
        }
        let Some(row) = rows::named(if name == SUM.0 { SUM.1 } else { name }) else {
            let sentence = format!(
                "found no rule `{name}`, expected `{}`, `{SOFTMAX}` or a rule that `dualtape explain --rules` lists",
                SUM.0
            );
            return Err(Diagnostic::at(self.tree.spans[id], sentence));
        };
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
            TableEntry::Binary(row) => {
                let [x, y] = self.operands(id, name, operands)?;
                self.pairs(id, x, y, |lowering, x, y| lowering.binary(row, x, y))
            }
            TableEntry::Nary(row, SecondOperands::Nothing) => {
                let [x] = self.operands(id, name, operands)?;
                let x = self.values[x].elements().to_vec();
                Ok(Lowered::Number(self.nary(row, x, Vec::new())))
            }
            TableEntry::Nary(row, second) => {
                let [x, y] = self.operands(id, name, operands)?;
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

    /// Returns the operands of a call if they are `N`.
    fn operands<const N: usize>(
        &self,
        id: usize,
        name: &str,
        found: &[usize],
    ) -> Result<[usize; N], Diagnostic> {
        found.try_into().map_err(|_| {
            let sentence = format!("found {} operands of `{name}`, expected {N}", found.len());
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

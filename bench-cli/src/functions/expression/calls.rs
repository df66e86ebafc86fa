//! Rules that are called by their names: who takes how many operands, and what is made of several rules.

use crate::functions::expression::diagnostic::Fault;
use crate::functions::expression::lower::{Lowering, Value};
use crate::functions::expression::rows;
use crate::functions::expression::rows::{Named, Parametrised, Second, UnaryRow};

/// `sum` is what everybody calls the row `sum_of`.
const SUM: (&str, &str) = ("sum", "sum_of");

/// What is made of rules instead of being one.
const SOFTMAX: &str = "softmax";

/// Whether the name can be called.
pub(crate) fn is_rule(name: &str) -> bool {
    name == SUM.0 || name == SOFTMAX || rows::named(name).is_some()
}

impl Lowering<'_> {
    /// What a rule makes of its operands.
    pub(crate) fn call(&mut self, id: usize, name: &str, operands: &[usize]) -> Result<Value, Fault> {
        if name == SOFTMAX {
            let [x] = self.operands(id, name, operands)?;
            return Ok(self.softmax(x));
        }
        let Some(row) = rows::named(if name == SUM.0 { SUM.1 } else { name }) else {
            let sentence = format!(
                "found no rule `{name}`, expected `{}`, `{SOFTMAX}` or a rule that `dualtape explain --rules` lists",
                SUM.0
            );
            return Err(Fault::at(self.tree.spans[id], sentence));
        };
        match row {
            Named::Unary(row) => {
                let [x] = self.operands(id, name, operands)?;
                Ok(self.each(row, x))
            }
            Named::Parametrised(rule) => {
                let [x, parameter] = self.operands(id, name, operands)?;
                let row = self.parameter(name, rule, parameter)?;
                Ok(self.each(row, x))
            }
            Named::Binary(row) => {
                let [x, y] = self.operands(id, name, operands)?;
                self.pairs(id, x, y, |lowering, x, y| lowering.binary(row, x, y))
            }
            Named::Nary(row, Second::Nothing) => {
                let [x] = self.operands(id, name, operands)?;
                let x = self.values[x].elements().to_vec();
                Ok(Value::One(self.nary(row, x, Vec::new())))
            }
            Named::Nary(row, second) => {
                let [x, y] = self.operands(id, name, operands)?;
                if second == Second::One {
                    self.number(y, &format!("the second operand of `{name}`"))?;
                }
                let [x, y] = [x, y].map(|operand| self.values[operand].elements().to_vec());
                if second == Second::SameLength {
                    self.same_length(id, &x, &y)?;
                }
                Ok(Value::One(self.nary(row, x, y)))
            }
        }
    }

    /// The operands of a call, if they are as many as it needs.
    fn operands<const N: usize>(&self, id: usize, name: &str, found: &[usize]) -> Result<[usize; N], Fault> {
        found.try_into().map_err(|_| {
            let sentence = format!("found {} operands of `{name}`, expected {N}", found.len());
            Fault::at(self.tree.spans[id], sentence)
        })
    }

    /// The rule with its parameter, which is a number and no variable.
    fn parameter(&self, name: &str, rule: Parametrised, operand: usize) -> Result<UnaryRow, Fault> {
        let span = self.tree.spans[operand];
        let what = format!("as `{}` of `{name}`", rule.parameter);
        let Some(number) = self.known(self.number(operand, &what[3..])?) else {
            return Err(Fault::at(
                span,
                format!("found what depends on variables {what}, expected a number"),
            ));
        };
        rule.with(number)
            .ok_or_else(|| Fault::at(span, format!("found {number} {what}, expected a whole number")))
    }

    /// `e^(xᵢ - ln Σ e^xⱼ)`, which does not overflow.
    fn softmax(&mut self, operand: usize) -> Value {
        let x = self.values[operand].elements().to_vec();
        let shift = self.nary(rows::nary("log_sum_exp"), x.clone(), Vec::new());
        let share = |&x: &usize| {
            let below = self.binary(rows::binary("sub"), x, shift);
            self.unary(rows::unary("exp"), below)
        };
        Value::Several(x.iter().map(share).collect())
    }
}

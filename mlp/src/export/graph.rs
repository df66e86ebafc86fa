//! Graphs of ONNX operators under construction.

use super::proto::{
    ATTRIBUTE_INT, AttributeProto, DimensionProto, GraphProto, NodeProto, TensorProto, TensorShapeProto,
    TensorTypeProto, TypeProto, ValueInfoProto,
};
use std::collections::HashSet;

/// The type of the elements of a tensor, as `TensorProto.DataType` numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ElementType {
    /// Single precision.
    Float = 1,
    /// A whole number of 64 bits.
    Int64 = 7,
    /// Text.
    String = 8,
    /// Double precision.
    Double = 11,
}

/// A value of a graph: an input, a constant or the result of an operator.
#[derive(Clone, Debug)]
pub(super) struct Value(String);

/// A graph under construction. Operators are evaluated in the order in which they are added.
#[derive(Debug, Default)]
pub(super) struct Graph {
    proto: GraphProto,
    names: HashSet<String>,
}

impl Graph {
    /// Returns an empty graph, in which the names of inputs are taken.
    pub(super) fn new<'a>(inputs: impl IntoIterator<Item = &'a str>) -> Self {
        Self { proto: GraphProto::default(), names: inputs.into_iter().map(str::to_owned).collect() }
    }

    /// Adds an input, rows × 1, of a name that [`Graph::new`] was given.
    pub(super) fn input(&mut self, name: &str, of: ElementType, doc: &str) -> Value {
        let info = ValueInfoProto { doc_string: doc.to_owned(), ..value_info(name, of, 1) };
        self.proto.input.push(info);
        Value(name.to_owned())
    }

    /// Adds a constant of numbers, row-major; no lengths for a scalar.
    pub(super) fn numbers(&mut self, name: &str, lengths: &[usize], numbers: &[f64]) -> Value {
        let raw_data = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        self.constant(TensorProto { raw_data, ..tensor(name, ElementType::Double, lengths) })
    }

    /// Adds a constant list of texts.
    pub(super) fn texts(&mut self, name: &str, texts: &[String]) -> Value {
        let string_data = texts.iter().map(|text| text.clone().into_bytes()).collect();
        let proto = tensor(name, ElementType::String, &[texts.len()]);
        self.constant(TensorProto { string_data, ..proto })
    }

    /// Adds a constant list of whole numbers.
    pub(super) fn whole_numbers(&mut self, name: &str, numbers: &[i64]) -> Value {
        let raw_data = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        self.constant(TensorProto { raw_data, ..tensor(name, ElementType::Int64, &[numbers.len()]) })
    }

    /// Adds an operator without attributes.
    pub(super) fn op(&mut self, op: &str, operands: &[&Value]) -> Value {
        self.op_with(op, operands, &[])
    }

    /// Adds an operator with a number on the right.
    pub(super) fn op_number(&mut self, op: &str, left: &Value, right: f64) -> Value {
        let right = self.numbers("constant", &[], &[right]);
        self.op(op, &[left, &right])
    }

    /// Adds an operator with attributes.
    pub(super) fn op_with(&mut self, op: &str, operands: &[&Value], attributes: &[(&str, i64)]) -> Value {
        let name = self.free_name(&op.to_lowercase());
        self.proto.node.push(node(op, operands, &name, attributes));
        Value(name)
    }

    /// Adds a conversion of the elements.
    pub(super) fn cast(&mut self, value: &Value, to: ElementType) -> Value {
        self.op_with("Cast", &[value], &[("to", to as i64)])
    }

    /// Adds values beside one another.
    pub(super) fn concat(&mut self, parts: &[Value]) -> Value {
        match parts {
            [only] => only.clone(),
            _ => self.op_with("Concat", &parts.iter().collect::<Vec<_>>(), &[("axis", 1)]),
        }
    }

    /// Adds an output, rows × `width`: a value under a name, with a number behind it if an input has that name.
    pub(super) fn output(&mut self, name: &str, value: &Value, of: ElementType, width: usize) {
        let name = self.free_name(name);
        self.proto.node.push(node("Identity", &[value], &name, &[]));
        self.proto.output.push(value_info(&name, of, width));
    }

    /// Returns the graph under a name.
    pub(super) fn finish(self, name: &str) -> GraphProto {
        GraphProto { name: name.to_owned(), ..self.proto }
    }

    fn constant(&mut self, tensor: TensorProto) -> Value {
        let name = self.free_name(&tensor.name);
        self.proto.initializer.push(TensorProto { name: name.clone(), ..tensor });
        Value(name)
    }

    /// Takes a name, with `_2`, `_3`, … behind it if it is taken.
    fn free_name(&mut self, name: &str) -> String {
        let mut names =
            std::iter::once(name.to_owned()).chain((2..).map(|number| format!("{name}_{number}")));
        names.find(|name| self.names.insert(name.clone())).expect("there are more numbers than names")
    }
}

fn node(op: &str, operands: &[&Value], output: &str, attributes: &[(&str, i64)]) -> NodeProto {
    let attribute =
        |&(name, i): &(&str, i64)| AttributeProto { name: name.to_owned(), i, r#type: ATTRIBUTE_INT };
    NodeProto {
        input: operands.iter().map(|operand| operand.0.clone()).collect(),
        output: vec![output.to_owned()],
        op_type: op.to_owned(),
        attribute: attributes.iter().map(attribute).collect(),
    }
}

/// Returns a tensor without elements.
fn tensor(name: &str, of: ElementType, lengths: &[usize]) -> TensorProto {
    let dims = lengths.iter().map(|&length| whole(length)).collect();
    TensorProto { name: name.to_owned(), data_type: of as i32, dims, ..TensorProto::default() }
}

/// Returns the description of a value, rows × `width`.
fn value_info(name: &str, of: ElementType, width: usize) -> ValueInfoProto {
    let rows = DimensionProto { dim_value: None, dim_param: Some("rows".to_owned()) };
    let columns = DimensionProto { dim_value: Some(whole(width)), dim_param: None };
    let shape = Some(TensorShapeProto { dim: vec![rows, columns] });
    let tensor_type = Some(TensorTypeProto { elem_type: of as i32, shape });
    let r#type = Some(TypeProto { tensor_type });
    ValueInfoProto { name: name.to_owned(), r#type, doc_string: String::new() }
}

fn whole(length: usize) -> i64 {
    i64::try_from(length).expect("a length below 2⁶³")
}

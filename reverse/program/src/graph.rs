//! A recorded computation: operations in order, each found once, and the comparisons that it went by.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::panic::Location;

use dualtape_core::{Binary, Real, Unary, rules};

use crate::kernel::Predicate;
use crate::rule::{Rule, RuleKey, key};

/// The index of a node, or of a rule, in a computation.
pub(crate) type Id = u32;

/// An operation on earlier ones.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Node {
    /// An input, by its place.
    Input(u32),
    /// A constant, by the bits of its `f64`.
    Constant(u64),
    /// A rule of one operand.
    Unary(Id, Id),
    /// A rule of two operands.
    Binary(Id, Id, Id),
}

impl Node {
    /// Returns the operands.
    pub(crate) fn operands(self) -> impl Iterator<Item = Id> {
        let (a, b) = match self {
            Node::Input(_) | Node::Constant(_) => (None, None),
            Node::Unary(_, a) => (Some(a), None),
            Node::Binary(_, a, b) => (Some(a), Some(b)),
        };
        a.into_iter().chain(b)
    }
}

/// The outcome of a comparison, on which the recorded computation depends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Guard {
    /// The comparison.
    pub(crate) predicate: Predicate,
    /// The left operand.
    pub(crate) a: Id,
    /// The right operand.
    pub(crate) b: Id,
    /// The outcome.
    pub(crate) holds: bool,
    /// The place of the comparison in the source.
    pub(crate) place: &'static Location<'static>,
}

/// A recorded computation as data.
#[derive(Clone, Debug)]
pub(crate) struct Computation<R: Real> {
    /// The operations; operands come first.
    pub(crate) nodes: Vec<Node>,
    /// The value of each at the point of recording.
    pub(crate) values: Vec<R>,
    /// The rules that nodes name.
    pub(crate) rules: Vec<Rule<R>>,
    /// The comparisons.
    pub(crate) guards: Vec<Guard>,
    /// The inputs, by place.
    pub(crate) inputs: Vec<Id>,
    /// The place that read a plain value, if one did.
    pub(crate) value_read: Option<&'static Location<'static>>,
    known_guards: HashSet<(Predicate, Id, Id)>,
    rule_ids: HashMap<RuleKey, Id, Hashing>,
    known: NodeTable,
}

/// The ids of the rules that every computation knows, which exact identities and fused instructions are about.
pub(crate) mod core_rules {
    use super::Id;
    pub(crate) const ADD: Id = 0;
    pub(crate) const SUB: Id = 1;
    pub(crate) const MUL: Id = 2;
    pub(crate) const DIV: Id = 3;
    pub(crate) const NEG: Id = 4;
}

impl<R: Real> Default for Computation<R> {
    fn default() -> Self {
        let rules = vec![
            Rule::binary(rules::Add),
            Rule::binary(rules::Sub),
            Rule::binary(rules::Mul),
            Rule::binary(rules::Div),
            Rule::unary(rules::Neg),
        ];
        let rule_ids = rules.iter().zip(0..).map(|(rule, id)| (rule.key, id)).collect();
        Computation {
            nodes: Vec::new(),
            values: Vec::new(),
            rules,
            guards: Vec::new(),
            inputs: Vec::new(),
            value_read: None,
            known_guards: HashSet::new(),
            rule_ids,
            known: NodeTable::default(),
        }
    }
}

impl<R: Real> Computation<R> {
    /// Returns the id of a node, which is appended if there is no such node yet.
    pub(crate) fn node(&mut self, node: Node, value: R) -> Id {
        let next = u32::try_from(self.nodes.len()).expect("nodes fit an id");
        let id = self.known.find_or_insert(node, next, &self.nodes);
        if id == next {
            self.nodes.push(node);
            self.values.push(value);
        }
        id
    }

    /// Appends an input.
    pub(crate) fn input(&mut self, value: R) -> Id {
        let place = u32::try_from(self.inputs.len()).expect("inputs fit an id");
        let id = self.node(Node::Input(place), value);
        self.inputs.push(id);
        id
    }

    /// Returns the id of a rule of one operand.
    pub(crate) fn unary_rule<U: Unary>(&mut self, rule: U) -> Id {
        self.rule(key::<U>(rule.parameter()), || Rule::unary(rule))
    }

    /// Returns the id of a rule of two operands.
    pub(crate) fn binary_rule<B: Binary>(&mut self, rule: B) -> Id {
        self.rule(key::<B>(rule.parameter()), || Rule::binary(rule))
    }

    fn rule(&mut self, key: RuleKey, describe: impl FnOnce() -> Rule<R>) -> Id {
        let rules = &mut self.rules;
        *self.rule_ids.entry(key).or_insert_with(|| {
            rules.push(describe());
            u32::try_from(rules.len() - 1).expect("rules fit an id")
        })
    }

    /// Adds the outcome of a comparison.
    pub(crate) fn guard(&mut self, guard: Guard) {
        if self.known_guards.insert((guard.predicate, guard.a, guard.b)) {
            self.guards.push(guard);
        }
    }

    /// Returns the nodes that the outputs and the guards depend on, as flags.
    pub(crate) fn live(&self, outputs: &[Id]) -> Vec<bool> {
        let mut live = vec![false; self.nodes.len()];
        let guarded = self.guards.iter().flat_map(|guard| [guard.a, guard.b]);
        for id in outputs.iter().copied().chain(guarded) {
            live[id as usize] = true;
        }
        for id in (0..self.nodes.len()).rev() {
            if live[id] {
                self.nodes[id].operands().for_each(|operand| live[operand as usize] = true);
            }
        }
        live
    }

    /// Returns the constant that a node is.
    pub(crate) fn constant(&self, id: Id) -> Option<R> {
        match self.nodes[id as usize] {
            Node::Constant(bits) => Some(R::from_f64(f64::from_bits(bits))),
            _ => None,
        }
    }
}

/// A computation that is being recorded.
#[derive(Debug, Default)]
pub(crate) struct Graph<R: Real>(pub(crate) RefCell<Computation<R>>);

/// A hash table of nodes by open addressing: it holds ids, and the nodes stand where they are.
///
/// It grows up to a size that stays in the cache of a processor. From there on a node takes the place of an earlier one,
/// so that recording takes the same time per operation however long it is; only what recurs far apart is not found.
#[derive(Clone, Debug, Default)]
struct NodeTable {
    places: Vec<Place>,
    used: usize,
}

/// A place of the table: an id and the hash of its node, so that other nodes need not be looked at.
#[derive(Clone, Copy, Debug)]
struct Place {
    id: Id,
    hash: u32,
}

/// A place of the table without a node.
const FREE: Place = Place { id: Id::MAX, hash: 0 };
/// The places where a node may stand.
const PROBES: usize = 8;
/// The most places of the table.
const LARGEST: usize = 1 << 17;

impl NodeTable {
    /// Returns the id of a node, which is `next` if it is not known; then it is from now on.
    fn find_or_insert(&mut self, node: Node, next: Id, nodes: &[Node]) -> Id {
        if self.places.len() < LARGEST && self.places.len() < 2 * (self.used + 1) {
            let places = std::mem::take(&mut self.places);
            self.places = vec![FREE; (2 * places.len()).max(64)];
            for place in places.into_iter().filter(|place| place.id != FREE.id) {
                let free = self.probes(place.hash).find(|&at| self.places[at].id == FREE.id);
                if let Some(at) = free {
                    self.places[at] = place;
                }
            }
        }
        let hash = hash_of(node);
        let mut displaced = None;
        for at in self.probes(hash) {
            let place = self.places[at];
            if place.id == FREE.id {
                self.used += 1;
                displaced = Some(at);
                break;
            }
            if place.hash == hash && nodes[place.id as usize] == node {
                return place.id;
            }
        }
        let at = displaced.or_else(|| self.probes(hash).next()).expect("a node has places");
        self.places[at] = Place { id: next, hash };
        next
    }

    /// Returns the places where a node of this hash may stand.
    fn probes(&self, hash: u32) -> impl Iterator<Item = usize> + use<> {
        let mask = self.places.len() - 1;
        (0..PROBES).map(move |i| (hash as usize + i) & mask)
    }
}

#[allow(clippy::cast_possible_truncation, reason = "any bits of a hash will do")]
fn hash_of(node: Node) -> u32 {
    let mut hasher = Multiplication::default();
    node.hash(&mut hasher);
    hasher.finish() as u32
}

type Hashing = BuildHasherDefault<Multiplication>;

/// A hash of whole words by rotation and multiplication, as the compiler rustc has it.
#[derive(Clone, Copy, Default)]
struct Multiplication(u64);

impl Hasher for Multiplication {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }
    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }
    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    #[allow(clippy::cast_sign_loss, reason = "any bits will do")]
    fn write_isize(&mut self, word: isize) {
        self.write_u64(word as u64);
    }
}

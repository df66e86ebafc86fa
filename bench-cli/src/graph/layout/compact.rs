//! Heights for dense graphs. dagre keeps long edges straight at the price of room (Brandes and Köpf 2001), which in a
//! network, where all is joined to all, makes a picture several times as high as its fullest column. Here everything
//! moves towards the middle of what it is joined to, as near as its neighbours in the column allow.

use crate::graph::layout::geometry::BoxSize;
use crate::graph::layout::place::{BOXES_APART, EDGES_APART, LayoutSpot, Places};

/// The largest height of a picture ÷ that of its fullest column.
const SPARE: f64 = 1.3;

/// Rounds of moving; more change nothing that can be seen.
const ROUNDS: usize = 30;

/// Something that stands in a column: a box, or an edge that passes.
struct Item {
    column: usize,
    y: f64,
    /// The height that it needs, with half of what is between it and its neighbours.
    room: f64,
    /// Places in the list of items.
    joined: Vec<usize>,
}

/// Returns the same places, or lower ones if the picture is much higher than its fullest column.
pub(crate) fn compacted(mut places: Places, boxes: &[BoxSize], labels: &[Option<BoxSize>]) -> Places {
    let mut items = items(&places, boxes, labels);
    let columns = columns(&items);
    if !is_too_high(&items, &columns) {
        return places;
    }
    for round in 0..ROUNDS {
        for place in 0..columns.len() {
            let column = &columns[if round % 2 == 0 { place } else { columns.len() - 1 - place }];
            settle(&mut items, column);
        }
    }
    move_to(&mut places, &items);
    places
}

fn is_too_high(items: &[Item], columns: &[Vec<usize>]) -> bool {
    let needed = columns.iter().map(|column| column.iter().map(|&item| items[item].room).sum());
    let top = items.iter().map(|item| item.y).fold(f64::INFINITY, f64::min);
    let bottom = items.iter().map(|item| item.y).fold(f64::NEG_INFINITY, f64::max);
    bottom - top > SPARE * needed.fold(0.0, f64::max)
}

/// Gives the spots the heights of their items; a label goes with the stop that it stands on.
fn move_to(places: &mut Places, items: &[Item]) {
    let mut heights = items.iter().map(|item| item.y);
    let mut next = || heights.next().expect("an item for each spot");
    places.boxes.iter_mut().for_each(|spot| spot.y = next());
    for (between, label) in places.between.iter_mut().zip(&mut places.labels) {
        for spot in between {
            spot.y = next();
            if let Some(label) = label.as_mut().filter(|label| label.column == spot.column) {
                label.y = spot.y;
            }
        }
    }
}

/// Returns all boxes, then the stops of each edge in order.
fn items(places: &Places, boxes: &[BoxSize], labels: &[Option<BoxSize>]) -> Vec<Item> {
    let item = |spot: &LayoutSpot, room| Item { column: spot.column, y: spot.y, room, joined: Vec::new() };
    let mut items: Vec<Item> =
        places.boxes.iter().zip(boxes).map(|(spot, size)| item(spot, size.height + BOXES_APART)).collect();
    for (edge, (&(from, to), between)) in places.ends.iter().zip(&places.between).enumerate() {
        let mut last = from;
        for spot in between {
            let is_labelled = places.labels[edge].is_some_and(|label| label.column == spot.column);
            let label = labels[edge].filter(|_| is_labelled).map_or(0.0, |size| size.height);
            items.push(item(spot, label + EDGES_APART));
            let next = items.len() - 1;
            join(&mut items, last, next);
            last = next;
        }
        join(&mut items, last, to);
    }
    items
}

fn join(items: &mut [Item], a: usize, b: usize) {
    items[a].joined.push(b);
    items[b].joined.push(a);
}

/// Returns the items of each column from top to bottom.
fn columns(items: &[Item]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (&items[a], &items[b]);
        a.column.cmp(&b.column).then(a.y.total_cmp(&b.y))
    });
    order.chunk_by(|&a, &b| items[a].column == items[b].column).map(<[usize]>::to_vec).collect()
}

/// Moves the items of a column to the middle of what they are joined to, in their order and apart: by the least squares
/// of displacements, with piles that move as one (pooling adjacent violators).
fn settle(items: &mut [Item], column: &[usize]) {
    struct ItemPile {
        count: usize,
        /// The sum of the places that the first item of the column would need for each item of the pile to be right.
        sum: f64,
    }
    let start = |pile: &ItemPile| pile.sum / pile.count as f64;
    let mut piles: Vec<ItemPile> = Vec::new();
    let mut offsets = Vec::with_capacity(column.len());
    let mut offset = 0.0;
    for &item in column {
        let Item { y, room, joined, .. } = &items[item];
        let total: f64 = joined.iter().map(|&other| items[other].y).sum();
        let wanted = if joined.is_empty() { *y } else { total / joined.len() as f64 };
        offset += room / 2.0;
        offsets.push(offset);
        piles.push(ItemPile { count: 1, sum: wanted - offset });
        offset += room / 2.0;
        while let [.., above, below] = &piles[..]
            && start(above) > start(below)
        {
            let below = piles.pop().expect("two piles were there");
            let above = piles.last_mut().expect("two piles were there");
            above.sum += below.sum;
            above.count += below.count;
        }
    }
    let starts = piles.iter().flat_map(|pile| std::iter::repeat_n(start(pile), pile.count));
    for ((&item, offset), start) in column.iter().zip(offsets).zip(starts) {
        items[item].y = start + offset;
    }
}

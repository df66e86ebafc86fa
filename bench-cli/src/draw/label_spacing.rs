//! Labels that would overlap, moved apart by as little as possible.

/// Returns the centres of blocks of one height, each as near to its wanted place as the others and the ends allow.
pub(crate) fn spread(wanted: &[f64], height: f64, (top, bottom): (f64, f64)) -> Vec<f64> {
    /// Blocks that touch: they move as one.
    struct LabelPile {
        first: usize,
        count: usize,
        /// The sum of the places that the first block would need for each block to be at its wanted place.
        sum: f64,
    }
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let start = |pile: &LabelPile| {
        let last = bottom - (pile.count as f64 - 0.5) * height;
        (pile.sum / pile.count as f64).min(last).max(top + 0.5 * height)
    };
    let mut piles: Vec<LabelPile> = Vec::new();
    for (place, &block) in order.iter().enumerate() {
        piles.push(LabelPile { first: place, count: 1, sum: wanted[block] });
        while let [.., above, below] = &piles[..]
            && start(above) + above.count as f64 * height > start(below)
        {
            let below = piles.pop().expect("two piles were there");
            let above = piles.last_mut().expect("two piles were there");
            above.sum += below.sum - (above.count * below.count) as f64 * height;
            above.count += below.count;
        }
    }
    let mut centres = vec![0.0; wanted.len()];
    for pile in &piles {
        for i in 0..pile.count {
            centres[order[pile.first + i]] = start(pile) + i as f64 * height;
        }
    }
    centres
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_overlap_stays() {
        assert_eq!(spread(&[80.0, 20.0, 50.0], 20.0, (0.0, 100.0)), [80.0, 20.0, 50.0]);
    }

    #[test]
    fn what_overlaps_moves_apart_evenly() {
        assert_eq!(spread(&[50.0, 50.0], 20.0, (0.0, 100.0)), [40.0, 60.0]);
        assert_eq!(spread(&[50.0, 45.0, 55.0], 20.0, (0.0, 100.0)), [50.0, 30.0, 70.0]);
    }

    #[test]
    fn nothing_leaves_the_ends() {
        assert_eq!(spread(&[2.0, 3.0, 99.0], 20.0, (0.0, 100.0)), [10.0, 30.0, 90.0]);
        assert!(spread(&[], 20.0, (0.0, 100.0)).is_empty());
    }
}

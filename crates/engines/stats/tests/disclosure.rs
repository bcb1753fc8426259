//! What a published table must never give away, checked against every table that a reader could imagine.

use proptest::prelude::*;
use stats::crosstab::Crosstab;
use stats::disclosure::{
    Cell, Protected, may_show, protect_counts, protect_counts_beside, protect_table, protect_table_beside,
    rare_categories, reader_bounds,
};

fn tables(most: u64) -> impl Strategy<Value = Crosstab> {
    (2_usize..4, 2_usize..4).prop_flat_map(move |(r, c)| {
        prop::collection::vec(0..most, r * c).prop_map(move |cells| Crosstab::new(r, c, cells).unwrap())
    })
}

/// Two tables with the same lines.
fn pairs(most: u64) -> impl Strategy<Value = (Crosstab, Crosstab)> {
    (2_usize..4, 2_usize..4).prop_flat_map(move |(r, c)| {
        let table = move || {
            prop::collection::vec(0..most, r * c).prop_map(move |cells| Crosstab::new(r, c, cells).unwrap())
        };
        (table(), table())
    })
}

/// Every table with the published margins and shown cells, and someone in each hidden cell.
fn imagined(table: &Crosstab, protected: &Protected) -> Vec<Vec<u64>> {
    let mut found = Vec::new();
    extend(table, protected, &mut Vec::new(), &mut found);
    found
}

fn extend(table: &Crosstab, protected: &Protected, cells: &mut Vec<u64>, found: &mut Vec<Vec<u64>>) {
    let (place, columns) = (cells.len(), table.columns());
    if place == table.cells().len() {
        found.push(cells.clone());
        return;
    }
    let (row, column) = (place / columns, place % columns);
    let row_left = table.row_total(row).checked_sub(cells[row * columns..].iter().sum());
    let column_left =
        table.column_total(column).checked_sub((0..row).map(|r| cells[r * columns + column]).sum());
    let (Some(row_left), Some(column_left)) = (row_left, column_left) else { return };
    let most = row_left.min(column_left);
    for count in 0..=most {
        let fits = protected.cells[place].shown().map_or(count > 0, |shown| shown == count)
            && (column + 1 < columns || count == row_left)
            && (row + 1 < table.rows() || count == column_left);
        if fits {
            cells.push(count);
            extend(table, protected, cells, found);
            cells.pop();
        }
    }
}

proptest! {
    #[test]
    fn the_bounds_of_a_reader_are_those_of_every_table_that_fits(table in tables(7), threshold in 2_u64..6) {
        let published = protect_table(&table, threshold);
        let all = imagined(&table, &published);
        for (cell, (low, high)) in reader_bounds(&table, &published).into_iter().enumerate() {
            prop_assert_eq!(all.iter().map(|t| t[cell]).min(), Some(low));
            prop_assert_eq!(all.iter().map(|t| t[cell]).max(), Some(high));
        }
    }

    #[test]
    fn a_published_table_leaves_three_values_at_least_for_each_small_cell(
        table in tables(40), threshold in 3_u64..12,
    ) {
        let published = protect_table(&table, threshold);
        for (cell, (low, high)) in reader_bounds(&table, &published).into_iter().enumerate() {
            let count = table.cells()[cell];
            match published.cells[cell] {
                Cell::Shown(shown) => prop_assert!(shown == count && may_show(count, threshold)),
                Cell::Small => prop_assert!(count < threshold && (high - low >= 2 || !published.publishable)),
                Cell::Complementary => prop_assert!(count >= threshold),
            }
        }
    }

    #[test]
    fn a_published_distribution_hides_a_sum_that_isolates_nobody(counts in prop::collection::vec(0_u64..60, 2..10)) {
        let cells = protect_counts(&counts, 11);
        let hidden: Vec<usize> = (0..cells.len()).filter(|&i| cells[i].shown().is_none()).collect();
        let sum: u64 = hidden.iter().map(|&i| counts[i]).sum();
        let nothing_else = cells.iter().all(|c| c.shown().unwrap_or(0) == 0);
        prop_assert!(hidden.is_empty() || nothing_else || hidden.len() >= 2 && sum >= 11);
    }

    #[test]
    fn the_difference_of_two_published_distributions_isolates_nobody(
        pairs in prop::collection::vec((0_u64..30, 0_u64..30), 2..8), threshold in 2_u64..12,
    ) {
        let (counts, left_out): (Vec<u64>, Vec<u64>) = pairs.into_iter().unzip();
        let everyone: Vec<u64> = counts.iter().zip(&left_out).map(|(a, b)| a + b).collect();
        let of_everyone = protect_counts(&everyone, threshold);
        let cells = protect_counts_beside(&counts, &left_out, threshold);
        for ((cell, all), rest) in cells.iter().zip(&of_everyone).zip(&left_out) {
            prop_assert!(cell.shown().is_none() || all.shown().is_some() && may_show(*rest, threshold));
        }
    }

    #[test]
    fn the_difference_of_two_published_tables_isolates_nobody(
        (table, left_out) in pairs(30), threshold in 2_u64..12,
    ) {
        let everyone = protect_table(&table.plus(&left_out).unwrap(), threshold);
        let published = protect_table_beside(&table, &left_out, threshold).unwrap();
        for cell in 0..table.cells().len() {
            if published.cells[cell].shown().is_some() {
                prop_assert!(everyone.cells[cell].shown().is_some() && may_show(left_out.cells()[cell], threshold));
            }
        }
        let margins = (0..table.rows()).all(|r| may_show(left_out.row_total(r), threshold));
        prop_assert!(margins || !published.publishable);
    }
}

#[test]
fn a_filter_that_leaves_one_person_out_hides_where_that_person_is() {
    let cells = protect_counts_beside(&[39, 30, 25], &[1, 14, 12], 11);
    assert_eq!(cells, [Cell::Small, Cell::Shown(30), Cell::Complementary]);
    let alone = protect_counts_beside(&[39, 30], &[1, 0], 11);
    assert!(alone.iter().all(|c| c.shown().is_none()), "the totals would tell that person's answer");
    assert_eq!(protect_counts_beside(&[20, 30], &[20, 15], 11), [Cell::Shown(20), Cell::Shown(30)]);
}

#[test]
fn two_hidden_cells_whose_sum_is_two_are_both_one() {
    let table = Crosstab::new(2, 3, vec![1, 1, 20, 30, 30, 30]).unwrap();
    let published = protect_table(&table, 3);
    assert_eq!(published.cells[2], Cell::Complementary, "1 + 1 would be read from the row total");
}

#[test]
fn the_lightest_rectangle_blurs_a_small_cell() {
    let table = Crosstab::new(5, 2, vec![56, 23, 35, 10, 15, 9, 9, 4, 6, 1]).unwrap();
    let published = protect_table(&table, 5);
    let hidden: Vec<usize> = (0..10).filter(|&i| published.cells[i].shown().is_none()).collect();
    assert!(published.publishable);
    assert_eq!(hidden, [6, 7, 8, 9], "two small cells blur each other once their neighbours are hidden");
}

#[test]
fn rare_categories_are_merged_until_the_group_is_safe() {
    assert_eq!(rare_categories(&[121, 7, 6, 5], 11), [false, true, true, true]);
    assert_eq!(rare_categories(&[121, 20, 3], 11), [false, true, true]);
}

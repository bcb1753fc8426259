//! The tree against the definitions of RFC 9162 written down naively, against published vectors, and against an
//! implementation that is not ours.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;

use super::*;

/// MTH of RFC 9162, section 2.1.1, on the hashes of leaves.
fn mth(leaves: &[NodeHash]) -> NodeHash {
    match leaves {
        [] => NodeHash::empty(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(k(leaves.len()));
            NodeHash::parent(mth(left), mth(right))
        }
    }
}

/// PATH of RFC 9162, section 2.1.3.1.
fn path(m: usize, leaves: &[NodeHash]) -> Vec<NodeHash> {
    if leaves.len() == 1 {
        return vec![];
    }
    let k = k(leaves.len());
    let (mut proof, sibling) = if m < k {
        (path(m, &leaves[..k]), mth(&leaves[k..]))
    } else {
        (path(m - k, &leaves[k..]), mth(&leaves[..k]))
    };
    proof.push(sibling);
    proof
}

/// SUBPROOF of RFC 9162, section 2.1.4.1.
fn subproof(m: usize, leaves: &[NodeHash], whole: bool) -> Vec<NodeHash> {
    if m == leaves.len() {
        return if whole { vec![] } else { vec![mth(leaves)] };
    }
    let k = k(leaves.len());
    let (mut proof, sibling) = if m <= k {
        (subproof(m, &leaves[..k], whole), mth(&leaves[k..]))
    } else {
        (subproof(m - k, &leaves[k..], false), mth(&leaves[..k]))
    };
    proof.push(sibling);
    proof
}

/// The largest power of two smaller than `n`.
fn k(n: usize) -> usize {
    n.next_power_of_two() / 2
}

fn hash(hex: &str) -> NodeHash {
    NodeHash::from_slice(&hex::decode(hex).unwrap()).unwrap()
}

fn leaves(count: u64) -> Vec<NodeHash> {
    (0..count).map(|n| leaf_hash(b"", &n.to_be_bytes())).collect()
}

fn grow(leaves: &[NodeHash]) -> (Tree, Vec<Tile>) {
    let (mut tree, mut tiles) = (Tree::default(), Vec::new());
    for leaf in leaves {
        tree.push(*leaf, &mut tiles);
    }
    (tree, tiles)
}

fn root_of(leaves: &[NodeHash]) -> impl Fn(Node) -> Option<NodeHash> {
    |node| {
        let begin = usize::try_from(node.index << node.level).ok()?;
        Some(mth(leaves.get(begin..begin + (1 << node.level))?))
    }
}

/// The eight entries and the roots that every Certificate Transparency implementation is tested with
/// (transparency-dev/merkle, Apache-2.0).
const ENTRIES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn published() -> Vec<NodeHash> {
    ENTRIES.iter().map(|entry| leaf_hash(b"", &hex::decode(entry).unwrap())).collect()
}

#[test]
fn hashes_are_the_published_ones() {
    assert_eq!(NodeHash::empty(), hash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    assert_eq!(
        leaf_hash(b"L12", b"3456"),
        hash("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56")
    );
    assert_eq!(Tree::default().root(), NodeHash::empty());
}

#[test]
fn roots_are_the_published_ones() {
    let leaves = published();
    for (size, root) in (1..).zip(ROOTS) {
        assert_eq!(grow(&leaves[..size]).0.root(), hash(root), "of {size} leaves");
    }
}

#[test]
fn proofs_of_inclusion_are_the_published_ones() {
    let vectors: [(u64, u64, &[&str]); 3] = [
        (
            0,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (2, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        (
            1,
            5,
            &[
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ];
    let leaves = published();
    for (index, size, expected) in vectors {
        let expected: Vec<_> = expected.iter().map(|text| hash(text)).collect();
        assert_eq!(inclusion_proof(index, size, root_of(&leaves)), Some(expected));
    }
}

#[test]
fn proofs_of_consistency_are_the_published_ones() {
    let vectors: [(u64, u64, &[&str]); 3] = [
        (1, 1, &[]),
        (
            6,
            8,
            &[
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            &[
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ];
    let leaves = published();
    for (first, second, expected) in vectors {
        let expected: Vec<_> = expected.iter().map(|text| hash(text)).collect();
        assert_eq!(consistency_proof(first, second, root_of(&leaves)), Some(expected));
    }
}

#[test]
fn every_small_tree_equals_the_definitions_of_the_rfc() {
    let leaves = leaves(70);
    for size in 0..=70_usize {
        let tree = grow(&leaves[..size]).0;
        let root = mth(&leaves[..size]);
        assert_eq!(tree.root(), root);
        let sized = size as u64;
        for index in 0..sized {
            let place = usize::try_from(index).unwrap();
            let proof = inclusion_proof(index, sized, root_of(&leaves)).unwrap();
            assert_eq!(proof, path(place, &leaves[..size]));
            assert!(verify_inclusion(leaves[place], index, sized, root, &proof));
        }
        for first in 1..=sized {
            let place = usize::try_from(first).unwrap();
            let proof = consistency_proof(first, sized, root_of(&leaves)).unwrap();
            assert_eq!(proof, subproof(place, &leaves[..size], true));
            assert!(verify_consistency((first, mth(&leaves[..place])), (sized, root), &proof));
        }
        assert!(verify_consistency((0, NodeHash::empty()), (sized, root), &[]));
        assert_eq!(inclusion_proof(sized, sized, root_of(&leaves)), None);
        assert_eq!(consistency_proof(sized + 1, sized, root_of(&leaves)), None);
    }
}

#[test]
fn another_implementation_finds_the_same_roots_and_proofs() {
    let entries: Vec<[u8; 8]> = (0..300_u64).map(u64::to_be_bytes).collect();
    let leaves = leaves(300);
    let mut theirs = MemoryBackedTree::<sha2::Sha256, [u8; 8]>::new();
    let mut ours = Tree::default();
    for (leaf, entry) in leaves.iter().zip(entries) {
        theirs.push(entry);
        ours.push(*leaf, &mut Vec::new());
        assert_eq!(ours.root().0.as_slice(), theirs.root().as_bytes().as_slice());
    }
    for index in [0, 1, 127, 128, 255, 256, 299] {
        let proof = inclusion_proof(index as u64, 300, root_of(&leaves)).unwrap();
        assert_eq!(
            proof.iter().flat_map(|h| h.0).collect::<Vec<_>>(),
            theirs.prove_inclusion(index).as_bytes()
        );
    }
    for added in [1, 44, 45, 172, 299] {
        let proof = consistency_proof(300 - added as u64, 300, root_of(&leaves)).unwrap();
        let expected = theirs.prove_consistency(added);
        assert_eq!(proof.iter().flat_map(|h| h.0).collect::<Vec<_>>(), expected.as_bytes());
    }
}

#[test]
fn tiles_hold_every_full_group_of_256() {
    let leaves = leaves(66_000);
    let (tree, tiles) = grow(&leaves);
    let (low, high): (Vec<_>, Vec<_>) = tiles.iter().partition(|tile| tile.level == 0);
    assert_eq!((low.len(), high.len()), (257, 1));
    for (index, tile) in (0..).zip(low) {
        assert_eq!((tile.index, &tile.hashes[..]), (index as u64, &leaves[256 * index..256 * (index + 1)]));
        assert_eq!(Tile::from_bytes(0, tile.index, &tile.bytes()).as_ref(), Some(tile));
    }
    assert_eq!((high[0].level, high[0].index, high[0].root()), (1, 0, mth(&leaves[..65_536])));
    assert_eq!(tree.root(), mth(&leaves));
    assert_eq!(Tile::from_bytes(0, 0, &[0; 8_191]), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_tree_taken_up_again_grows_as_if_never_stopped(stop in 0_u64..1_500, more in 0_u64..600) {
        let leaves = leaves(stop + more);
        let (before, after) = leaves.split_at(usize::try_from(stop).unwrap());
        let (stopped, mut tiles) = grow(before);
        let mut tree = Tree::resume(stop, stopped.pending().to_vec()).unwrap();
        prop_assert_eq!(&tree, &stopped);
        for leaf in after {
            tree.push(*leaf, &mut tiles);
        }
        prop_assert_eq!((tree, tiles), grow(&leaves));
    }

    #[test]
    fn a_tree_is_not_taken_up_from_hashes_that_do_not_fit(size in 1_u64..100_000, wrong in 0_u64..100_000) {
        let (tree, _) = grow(&leaves(size.min(2_000)));
        prop_assume!(wrong != tree.size());
        prop_assert_eq!(Tree::resume(wrong, tree.pending().to_vec()), None);
    }

    #[test]
    fn a_spoiled_proof_of_inclusion_proves_nothing(size in 1_u64..400, index: prop::sample::Index, bit in 0_usize..256, at: prop::sample::Index) {
        let leaves = leaves(size);
        let index = index.index(leaves.len());
        let (leaf, place, root) = (leaves[index], index as u64, mth(&leaves));
        let proof = inclusion_proof(place, size, root_of(&leaves)).unwrap();
        prop_assert!(verify_inclusion(leaf, place, size, root, &proof));
        prop_assert!(!verify_inclusion(flipped(leaf, bit), place, size, root, &proof));
        prop_assert!(!verify_inclusion(leaf, place, size, flipped(root, bit), &proof));
        prop_assert!(!verify_inclusion(leaf, place ^ 1, size, root, &proof) || size == 1);
        prop_assert!(!verify_inclusion(leaf, size, size, root, &proof));
        prop_assert!(!verify_inclusion(leaf, place, size, root, &[&proof[..], &[root]].concat()));
        if !proof.is_empty() {
            let mut spoiled = proof.clone();
            let at = at.index(spoiled.len());
            spoiled[at] = flipped(spoiled[at], bit);
            prop_assert!(!verify_inclusion(leaf, place, size, root, &spoiled));
            prop_assert!(!verify_inclusion(leaf, place, size, root, &proof[1..]));
            prop_assert!(!verify_inclusion(leaf, place, size, root, &proof[..proof.len() - 1]));
        }
    }

    #[test]
    fn a_spoiled_proof_of_consistency_proves_nothing(sizes in (1_u64..400, 1_u64..400), bit in 0_usize..256, at: prop::sample::Index) {
        let (small, large) = (sizes.0.min(sizes.1), sizes.0.max(sizes.1));
        let leaves = leaves(large);
        let first = (small, mth(&leaves[..usize::try_from(small).unwrap()]));
        let second = (large, mth(&leaves));
        let proof = consistency_proof(small, large, root_of(&leaves)).unwrap();
        prop_assert!(verify_consistency(first, second, &proof));
        prop_assert!(!verify_consistency((small, flipped(first.1, bit)), second, &proof));
        prop_assert!(!verify_consistency(first, (large, flipped(second.1, bit)), &proof));
        prop_assert!(small == large || !verify_consistency(second, first, &proof));
        prop_assert!(!verify_consistency(first, second, &[&proof[..], &[second.1]].concat()));
        if !proof.is_empty() {
            let mut spoiled = proof.clone();
            let at = at.index(spoiled.len());
            spoiled[at] = flipped(spoiled[at], bit);
            prop_assert!(!verify_consistency(first, second, &spoiled));
            prop_assert!(!verify_consistency(first, second, &proof[1..]));
            prop_assert!(!verify_consistency(first, second, &proof[..proof.len() - 1]));
        }
    }
}

fn flipped(hash: NodeHash, bit: usize) -> NodeHash {
    let mut bytes = hash.0;
    bytes[bit / 8] ^= 1 << (bit % 8);
    NodeHash(bytes)
}

// The ten most frequent words: strings, maps, sorting, formatting and arguments of Rust's standard library.
use std::collections::BTreeMap;
use std::io::Read;

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).expect("text on standard input");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word).or_default() += 1;
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    for (word, count) in rows.iter().take(10) {
        println!("{count:6} {word}");
    }
    println!("{:.4}", (rows.len() as f64).sqrt());
    for argument in std::env::args().skip(1) {
        println!("argument {argument}");
    }
}

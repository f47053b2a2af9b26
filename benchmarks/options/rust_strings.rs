// What Rust's memory functions are worth: strings are compared, appended to and copied.
//
//   rustc -O --crate-type cdylib --target wasm32-unknown-unknown rust_strings.rs -o rust_strings.wasm
//   ingot compile -O3 -mcpu=native -C entry=invoke rust_strings.wasm -o rust_strings
//   time ./rust_strings work 40
//
// and the same with -C disable-pass=native-libc. `work` returns the sum of what it has written.
use std::collections::BTreeMap;

#[no_mangle]
pub extern "C" fn work(rounds: u32) -> u32 {
    let (mut sum, mut random) = (0u32, 12345u32);
    for _ in 0..rounds {
        let mut values: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for _ in 0..5000 {
            random = random.wrapping_mul(1664525).wrapping_add(1013904223);
            let key = format!("https://www.example.org/a/long/path/that/keys/share/{}", random >> 12);
            values.entry(key).or_insert_with(Vec::new).extend_from_slice(&[random as u8; 200]);
        }
        let mut all: Vec<u8> = Vec::new();
        for (key, value) in &values {
            all.extend_from_slice(key.as_bytes());
            all.extend_from_slice(value);
        }
        let copy = all.clone();
        sum = sum.wrapping_add((copy == all) as u32 + copy.len() as u32);
    }
    sum
}

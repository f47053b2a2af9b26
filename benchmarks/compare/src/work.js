// What an interpreter's time goes to: calls, typed arrays, strings and sorting, objects, maps, closures, floats, JSON.

function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

function primes(limit) {
  const composite = new Uint8Array(limit + 1);
  let count = 0;
  for (let i = 2; i <= limit; i++) {
    if (composite[i]) continue;
    count++;
    for (let j = i * i; j <= limit; j += i) composite[j] = 1;
  }
  return count;
}

function words(count) {
  const list = [];
  let state = 1;
  for (let i = 0; i < count; i++) {
    state = (state * 1664525 + 1013904223) >>> 0;
    list.push(state.toString(16));
  }
  list.sort();
  return list[0] + list[count >> 1] + list[count - 1];
}

class Point {
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }
  add(other) {
    return new Point(this.x + other.x, this.y + other.y);
  }
  get square() {
    return this.x * this.x + this.y * this.y;
  }
}

function objects(count) {
  const step = new Point(1, 2);
  let sum = new Point(0, 0);
  for (let i = 0; i < count; i++) sum = sum.add(step);
  return sum.square;
}

function letters(rounds) {
  const counts = {};
  const text = "the quick brown fox jumps over the lazy dog ".repeat(200);
  for (let round = 0; round < rounds; round++) {
    for (const letter of text) counts[letter] = (counts[letter] || 0) + 1;
  }
  return counts.e + text.replace(/o/g, "0").slice(0, 20);
}

function closures(count) {
  const numbers = Array.from({ length: count }, (_, i) => i);
  return numbers.map((x) => x * 2).filter((x) => x % 3 === 0).reduce((a, b) => a + b, 0);
}

function matrix(size) {
  const element = (i, j) => 1 / (((i + j) * (i + j + 1)) / 2 + i + 1);
  let vector = new Array(size).fill(1);
  for (let round = 0; round < 3; round++) {
    const next = new Array(size);
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += element(i, j) * vector[j];
      next[i] = sum;
    }
    vector = next;
  }
  return vector[0].toFixed(6);
}

function json(count) {
  const rows = Array.from({ length: count }, (_, i) => ({ id: i, name: "n" + i, values: [i, i / 2] }));
  return JSON.stringify(JSON.parse(JSON.stringify(rows))).length;
}

print(fib(27), primes(1500000));
print(words(60000));
print(objects(600000));
print(letters(30));
print(closures(300000));
print(matrix(300));
print(json(20000));

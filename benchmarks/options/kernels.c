/* Kernels for run.py, without a C library: each export runs `rounds` times and returns something of its result. */
#define EXPORT(name) __attribute__((export_name(name), noinline))
#define SIZE 256

static double a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];
static unsigned char text[1 << 20];

static void fill(void) {
  for (int i = 0; i < SIZE; ++i)
    for (int j = 0; j < SIZE; ++j) a[i][j] = i * 0.5 + j, b[i][j] = i - j * 0.25, c[i][j] = 0;
}

EXPORT("matmul") double matmul(int rounds) {
  fill();
  for (int round = 0; round < rounds; ++round)
    for (int i = 0; i < SIZE; ++i)
      for (int k = 0; k < SIZE; ++k)
        for (int j = 0; j < SIZE; ++j) c[i][j] += a[i][k] * b[k][j];
  return c[3][4];
}

EXPORT("stencil") double stencil(int rounds) {
  fill();
  for (int round = 0; round < rounds; ++round) {
    for (int i = 1; i < SIZE - 1; ++i)
      for (int j = 1; j < SIZE - 1; ++j)
        b[i][j] = 0.2 * (a[i][j] + a[i][j - 1] + a[i][j + 1] + a[i - 1][j] + a[i + 1][j]);
    for (int i = 1; i < SIZE - 1; ++i)
      for (int j = 1; j < SIZE - 1; ++j)
        a[i][j] = 0.2 * (b[i][j] + b[i][j - 1] + b[i][j + 1] + b[i - 1][j] + b[i + 1][j]);
  }
  return a[3][4];
}

EXPORT("dot") double dot(int rounds) {
  fill();
  double sum = 0;
  for (int round = 0; round < rounds; ++round)
    for (int i = 0; i < SIZE; ++i)
      for (int j = 0; j < SIZE; ++j) sum += a[i][j] * b[i][j];
  return sum;
}

EXPORT("nbody") double nbody(int rounds) {
  double place[5][3], speed[5][3];
  for (int i = 0; i < 5; ++i)
    for (int k = 0; k < 3; ++k) place[i][k] = i * 1.5 + k * k, speed[i][k] = i - k;
  for (int round = 0; round < rounds; ++round) {
    for (int i = 0; i < 5; ++i)
      for (int j = i + 1; j < 5; ++j) {
        double way[3], square = 0;
        for (int k = 0; k < 3; ++k) way[k] = place[i][k] - place[j][k], square += way[k] * way[k];
        const double pull = 0.001 / (square * __builtin_sqrt(square));
        for (int k = 0; k < 3; ++k) speed[i][k] -= way[k] * (1 + j) * pull, speed[j][k] += way[k] * (1 + i) * pull;
      }
    for (int i = 0; i < 5; ++i)
      for (int k = 0; k < 3; ++k) place[i][k] += 0.001 * speed[i][k];
  }
  return place[0][0];
}

EXPORT("hash") double hash(int rounds) {
  for (unsigned i = 0; i < sizeof text; ++i) text[i] = (unsigned char)(i * 2654435761u >> 24);
  unsigned value = 2166136261u;
  for (int round = 0; round < rounds; ++round)
    for (unsigned i = 0; i < sizeof text; ++i) value = (value ^ text[i]) * 16777619u;
  return value;
}

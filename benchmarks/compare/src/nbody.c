/* Eight bodies under gravity, by the leapfrog method. */
#include <math.h>
#include <stdio.h>

enum { kBodies = 8, kSteps = 6000000 };

struct body {
  double position[3], velocity[3], mass;
};

static struct body bodies[kBodies];

static void place(void) {
  bodies[0].mass = 1;
  for (int i = 1; i < kBodies; i++) {
    const double distance = 1.0 + 0.7 * i, angle = 2.4 * i;
    struct body* body = &bodies[i];
    body->mass = 1e-4 / i;
    body->position[0] = distance * cos(angle);
    body->position[1] = distance * sin(angle);
    body->position[2] = 0.01 * i;
    body->velocity[0] = -sin(angle) / sqrt(distance);
    body->velocity[1] = cos(angle) / sqrt(distance);
  }
}

static void pull(struct body* a, struct body* b, double time) {
  double apart[3], square = 0;
  for (int d = 0; d < 3; d++) {
    apart[d] = a->position[d] - b->position[d];
    square += apart[d] * apart[d];
  }
  const double scale = time / (square * sqrt(square));
  for (int d = 0; d < 3; d++) {
    a->velocity[d] -= apart[d] * b->mass * scale;
    b->velocity[d] += apart[d] * a->mass * scale;
  }
}

static void step(double time) {
  for (int i = 0; i < kBodies; i++) {
    for (int j = i + 1; j < kBodies; j++) pull(&bodies[i], &bodies[j], time);
  }
  for (int i = 0; i < kBodies; i++) {
    for (int d = 0; d < 3; d++) bodies[i].position[d] += time * bodies[i].velocity[d];
  }
}

int main(void) {
  place();
  for (int i = 0; i < kSteps; i++) step(1e-4);
  for (int i = 0; i < kBodies; i++)
    printf("%.5f %.5f %.5f\n", bodies[i].position[0], bodies[i].position[1], bodies[i].position[2]);
  return 0;
}

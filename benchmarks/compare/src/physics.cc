// Pyramids of boxes and bridges of linked ones, simulated by Box2D: all comes to rest, so that places do not depend on
// last bits.
#include <box2d/box2d.h>

#include <cstdio>

namespace {

b2Body* add_box(b2World& world, float x, float y, float half) {
  b2BodyDef definition;
  definition.type = b2_dynamicBody;
  definition.position.Set(x, y);
  b2Body* body = world.CreateBody(&definition);
  b2PolygonShape shape;
  shape.SetAsBox(half, half);
  body->CreateFixture(&shape, 5.0f);
  return body;
}

void add_ground(b2World& world) {
  b2BodyDef definition;
  b2EdgeShape edge;
  edge.SetTwoSided(b2Vec2(-100.0f, 0.0f), b2Vec2(100.0f, 0.0f));
  world.CreateBody(&definition)->CreateFixture(&edge, 0.0f);
}

void add_pyramid(b2World& world, float left, int rows) {
  for (int row = 0; row < rows; row++) {
    for (int column = row; column < rows; column++) {
      add_box(world, left + 0.5625f * static_cast<float>(row) + 1.125f * static_cast<float>(column - row),
              0.75f + 1.05f * static_cast<float>(row), 0.5f);
    }
  }
}

// A chain between two posts that sags.
void add_bridge(b2World& world, int links) {
  b2BodyDef definition;
  b2Body* ground = world.CreateBody(&definition);
  b2Body* previous = ground;
  b2RevoluteJointDef joint;
  for (int link = 0; link <= links; link++) {
    const float x = 30.0f + static_cast<float>(link);
    b2Body* body = link < links ? add_box(world, x, 20.0f, 0.25f) : ground;
    joint.Initialize(previous, body, b2Vec2(x - 0.5f, 20.0f));
    world.CreateJoint(&joint);
    previous = body;
  }
}

}  // namespace

int main() {
  b2World world(b2Vec2(0.0f, -10.0f));
  world.SetAllowSleeping(false);
  add_ground(world);
  add_pyramid(world, -90.0f, 16);
  add_pyramid(world, -60.0f, 16);
  add_pyramid(world, -30.0f, 16);
  add_bridge(world, 20);
  for (int step = 0; step < 1000; step++) world.Step(1.0f / 60.0f, 8, 3);
  for (const b2Body* body = world.GetBodyList(); body != nullptr; body = body->GetNext()) {
    std::printf("%.1f %.1f\n", static_cast<double>(body->GetPosition().x), static_cast<double>(body->GetPosition().y));
  }
}

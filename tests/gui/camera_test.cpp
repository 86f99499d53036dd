#include "canvas/camera.h"

#include <gtest/gtest.h>

namespace rbacgraph::gui {
namespace {

constexpr float kNear = 0.01F;

TEST(Camera, ZoomingKeepsThePointUnderThePointer) {
  Camera camera{{100, 50}, 0.8F};
  const Point pointer{300, 200};
  const Point before = camera.to_scene(pointer);
  for (const float factor : {1.3F, 0.2F, 100.0F, 0.0001F}) {
    camera.zoom(factor, pointer);
    EXPECT_NEAR(camera.to_scene(pointer).x, before.x, 1) << factor;
    EXPECT_NEAR(camera.to_scene(pointer).y, before.y, 1) << factor;
    EXPECT_GE(camera.scale, Camera::kSmallest);
    EXPECT_LE(camera.scale, Camera::kLargest);
  }
}

TEST(Camera, PanningMovesByScreenPixels) {
  Camera camera{{0, 0}, 2};
  camera.pan({20, -10});
  EXPECT_NEAR(camera.to_screen({0, 0}).x, 20, kNear);
  EXPECT_NEAR(camera.to_screen({0, 0}).y, -10, kNear);
}

TEST(Camera, FittingShowsAllAndNoLargerThanAsked) {
  Camera camera;
  camera.fit({0, 0, 4000, 1000}, {800, 600}, 1);
  EXPECT_GE(camera.to_screen({0, 0}).x, 0);
  EXPECT_LE(camera.to_screen({4000, 1000}).x, 800);
  EXPECT_LE(camera.to_screen({4000, 1000}).y, 600);
  camera.fit({0, 0, 10, 10}, {800, 600}, 1);
  EXPECT_EQ(camera.scale, 1);
  EXPECT_NEAR(camera.to_screen({5, 5}).x, 400, kNear);
  camera.fit({0, 0, 0, 0}, {1, 1}, 1);  // a window of one pixel
  EXPECT_GE(camera.scale, Camera::kSmallest);
}

TEST(Camera, WhatIsShownIsInSightAndWhatWasStays) {
  Camera camera;
  camera.origin = {10, 20};
  camera.scale = 2;
  const Camera before = camera;
  camera.show({20, 40, 60, 60}, {400, 300}, 30);
  EXPECT_EQ(camera, before) << "it was in sight";
  const Box below{20, 1000, 60, 1020};
  camera.show(below, {400, 300}, 30);
  EXPECT_EQ(camera.origin.x, before.origin.x) << "only what has to move does";
  EXPECT_FLOAT_EQ(camera.to_screen(below.middle()).y, 165);
  const Box aside{-500, 1000, -400, 1020};
  camera.show(aside, {400, 300}, 30);
  EXPECT_FLOAT_EQ(camera.to_screen(aside.middle()).x, 200);
  // Behind the heads is out of sight.
  Camera high = before;
  high.show({20, 25, 60, 45}, {400, 300}, 30);
  EXPECT_NE(high, before);
}

}  // namespace
}  // namespace rbacgraph::gui

import { expect, test } from "vitest";
import { parse } from "../src/router";

test.each([
  ["/", { screen: "lobby" }],
  ["/i/abc-DEF_1", { screen: "invite", secret: "abc-DEF_1" }],
  ["/r/study", { screen: "room", room: "study" }],
  ["/r/study/", { screen: "room", room: "study" }],
  ["/r/study/join", { screen: "prejoin", room: "study" }],
  ["/r/study/other", { screen: "not_found" }],
  ["/r", { screen: "not_found" }],
  ["/i/a/b", { screen: "not_found" }],
  ["/confirm/a.b-C_d.e", { screen: "confirm", link: "a.b-C_d.e" }],
  ["/confirm", { screen: "not_found" }],
  ["/ops", { screen: "ops", tab: "board" }],
  ["/ops/duty", { screen: "ops", tab: "duty" }],
  ["/ops/lines", { screen: "ops", tab: "lines" }],
  ["/ops/board", { screen: "not_found" }],
  ["/ops/duty/x", { screen: "not_found" }],
  ["/other", { screen: "not_found" }],
])("%s", (path, route) => {
  expect(parse(path)).toEqual(route);
});

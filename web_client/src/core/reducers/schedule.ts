/* How events change the posts for later that staff see: what `rooms/schedule/reducer.py` does. */
import type { AnyEvent, ScheduledPost } from "../wire.gen";

type Posts = readonly ScheduledPost[];

export function reduceSchedule(posts: Posts, event: AnyEvent): Posts {
  switch (event.t) {
    case "post_scheduled":
      return [...posts, event.post];
    case "scheduled_post_changed":
    case "scheduled_post_sent":
    case "scheduled_post_missed":
      return posts.map((post) => (post.id === event.post.id ? event.post : post));
    case "scheduled_post_deleted":
      return posts.filter((post) => post.id !== event.id);
    default:
      return posts;
  }
}

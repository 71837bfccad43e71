/* Items with their story, one below the other: what was said, how long it waited, who was told when, who answered when. */
import { lengthText } from "../../core/durations";
import { t } from "../../core/i18n";
import { percentText } from "../../core/number_format";
import type { Story } from "../../core/stories";
import { momentText } from "../../core/time_format";
import { titleText } from "../../core/titles";

export function StoryList({ stories, testId }: { stories: readonly Story[]; testId: string }) {
  if (stories.length === 0) return <p class="hint">{t("stories_none")}</p>;
  return (
    <ul class="stories" data-testid={testId}>
      {stories.map((story) => (
        <StoryItem key={`${story.room}/${story.obligation}#${story.cycle}`} story={story} />
      ))}
    </ul>
  );
}

function StoryItem({ story }: { story: Story }) {
  return (
    <li class="story" data-testid="story" data-obligation={story.obligation}>
      <p>
        <span class="pill">{t(`class_${story.class}`)}</span> <span dir="auto">{story.excerpt}</span>
      </p>
      <p class="hint">
        {[
          titleText(story.room_title),
          story.asker_name || t("ops_anonymous"),
          momentText(story.opened_at),
        ].join(" · ")}
        {story.target !== null && ` · ${t("story_target", { time: lengthText(story.target) })}`}
      </p>
      <ul class="story-steps">
        {steps(story).map(({ at, text }) => (
          <li key={`${at} ${text}`}>
            {at !== null && <time>{momentText(at)}</time>} <span dir="auto">{text}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}

interface Step {
  /** Null: it is not known, or still to come. */
  readonly at: number | null;
  readonly text: string;
}

function steps(story: Story): readonly Step[] {
  const { told, breached_at, answered_at, resolved_at, ended_at } = story;
  const found: Step[] = told.map(({ at, name, level }) => ({
    at,
    text: t("story_told", { name: name || t("story_webhooks"), level: percentText(level / 100) }),
  }));
  if (breached_at !== null) found.push({ at: breached_at, text: t("story_breached") });
  if (answered_at !== null)
    found.push({
      at: answered_at,
      text: t("story_answered", { name: story.answered_by || t("ops_somebody") }),
    });
  if (resolved_at !== null && resolved_at !== answered_at)
    found.push({ at: resolved_at, text: t("story_resolved") });
  if (ended_at !== null)
    found.push({
      at: ended_at,
      text: story.reason === "" ? t("story_ended") : t("story_waived", { why: story.reason }),
    });
  found.sort((one, other) => (one.at ?? 0) - (other.at ?? 0));
  if (story.promised_by !== "")
    found.push({ at: story.promise_due, text: t("story_promised", { name: story.promised_by }) });
  if (answered_at === null && resolved_at === null && ended_at === null)
    found.push({
      at: null,
      text: story.owner_name === "" ? t("story_waits") : t("story_waits_with", { name: story.owner_name }),
    });
  return found;
}

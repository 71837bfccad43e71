/* The list behind a number of the response page, in a dialog. */

import { t } from "../../core/i18n";
import type { Asked } from "../../core/metrics";
import { type Listed, readList } from "../../core/stories";
import { Dialog } from "../dialog";
import { useLoaded } from "./loaded";
import { StoryList } from "./story_list";

/** Which list, under which name; `person`: of promises, only theirs. */
export interface Behind {
  readonly what: Listed;
  readonly title: string;
  readonly person: string | null;
}

export type OpenList = (what: Listed, title: string, person?: string) => void;

export function BehindDialog({ behind, asked, onClose }: { behind: Behind; asked: Asked; onClose(): void }) {
  const [stories] = useLoaded(() => readList(asked, behind.what, behind.person));
  const loaded = stories.value;
  return (
    <Dialog title={behind.title} onClose={onClose} testId="behind-dialog">
      {loaded.state === "loading" && <p role="status">{t("loading")}</p>}
      {loaded.state === "refused" && (
        <p class="field-error" role="alert">
          {loaded.text}
        </p>
      )}
      {loaded.state === "there" && <StoryList stories={loaded.value} testId="behind-list" />}
    </Dialog>
  );
}

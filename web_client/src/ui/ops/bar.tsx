/* A bar beside a number that says the same: nothing for who listens. SVG, since inline styles are forbidden. */

export function Bar({ share }: { share: number }) {
  const width = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <svg class="share-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-ground" width="100" height="8" rx="2" />
      <rect class="bar-filled" width={width} height="8" rx="2" />
    </svg>
  );
}
